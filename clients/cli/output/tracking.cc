#include "clients/cli/output/tracking.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/output/note_list.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr int kBarWidth = 20;
constexpr double kFullPace = 1.1;  // what fills a bar: a little beyond "on course"
constexpr int kHalfBar = 12;

double NumberOf(const type::v1::Decimal& decimal) {
  double value = 0;
  return absl::SimpleAtod(decimal.text(), &value) ? value : 0;
}

Cell DecimalCell(bool is_set, const type::v1::Decimal& decimal, int decimals,
                 const std::string& unit = "") {
  if (!is_set) return MissingCell({});
  const std::string digits = RoundedDigits(decimal.text(), decimals);
  return NumberCell({decimal.text(), digits, "equal", unit}, Same(digits));
}

// A share of one as percent to people: 0.456522 is 45.7%.
Text PercentText(const type::v1::Decimal& decimal, int decimals) {
  const std::string digits = absl::StrFormat("%.*f", decimals, NumberOf(decimal) * 100);
  return {absl::StrCat(digits, "%"), absl::StrCat(digits, " %")};
}

Cell ShareCell(bool is_set, const type::v1::Decimal& decimal, int decimals) {
  if (!is_set) return MissingCell({});
  return NumberCell({decimal.text(), decimal.text(), "equal", ""}, PercentText(decimal, decimals));
}

Text MonthsText(int first, int last) {
  if (first == last) return {absl::StrCat(first, "月"), absl::StrCat("month ", first)};
  return {absl::StrCat(first, "—", last, "月"), absl::StrCat("months ", first, "-", last)};
}

Tone ToneOf(pb::TrackStatus status) {
  switch (status) {
    case pb::TRACK_STATUS_AHEAD:
    case pb::TRACK_STATUS_ON_TRACK:
    case pb::TRACK_STATUS_REACHED:
      return Tone::kMet;
    case pb::TRACK_STATUS_BEHIND:
      return Tone::kAtRisk;
    case pb::TRACK_STATUS_OUT_OF_REACH:
      return Tone::kMissed;
    default:
      return Tone::kUnknown;
  }
}

Cell StatusCell(pb::TrackStatus status) {
  Cell cell = CodeCell(CodeOf(status), WordOf(status));
  cell.tone = ToneOf(status);
  return cell;
}

Cell NoReturnCell(const pb::TrackedTarget& target) {
  if (target.month_of_no_return() == 0) return MissingCell({});
  const int month = target.month_of_no_return();
  Cell cell = IntCell(month);
  cell.text = {absl::StrCat(month, "月"), absl::StrCat("month ", month)};
  return cell;
}

Cell RequiredCell(const pb::TrackedTarget& target, const UnitSymbols& symbols) {
  if (!target.has_required()) return MissingCell({});
  const bool growth = target.required_unit() == "percent";
  const std::string digits = RoundedDigits(target.required().text(), growth ? 2 : 4);
  return NumberCell({target.required().text(), digits, "equal", target.required_unit()},
                    symbols.WithUnit(Same(digits), target.required_unit()));
}

std::vector<Column> TargetColumns() {
  constexpr Audience kMachines = Audience::kMachines;
  return {{.key = "target_id", .audience = kMachines},
          {.key = "indicator", .audience = kMachines},
          {.key = "name", .header = {"指标", "INDICATOR"}},
          {.key = "goal", .header = {"目标", "TARGET"}},
          {.key = "months", .header = {"累计到", "MONTHS"}, .align = Align::kRight},
          {.key = "growth_so_far", .header = {"至今增速%", "SO FAR %"}, .align = Align::kDecimal},
          {.key = "required",
           .header = {"其余须", "REST NEEDS"},
           .align = Align::kRight,
           .with_unit = true},
          {.key = "required_error", .header = {"±", "±"}, .align = Align::kDecimal},
          {.key = "required_per_share_point", .audience = kMachines},
          {.key = "share", .header = {"上年占比", "SHARE"}, .align = Align::kRight},
          {.key = "share_basis", .header = {"进度依据", "SCHEDULE"}},
          {.key = "season_pace", .header = {"季节进度", "SEASON"}, .align = Align::kRight},
          {.key = "time_pace", .header = {"时间进度", "TIME"}, .align = Align::kRight},
          {.key = "implied_base", .audience = kMachines},
          {.key = "scope_factor", .audience = kMachines},
          {.key = "probability", .header = {"概率", "CHANCE"}, .align = Align::kRight},
          {.key = "month_of_no_return", .header = {"难挽回", "NO RETURN"}, .align = Align::kRight},
          {.key = "status", .header = {"判断", "STANDING"}},
          {.key = "reason_code", .audience = kMachines},
          {.key = "reason", .audience = kMachines},
          {.key = "note_marks", .header = {"注", "NOTE"}, .audience = Audience::kPeople}};
}

std::vector<Cell> TargetRow(const pb::TrackedTarget& target, const IndicatorNames& names,
                            const UnitSymbols& symbols, NoteList& notes) {
  NoteMarks marks(notes);
  for (const auto& note : target.notes()) marks.Add(FromProto(note));
  if (target.status() == pb::TRACK_STATUS_UNKNOWN) marks.Add(FromProto(target.reason()));
  return {PlainCell(target.target().id()),
          PlainCell(target.target().indicator()),
          TextCell(FromProto(target.indicator_name())),
          TextCell(GoalWordsWithUnit(target.target(), names, symbols)),
          IntCell(target.months()),
          DecimalCell(target.has_growth_so_far(), target.growth_so_far(), 1),
          RequiredCell(target, symbols),
          DecimalCell(target.has_required_error(), target.required_error(), 2),
          DecimalCell(target.has_required_per_share_point(), target.required_per_share_point(), 4),
          ShareCell(target.has_share(), target.share(), 1),
          CodeCell(CodeOf(target.share_basis()), WordOf(target.share_basis())),
          ShareCell(target.has_season_pace(), target.season_pace(), 1),
          ShareCell(target.has_time_pace(), target.time_pace(), 1),
          DecimalCell(target.has_implied_base(), target.implied_base(), 2),
          DecimalCell(target.has_scope_factor(), target.scope_factor(), 4),
          ShareCell(target.has_probability(), target.probability().value(), 0),
          NoReturnCell(target),
          StatusCell(target.status()),
          PlainCell(target.reason_code()),
          TextCell(FromProto(target.reason())),
          PlainCell(marks.text())};
}

std::string PaceBar(bool is_set, const type::v1::Decimal& pace, BarStyle style) {
  return is_set ? Bar(NumberOf(pace), kFullPace, kBarWidth, style) : "";
}

Table ChartTable(const pb::TrackYearResponse& answer, BarStyle style) {
  Table table;
  table.key = "pace_chart";
  table.title = {"完成进度(满格为目标的110%)", "Pace (a full bar is 110 % of the goal)"};
  table.audience = Audience::kPeople;
  table.columns = {{.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "season_bar", .header = {"对季节进度", "AGAINST THE SEASON"}},
                   {.key = "season", .header = {"", ""}, .align = Align::kRight},
                   {.key = "time_bar", .header = {"对时间进度", "AGAINST TIME"}},
                   {.key = "time", .header = {"", ""}, .align = Align::kRight}};
  for (const pb::TrackedTarget& target : answer.targets()) {
    if (!target.has_time_pace()) continue;
    table.rows.push_back(
        {TextCell(FromProto(target.indicator_name())),
         MissingCell(Same(PaceBar(target.has_season_pace(), target.season_pace(), style))),
         ShareCell(target.has_season_pace(), target.season_pace(), 1),
         MissingCell(Same(PaceBar(true, target.time_pace(), style))),
         ShareCell(true, target.time_pace(), 1)});
  }
  return table;
}

Table PeriodTable(const pb::TrackYearResponse& answer, const TrackView& view) {
  Table table;
  table.key = "periods";
  table.title = {"由累计数推出的单期", "Single periods implied by the cumulative figures"};
  if (!view.periods) table.audience = Audience::kMachines;
  table.columns = {{.key = "indicator", .audience = Audience::kMachines},
                   {.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "first_month", .audience = Audience::kMachines},
                   {.key = "last_month", .audience = Audience::kMachines},
                   {.key = "months", .header = {"单期", "PERIOD"}, .audience = Audience::kPeople},
                   {.key = "growth", .header = {"增速%", "GROWTH %"}, .align = Align::kDecimal},
                   {.key = "growth_error", .header = {"±", "±"}, .align = Align::kDecimal},
                   {.key = "level", .header = {"水平", "LEVEL"}, .align = Align::kDecimal},
                   {.key = "chart", .header = {"增速图", "CHART"}, .audience = Audience::kPeople}};
  for (const pb::TrackedTarget& target : answer.targets()) {
    double full = 1;
    for (const pb::ImpliedPeriod& period : target.periods()) {
      if (period.has_growth()) full = std::max(full, std::abs(NumberOf(period.growth())));
    }
    bool first = true;
    for (const pb::ImpliedPeriod& period : target.periods()) {
      Cell name = TextCell(FromProto(target.indicator_name()));
      if (!first) name.text = {};
      first = false;
      const std::string bar = period.has_growth()
                                  ? SignedBar(NumberOf(period.growth()), full, kHalfBar, view.bars)
                                  : "";
      table.rows.push_back({PlainCell(target.target().indicator()), std::move(name),
                            IntCell(period.first_month()), IntCell(period.last_month()),
                            TextCell(MonthsText(period.first_month(), period.last_month())),
                            DecimalCell(period.has_growth(), period.growth(), 2),
                            DecimalCell(period.has_growth_error(), period.growth_error(), 2),
                            DecimalCell(period.has_level(), period.level(), 2),
                            MissingCell(Same(bar))});
    }
  }
  return table;
}

// 预计与计划误差: what was expected for the year, and what such figures were wrong by.
Table ExpectedTable(const pb::TrackYearResponse& answer) {
  Table table;
  table.key = "planning_errors";
  table.title = {"计划误差:预计数与后来的实绩", "Planning errors: expected figures and outcomes"};
  table.columns = {
      {.key = "indicator", .audience = Audience::kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "source", .header = {"依据", "FROM"}},
      {.key = "pairs", .header = {"对数", "PAIRS"}, .align = Align::kRight},
      {.key = "mean", .header = {"平均误差", "MEAN"}, .align = Align::kDecimal},
      {.key = "standard_deviation", .header = {"标准差", "SD"}, .align = Align::kDecimal},
      {.key = "expected", .header = {"全年预计", "EXPECTED"}, .align = Align::kDecimal},
      {.key = "expected_low", .header = {"80%下限", "80 % LOW"}, .align = Align::kDecimal},
      {.key = "expected_high", .header = {"80%上限", "80 % HIGH"}, .align = Align::kDecimal},
      {.key = "explanation", .audience = Audience::kMachines}};
  for (const pb::TrackedTarget& target : answer.targets()) {
    const pb::PlanningError& error = target.planning_error();
    const pb::ExpectedOutcome& expected = target.expected();
    Text source;
    switch (error.source()) {
      case pb::PLANNING_ERROR_SOURCE_OWN:
        source = {"本指标", "its own"};
        break;
      case pb::PLANNING_ERROR_SOURCE_POOLED:
        source = {absl::StrCat("合并", error.indicators(), "个指标"),
                  absl::StrCat(error.indicators(), " indicators pooled")};
        break;
      default:
        source = {"不足,不给区间", "too few: no band"};
    }
    table.rows.push_back(
        {PlainCell(target.target().indicator()), TextCell(FromProto(target.indicator_name())),
         TextCell(source), IntCell(error.pairs()), DecimalCell(error.has_mean(), error.mean(), 2),
         DecimalCell(error.has_standard_deviation(), error.standard_deviation(), 2),
         target.has_expected() ? ObservedCell(expected.figure()) : MissingCell({}),
         DecimalCell(expected.has_low(), expected.low(), 2),
         DecimalCell(expected.has_high(), expected.high(), 2),
         TextCell(FromProto(error.explanation()))});
  }
  return table;
}

Table LeftOutTable(const pb::PlanContext& context, const IndicatorNames& names) {
  Table table;
  table.key = "left_out";
  table.title = {"未跟踪的目标", "Targets not tracked"};
  table.audience = Audience::kMachines;
  table.columns = {{.key = "target_id"},
                   {.key = "indicator"},
                   {.key = "name"},
                   {.key = "reason_code"},
                   {.key = "reason"}};
  for (const pb::LeftOut& left : context.left_out()) {
    table.rows.push_back({PlainCell(left.target()), PlainCell(left.indicator()),
                          TextCell(NameOf(names, left.indicator())), PlainCell(left.reason_code()),
                          TextCell(FromProto(left.reason()))});
  }
  return table;
}

Table ReceiptOf(const pb::PlanContext& context) {
  pb::ProjectionResult result;
  *result.mutable_receipt() = context.receipt();
  return ReceiptTable({&result});
}

Text Headline(const pb::TrackYearResponse& answer) {
  std::map<pb::TrackStatus, int> counts;
  for (const pb::TrackedTarget& target : answer.targets()) ++counts[target.status()];
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const auto& [status, count] : counts) {
    const Text word = WordOf(status);
    zh.push_back(absl::StrCat(word.zh, count, "项"));
    en.push_back(absl::StrCat(count, " ", word.en));
  }
  const int year = answer.context().year();
  const int out = answer.context().left_out_size();
  if (answer.targets().empty()) {
    return {absl::StrCat(year, "年没有可跟踪的目标:", out, "项目标没有可用的累计数"),
            absl::StrCat(year, ": nothing to track, ", out,
                         " target(s) without usable cumulative figures")};
  }
  return {absl::StrCat(year, "年跟踪", answer.targets_size(), "项目标:", absl::StrJoin(zh, ","),
                       out > 0 ? absl::StrCat(";另有", out, "项没有可用的累计数") : ""),
          absl::StrCat(
              year, ": ", answer.targets_size(), " target(s) tracked: ", absl::StrJoin(en, ", "),
              out > 0 ? absl::StrCat("; ", out, " without usable cumulative figures") : "")};
}

std::vector<Cell> ContributionRow(const char* kind, const std::string& indicator, Text name,
                                  const pb::GrowthContribution* part, Cell pull, Cell rate,
                                  std::string bar) {
  return {PlainCell(kind),
          PlainCell(indicator),
          TextCell(std::move(name)),
          part == nullptr ? MissingCell({}) : ShareCell(part->has_weight(), part->weight(), 2),
          part == nullptr ? MissingCell({}) : DecimalCell(true, part->growth(), 2, "percent"),
          std::move(pull),
          std::move(rate),
          MissingCell(Same(bar))};
}

}  // namespace

Text WordOf(pb::TrackStatus status) {
  switch (status) {
    case pb::TRACK_STATUS_AHEAD:
      return {"快于进度", "ahead"};
    case pb::TRACK_STATUS_ON_TRACK:
      return {"与进度一致", "on course"};
    case pb::TRACK_STATUS_BEHIND:
      return {"慢于进度", "behind"};
    case pb::TRACK_STATUS_OUT_OF_REACH:
      return {"难以实现", "out of reach"};
    case pb::TRACK_STATUS_REACHED:
      return {"已达到", "reached"};
    case pb::TRACK_STATUS_UNKNOWN:
      return {"无法判断", "unknown"};
    default:
      return {"未知值", "unknown value"};
  }
}

std::string CodeOf(pb::TrackStatus status) {
  switch (status) {
    case pb::TRACK_STATUS_AHEAD:
      return "ahead";
    case pb::TRACK_STATUS_ON_TRACK:
      return "on-track";
    case pb::TRACK_STATUS_BEHIND:
      return "behind";
    case pb::TRACK_STATUS_OUT_OF_REACH:
      return "out-of-reach";
    case pb::TRACK_STATUS_REACHED:
      return "reached";
    case pb::TRACK_STATUS_UNSPECIFIED:
      return "unspecified";
    default:
      return "unknown";
  }
}

Text WordOf(pb::ShareBasis basis) {
  switch (basis) {
    case pb::SHARE_BASIS_PREVIOUS_YEAR:
      return {"上年各月", "year before"};
    case pb::SHARE_BASIS_SEVERAL_YEARS:
      return {"其他年份平均", "other years"};
    case pb::SHARE_BASIS_TIME:
      return {"时间进度", "time schedule"};
    case pb::SHARE_BASIS_NOT_APPLICABLE:
      return {"不用", "none needed"};
    default:
      return {"未知值", "unknown value"};
  }
}

std::string CodeOf(pb::ShareBasis basis) {
  switch (basis) {
    case pb::SHARE_BASIS_PREVIOUS_YEAR:
      return "previous-year";
    case pb::SHARE_BASIS_SEVERAL_YEARS:
      return "several-years";
    case pb::SHARE_BASIS_TIME:
      return "time";
    case pb::SHARE_BASIS_NOT_APPLICABLE:
      return "not-applicable";
    default:
      return "unknown";
  }
}

Document TrackDocument(const pb::TrackYearResponse& answer, const IndicatorNames& names,
                       const UnitSymbols& symbols, const TrackView& view) {
  Document document;
  document.headline = Headline(answer);
  Table targets;
  targets.key = "targets";
  targets.columns = TargetColumns();
  targets.when_empty = {"该年没有累计数", "no cumulative figure of the year"};
  NoteList notes;
  for (const pb::TrackedTarget& target : answer.targets()) {
    targets.rows.push_back(TargetRow(target, names, symbols, notes));
  }
  document.tables = {
      std::move(targets),    ChartTable(answer, view.bars),         PeriodTable(answer, view),
      ExpectedTable(answer), LeftOutTable(answer.context(), names), ReceiptOf(answer.context())};
  if (answer.targets().empty()) {
    for (size_t i = 1; i < document.tables.size(); ++i) {
      document.tables[i].audience = Audience::kMachines;
    }
  }
  notes.Add(FromProto(answer.context().explanation()));
  for (const auto& assumption : answer.context().assumptions()) notes.Add(FromProto(assumption));
  document.notes = notes.notes();
  document.footer = ReceiptFooter(answer.context().receipt());
  return document;
}

Document ContributionDocument(const pb::DecomposeGrowthResponse& answer, const Text& whole,
                              BarStyle bars) {
  Document document;
  const std::string growth = RoundedDigits(answer.growth().text(), 2);
  const int year = answer.context().year();
  document.headline = {
      absl::StrCat(year, "年", whole.zh, "增长", growth, "%:各部分的拉动和贡献率"),
      absl::StrCat(whole.en, " grew ", growth, " % in ", year, ": what each part made of it")};
  Table table;
  table.key = "contributions";
  table.columns = {
      {.key = "kind", .audience = Audience::kMachines},
      {.key = "indicator", .audience = Audience::kMachines},
      {.key = "name", .header = {"部分", "PART"}},
      {.key = "weight", .header = {"上年权重", "WEIGHT"}, .align = Align::kRight},
      {.key = "growth", .header = {"增速%", "GROWTH %"}, .align = Align::kDecimal},
      {.key = "pull", .header = {"拉动(百分点)", "PULL (POINTS)"}, .align = Align::kDecimal},
      {.key = "contribution_rate",
       .header = {"贡献率%", "SHARE OF IT %"},
       .align = Align::kDecimal},
      {.key = "chart", .header = {"拉动图", "CHART"}, .audience = Audience::kPeople}};
  double full = 1e-9;
  for (const pb::GrowthContribution& part : answer.parts()) {
    full = std::max(full, std::abs(NumberOf(part.pull())));
  }
  for (const pb::GrowthContribution& part : answer.parts()) {
    table.rows.push_back(ContributionRow(
        "part", part.indicator(), FromProto(part.name()), &part,
        DecimalCell(true, part.pull(), 3, "percentage-point"),
        DecimalCell(part.has_contribution_rate(), part.contribution_rate(), 2, "percent"),
        SignedBar(NumberOf(part.pull()), full, kHalfBar, bars)));
  }
  table.rows.push_back(ContributionRow(
      "residual", "", {"残差(舍入、链接)", "residual (rounding, chaining)"}, nullptr,
      DecimalCell(true, answer.residual(), 3, "percentage-point"), MissingCell({}),
      SignedBar(NumberOf(answer.residual()), full, kHalfBar, bars)));
  table.rows.push_back(ContributionRow("whole", "", whole, nullptr,
                                       DecimalCell(true, answer.growth(), 3, "percentage-point"),
                                       MissingCell({}), ""));
  document.tables = {std::move(table), ReceiptOf(answer.context())};
  NoteList notes;
  notes.Add(FromProto(answer.context().explanation()));
  for (const auto& assumption : answer.context().assumptions()) notes.Add(FromProto(assumption));
  document.notes = notes.notes();
  document.footer = ReceiptFooter(answer.context().receipt());
  return document;
}

}  // namespace indicast::cli::output
