#include "projection-service/engine/monte_carlo.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <thread>
#include <utility>

#include <Eigen/Cholesky>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// 87 is where the float exponential ends; no growth of a year comes near.
constexpr double kStudentRange = 15;
constexpr double kNormalRange = 6;

struct alignas(kRowAlignment) Row {
  float x[kRowStride];
};

struct alignas(kRowAlignment) WordRow {
  uint32_t x[kBlockPaths];
};

struct alignas(kRowAlignment) BinRow {
  int32_t x[kBlockPaths];
};

float ToFloat(double x) { return static_cast<float>(x); }

double RangeOf(const PathModel& model) {
  if (model.range > 0) return model.range;
  return model.degrees_of_freedom > 0 ? kStudentRange : kNormalRange;
}

absl::Status CheckCell(const PathModel& model, const Cell& cell, absl::string_view field) {
  const auto rows = model.correlation.rows() + static_cast<Index>(model.derived.size());
  if (cell.row < 0 || cell.row >= rows) {
    return FieldError(absl::StrCat(field, ".row"), absl::StrCat(cell.row, " is no row"));
  }
  if (cell.period < 0 || cell.period >= model.periods) {
    return FieldError(absl::StrCat(field, ".period"), absl::StrCat(cell.period, " is no period"));
  }
  return absl::OkStatus();
}

absl::Status CheckDerived(const PathModel& model, size_t index) {
  const DerivedRow& derived = model.derived[index];
  const int row = static_cast<int>(model.correlation.rows()) + static_cast<int>(index);
  const std::string field = absl::StrCat("derived[", index, "].terms");
  for (const DerivedTerm& term : derived.terms) {
    const bool linear = derived.kind == DerivedKind::kLinear;
    if (term.lag < 0 || term.lag > (linear ? 1 : 0)) return FieldError(field, "wrong lag");
    const int end = term.lag == 0 ? row : row + static_cast<int>(model.derived.size() - index);
    if (term.row < 0 || term.row >= end) {
      return FieldError(field, absl::StrCat("row ", term.row, " is not known before row ", row));
    }
    if (!linear && term.weights.size() != static_cast<size_t>(model.periods)) {
      return FieldError(field, "weights are not one a period");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckModel(const PathModel& model) {
  const Index n = model.correlation.rows();
  if (model.periods < 1) return FieldError("periods", "must be at least 1");
  if (n < 1 || model.correlation.cols() != n) return FieldError("correlation", "is not square");
  if (model.spreads.rows() != n || model.spreads.cols() != model.periods) {
    return FieldError("spreads", "are not one a variable and period");
  }
  if (!(std::abs(model.autocorrelation) < 1)) {
    return FieldError("autocorrelation", absl::StrCat(model.autocorrelation, " is not in (-1, 1)"));
  }
  if (model.degrees_of_freedom != 0 && !(model.degrees_of_freedom > 2)) {
    return FieldError("degrees_of_freedom",
                      absl::StrCat(model.degrees_of_freedom, " is not above 2"));
  }
  for (size_t i = 0; i < model.derived.size(); ++i) RETURN_IF_ERROR(CheckDerived(model, i));
  for (size_t i = 0; i < model.quantiles.size(); ++i) {
    const std::string field = absl::StrCat("quantiles[", i, "]");
    RETURN_IF_ERROR(CheckCell(model, model.quantiles[i].cell, field));
    if (!(model.quantiles[i].spread > 0)) return FieldError(field, "has no spread");
  }
  for (size_t i = 0; i < model.limits.size(); ++i) {
    RETURN_IF_ERROR(CheckCell(model, model.limits[i].cell, absl::StrCat("limits[", i, "]")));
  }
  for (const std::vector<int>& set : model.together) {
    for (const int limit : set) {
      if (limit < 0 || static_cast<size_t>(limit) >= model.limits.size()) {
        return FieldError("together", absl::StrCat(limit, " is no limit"));
      }
    }
  }
  return absl::OkStatus();
}

// The factor as the product kernel reads it: kRowsTogether rows at a time, column by column, padded
// with zeros.
class PackedFactor {
 public:
  static absl::StatusOr<PackedFactor> Of(const MatrixXd& correlation, double scale) {
    const Eigen::LLT<MatrixXd> llt(correlation);
    if (!correlation.allFinite() || llt.info() != Eigen::Success) {
      return FieldError("correlation", "is not positive definite");
    }
    const MatrixXd l = llt.matrixL();
    PackedFactor packed;
    for (Index top = 0; top < l.rows(); top += kRowsTogether) {
      packed.starts_.push_back(packed.values_.size());
      for (Index column = 0; column < top + kRowsTogether; ++column) {
        for (Index row = top; row < top + kRowsTogether; ++row) {
          const bool inside = row < l.rows() && column <= row;
          packed.values_.push_back(inside ? ToFloat(scale * l(row, column)) : 0);
        }
      }
    }
    return packed;
  }

  size_t groups() const { return starts_.size(); }
  const float* Group(size_t group) const { return values_.data() + starts_[group]; }

 private:
  std::vector<float> values_;
  std::vector<size_t> starts_;
};

// sqrt((nu - 2) / chi2_nu) of one path and period, chi2 = 2 Gamma(nu / 2) by Marsaglia and Tsang.
float StudentScale(uint32_t path, uint32_t period, double nu, const PhiloxKey& key) {
  const double d = nu / 2 - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (uint32_t attempt = 0;; ++attempt) {
    const auto word =
        Philox4x32({path, attempt, period, static_cast<uint32_t>(DrawPurpose::kChiSquare)}, key);
    const double x = NormalQuantile((word[0] + 0.5) * 0x1p-32);
    const double v = 1 + c * x;
    if (v <= 0) continue;
    const double cube = v * v * v;
    const double u = (word[1] + 0.5) * 0x1p-32;
    if (Log(u) < x * x / 2 + d - d * cube + d * Log(cube)) {
      return ToFloat(std::sqrt((nu - 2) / (2 * d * cube)));
    }
  }
}

// What is done in one period, apart from the draws.
struct PeriodTasks {
  std::vector<size_t> quantiles;
  std::vector<size_t> limits;
};

// The model prepared for the kernels; read by all workers.
struct Plan {
  const PathModel& model;
  const PathRun& run;
  const BlockKernels& kernels;
  PackedFactor factor;
  std::vector<PeriodTasks> tasks;
  bool lagged = false;
  size_t variables = 0;
  size_t rows = 0;
};

absl::StatusOr<Plan> Prepare(const PathModel& model, const PathRun& run) {
  RETURN_IF_ERROR(CheckModel(model));
  if (run.paths > kMaxSimulatedPaths ||
      run.first_block > BlocksOf(kMaxSimulatedPaths) - BlocksOf(run.paths)) {
    return FieldError("paths", absl::StrCat("more than ", kMaxSimulatedPaths));
  }
  const double rho = model.autocorrelation;
  ASSIGN_OR_RETURN(PackedFactor factor,
                   PackedFactor::Of(model.correlation, std::sqrt(1 - rho * rho)));
  Plan plan = {model,
               run,
               run.kernels != nullptr ? *run.kernels : BestKernels(),
               std::move(factor),
               std::vector<PeriodTasks>(static_cast<size_t>(model.periods)),
               false,
               static_cast<size_t>(model.correlation.rows()),
               static_cast<size_t>(model.correlation.rows()) + model.derived.size()};
  for (size_t i = 0; i < model.quantiles.size(); ++i) {
    plan.tasks[static_cast<size_t>(model.quantiles[i].cell.period)].quantiles.push_back(i);
  }
  for (size_t i = 0; i < model.limits.size(); ++i) {
    plan.tasks[static_cast<size_t>(model.limits[i].cell.period)].limits.push_back(i);
  }
  for (const DerivedRow& derived : model.derived) {
    for (const DerivedTerm& term : derived.terms) plan.lagged |= term.lag > 0;
  }
  return plan;
}

// The buffers and counts of one worker.
class BlockWorker {
 public:
  explicit BlockWorker(const Plan& plan)
      : plan_(plan),
        draws_(plan.factor.groups() * kRowsTogether),
        disturbances_(plan.model.autocorrelation != 0 ? plan.variables : 0),
        steps_(plan.rows),
        last_steps_(plan.lagged ? plan.rows : 0),
        totals_(plan.rows),
        inside_(plan.model.limits.size()) {
    counts_.bins.resize(plan.model.quantiles.size() * kBinsStored);
    counts_.within.resize(plan.model.limits.size());
    counts_.together.resize(plan.model.together.size());
  }

  // The first `paths` paths of a block.
  void Run(uint32_t block, int paths) {
    Clear(totals_);
    Clear(last_steps_);
    for (int period = 0; period < plan_.model.periods; ++period) {
      Draw(block, period);
      Disturb(block, period);
      for (size_t i = 0; i < plan_.model.derived.size(); ++i) Derive(i, period);
      Count(plan_.tasks[static_cast<size_t>(period)], paths);
      if (plan_.lagged) steps_.swap(last_steps_);
    }
    CountTogether(paths);
    counts_.paths += static_cast<uint64_t>(paths);
  }

  const PathCounts& counts() const { return counts_; }

 private:
  static void Clear(std::vector<Row>& rows) { std::fill(rows.begin(), rows.end(), Row{}); }

  void Draw(uint32_t block, int period) {
    DrawAddress address = {0,
                           static_cast<uint32_t>(period),
                           static_cast<uint32_t>(DrawPurpose::kNormal),
                           {plan_.run.key[0], plan_.run.key[1]}};
    for (size_t i = 0; i < plan_.variables; ++i) {
      address.variable = static_cast<uint32_t>(i);
      plan_.kernels.normals(block, address, draws_[i].x);
    }
  }

  void Disturb(uint32_t block, int period) {
    const double nu = plan_.model.degrees_of_freedom;
    if (nu > 0) {
      for (uint32_t p = 0; p < kBlockPaths; ++p) {
        scale_.x[p] =
            StudentScale(block * kBlockPaths + p, static_cast<uint32_t>(period), nu, plan_.run.key);
      }
    }
    Row products[kRowsTogether];
    for (size_t group = 0; group < plan_.factor.groups(); ++group) {
      const size_t top = group * kRowsTogether;
      plan_.kernels.product(plan_.factor.Group(group), static_cast<int>(top) + kRowsTogether,
                            draws_[0].x, products[0].x);
      for (size_t i = top; i < std::min(top + kRowsTogether, plan_.variables); ++i) {
        float* x = products[i - top].x;
        if (nu > 0) plan_.kernels.multiply(scale_.x, x);
        Advance(i, period, x);
      }
    }
  }

  void Advance(size_t i, int period, const float* x) {
    double spread = plan_.model.spreads(static_cast<Index>(i), period);
    const double rho = plan_.model.autocorrelation;
    if (rho != 0) {
      Row& e = disturbances_[i];
      if (period == 0) {
        // The factor holds sqrt(1 - rho^2), the first disturbance does not.
        e = Row{};
        plan_.kernels.add_scaled(ToFloat(1 / std::sqrt(1 - rho * rho)), x, e.x);
      } else {
        plan_.kernels.autoregress(ToFloat(rho), x, e.x);
      }
      x = e.x;
    }
    plan_.kernels.advance(ToFloat(spread), x, steps_[i].x, totals_[i].x);
  }

  void Derive(size_t index, int period) {
    const DerivedRow& derived = plan_.model.derived[index];
    const size_t row = plan_.variables + index;
    Row sum = {};
    for (const DerivedTerm& term : derived.terms) {
      const auto from = static_cast<size_t>(term.row);
      if (derived.kind == DerivedKind::kLinear) {
        const Row& step = term.lag == 0 ? steps_[from] : last_steps_[from];
        plan_.kernels.add_scaled(ToFloat(term.coefficient), step.x, sum.x);
      } else {
        const Row& x = derived.kind == DerivedKind::kLogSum ? totals_[from] : steps_[from];
        const double weight = term.weights[static_cast<size_t>(period)];
        plan_.kernels.add_scaled_exp(ToFloat(weight), x.x, sum.x);
      }
    }
    if (derived.kind == DerivedKind::kLinear) {
      plan_.kernels.advance(1, sum.x, steps_[row].x, totals_[row].x);
    } else if (derived.kind == DerivedKind::kLogSum) {
      plan_.kernels.log(sum.x);
      steps_[row] = sum;
      plan_.kernels.add_scaled(-1, totals_[row].x, steps_[row].x);
      totals_[row] = sum;
    } else {
      steps_[row] = sum;
    }
  }

  const float* ValuesOf(const Cell& cell) const {
    const auto row = static_cast<size_t>(cell.row);
    return cell.total ? totals_[row].x : steps_[row].x;
  }

  void Count(const PeriodTasks& tasks, int paths) {
    BinRow bins;
    for (const size_t i : tasks.quantiles) {
      const QuantileCell& wanted = plan_.model.quantiles[i];
      plan_.kernels.bin(ToFloat(1 / (wanted.spread * RangeOf(plan_.model))), ValuesOf(wanted.cell),
                        bins.x);
      uint32_t* counts = &counts_.bins[i * kBinsStored];
      for (int p = 0; p < paths; ++p) ++counts[bins.x[p]];
    }
    for (const size_t i : tasks.limits) {
      const CellLimits& limits = plan_.model.limits[i];
      plan_.kernels.within(ToFloat(limits.lower), ToFloat(limits.upper), ValuesOf(limits.cell),
                           inside_[i].x);
      counts_.within[i] += Ones(inside_[i], paths);
    }
  }

  void CountTogether(int paths) {
    for (size_t set = 0; set < plan_.model.together.size(); ++set) {
      WordRow all;
      std::fill(std::begin(all.x), std::end(all.x), ~uint32_t{0});
      for (const int limit : plan_.model.together[set]) {
        const WordRow& one = inside_[static_cast<size_t>(limit)];
        for (int p = 0; p < kBlockPaths; ++p) all.x[p] &= one.x[p];
      }
      counts_.together[set] += Ones(all, paths);
    }
  }

  static uint64_t Ones(const WordRow& inside, int paths) {
    uint32_t ones = 0;
    for (int p = 0; p < paths; ++p) ones += inside.x[p] & 1;
    return ones;
  }

  const Plan& plan_;
  std::vector<Row> draws_, disturbances_, steps_, last_steps_, totals_;
  std::vector<WordRow> inside_;
  Row scale_ = {};
  PathCounts counts_;
};

// Blocks handed out one by one to the workers.
class BlockQueue {
 public:
  explicit BlockQueue(const PathRun& run) : run_(run), blocks_(BlocksOf(run.paths)) {}

  // False when nobody waits for the result any more.
  bool Work(BlockWorker& worker, bool report) {
    for (uint64_t i = next_++; i < blocks_; i = next_++) {
      if (stopped_ || (run_.cancelled && run_.cancelled())) {
        stopped_ = true;
        return false;
      }
      const uint64_t left = run_.paths - i * kBlockPaths;
      const int paths = static_cast<int>(std::min<uint64_t>(left, kBlockPaths));
      worker.Run(static_cast<uint32_t>(run_.first_block + i), paths);
      done_ += static_cast<uint64_t>(paths);
      if (report && run_.progress) run_.progress(done_);
    }
    return true;
  }

  bool stopped() const { return stopped_; }

 private:
  const PathRun& run_;
  const uint64_t blocks_;
  std::atomic<uint64_t> next_ = 0;
  std::atomic<uint64_t> done_ = 0;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

void PathCounts::Merge(const PathCounts& other) {
  paths += other.paths;
  for (size_t i = 0; i < bins.size(); ++i) bins[i] += other.bins[i];
  for (size_t i = 0; i < within.size(); ++i) within[i] += other.within[i];
  for (size_t i = 0; i < together.size(); ++i) together[i] += other.together[i];
}

uint64_t BlocksOf(uint64_t paths) { return (paths + kBlockPaths - 1) / kBlockPaths; }

absl::StatusOr<PathCounts> SimulatePaths(const PathModel& model, const PathRun& run) {
  ASSIGN_OR_RETURN(const Plan plan, Prepare(model, run));
  BlockQueue queue(run);
  std::vector<BlockWorker> workers;
  workers.reserve(static_cast<size_t>(std::max(run.workers, 1)));
  for (int i = 0; i < std::max(run.workers, 1); ++i) workers.emplace_back(plan);
  std::vector<std::thread> threads;
  threads.reserve(workers.size() - 1);
  for (size_t i = 1; i < workers.size(); ++i) {
    threads.emplace_back([&queue, &workers, i] { queue.Work(workers[i], false); });
  }
  queue.Work(workers[0], true);
  for (std::thread& thread : threads) thread.join();
  if (queue.stopped()) {
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                 "the caller no longer wants the simulation");
  }
  PathCounts counts = workers[0].counts();
  for (size_t i = 1; i < workers.size(); ++i) counts.Merge(workers[i].counts());
  return counts;
}

double QuantileOf(const PathModel& model, const PathCounts& counts, size_t cell, double p) {
  const std::span<const uint32_t> bins(&counts.bins[cell * kBinsStored], kBinsStored);
  const double range = model.quantiles[cell].spread * RangeOf(model);
  const double rank = p * static_cast<double>(counts.paths);
  double below = bins[0];
  if (rank <= below) return -range;
  for (size_t bin = 1; bin <= kBins; ++bin) {
    const double next = below + bins[bin];
    if (rank <= next) {
      const double position = static_cast<double>(bin) - 1 + (rank - below) / (next - below);
      return range * (2 * position / kBins - 1);
    }
    below = next;
  }
  return range;
}

}  // namespace indicast::projection
