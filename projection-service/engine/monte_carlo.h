// Monte Carlo of correlated growth paths, streamed through the cache in blocks of 256 paths;
// nothing of a path is kept, only counts.
//
//   e_t = rho e_(t-1) + sqrt(1 - rho^2) s_t L z_t,   C = L L',   e_0 = s_0 L z_0
//   step_it = sd_it e_it,   total_it = sum of steps
//
// in the space where the indicator moves freely: the log of a level, the logit of a share. z are
// standard normal (block_kernels.h); s_t is 1, or sqrt((nu - 2) / chi2_nu), one draw a path and
// period, for Student disturbances of unit variance (chi-square by Marsaglia and Tsang 2000). What
// follows from other rows is worked out path by path, so identities hold in every draw. Steps and
// totals are deviations from the plan's path; medians, mean shifts and the transform back are the
// caller's, because quantiles and thresholds commute with them.
//
// Counts are integers: any number of workers, and any split of the blocks into shards merged in any
// order, give the same bits; so do machines with and without AVX2. Thread-safe. Cost about 1.2 ns a
// variable, period and path for the draws and .025 ns times variables for the correlation; memory 6
// KB a row and 2 KB a cell for each worker.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "absl/status/statusor.h"
#include "projection-service/engine/block_kernels.h"
#include "projection-service/engine/philox.h"

namespace indicast::projection {

enum class DerivedKind {
  kLinear,  // step = sum coefficient x step of the row, this period's or the last one's
  kLogSum,  // total = ln sum weight_t e^total: the log of a sum of levels
  kExpSum,  // step = sum weight_t e^step, no total: the gap between two growth rates
};

struct DerivedTerm {
  int row = 0;
  int lag = 0;                  // 0 or 1; 1 only in kLinear
  double coefficient = 0;       // kLinear
  std::vector<double> weights;  // the others: one a period
};

// A row that follows from others. Terms without lag name rows before it.
struct DerivedRow {
  DerivedKind kind = DerivedKind::kLinear;
  std::vector<DerivedTerm> terms;
};

// What of a row: its step in the period, or its total to the end of the period.
struct Cell {
  int row = 0;
  int period = 0;
  bool total = false;
  bool operator==(const Cell&) const = default;
};

// Quantiles of a cell are wanted; `spread` is about its standard deviation.
struct QuantileCell {
  Cell cell;
  double spread = 1;
};

// lower <= cell <= upper, infinite where there is no limit.
struct CellLimits {
  Cell cell;
  double lower = 0, upper = 0;
};

struct PathModel {
  int periods = 1;
  // n x n; variables are rows 0..n-1, derived rows follow.
  Eigen::MatrixXd correlation;
  // n x periods, standard deviation of a step.
  Eigen::MatrixXd spreads;
  double autocorrelation = 0;
  // > 2; 0: normal.
  double degrees_of_freedom = 0;
  std::vector<DerivedRow> derived;
  std::vector<QuantileCell> quantiles;
  // Histograms reach this many spreads to both sides; 0: 6, or 15 for Student disturbances.
  double range = 0;
  std::vector<CellLimits> limits;
  // Sets of limits, by index, that are counted when all of them hold.
  std::vector<std::vector<int>> together;
};

// What was counted over some paths.
struct PathCounts {
  uint64_t paths = 0;
  std::vector<uint32_t> bins;      // kBinsStored a quantile cell
  std::vector<uint64_t> within;    // one a limit
  std::vector<uint64_t> together;  // one a set
  bool operator==(const PathCounts&) const = default;

  // Adds the counts of other paths of the same model.
  void Merge(const PathCounts& other);
};

struct PathRun {
  PhiloxKey key = {};
  // Blocks of kBlockPaths paths; the last one may be cut by `paths`.
  uint64_t first_block = 0;
  uint64_t paths = 0;
  int workers = 1;
  // Called on the calling thread with the paths done, now and then. May be empty.
  std::function<void(uint64_t)> progress;
  // Asked by all workers before every block; true ends with kCancelled. May be empty.
  std::function<bool()> cancelled;
  // Null: the fastest of this machine.
  const BlockKernels* kernels = nullptr;
};

inline constexpr uint64_t kMaxSimulatedPaths = uint64_t{1} << 31;

// kInvalidArgument FIELD_INVALID: sizes that differ, a row or period out of range, autocorrelation
// not within (-1, 1), degrees of freedom of 2 or less, a correlation without a Cholesky factor
// (mend it first, nearest_correlation.h), paths beyond kMaxSimulatedPaths. kCancelled
// CALL_CANCELLED.
absl::StatusOr<PathCounts> SimulatePaths(const PathModel& model, const PathRun& run);

// Blocks that hold this many paths.
uint64_t BlocksOf(uint64_t paths);

// Quantile of a cell in the units of its row, linear within a bin; the ends of the range where the
// quantile lies beyond. `cell` is an index into model.quantiles; 0 < p < 1; counts.paths > 0.
double QuantileOf(const PathModel& model, const PathCounts& counts, size_t cell, double p);

}  // namespace indicast::projection
