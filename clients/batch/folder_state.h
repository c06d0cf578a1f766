// How far the shards in an output folder are. Thread-safe free functions on the file system.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/batch/language.h"
#include "clients/batch/shard.h"
#include "nlohmann/json.hpp"

namespace indicast::batch {

enum class ShardState { kDone, kRunning, kStopped, kMissing };

struct ShardProgress {
  Shard shard;
  ShardState state = ShardState::kMissing;
  int64_t rows = 0;           // of a running or stopped one: as of its checkpoint
  int64_t rows_wanted = 0;    // 0: not known yet
  int64_t not_evaluated = 0;  // among them
};

// The shards of every split that has files in the folder, by count and index; none in an empty one.
// kNotFound (SHARDS_NOT_FOUND) without the folder, kDataLoss (SHARD_DAMAGED).
absl::StatusOr<std::vector<ShardProgress>> ReadFolder(const std::string& folder);

// One line a shard that is not missing, ranges of missing ones, and a sum.
std::string ToText(const std::vector<ShardProgress>& shards, Language language);
nlohmann::ordered_json ToJson(const std::vector<ShardProgress>& shards);

}  // namespace indicast::batch
