// How far expected figures were from what came of them: the city's own record of being wrong.
// A pair is the figure expected for a year before it closed (stage "expected") and the outcome that
// was published later for the same series and year. Errors are outcome less expected: percentage
// points for growth, percent of the expected figure in logs, 100 ln(outcome / expected), for
// levels.
//   bias = mean error,  sd = sample standard deviation,
//   band of a new expected figure at coverage c: bias -+ t_{n-1}((1 + c) / 2) sd sqrt(1 + 1/n)
// (the prediction interval of a normal sample). An indicator with kOwnPairs pairs or more has its
// own band; with fewer the pairs of all indicators of that measure are pooled; with fewer than
// kPooledPairs of those there is none. The source and n are part of the answer.
// Pure, O(n), thread-safe. Results do not depend on the order of the pairs beyond the last bits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast::projection {

inline constexpr int kOwnPairs = 5;
inline constexpr int kPooledPairs = 3;

struct VintagePair {
  std::string indicator;
  Measure measure = Measure::kGrowth;
  int year = 0;
  double expected = 0;
  double outcome = 0;
};

enum class ErrorSource : char { kOwn = 1, kPooled, kNone };

struct PlanningError {
  ErrorSource source = ErrorSource::kNone;
  int pairs = 0;       // n; with kNone those there are
  int indicators = 0;  // they come from
  int first_year = 0;
  int last_year = 0;
  double bias = 0;
  double sd = 0;
  double root_mean_square = 0;
};

// Percentage points or percent in logs as above. kFailedPrecondition BASE_NOT_POSITIVE for a level
// that is not positive.
absl::StatusOr<double> ErrorOfPair(const VintagePair& pair);

// Pairs without an error (levels that are not positive) are left out.
PlanningError PlanningErrorOf(absl::string_view indicator, Measure measure,
                              absl::Span<const VintagePair> pairs);

struct ErrorBand {
  double low = 0;
  double high = 0;
};

// The band around a new expected figure, in its own unit (levels are scaled by e^error). nullopt
// without a source. 0 < coverage < 1.
std::optional<ErrorBand> BandAround(double expected, Measure measure, const PlanningError& error,
                                    double coverage);

}  // namespace indicast::projection
