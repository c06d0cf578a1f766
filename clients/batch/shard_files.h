// The files of shards in an output folder: shard-02-of-16.csv with its .receipt.json once it is
// done, .part and .checkpoint.json while it runs. Thread-safe free functions on the file system.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/batch/language.h"
#include "clients/batch/receipt.h"
#include "clients/batch/shard.h"

namespace indicast::batch {

struct ShardPaths {
  std::string rows;
  std::string receipt;
  std::string part;
  std::string checkpoint;
};

ShardPaths PathsOf(const std::string& folder, const Shard& shard);

// One file of a shard.
enum class ShardFileKind { kRows, kReceipt, kPart, kCheckpoint };
struct ShardFile {
  Shard shard;
  ShardFileKind kind = ShardFileKind::kRows;
  std::string path;
};

// By count and index. kNotFound (SHARDS_NOT_FOUND) when there is no such folder.
absl::StatusOr<std::vector<ShardFile>> ListShardFiles(const std::string& folder);

// The receipt of a finished shard. kNotFound (FILE_FAILED) when there is none; SHARD_DAMAGED with
// the path.
absl::StatusOr<Receipt> ReadReceipt(const std::string& path);
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path);

// OK when the file at `rows` has the bytes its receipt says; SHARD_DAMAGED otherwise.
absl::Status CheckRows(const std::string& rows, const Receipt& receipt);

absl::Status ShardDamaged(const std::string& path, const Text& what);

}  // namespace indicast::batch
