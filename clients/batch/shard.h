// Shard i of n of a job: which rows it evaluates, and where i and n come from. Values; thread-safe
// free functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::batch {

// Most shards of a job; Slurm and Kubernetes allow fewer.
inline constexpr int64_t kMaxShards = 1'000'000;

struct Shard {
  int64_t index = 0;  // from 0
  int64_t count = 1;
  bool operator==(const Shard&) const = default;
};

// Rows [begin, end) of a design.
struct IndexRange {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t size() const { return end - begin; }
  bool operator==(const IndexRange&) const = default;
};

// Rows floor(points i / n) to floor(points (i + 1) / n): sizes differ by one at most.
IndexRange RangeOf(const Shard& shard, int64_t points);

// "2/4". kInvalidArgument (USAGE).
absl::StatusOr<Shard> ParseShard(absl::string_view text);

// Value of an environment variable; nullopt when it is not set.
using Variables = std::function<std::optional<std::string>(const char* name)>;

// What a scheduler says: JOB_COMPLETION_INDEX of JOB_COMPLETION_COUNT, or SLURM_ARRAY_TASK_ID,
// counted from SLURM_ARRAY_TASK_MIN in steps of SLURM_ARRAY_TASK_STEP, of SLURM_ARRAY_TASK_COUNT.
// 0/1 where neither index is set. kFailedPrecondition (CONFIGURATION_SHARD) for an index without
// its count, or numbers that do not fit.
absl::StatusOr<Shard> ShardFromEnvironment(const Variables& variables);

// "2/4".
std::string ToString(const Shard& shard);

}  // namespace indicast::batch
