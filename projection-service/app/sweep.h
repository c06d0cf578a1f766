// Sweep: many scenarios by design, any range of rows. A row depends on the design and its index
// alone, so ranges of other calls, processes and machines fit together.
//
// Errors as Projector; kInvalidArgument names "design", "factors[1].step", "points", "begin",
// "end".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/decimal/decimal.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/engine/designs.h"
#include "projection-service/engine/sweep_model.h"

namespace indicast::projection {

inline constexpr size_t kMaxSweepFactors = 20;
inline constexpr size_t kMaxListedLevels = 10000;

// Growth of an indicator in percent: listed levels, or low to high (by step in a grid).
struct SweepRange {
  std::string indicator;
  int from_year = 0;  // 0: the year after the base
  int to_year = 0;    // 0: the horizon
  std::vector<Decimal> values;
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  std::optional<Decimal> step;
};

struct SweepQuestion {
  PlanQuestion plan;
  DesignKind design = DesignKind::kGrid;
  std::vector<SweepRange> factors;
  int64_t points = 0;  // of a hypercube or Sobol; a grid counts its own
  int64_t seed = 0;
  int64_t begin = 0;
  int64_t end = 0;  // one past the last; 0: the end of the design
};

struct SweepRowValues {
  int64_t index = 0;
  std::vector<Decimal> inputs;  // growth of each factor in percent
  SweepPoint point;
};

// A sweep that was checked and can begin. Thread-compatible: rows are made by one thread at a time.
class SweepRun {
 public:
  static absl::StatusOr<std::unique_ptr<SweepRun>> Start(Projector& projector,
                                                         const SweepQuestion& question,
                                                         const rpc::CallContext& call);

  const PlanAnswerContext& context() const { return context_; }
  const InputSet& inputs() const { return setting_.inputs(); }
  int year() const { return setting_.year; }
  int64_t points() const { return static_cast<int64_t>(design_.points()); }
  int64_t begin() const { return begin_; }
  int64_t end() const { return end_; }
  const std::vector<SweepColumn>& columns() const { return model_->columns(); }

  // The next rows, ascending, at most `most`; empty at the end. kCancelled once the caller has
  // gone.
  absl::StatusOr<std::vector<SweepRowValues>> NextRows(size_t most, const rpc::CallContext& call);

 private:
  SweepRun(PlanSetting setting, std::vector<SweepRange> factors, Design design)
      : setting_(std::move(setting)), factors_(std::move(factors)), design_(std::move(design)) {}
  absl::StatusOr<std::vector<Decimal>> InputsOf(uint64_t row) const;
  void Explain(const SweepQuestion& question);

  PlanSetting setting_;
  std::vector<SweepRange> factors_;
  Design design_;
  std::unique_ptr<SweepModel> model_;
  PlanAnswerContext context_;
  int64_t begin_ = 0;
  int64_t end_ = 0;
  int64_t next_ = 0;
};

}  // namespace indicast::projection
