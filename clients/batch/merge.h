// Merging the shards of a folder into one file. Everything that can be checked without reading rows
// is checked first: receipts that belong together, no gap, no overlap. The merged bytes are those
// of a single shard, whatever the split. Thread-safe free functions on the file system.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/batch/receipt.h"

namespace indicast::batch {

// Finished shards in the order of their rows.
struct ShardSet {
  std::vector<Receipt> receipts;
  std::vector<std::string> rows;  // path of each
};

// kNotFound (SHARDS_NOT_FOUND: no finished shard; SHARDS_MISSING: a gap, naming the shards),
// kFailedPrecondition (RECEIPTS_DIFFER, SHARDS_OVERLAP), kDataLoss (SHARD_DAMAGED).
absl::StatusOr<ShardSet> FindShards(const std::string& folder);

enum class MergeEnd { kMerged, kWasDone };

struct MergeOptions {
  std::string output;
  bool force = false;  // replace another file
  // Bytes read, of those to read.
  std::function<void(int64_t, int64_t)> on_progress = [](int64_t, int64_t) {};
};

// Writes the rows to options.output and the receipt beside it (.receipt.json), each appearing whole
// or not at all. Memory does not depend on the rows. Does nothing when that very file is there.
// kAlreadyExists (OUTPUT_NOT_CREATED) for another one; kDataLoss (SHARD_DAMAGED) when rows are not
// what their receipt says: nothing is written then.
absl::StatusOr<MergeEnd> Merge(const ShardSet& shards, const MergeOptions& options);

// "merged.csv" has "merged.receipt.json", other names get the ending appended.
std::string ReceiptPathOf(const std::string& output);

}  // namespace indicast::batch
