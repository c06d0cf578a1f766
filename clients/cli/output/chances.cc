#include "clients/cli/output/chances.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/output/law_table.h"
#include "clients/cli/output/plan_context.h"
#include "clients/cli/output/range_bars.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr int kGoalBar = 20;
constexpr int kFanBar = 40;
constexpr int kTornadoBar = 48;

double NumberOf(const type::v1::Decimal& decimal) {
  double value = 0;
  return absl::SimpleAtod(decimal.text(), &value) ? value
                                                  : std::numeric_limits<double>::quiet_NaN();
}

Cell Figure(bool is_set, const type::v1::Decimal& decimal, int decimals, const std::string& unit) {
  if (!is_set) return MissingCell({});
  const std::string digits = RoundedDigits(decimal.text(), decimals);
  return NumberCell({decimal.text(), digits, "equal", unit}, Same(digits));
}

Text MethodWord(pb::Method method) {
  switch (method) {
    case pb::METHOD_CLOSED_FORM:
      return {"闭式解", "closed form"};
    case pb::METHOD_GENZ:
      return {"Genz积分", "Genz"};
    case pb::METHOD_MONTE_CARLO:
      return {"模拟", "simulated"};
    default:
      return {"未知值", "unknown value"};
  }
}

std::string MethodCode(pb::Method method) {
  switch (method) {
    case pb::METHOD_CLOSED_FORM:
      return "closed-form";
    case pb::METHOD_GENZ:
      return "genz";
    case pb::METHOD_MONTE_CARLO:
      return "monte-carlo";
    default:
      return "unknown";
  }
}

Cell ChanceCell(bool is_set, const type::v1::Decimal& decimal) {
  if (!is_set) return MissingCell({"不可计算", "cannot be computed"});
  return NumberCell({decimal.text(), decimal.text(), "equal", ""}, ChanceText(NumberOf(decimal)));
}

// "none of 100000: below 0.003 %", "27.1 %..27.6 %", nothing where it is exact.
Text ErrorText(const pb::Probability& p) {
  if (p.method() == pb::METHOD_CLOSED_FORM || !p.has_low() || !p.has_high()) return {};
  const Text low = ChanceText(NumberOf(p.low()));
  const Text high = ChanceText(NumberOf(p.high()));
  if (NumberOf(p.value()) == 0) {
    return {absl::StrCat("低于", high.zh), absl::StrCat("below ", high.en)};
  }
  return {absl::StrCat(low.zh, "—", high.zh), absl::StrCat(low.en, "..", high.en)};
}

Text MethodText(const pb::Probability& p) {
  Text word = MethodWord(p.method());
  if (p.count() == 0) return word;
  const bool paths = p.method() == pb::METHOD_MONTE_CARLO;
  return {absl::StrCat(word.zh, ",", p.count(), paths ? "条路径" : "点"),
          absl::StrCat(word.en, ", ", p.count(), paths ? " paths" : " points")};
}

Cell KindCell(const pb::GoalProbability& goal) {
  if (goal.kind() == type::v1::TARGET_KIND_UNSPECIFIED) return MissingCell({"本次", "asked here"});
  return CodeCell(CodeOf(goal.kind()), WordOf(goal.kind()));
}

std::vector<Cell> ChanceCells(const pb::Probability& p, BarStyle style) {
  return {ChanceCell(p.has_value(), p.value()),
          MissingCell(Same(Bar(NumberOf(p.value()), 1, kGoalBar, style))),
          MissingCell(ErrorText(p)),
          MissingCell(MethodText(p)),
          Figure(p.has_low(), p.low(), 12, ""),
          Figure(p.has_high(), p.high(), 12, ""),
          PlainCell(MethodCode(p.method())),
          IntCell(p.count())};
}

Table GoalTable(const pb::SimulationResult& result, BarStyle style) {
  constexpr Audience kMachines = Audience::kMachines;
  constexpr Audience kPeople = Audience::kPeople;
  Table table;
  table.key = "goals";
  table.title = {"实现概率", "Probability of attainment"};
  table.when_empty = {"没有可计算概率的目标", "no goal to give a probability of"};
  table.columns = {
      {.key = "row", .audience = kMachines},
      {.key = "text", .header = {"目标", "GOAL"}},
      {.key = "kind", .header = {"性质", "KIND"}},
      {.key = "year", .header = {"年份", "YEAR"}, .align = Align::kRight},
      {.key = "probability", .header = {"概率", "PROBABILITY"}, .align = Align::kRight},
      {.key = "bar", .header = {"0—100%", "0..100 %"}, .audience = kPeople},
      {.key = "error", .header = {"95%误差", "95 % ERROR"}, .audience = kPeople},
      {.key = "how", .header = {"算法", "METHOD"}, .audience = kPeople},
      {.key = "low", .audience = kMachines},
      {.key = "high", .audience = kMachines},
      {.key = "method", .audience = kMachines},
      {.key = "count", .audience = kMachines}};
  const auto add = [&](std::vector<Cell> row, const pb::Probability& p) {
    for (Cell& cell : ChanceCells(p, style)) row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  };
  for (const pb::GoalProbability& goal : result.goals()) {
    add({PlainCell(goal.row()), TextCell(FromProto(goal.text())), KindCell(goal),
         IntCell(goal.year())},
        goal.probability());
  }
  const auto add_joint = [&](const char* row, Text text, const pb::Probability& p) {
    add({PlainCell(row), TextCell(std::move(text)), MissingCell({}), MissingCell({})}, p);
  };
  if (result.has_binding()) {
    add_joint("binding", {"全部约束性目标同时", "all binding ones together"}, result.binding());
  }
  if (result.has_all()) add_joint("all", {"全部目标同时", "all together"}, result.all());
  return table;
}

// The five numbers that a chart shows, from any list of quantiles.
FanRange RangeOf(const pb::SimulationResult& result, const pb::FanPoint& point) {
  const auto value = [&point](int i) { return NumberOf(point.values(i)); };
  const int last = point.values_size() - 1;
  int middle = 0;
  for (int i = 0; i <= last; ++i) {
    const auto off = [&](int k) { return std::abs(NumberOf(result.quantiles(k)) - 0.5); };
    if (off(i) < off(middle)) middle = i;
  }
  const int inner = last >= 4 ? 1 : 0;
  return {value(0), value(inner), value(middle), value(last - inner), value(last)};
}

bool Shown(const pb::Fan& fan, const ChancesView& view) {
  return fan.basis() == pb::PATH_BASIS_GROWTH || view.levels;
}

Axis GrowthAxis(const pb::SimulationResult& result) {
  Axis axis = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
               kFanBar};
  for (const pb::Fan& fan : result.fans()) {
    if (fan.basis() != pb::PATH_BASIS_GROWTH) continue;
    for (const pb::FanPoint& point : fan.points()) {
      if (point.values().empty()) continue;
      const FanRange range = RangeOf(result, point);
      axis.low = std::min(axis.low, range.low);
      axis.high = std::max(axis.high, range.high);
    }
  }
  if (!(axis.low < axis.high)) axis = {0, 1, kFanBar};
  return axis;
}

std::string QuantileName(const type::v1::Decimal& quantile) {
  return absl::StrFormat("%g", NumberOf(quantile) * 100);
}

Table FanTable(const pb::SimulationResult& result, const UnitSymbols& symbols,
               const ChancesView& view) {
  const Axis axis = GrowthAxis(result);
  Table table;
  table.key = "fan_chart";
  table.audience = Audience::kPeople;
  const std::string ends = absl::StrFormat("%.1f..%.1f %%", axis.low, axis.high);
  table.title = {"各指标的扇形区间(分位数)", "Fans: quantiles of each indicator"};
  table.columns = {{.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "year", .header = {"年份", "YEAR"}, .align = Align::kRight},
                   {.key = "unit", .header = {"单位", "UNIT"}}};
  for (const auto& quantile : result.quantiles()) {
    const std::string name = QuantileName(quantile);
    table.columns.push_back({.key = absl::StrCat("q", name),
                             .header = {absl::StrCat(name, "%"), absl::StrCat(name, " %")},
                             .align = Align::kDecimal});
  }
  table.columns.push_back(
      {.key = "chart", .header = {absl::StrCat("增速 ", ends), absl::StrCat("GROWTH ", ends)}});
  std::string previous;
  for (const pb::Fan& fan : result.fans()) {
    if (!Shown(fan, view)) continue;
    const bool growth = fan.basis() == pb::PATH_BASIS_GROWTH;
    for (const pb::FanPoint& point : fan.points()) {
      const bool first = fan.indicator() != previous;
      previous = fan.indicator();
      std::vector<Cell> row = {
          first ? TextCell(FromProto(fan.name())) : MissingCell({}), IntCell(point.year()),
          growth ? TextCell({"增长%", "% growth"}) : TextCell(symbols.SymbolOf(fan.unit()))};
      for (const auto& value : point.values()) row.push_back(Figure(true, value, 1, fan.unit()));
      row.push_back(MissingCell(
          Same(growth ? FanBar(RangeOf(result, point), axis, view.bars) : std::string())));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table TidyFans(const pb::SimulationResult& result) {
  Table table;
  table.key = "fans";
  table.audience = Audience::kMachines;
  table.columns = {{.key = "indicator"},
                   {.key = "name"},
                   {.key = "basis"},
                   {.key = "base_name"},
                   {.key = "year"},
                   {.key = "quantile"},
                   {.key = "value", .with_unit = true}};
  for (const pb::Fan& fan : result.fans()) {
    for (const pb::FanPoint& point : fan.points()) {
      for (int i = 0; i < std::min(point.values_size(), result.quantiles_size()); ++i) {
        table.rows.push_back({PlainCell(fan.indicator()), TextCell(FromProto(fan.name())),
                              PlainCell(CodeOf(fan.basis())), TextCell(FromProto(fan.base_name())),
                              IntCell(point.year()), Figure(true, result.quantiles(i), 12, ""),
                              Figure(true, point.values(i), 12, fan.unit())});
      }
    }
  }
  return table;
}

Text SimulationHeadline(const pb::SimulationResult& result) {
  const std::string years = absl::StrCat(result.context().year());
  if (!result.has_all()) {
    return {absl::StrCat("至", years, "年的扇形区间"), absl::StrCat("Fans to ", years)};
  }
  const Text chance = ChanceText(NumberOf(result.all().value()));
  const std::string goals = absl::StrCat(result.goals_size());
  return {
      absl::StrCat("至", years, "年:", goals, "项目标,同时实现的概率", chance.zh),
      absl::StrCat("To ", years, ": ", goals, " goal(s), together with probability ", chance.en)};
}

Axis TornadoAxis(const pb::AnalyzeSensitivityResponse& answer) {
  Axis axis = {NumberOf(answer.median()), NumberOf(answer.median()), kTornadoBar};
  const auto reach = [&axis](const pb::TornadoBar& bar) {
    for (const double end : {NumberOf(bar.outcome_low()), NumberOf(bar.outcome_high())}) {
      axis.low = std::min(axis.low, end);
      axis.high = std::max(axis.high, end);
    }
  };
  for (const pb::TornadoBar& bar : answer.bars()) reach(bar);
  reach(answer.together());
  if (!(axis.low < axis.high)) axis = {axis.low - 1, axis.low + 1, kTornadoBar};
  return axis;
}

Cell VarianceShare(bool is_set, const type::v1::Decimal& share) {
  if (!is_set) return MissingCell({});
  const std::string digits = absl::StrFormat("%.1f", 100 * NumberOf(share));
  return NumberCell({share.text(), share.text(), "equal", ""},
                    {absl::StrCat(digits, "%"), absl::StrCat(digits, " %")});
}

std::vector<Column> TornadoColumns(const Axis& axis) {
  const std::string ends = absl::StrFormat("%.1f..%.1f %%", axis.low, axis.high);
  return {{.key = "input", .audience = Audience::kMachines},
          {.key = "name", .header = {"输入", "INPUT"}},
          {.key = "input_low", .header = {"输入10%", "INPUT 10 %"}, .align = Align::kDecimal},
          {.key = "input_high", .header = {"输入90%", "INPUT 90 %"}, .align = Align::kDecimal},
          {.key = "outcome_low", .header = {"结果,低", "OUTCOME LOW"}, .align = Align::kDecimal},
          {.key = "outcome_high", .header = {"结果,高", "OUTCOME HIGH"}, .align = Align::kDecimal},
          {.key = "chart",
           .header = {absl::StrCat("结果 ", ends), absl::StrCat("OUTCOME ", ends)},
           .audience = Audience::kPeople},
          {.key = "multiplier", .header = {"乘数", "MULTIPLIER"}, .align = Align::kDecimal},
          {.key = "share", .header = {"方差份额", "SHARE"}, .align = Align::kRight},
          {.key = "total_share", .header = {"总份额", "TOTAL"}, .align = Align::kRight},
          {.key = "share_error", .header = {"95%误差", "95 % ERROR"}, .align = Align::kRight}};
}

std::vector<Cell> TornadoRow(const pb::TornadoBar& bar, Text name, double median, const Axis& axis,
                             BarStyle style) {
  return {PlainCell(bar.input()),
          TextCell(std::move(name)),
          Figure(bar.has_input_low(), bar.input_low(), 1, "percent"),
          Figure(bar.has_input_high(), bar.input_high(), 1, "percent"),
          Figure(bar.has_outcome_low(), bar.outcome_low(), 2, "percent"),
          Figure(bar.has_outcome_high(), bar.outcome_high(), 2, "percent"),
          MissingCell(Same(TornadoBar(median, NumberOf(bar.outcome_low()),
                                      NumberOf(bar.outcome_high()), axis, style))),
          Figure(bar.has_multiplier(), bar.multiplier(), 3, ""),
          VarianceShare(bar.has_share(), bar.share()),
          VarianceShare(bar.has_total_share(), bar.total_share()),
          VarianceShare(bar.has_share_error(), bar.share_error())};
}

}  // namespace

Text ChanceText(double probability) {
  const double percent = 100 * probability;
  const double edge = std::min(percent, 100 - percent);
  int decimals = 1;
  while (edge > 0 && edge < 0.5 * std::pow(10, -decimals) && decimals < 8) ++decimals;
  const std::string digits = absl::StrFormat("%.*f", decimals, percent);
  return {absl::StrCat(digits, "%"), absl::StrCat(digits, " %")};
}

Document SimulationDocument(const pb::SimulationResult& result, const UnitSymbols& symbols,
                            const ChancesView& view) {
  Document document;
  document.headline = SimulationHeadline(result);
  document.tables = {GoalTable(result, view.bars), FanTable(result, symbols, view),
                     TidyFans(result)};
  if (view.laws) document.tables.push_back(LawTable(result.context()));
  document.notes = {FromProto(result.context().explanation())};
  AddContext(result.context(), document);
  return document;
}

Document SensitivityDocument(const pb::AnalyzeSensitivityResponse& answer,
                             const IndicatorNames& names, const ChancesView& view) {
  const Axis axis = TornadoAxis(answer);
  const double median = NumberOf(answer.median());
  const Text outcome = NameOf(names, answer.outcome());
  const std::string middle = RoundedDigits(answer.median().text(), 1);
  const std::string year = absl::StrCat(answer.context().year());
  Document document;
  document.headline = {absl::StrCat(outcome.zh, year, "年增速,中位数", middle, "%:什么影响最大"),
                       absl::StrCat("Growth of ", outcome.en, " in ", year, ", median ", middle,
                                    " %: what moves it most")};
  Table table;
  table.key = "bars";
  table.columns = TornadoColumns(axis);
  table.when_empty = {"没有任何输入影响它", "nothing moves it"};
  for (const pb::TornadoBar& bar : answer.bars()) {
    table.rows.push_back(TornadoRow(bar, FromProto(bar.name()), median, axis, view.bars));
  }
  table.rows.push_back(
      TornadoRow(answer.together(), {"全部一起", "all together"}, median, axis, view.bars));
  document.tables.push_back(std::move(table));
  if (view.laws) document.tables.push_back(LawTable(answer.context()));
  document.notes = {FromProto(answer.context().explanation())};
  AddContext(answer.context(), document);
  return document;
}

}  // namespace indicast::cli::output
