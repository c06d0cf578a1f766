// The periods of a release frequency in their order. Thread-safe free functions.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "common/period/period.h"

namespace indicast::store {

// Frequencies are those of ReleaseRule: A, S, Q, M, C. The place of a period among those of the
// frequency: consecutive periods have consecutive numbers. Another notation of the same days counts
// ("2024-S1" is January to June); nullopt for other days.
std::optional<int> PeriodIndex(absl::string_view frequency, const Period& period);

// The period at a place; nullopt beyond the calendar. Cumulated periods of a year are January to
// February up to January to December.
std::optional<Period> PeriodAt(absl::string_view frequency, int index);

// The place of the last period of the frequency that ends on or before `day`.
int LastIndexUpTo(absl::string_view frequency, const Date& day);

}  // namespace indicast::store
