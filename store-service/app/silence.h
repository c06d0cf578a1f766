// Series that are silent although their release calendar expects a figure, and figures that only
// repeat the one before. Thread-safe free functions.
//
// A series is judged by every rule of its indicator for its measure and area; a rule for one area
// stands before one for all. Only the usual scope ("total") is judged: rules do not speak of
// others. Figures of stage expected or derived are no release; one of status "missing" is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

enum class SilenceKind {
  kOverdue = 1,  // the next figure is overdue
  kStale,        // two or more are
  kRepeated,     // the newest level has every digit of the one before
  kUpcoming      // the next figure is due soon
};

struct SilentSeries {
  SeriesKey series;  // price basis unstated where nothing was ever published
  SilenceKind kind = SilenceKind::kOverdue;
  ReleaseRule rule;
  std::optional<Period> last_period;  // nullopt: never published
  Period expected_period;             // the first that is missing; of a repeated value its own
  Date due_date;
  int days_overdue = 0;   // negative: still to come
  int missing_count = 0;  // 1 where nothing was ever published
};

struct SilenceQuery {
  std::vector<std::string> indicators;  // empty: all
  std::vector<std::string> areas;       // empty: all
  std::optional<Date> date;             // to judge at; unset: the publication bound, else `today`
  int upcoming_days = 0;                // 0..366; 0: no upcoming ones
};

struct SilencePage {
  Page<SilentSeries> page;
  Date date;  // judged at; that of the first page
};

// The day in Asia/Shanghai.
Date DayInShanghai(absl::Time time);

// A level with at least three significant digits; zeros at the end of a whole number do not count.
bool IsRepetition(const Observation& before, const Observation& newest);

// In order of series, then kind. A figure is overdue from the day after it was due. Cost: the
// figures of the indicators with rules, a page.
absl::StatusOr<SilencePage> ListSilentSeries(const Snapshot& snapshot, const SilenceQuery& query,
                                             const Date& today, const AsOf& as_of,
                                             const PageRequest& page);

}  // namespace indicast::store
