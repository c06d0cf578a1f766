#include "projection-service/engine/simulation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/attainment.h"
#include "projection-service/engine/genz.h"
#include "projection-service/engine/goal_limits.h"
#include "projection-service/engine/level_shape.h"
#include "projection-service/engine/linear_paths.h"
#include "projection-service/engine/monte_carlo.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/engine/plan_paths.h"
#include "projection-service/engine/simulation_words.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kZ95 = 1.959963984540054;
constexpr size_t kMaxQuantiles = 15;
constexpr int64_t kLeastPaths = 1000;
constexpr int64_t kMostPaths = 10000000;
constexpr double kGenzError = 1e-5;

// A fan before its numbers: which cells, and how a deviation becomes a value.
struct FanPlan {
  size_t variable = 0;
  PathBasis basis = PathBasis::kGrowth;
  std::string unit = kPercentUnit;
  LocalizedText base_name;
  LevelLaw level;  // unless growth
};

absl::Status CheckOptions(const SimulationOptions& options) {
  if (options.quantiles.empty() || options.quantiles.size() > kMaxQuantiles) {
    return FieldError("quantiles", absl::StrCat("lists ", options.quantiles.size(),
                                                ", must list 1 to ", kMaxQuantiles));
  }
  double last = 0;
  for (size_t i = 0; i < options.quantiles.size(); ++i) {
    if (!(options.quantiles[i] > last && options.quantiles[i] < 1)) {
      return FieldError(absl::StrCat("quantiles[", i, "]"),
                        "must lie between 0 and 1 and above the one before");
    }
    last = options.quantiles[i];
  }
  if (options.paths < kLeastPaths || options.paths > kMostPaths) {
    return FieldError(
        "paths", absl::StrCat("is ", options.paths, ", must be ", kLeastPaths, "..", kMostPaths));
  }
  if (!(std::abs(options.autocorrelation) < 1)) {
    return FieldError("autocorrelation",
                      absl::StrCat("is ", options.autocorrelation, ", must be between -1 and 1"));
  }
  if (options.degrees_of_freedom == 0) return absl::OkStatus();
  if (!(options.degrees_of_freedom > 2)) {
    return FieldError("degrees_of_freedom",
                      absl::StrCat("is ", options.degrees_of_freedom,
                                   ", must be above 2: below, there is no variance"));
  }
  if (options.method.has_value() && *options.method != ComputedBy::kMonteCarlo) {
    return FieldError("method", "Student disturbances have no closed form; ask for a Monte Carlo");
  }
  if (options.keep_mean) {
    return FieldError("centre",
                      "the exponential of a Student disturbance has no mean; choose the median");
  }
  return absl::OkStatus();
}

const IndicatorProjection* ProjectionOf(const Projection& projection, const std::string& id) {
  for (const IndicatorProjection& item : projection.indicators) {
    if (item.indicator == id) return &item;
  }
  return nullptr;
}

// The growth fan, and one of the level where it was published exactly, else of the index.
std::vector<FanPlan> PlanFans(const SimulationQuestion& question, size_t variable) {
  const Indicator& indicator = question.inputs.indicators()[question.indicators[variable]];
  std::vector<FanPlan> fans = {{variable, PathBasis::kGrowth, kPercentUnit, {}, {}}};
  // An index or a rank starts anew every year: growth carries it nowhere.
  if (indicator.nature == Nature::kIndex || indicator.nature == Nature::kRank) return fans;
  const std::string year = absl::StrCat(question.inputs.base_year());
  FanPlan second = {
      variable,
      PathBasis::kIndex,
      kIndexUnit,
      {absl::StrCat("指数,", year, "年=100"), absl::StrCat("index, ", year, " = 100")},
      {LevelShape::kLog, 100}};
  const IndicatorProjection* paths = ProjectionOf(question.baseline, indicator.id);
  for (const Path& path : paths == nullptr ? std::vector<Path>() : paths->paths) {
    if (path.basis != PathBasis::kLevel) continue;
    for (const PathPoint& point : path.points) {
      if (point.year != question.inputs.base_year() || !point.value.number.has_value()) continue;
      const double base = point.value.number->ToDouble();
      const bool exact =
          point.value.qualifier == Qualifier::kEqual || point.value.qualifier == Qualifier::kAbout;
      if (!exact || !(base > 0)) continue;
      LevelShape shape = LevelShape::kLog;
      if (indicator.nature == Nature::kCount) shape = LevelShape::kCount;
      if (indicator.nature == Nature::kRatio && path.unit == kPercentUnit && base < 100) {
        shape = LevelShape::kLogit;
      }
      second = FanPlan{variable, path.basis, path.unit, path.base_name, {shape, base}};
    }
  }
  fans.push_back(std::move(second));
  return fans;
}

// Medians, or what makes the level's mean the plan's; wholes follow from their parts.
PlanCentre CentreOf(const PlanSystem& system, const MatrixXd& total_spread, bool keep_mean) {
  PlanCentre centre;
  centre.total = MatrixXd::Zero(static_cast<Index>(system.size()), system.years);
  const MatrixXd medians = system.Medians();
  VectorXd sum = VectorXd::Zero(medians.rows());
  for (int year = 0; year < system.years; ++year) {
    sum += medians.col(year);
    centre.total.col(year) = sum;
    if (keep_mean) centre.total.col(year) -= total_spread.col(year).cwiseAbs2() / 2;
    for (const ResolvedIdentity& identity : system.laws.front().identities) {
      centre.total(static_cast<Index>(identity.whole), year) =
          WholeLogGrowth(identity, centre.total.col(year));
    }
  }
  centre.step = centre.total;
  for (int year = system.years - 1; year > 0; --year) {
    centre.step.col(year) -= centre.total.col(year - 1);
  }
  return centre;
}

Chance Exact(double p) { return {p, p, p, ComputedBy::kClosedForm, 0}; }

Chance Counted(uint64_t count, uint64_t total) {
  const CountedProbability p = CountProbability(count, total);
  return {p.value, p.low, p.high, ComputedBy::kMonteCarlo, static_cast<int64_t>(total)};
}

}  // namespace

struct Simulation::State {
  SimulationQuestion question;
  PlanSystem system;
  std::vector<FanPlan> fans;
  PlanCentre centre;
  LinearPaths linear;
  std::vector<GoalLimits> goals;
  std::vector<size_t> all;      // goals
  std::vector<size_t> binding;  // goals
  bool count_fans = false;
  std::vector<bool> count_goal;
  bool count_joint = false;
  PlanPaths paths;
  PathCounts counts;

  const SimulationOptions& options() const { return question.options; }
  bool Asked(ComputedBy method) const { return options().method == method; }

  void ChooseMethods();
  void SetGoals();
  absl::Status SetLinear(const std::function<bool()>& cancelled);
  void SetPaths();
  absl::StatusOr<Chance> Joint(const std::vector<size_t>& set, size_t counted_set,
                               const std::function<bool()>& cancelled) const;
  Chance Single(size_t goal) const;
  Fan FanOf(size_t fan, size_t& cell) const;
  double ValueAt(const FanPlan& fan, const PathCell& cell, double deviation) const;
  std::vector<PathCell> CellsOf(const FanPlan& fan) const;
};

void Simulation::State::SetGoals() {
  std::vector<std::optional<LevelLaw>> shapes(system.size());
  for (const FanPlan& fan : fans) {
    if (fan.basis == PathBasis::kLevel) shapes[fan.variable] = fan.level;
  }
  for (size_t g = 0; g < question.goals.size(); ++g) {
    const GoalRow& row = question.goals[g];
    goals.push_back(LimitsOf(row, question.inputs.base_year(), system, centre, shapes));
    if (!row.stretch || options().goals_given) all.push_back(g);
    if (row.kind == TargetKind::kBinding) binding.push_back(g);
  }
}

void Simulation::State::ChooseMethods() {
  const bool student = options().degrees_of_freedom > 0;
  const bool everything = student || Asked(ComputedBy::kMonteCarlo);
  const bool nothing = options().method.has_value() && !everything;
  const bool curved =
      std::find(system.curved.begin(), system.curved.end(), true) != system.curved.end();
  count_fans = everything || (curved && !nothing);
  bool bent = false;
  for (const GoalLimits& goal : goals) {
    count_goal.push_back(everything || (goal.curved && !nothing));
    bent |= !goal.IsLinear();
  }
  count_joint = (everything && !goals.empty()) || (bent && !nothing && goals.size() > 1);
}

absl::Status Simulation::State::SetLinear(const std::function<bool()>& cancelled) {
  // Two cells a goal, the second only of a gap.
  std::vector<PathCell> cells;
  for (const GoalRow& row : question.goals) {
    const auto place = [&](size_t indicator) {
      return static_cast<size_t>(
          std::find(system.indicators.begin(), system.indicators.end(), indicator) -
          system.indicators.begin());
    };
    const int year = row.year - question.inputs.base_year() - 1;
    cells.push_back({place(row.indicator), year, row.cumulative});
    cells.push_back({place(row.other.value_or(row.indicator)), year, false});
  }
  ASSIGN_OR_RETURN(linear, ComputeLinearPaths(system, options().autocorrelation, cells, cancelled));
  return absl::OkStatus();
}

std::vector<PathCell> Simulation::State::CellsOf(const FanPlan& fan) const {
  std::vector<PathCell> cells;
  cells.reserve(static_cast<size_t>(system.years));
  for (int year = 0; year < system.years; ++year) {
    cells.push_back({fan.variable, year, fan.basis != PathBasis::kGrowth});
  }
  return cells;
}

void Simulation::State::SetPaths() {
  paths = MakePlanPaths(system, centre);
  PathModel& model = paths.model;
  model.autocorrelation = options().autocorrelation;
  model.degrees_of_freedom = options().degrees_of_freedom;
  if (count_fans) {
    for (const FanPlan& fan : fans) {
      for (const PathCell& cell : CellsOf(fan)) {
        const double spread = std::max(linear.Spread(cell), 1e-12);
        model.quantiles.push_back({{paths.row_of[cell.variable], cell.year, cell.total}, spread});
      }
    }
  }
  for (const GoalLimits& goal : goals) AddGoal(goal, centre, paths);
  for (const std::vector<size_t>* set : {&all, &binding}) {
    model.together.emplace_back(set->begin(), set->end());
  }
}

double Simulation::State::ValueAt(const FanPlan& fan, const PathCell& cell,
                                  double deviation) const {
  if (fan.basis == PathBasis::kGrowth) return 100 * std::expm1(centre.Of(cell) + deviation);
  return fan.level.LevelAt(centre.Of(cell), deviation);
}

Fan Simulation::State::FanOf(size_t fan_index, size_t& cell_index) const {
  const FanPlan& plan = fans[fan_index];
  Fan fan{question.indicators[plan.variable], plan.basis, plan.unit, plan.base_name, {}};
  const std::vector<double>& quantiles = options().quantiles;
  const int base_year = question.inputs.base_year();
  if (plan.basis != PathBasis::kGrowth) {
    fan.points.push_back({base_year, std::vector<double>(quantiles.size(), plan.level.base)});
  }
  for (const PathCell& cell : CellsOf(plan)) {
    FanPoint point{base_year + 1 + cell.year, {}};
    for (const double p : quantiles) {
      const double deviation = count_fans ? QuantileOf(paths.model, counts, cell_index, p)
                                          : NormalQuantile(p) * linear.Spread(cell);
      point.values.push_back(ValueAt(plan, cell, deviation));
    }
    if (count_fans) ++cell_index;
    fan.points.push_back(std::move(point));
  }
  return fan;
}

Chance Simulation::State::Single(size_t g) const {
  if (count_goal[g]) return Counted(counts.within[g], counts.paths);
  const GoalLimits& goal = goals[g];
  const double spread = linear.Spread(goal.cell);
  if (!goal.other.has_value()) return Exact(AttainmentOf(0, spread, goal.lower, goal.upper));
  const double theirs = linear.Spread(*goal.other);
  const double covariance = linear.loadings[2 * g].dot(linear.loadings[2 * g + 1]);
  const double correlation = spread > 0 && theirs > 0 ? covariance / (spread * theirs) : 0;
  return Exact(GapAttainment({centre.Of(goal.cell), spread}, {centre.Of(*goal.other), theirs},
                             correlation, goal.lower, goal.upper));
}

absl::StatusOr<Chance> Simulation::State::Joint(const std::vector<size_t>& set, size_t counted_set,
                                                const std::function<bool()>& cancelled) const {
  if (count_joint) return Counted(counts.together[counted_set], counts.paths);
  if (set.size() == 1) return Single(set.front());
  const auto k = static_cast<Index>(set.size());
  NormalBox box = {VectorXd(k), VectorXd(k), {}};
  MatrixXd rows(k, linear.loadings.front().size());
  for (Index i = 0; i < k; ++i) {
    const size_t g = set[static_cast<size_t>(i)];
    const GoalLimits& goal = goals[g];
    rows.row(i) =
        (goal.own * linear.loadings[2 * g] + goal.theirs * linear.loadings[2 * g + 1]).transpose();
    box.lower[i] = goal.linear_lower;
    box.upper[i] = goal.linear_upper;
  }
  box.covariance = rows * rows.transpose();
  ASSIGN_OR_RETURN(const GenzResult genz, NormalBoxProbability(box, {.seed = options().seed,
                                                                     .standard_error = kGenzError,
                                                                     .max_points = 1 << 14,
                                                                     .cancelled = cancelled}));
  const double half = kZ95 * genz.standard_error;
  return Chance{genz.probability, std::max(genz.probability - half, 0.0),
                std::min(genz.probability + half, 1.0),
                genz.points > 0 ? ComputedBy::kGenz : ComputedBy::kClosedForm,
                static_cast<int64_t>(genz.points)};
}

Simulation::Simulation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

absl::StatusOr<Simulation> Simulation::Prepare(const SimulationQuestion& question) {
  RETURN_IF_ERROR(CheckOptions(question.options));
  ASSIGN_OR_RETURN(PlanSystem system,
                   BuildPlanSystem(question.inputs, question.structure, question.indicators,
                                   question.outlooks, question.years));
  auto state = std::make_unique<State>(State{.question = question,
                                             .system = std::move(system),
                                             .fans = {},
                                             .centre = {},
                                             .linear = {},
                                             .goals = {},
                                             .all = {},
                                             .binding = {},
                                             .count_goal = {},
                                             .paths = {},
                                             .counts = {}});
  for (size_t i = 0; i < state->system.size(); ++i) {
    for (FanPlan& fan : PlanFans(question, i)) state->fans.push_back(std::move(fan));
  }
  RETURN_IF_ERROR(state->SetLinear({}));
  state->centre = CentreOf(state->system, state->linear.total_spread, question.options.keep_mean);
  state->SetGoals();
  state->ChooseMethods();
  Simulation simulation(std::move(state));
  if (simulation.paths() > 0) simulation.state_->SetPaths();
  return simulation;
}

int64_t Simulation::paths() const {
  const bool needed = state_->count_fans || state_->count_joint ||
                      std::find(state_->count_goal.begin(), state_->count_goal.end(), true) !=
                          state_->count_goal.end();
  return needed ? state_->options().paths : 0;
}

int64_t Simulation::counted() const { return static_cast<int64_t>(state_->counts.paths); }

absl::Status Simulation::Count(int64_t paths, int workers, const std::function<bool()>& cancelled) {
  const int64_t whole = std::max<int64_t>(paths / kBlockPaths, 1) * kBlockPaths;
  PathRun run;
  run.key = KeyOf(state_->options().plan_digest, state_->options().seed);
  run.first_block = BlocksOf(state_->counts.paths);
  run.paths = static_cast<uint64_t>(std::min(whole, this->paths() - counted()));
  run.workers = workers;
  run.cancelled = cancelled;
  ASSIGN_OR_RETURN(PathCounts counts, SimulatePaths(state_->paths.model, run));
  if (state_->counts.paths == 0) {
    state_->counts = std::move(counts);
  } else {
    state_->counts.Merge(counts);
  }
  return absl::OkStatus();
}

absl::StatusOr<SimulationOutcome> Simulation::Finish(const std::function<bool()>& cancelled) const {
  const State& state = *state_;
  SimulationOutcome out;
  out.method = state.count_fans ? ComputedBy::kMonteCarlo : ComputedBy::kClosedForm;
  out.paths = counted();
  size_t cell = 0;
  for (size_t i = 0; i < state.fans.size(); ++i) out.fans.push_back(state.FanOf(i, cell));
  for (size_t g = 0; g < state.goals.size(); ++g) out.goals.push_back(state.Single(g));
  if (!state.all.empty()) {
    ASSIGN_OR_RETURN(out.all, state.Joint(state.all, 0, cancelled));
  }
  if (!state.binding.empty()) {
    ASSIGN_OR_RETURN(out.binding, state.Joint(state.binding, 1, cancelled));
  }
  out.repair = state.system.repair;
  for (size_t i = 0; i < state.system.size(); ++i) {
    for (const PlanLaw& law : state.system.laws) out.outlooks.push_back(law.variables[i]);
  }
  out.explanation = SimulationWords(out, state.options());
  out.assumptions = SystemAssumptions(state.system, state.question.inputs);
  if (state.options().autocorrelation != 0) {
    const std::string rho = absl::StrCat(state.options().autocorrelation);
    out.assumptions.push_back({absl::StrCat("相邻两年扰动的相关系数为", rho),
                               absl::StrCat("disturbances of one year and the next have the "
                                            "correlation ",
                                            rho)});
  }
  const bool bent = std::any_of(state.goals.begin(), state.goals.end(),
                                [](const GoalLimits& goal) { return !goal.IsLinear(); });
  const bool curved = std::find(state.system.curved.begin(), state.system.curved.end(), true) !=
                      state.system.curved.end();
  if ((curved && !state.count_fans) || (bent && !state.count_joint && state.all.size() > 1)) {
    out.assumptions.push_back(
        {"按所选方法,合计恒等式与带差额的比较在情景路径处线性化",
         "as the method was chosen, sums of levels and margins between growth rates are linearised "
         "at the plan's path"});
  }
  if (state.all.size() < state.goals.size()) {
    out.assumptions.push_back({"“力争”类目标单独给出概率,不计入全部目标",
                               "stretch targets have a probability of their own and do not count "
                               "among all goals"});
  }
  return out;
}

}  // namespace indicast::projection
