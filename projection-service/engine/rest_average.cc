#include "projection-service/engine/rest_average.h"

#include <algorithm>

#include "common/status/error.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {
namespace {

constexpr int kMonths = 12;
constexpr int kMostPeriods = 366;

absl::Status NothingLeft() {
  return Error(absl::StatusCode::kOutOfRange, kYearComplete,
               "no period of the year is left, or none has passed");
}

}  // namespace

absl::StatusOr<double> RequiredRemainingMean(double goal_mean, double mean_so_far, int months) {
  if (months < 1 || months >= kMonths) return NothingLeft();
  return (kMonths * goal_mean - months * mean_so_far) / (kMonths - months);
}

absl::StatusOr<double> RequiredStockStep(double goal, double now, int periods_left) {
  if (periods_left < 1) return NothingLeft();
  return (goal - now) / periods_left;
}

absl::StatusOr<std::vector<int64_t>> RequiredCounts(int64_t goal, int64_t done, int periods_left) {
  if (periods_left < 1 || periods_left > kMostPeriods) return NothingLeft();
  int64_t left = std::max<int64_t>(0, goal - done);
  const int64_t each = left / periods_left + (left % periods_left != 0 ? 1 : 0);
  std::vector<int64_t> out(static_cast<size_t>(periods_left));
  for (int64_t& period : out) {
    period = std::min(each, left);
    left -= period;
  }
  return out;
}

}  // namespace indicast::projection
