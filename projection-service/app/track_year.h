// TrackYear: the targets of one year against cumulative figures, stored and given. The only use
// case that reads figures of the year it speaks of; the laws of growth it uses know nothing after
// the year before. Errors as Projector; fields of errors: "year", "figures[0].period",
// "quotas[1].target", "priors[0].indicator".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/period/period.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/app/projector.h"
#include "projection-service/engine/tracked_target.h"

namespace indicast::projection {

inline constexpr size_t kMaxPartYearFigures = 5000;

// A figure that the store does not hold.
struct GivenFigure {
  std::string indicator;
  Period period;
  Measure measure = Measure::kGrowth;
  Decimal value;
  std::string unit;  // empty: percent for growth, the indicator's for a level
  std::optional<PriceBasis> price_basis;
  std::string source;
};

struct TrackQuestion {
  Frame frame;   // area, quotas and state; the years are set from `year`
  int year = 0;  // 0: the year of the earliest target
  std::vector<GivenFigure> figures;
  bool only_given = false;
  std::vector<StatedLaw> priors;
};

struct TrackAnswer {
  std::shared_ptr<const InputSet> inputs;  // what positions of the result point into
  int year = 0;
  TrackResult result;
  PlanAnswerContext context;
};

absl::StatusOr<TrackAnswer> TrackYear(Projector& projector, const TrackQuestion& question,
                                      const rpc::CallContext& call);

}  // namespace indicast::projection
