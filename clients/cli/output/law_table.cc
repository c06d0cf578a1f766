#include "clients/cli/output/law_table.h"

#include <string>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

Cell Figure(bool is_set, const type::v1::Decimal& decimal, const std::string& unit) {
  if (!is_set) return MissingCell({});
  const std::string digits = RoundedDigits(decimal.text(), 1);
  return NumberCell({decimal.text(), digits, "equal", unit}, Same(digits));
}

Text SourceWord(pb::OutlookSource source) {
  switch (source) {
    case pb::OUTLOOK_SOURCE_SHORT_HISTORY:
      return {"自身数据与指标库", "own figures and pool"};
    case pb::OUTLOOK_SOURCE_POOL:
      return {"仅指标库", "pool alone"};
    case pb::OUTLOOK_SOURCE_SCENARIO:
      return {"情景", "scenario"};
    case pb::OUTLOOK_SOURCE_GIVEN:
      return {"给定", "stated"};
    case pb::OUTLOOK_SOURCE_IDENTITY:
      return {"恒等式", "identity"};
    default:
      return {"未知值", "unknown value"};
  }
}

}  // namespace

Table LawTable(const pb::PlanContext& context) {
  Table table;
  table.key = "laws";
  table.title = {"增速规律(看目标之前)", "Laws of growth, before any target is looked at"};
  table.audience = Audience::kPeople;
  table.columns = {
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "year", .header = {"年份", "YEAR"}, .align = Align::kRight},
      {.key = "median", .header = {"中位数%", "MEDIAN %"}, .align = Align::kDecimal},
      {.key = "standard_deviation", .header = {"标准差", "SD, PP"}, .align = Align::kDecimal},
      {.key = "low", .header = {"10%", "10 %"}, .align = Align::kDecimal},
      {.key = "high", .header = {"90%", "90 %"}, .align = Align::kDecimal},
      {.key = "observations", .header = {"自身数", "OWN"}, .align = Align::kRight},
      {.key = "source", .header = {"来源", "FROM"}},
      {.key = "explanation", .header = {"说明", "EXPLANATION"}}};
  for (const pb::GrowthOutlook& law : context.outlooks()) {
    table.rows.push_back(
        {TextCell(FromProto(law.name())), IntCell(law.year()),
         Figure(law.has_median(), law.median(), "percent"),
         Figure(law.has_standard_deviation(), law.standard_deviation(), "percentage-point"),
         Figure(law.has_low(), law.low(), "percent"), Figure(law.has_high(), law.high(), "percent"),
         IntCell(law.observations()), TextCell(SourceWord(law.source())),
         TextCell(FromProto(law.explanation()))});
  }
  return table;
}

}  // namespace indicast::cli::output
