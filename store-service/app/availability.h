// What the store holds, from when to when. Thread-safe free functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// What is there of one series.
struct SeriesAvailability {
  SeriesKey series;
  int64_t period_count = 0;   // periods with a figure, 1 or more
  int64_t vintage_count = 0;  // figures of all documents and stages
  Period first_period;        // that begins first
  Period last_period;         // that ends last
  Publication last_publication;
};

struct AvailabilityQuery {
  std::vector<std::string> indicators;  // empty: all
  std::vector<std::string> areas;       // empty: all
};

// In order of series. Cost: all figures of the query a page.
absl::StatusOr<Page<SeriesAvailability>> ListAvailability(const Snapshot& snapshot,
                                                          const AvailabilityQuery& query,
                                                          const AsOf& as_of,
                                                          const PageRequest& page);

}  // namespace indicast::store
