// What stands beside the rows of a shard: the checkpoint while it runs, the receipt once it is
// done. Both are JSON and say what the rows came from, so that only what belongs together is
// continued or merged. No clock is in them: the same rows have the same receipt. Values;
// thread-safe free functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/batch/shard.h"
#include "indicast/projection/v1/sweep.pb.h"
#include "nlohmann/json.hpp"

namespace indicast::batch {

// What made the rows: hash of the job, receipt of the service (data revision, scenario, model,
// build), version of this program. Equal for all shards that belong together.
nlohmann::ordered_json OriginOf(const std::string& job_hash,
                                const projection::v1::SweepHeading& heading);

// Empty when there is none.
std::string JobHashOf(const nlohmann::ordered_json& origin);

// The names at which two origins differ, "service.data_revision: 3, 4"; empty when they are equal.
std::vector<std::string> Differences(const nlohmann::ordered_json& a,
                                     const nlohmann::ordered_json& b);

// How far the part of a shard is on the disk.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value does not throw
struct Checkpoint {
  nlohmann::ordered_json origin;
  Shard shard;
  IndexRange range;
  int64_t next_index = 0;
  int64_t not_evaluated = 0;  // rows with a reason instead of values
  int64_t bytes = 0;
  std::string sha256;  // of these bytes
};

std::string ToText(const Checkpoint& checkpoint);
// kDataLoss (SHARD_DAMAGED).
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// A finished shard, or with shard 0/1 the merged rows of all of them.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value does not throw
struct Receipt {
  nlohmann::ordered_json origin;
  nlohmann::ordered_json job;
  Shard shard;
  int64_t points = 0;  // of the whole design
  IndexRange range;
  int64_t not_evaluated = 0;
  int64_t header_bytes = 0;
  int64_t bytes = 0;
  std::string sha256;                  // of the file
  nlohmann::ordered_json columns;      // name and unit of each
  nlohmann::ordered_json explanation;  // of the service, both languages
};

std::string ToText(const Receipt& receipt);
// kDataLoss (SHARD_DAMAGED).
absl::StatusOr<Receipt> ParseReceipt(absl::string_view text);

// Explanation and assumptions of the service.
nlohmann::ordered_json ExplanationOf(const projection::v1::PlanContext& context);

}  // namespace indicast::batch
