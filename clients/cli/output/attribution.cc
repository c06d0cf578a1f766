#include "clients/cli/output/attribution.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

using projection::v1::Attribution;
using projection::v1::AttributionPart;

constexpr int kDecimals = 2;

Cell Amount(const type::v1::Decimal& value, const std::string& unit) {
  const std::string digits = SignedDigits(value.text(), kDecimals);
  return NumberCell({value.text(), digits, "equal", unit}, Same(digits));
}

Table PartTable(const projection::v1::CompareScenariosResponse& response) {
  Table table;
  table.key = "attributions";
  table.audience = Audience::kMachines;
  table.columns = {{.key = "scenario_index"},
                   {.key = "indicator"},
                   {.key = "basis"},
                   {.key = "year"},
                   {.key = "difference", .with_unit = true},
                   {.key = "changed"},
                   {.key = "part", .with_unit = true},
                   {.key = "standard_error"},
                   {.key = "exact"}};
  for (const Attribution& attribution : response.attributions()) {
    for (const AttributionPart& part : attribution.parts()) {
      table.rows.push_back(
          {IntCell(attribution.scenario_index()), PlainCell(attribution.indicator()),
           PlainCell(CodeOf(attribution.basis())), IntCell(attribution.year()),
           Amount(attribution.difference(), attribution.unit()), PlainCell(part.indicator()),
           Amount(part.value(), attribution.unit()),
           part.has_standard_error() ? PlainCell(part.standard_error().text()) : MissingCell({}),
           BoolCell(attribution.exact(), {})});
    }
  }
  return table;
}

// "GDP +2.00, household income +1.00".
Text PartsWords(const Attribution& attribution, const IndicatorNames& names) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const AttributionPart& part : attribution.parts()) {
    const Text name = NameOf(names, part.indicator());
    std::string digits = SignedDigits(part.value().text(), kDecimals);
    if (part.has_standard_error()) {
      absl::StrAppend(&digits, "\u00b1", RoundedDigits(part.standard_error().text(), kDecimals));
    }
    zh.push_back(absl::StrCat(name.In(Language::kChinese), " ", digits));
    en.push_back(absl::StrCat(name.In(Language::kEnglish), " ", digits));
  }
  return {absl::StrJoin(zh, ","), absl::StrJoin(en, ", ")};
}

}  // namespace

std::vector<Table> AttributionTables(const projection::v1::CompareScenariosResponse& response,
                                     const IndicatorNames& names, const UnitSymbols& symbols) {
  Table shared;
  shared.key = "shares";
  shared.audience = Audience::kPeople;
  shared.title = {"末年差异的来源", "What the differences of the last year come from"};
  shared.columns = {{.key = "name", .header = {"指标", "INDICATOR"}},
                    {.key = "basis", .header = {"口径", "EXPRESSED AS"}},
                    {.key = "year", .header = {"年份", "YEAR"}},
                    {.key = "difference", .header = {"差", "DIFFERENCE"}, .align = Align::kDecimal},
                    {.key = "unit", .header = {"单位", "UNIT"}},
                    {.key = "parts", .header = {"其中", "OF WHICH"}}};
  for (const Attribution& attribution : response.attributions()) {
    if (attribution.parts_size() < 2) continue;
    shared.rows.push_back(
        {TextCell(NameOf(names, attribution.indicator())), TextCell(WordOf(attribution.basis())),
         IntCell(attribution.year()), Amount(attribution.difference(), attribution.unit()),
         TextCell(symbols.SymbolOf(attribution.unit())), TextCell(PartsWords(attribution, names))});
  }
  std::vector<Table> tables = {PartTable(response)};
  if (!shared.rows.empty()) tables.push_back(std::move(shared));
  return tables;
}

}  // namespace indicast::cli::output
