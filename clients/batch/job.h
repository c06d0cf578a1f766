// A batch job: many scenarios by design, at one state of the data. What a job file says, and what
// it means to the projection service. Values; thread-safe free functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "indicast/projection/v1/sweep.pb.h"
#include "nlohmann/json.hpp"

namespace indicast::batch {

enum class Design : int8_t { kGrid, kLatinHypercube, kSobol };

// Most points of a design, as the service allows.
inline constexpr int64_t kMaxPoints = 10'000'000;

// One assumption that varies: growth of an indicator in percent.
struct Factor {
  std::string indicator;
  int from_year = 0;  // 0: the year after the base
  int to_year = 0;    // 0: the horizon
  std::vector<Decimal> values;
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  std::optional<Decimal> step;
};

// A value the caller knows for a target that others set.
struct Quota {
  std::string target;
  Decimal value;
};

struct Job {
  std::string name;
  std::string scenario;              // empty: none
  std::vector<std::string> overlay;  // texts of assumptions, "imports-exports=3%"
  std::string area;                  // empty: the only one
  int base_year = 0;                 // 0: the year before the earliest target
  int horizon = 0;                   // 0: the year after the base
  Design design = Design::kGrid;
  std::vector<Factor> factors;
  int64_t points = 0;  // of a grid: 0, or its own count
  int64_t seed = 0;
  std::vector<std::string> indicators;              // empty: all
  std::optional<std::vector<std::string>> targets;  // unset: all of the indicators
  std::vector<Quota> quotas;
  std::optional<int64_t> data_revision;  // unset: not pinned
  std::string publication_date;
};

absl::string_view NameOf(Design design);

// Levels of a factor of a grid, at most kMaxPoints + 1; 0 when its step does not lead from low to
// high exactly.
int64_t CountLevels(const Factor& factor);

// Combinations of a grid, at most kMaxPoints + 1; `points` of other designs.
int64_t CountPoints(const Job& job);

// The job as a file would say it, with every default written out that the job holds.
nlohmann::ordered_json ToJson(const Job& job);

// SHA-256 (hex) of all that decides the rows: everything but the name.
std::string HashOf(const Job& job);

// The request for the rows [begin, end) of the job. The job's texts of assumptions are valid.
projection::v1::SweepRequest ToRequest(const Job& job, int64_t begin, int64_t end);

}  // namespace indicast::batch
