#include "projection-service/engine/plan_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace indicast::projection {
namespace {

using Eigen::Index;

constexpr double kPercent = 100;
// A deviation below this is none.
constexpr double kStandsStill = 1e-12;

const LocalizedText& NameOf(const PlanProblem& problem, size_t variable) {
  const PlanParts& parts = problem.parts();
  return parts.inputs.indicators()[parts.indicators[variable]].name;
}

const LocalizedText& NameOf(const PlanProblem& problem, const std::string& id) {
  return problem.parts().inputs.FindIndicator(id)->name;
}

std::string LeverRowName(const PlanProblem& problem, const PlanRowOrigin& origin) {
  const char* field = origin.source == PlanRowSource::kLeverPin   ? "pinned"
                      : origin.source == PlanRowSource::kLeverMin ? "min_growth_percent"
                                                                  : "max_growth_percent";
  std::string name = absl::StrCat("levers[", origin.index, "].", field);
  if (problem.parts().years > 1) {
    absl::StrAppend(&name, "@", problem.parts().inputs.base_year() + 1 + origin.year);
  }
  return name;
}

LocalizedText LeverText(const PlanProblem& problem, const PlanRowOrigin& origin) {
  const PlanLever& lever = problem.parts().levers[origin.index];
  const LocalizedText& name = NameOf(problem, lever.indicator);
  std::string year;
  if (problem.parts().years > 1) {
    year = absl::StrCat(problem.parts().inputs.base_year() + 1 + origin.year);
  }
  const std::string zh_year = year.empty() ? "" : absl::StrCat(year, "年");
  const std::string en_year = year.empty() ? "" : absl::StrCat(" in ", year);
  if (origin.source == PlanRowSource::kLeverPin) {
    return {absl::StrCat(zh_year, name.zh, "维持基线增速"),
            absl::StrCat(name.en, " stays at its baseline growth", en_year)};
  }
  const bool least = origin.source == PlanRowSource::kLeverMin;
  const std::string bound =
      (least ? lever.min_growth_percent : lever.max_growth_percent)->Normalized().ToString();
  return {
      absl::StrCat(zh_year, name.zh, "增速", least ? "不低于" : "不高于", bound, "%"),
      absl::StrCat(name.en, " growth ", least ? "at least " : "at most ", bound, " %", en_year)};
}

LocalizedText IdentityText(const PlanProblem& problem, const ResolvedIdentity& identity) {
  const char* sign = identity.kind == IdentityKind::kSum       ? "+"
                     : identity.kind == IdentityKind::kProduct ? "×"
                                                               : "÷";
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const size_t part : identity.parts) {
    zh.push_back(NameOf(problem, part).zh);
    en.push_back(NameOf(problem, part).en);
  }
  return {absl::StrCat(NameOf(problem, identity.whole).zh, "=", absl::StrJoin(zh, sign)),
          absl::StrCat(NameOf(problem, identity.whole).en, " = ",
                       absl::StrJoin(en, absl::StrCat(" ", sign, " ")))};
}

LocalizedText DriverText(const PlanProblem& problem, const PlanDriver& driver) {
  const std::string elasticity = ShortNumber(driver.elasticity);
  return {
      absl::StrCat(NameOf(problem, driver.indicator).zh, "随", NameOf(problem, driver.driver).zh,
                   driver.lag_years > 0 ? "上年" : "", "变动,弹性", elasticity),
      absl::StrCat(
          NameOf(problem, driver.indicator).en, " follows ", NameOf(problem, driver.driver).en,
          driver.lag_years > 0 ? " of the year before" : "", " with elasticity ", elasticity)};
}

bool IsActive(const LeastChange& change, RowId row) {
  return std::find(change.active.begin(), change.active.end(), row) != change.active.end();
}

double MultiplierOf(const LeastChange& change, RowId row) {
  switch (row.kind) {
    case RowKind::kEquality:
      return change.equality_multipliers[row.index];
    case RowKind::kInequality:
      return change.inequality_multipliers[row.index];
    default:
      return 0;
  }
}

bool GaveWay(const ForcedChange& answer, const std::vector<RowId>& rows) {
  return std::any_of(answer.repairs.begin(), answer.repairs.end(), [&](const RowRepair& repair) {
    return std::find(rows.begin(), rows.end(), repair.row) != rows.end();
  });
}

// By how much the left side misses the right one, percentage points.
double Missing(const GoalRow& goal, double reached) {
  const double over = kPercent * (reached - goal.value);
  switch (goal.sense) {
    case RowSense::kAtLeast:
      return std::max(0.0, kPercent * goal.step - over);
    case RowSense::kAtMost:
      return std::max(0.0, over);
    case RowSense::kEqual:
      return std::abs(over);
    case RowSense::kBand:
      return std::max(0.0, std::abs(over) - kPercent * goal.half_width);
  }
  return 0;
}

// How a goal is eased by a point or a part of one, in words.
LocalizedText EasingWords(const GoalRow& goal, bool from_above, const char* zh_points,
                          const char* en_points) {
  if (goal.sense == RowSense::kBand) {
    return {absl::StrCat("区间放宽", zh_points), absl::StrCat("a band wider by ", en_points)};
  }
  if (goal.sense == RowSense::kAtMost || from_above) {
    return {absl::StrCat("放高", zh_points), absl::StrCat("allowing ", en_points, " more")};
  }
  return {absl::StrCat("少要求", zh_points), absl::StrCat("asking ", en_points, " less")};
}

void DescribeMultiplier(const PlanProblem& problem, const ForcedChange& answer, size_t index,
                        double lambda, PlanRow& row) {
  const GoalRow& goal = problem.parts().goals[index];
  row.multiplier = lambda / problem.PointsPerUnit(index);
  // An equality may hold the answer from either side.
  const bool from_above = goal.sense == RowSense::kEqual && lambda < 0;
  if (answer.repairs.empty()) {
    std::vector<double> eased(problem.parts().goals.size(), 0);
    eased[index] = from_above ? -1 : 1;
    const auto easier = problem.Solve(eased, /*all_soft=*/false, /*explain=*/false);
    if (easier.ok() && easier->result.change.has_value()) {
      const std::string from = ShortNumber(answer.change->d2);
      const std::string to = ShortNumber(easier->result.change->d2);
      const LocalizedText words = EasingWords(goal, from_above, "1个百分点", "one point");
      row.multiplier_text = {
          absl::StrCat(words.zh, ",调整量D²由", from, "变为", to),
          absl::StrCat(words.en, " takes the effort D² from ", from, " to ", to)};
      return;
    }
  }
  const std::string tenth = ShortNumber(0.2 * std::abs(*row.multiplier));
  const LocalizedText words = EasingWords(goal, from_above, "0.1个百分点", "a tenth of a point");
  row.multiplier_text = {absl::StrCat(words.zh, ",调整量D²约减少", tenth),
                         absl::StrCat(words.en, " saves about ", tenth, " of the effort D²")};
}

PlanRow GoalRowOf(const PlanProblem& problem, const ForcedChange& answer, size_t index,
                  const GrowthIdentities::Growth* growth) {
  const GoalRow& goal = problem.parts().goals[index];
  PlanRow row;
  row.name = goal.name;
  row.text = goal.text;
  row.hard = goal.hard;
  row.goal = kPercent * goal.value;
  if (growth == nullptr) return row;
  const double reached = problem.Reached(index, *growth);
  row.reached = kPercent * reached;
  const std::vector<RowId> rows = problem.RowsOf(index);
  if (GaveWay(answer, rows)) row.shortfall = Missing(goal, reached);
  for (const RowId id : rows) {
    const double lambda = MultiplierOf(*answer.change, id);
    if (!IsActive(*answer.change, id) || lambda == 0) continue;
    row.active = true;
    DescribeMultiplier(problem, answer, index, lambda, row);
  }
  return row;
}

// Wholes that a variable is or is made of, with their identities.
void CollectIdentities(const PlanProblem& problem, size_t variable, std::vector<size_t>& out) {
  const auto& identities = problem.system().laws.front().identities;
  for (size_t i = 0; i < identities.size(); ++i) {
    if (identities[i].whole != variable) continue;
    if (std::find(out.begin(), out.end(), i) != out.end()) return;
    out.push_back(i);
    for (const size_t part : identities[i].parts) CollectIdentities(problem, part, out);
  }
}

std::vector<size_t> VariablesOf(const PlanProblem& problem, const PlanRowOrigin& origin) {
  const PlanParts& parts = problem.parts();
  const auto variable = [&](const std::string& id) {
    return problem.VariableOf(parts.inputs.PositionOf(id));
  };
  if (origin.source != PlanRowSource::kGoal) {
    return {variable(parts.levers[origin.index].indicator)};
  }
  const GoalRow& goal = parts.goals[origin.index];
  std::vector<size_t> out = {problem.VariableOf(goal.indicator)};
  if (goal.other.has_value()) out.push_back(problem.VariableOf(*goal.other));
  return out;
}

std::vector<size_t> IdentitiesOf(const PlanProblem& problem,
                                 const std::vector<PlanRowOrigin>& origins) {
  std::vector<size_t> out;
  for (const PlanRowOrigin& origin : origins) {
    for (const size_t variable : VariablesOf(problem, origin)) {
      CollectIdentities(problem, variable, out);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

// What the rows stand for, each once: goals first.
std::vector<PlanRowOrigin> OriginsOf(const PlanProblem& problem, const std::vector<RowId>& rows) {
  std::vector<PlanRowOrigin> out;
  for (const RowId row : rows) {
    const PlanRowOrigin origin = problem.OriginOf(row);
    if (std::find(out.begin(), out.end(), origin) == out.end()) out.push_back(origin);
  }
  std::stable_sort(out.begin(), out.end(), [](const PlanRowOrigin& a, const PlanRowOrigin& b) {
    return (a.source == PlanRowSource::kGoal) > (b.source == PlanRowSource::kGoal);
  });
  return out;
}

void AddTies(const PlanProblem& problem, const ForcedChange& answer, std::vector<PlanRow>& rows) {
  const bool solved = answer.change.has_value();
  std::vector<size_t> holding;
  GrowthIdentities::Growth growth;
  if (solved) {
    holding = IdentitiesOf(problem, OriginsOf(problem, answer.change->active));
    growth = problem.identities().Evaluate(answer.change->x);
  }
  const auto& identities = problem.system().laws.front().identities;
  for (size_t i = 0; i < identities.size(); ++i) {
    PlanRow row;
    row.name = absl::StrCat("identities[", i, "]");
    row.kind = PlanRowKind::kIdentity;
    row.text = IdentityText(problem, identities[i]);
    row.active = std::find(holding.begin(), holding.end(), i) != holding.end();
    rows.push_back(std::move(row));
  }
  const auto& drivers = problem.parts().structure.drivers;
  for (size_t i = 0; i < drivers.size(); ++i) {
    PlanRow row;
    row.name = absl::StrCat("drivers[", i, "]");
    row.kind = PlanRowKind::kDriver;
    row.text = DriverText(problem, drivers[i]);
    if (solved) {
      const size_t driver =
          problem.VariableOf(problem.parts().inputs.PositionOf(drivers[i].driver));
      const Eigen::MatrixXd moved = growth.log_growth - problem.system().Medians();
      row.active = moved.row(static_cast<Index>(driver)).cwiseAbs().maxCoeff() > kStandsStill;
    }
    rows.push_back(std::move(row));
  }
}

void AddLevers(const PlanProblem& problem, const ForcedChange& answer, std::vector<PlanRow>& rows) {
  std::vector<PlanRowOrigin> active;
  if (answer.change.has_value()) active = OriginsOf(problem, answer.change->active);
  const auto& levers = problem.parts().levers;
  for (size_t k = 0; k < levers.size(); ++k) {
    const auto add = [&](PlanRowSource source) {
      for (int year = 0; year < problem.parts().years; ++year) {
        const PlanRowOrigin origin{source, k, year};
        PlanRow row;
        row.name = LeverRowName(problem, origin);
        row.kind = PlanRowKind::kLever;
        row.text = LeverText(problem, origin);
        row.active = std::find(active.begin(), active.end(), origin) != active.end();
        rows.push_back(std::move(row));
      }
    };
    if (levers[k].pinned) add(PlanRowSource::kLeverPin);
    if (levers[k].min_growth_percent.has_value()) add(PlanRowSource::kLeverMin);
    if (levers[k].max_growth_percent.has_value()) add(PlanRowSource::kLeverMax);
  }
}

std::vector<PlanRepair> RepairsOf(const PlanProblem& problem, const ForcedChange& answer) {
  std::vector<PlanRepair> out;
  if (!answer.change.has_value()) return out;
  const auto growth = problem.identities().Evaluate(answer.change->x);
  for (size_t g = 0; g < problem.parts().goals.size(); ++g) {
    if (!GaveWay(answer, problem.RowsOf(g))) continue;
    const GoalRow& goal = problem.parts().goals[g];
    const double reached = problem.Reached(g, growth);
    PlanRepair repair;
    repair.row = goal.name;
    repair.goal = kPercent * reached;
    repair.relaxation = Missing(goal, reached);
    const std::string to = ShortNumber(repair.goal);
    const std::string by = ShortNumber(repair.relaxation);
    const bool points = goal.other.has_value();
    const auto point = [](const std::string& n) {
      return n == "1" ? " percentage point" : " percentage points";
    };
    repair.text = {absl::StrCat("“", goal.text.zh, "”改为", to, points ? "个百分点" : "%", "(放宽",
                                by, "个百分点)"),
                   absl::StrCat("\"", goal.text.en, "\" becomes ", to, points ? point(to) : " %",
                                " (eased by ", by, point(by), ")")};
    out.push_back(std::move(repair));
  }
  return out;
}

}  // namespace

std::string ShortNumber(double value) {
  std::string text = absl::StrFormat("%.2f", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::vector<PlanRow> DescribeRows(const PlanProblem& problem, const ForcedChange& answer) {
  std::vector<PlanRow> rows;
  GrowthIdentities::Growth growth;
  const bool solved = answer.change.has_value();
  if (solved) growth = problem.identities().Evaluate(answer.change->x);
  for (size_t g = 0; g < problem.parts().goals.size(); ++g) {
    rows.push_back(GoalRowOf(problem, answer, g, solved ? &growth : nullptr));
  }
  AddTies(problem, answer, rows);
  AddLevers(problem, answer, rows);
  return rows;
}

PlanConflict DescribeConflict(const PlanProblem& problem, const ForcedChange& answer) {
  PlanConflict conflict;
  std::vector<std::string> zh;
  std::vector<std::string> en;
  const auto add = [&](std::string name, const LocalizedText& text) {
    conflict.rows.push_back(std::move(name));
    zh.push_back(text.zh);
    en.push_back(text.en);
  };
  const std::vector<PlanRowOrigin> origins = OriginsOf(problem, answer.conflict);
  for (const PlanRowOrigin& origin : origins) {
    if (origin.source != PlanRowSource::kGoal) continue;
    const GoalRow& goal = problem.parts().goals[origin.index];
    add(goal.name, goal.text);
  }
  for (const size_t i : IdentitiesOf(problem, origins)) {
    add(absl::StrCat("identities[", i, "]"),
        IdentityText(problem, problem.system().laws.front().identities[i]));
  }
  for (const PlanRowOrigin& origin : origins) {
    if (origin.source == PlanRowSource::kGoal) continue;
    add(LeverRowName(problem, origin), LeverText(problem, origin));
  }
  conflict.repairs = RepairsOf(problem, answer);
  conflict.text = {absl::StrCat("以下各项不能同时成立:", absl::StrJoin(zh, ";"), "。"),
                   absl::StrCat("These cannot hold together: ", absl::StrJoin(en, "; "), ".")};
  if (conflict.repairs.empty()) {
    absl::StrAppend(&conflict.text.zh, "界限和恒等式本身互相矛盾,放宽目标也无解。");
    absl::StrAppend(&conflict.text.en,
                    " Bounds and identities contradict one another; easing targets does not help.");
  }
  return conflict;
}

}  // namespace indicast::projection
