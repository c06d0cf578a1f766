// ShardRun: one shard from its first row, or its checkpoint, to its file and receipt.
//
// Rows are asked for in slices and appended to the part file as they come; every few seconds the
// part is synced and a checkpoint says how far it is, so that a killed run loses that much at most.
// When the last row is there the part becomes the shard's CSV file and the receipt is written, each
// by a rename. Memory does not depend on the number of rows. Thread-compatible.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/batch/job.h"
#include "clients/batch/part_file.h"
#include "clients/batch/patience.h"
#include "clients/batch/receipt.h"
#include "clients/batch/row_layout.h"
#include "clients/batch/shard.h"
#include "clients/batch/shard_files.h"
#include "clients/batch/sweep_source.h"
#include "common/clock/clock.h"

namespace indicast::batch {

struct ShardRunOptions {
  std::string folder;
  Shard shard;
  bool force = false;  // evaluate again what is done
  absl::Duration checkpoint_interval = absl::Seconds(2);
  absl::Duration patience = absl::Minutes(5);
  Language language = Language::kEnglish;
  const Clock* clock = &SystemClock();
  // One line for people.
  std::function<void(const Text&)> tell = [](const Text&) {};
  // Rows of the shard that are there.
  std::function<void(int64_t)> on_progress = [](int64_t) {};
};

enum class ShardEnd { kEvaluated, kWasDone };

class ShardRun {
 public:
  // All outlive this object. The job is pinned.
  ShardRun(const Job& job, ShardRunOptions options, SweepSource& source, StopRequest& stop);

  // kCancelled (BATCH_INTERRUPTED) with a checkpoint written; kUnavailable likewise. Errors of the
  // service in the fields of the job; those of part_file.h; SWEEP_ANSWER_INVALID;
  // kAborted (SERVICE_CHANGED).
  absl::StatusOr<ShardEnd> Run();

  const IndexRange& range() const { return range_; }
  int64_t not_evaluated() const { return not_evaluated_; }
  const std::string& rows_path() const { return paths_.rows; }

 private:
  absl::StatusOr<bool> IsDone();
  absl::Status TakeBackRows();
  absl::Status Begin();
  absl::Status StartAnew();
  absl::Status Evaluate();
  absl::Status EvaluateSlice();
  absl::Status OnPart(const projection::v1::SweepResponse& part);
  absl::Status OnHeading(const projection::v1::SweepHeading& heading);
  absl::Status OnRows(const projection::v1::SweepRows& rows);
  absl::Status SaveCheckpoint();
  absl::Status Publish();

  const Job& job_;
  const ShardRunOptions options_;
  SweepSource& source_;
  StopRequest& stop_;
  const std::string job_hash_;
  const ShardPaths paths_;
  const int64_t points_;
  const IndexRange range_;
  Patience patience_;

  std::optional<PartFile> part_;
  nlohmann::ordered_json origin_;  // null until known
  std::optional<RowLayout> layout_;
  nlohmann::ordered_json explanation_;
  int64_t header_bytes_ = 0;
  int64_t next_ = 0;
  int64_t not_evaluated_ = 0;
  int64_t slice_end_ = 0;
  bool service_changed_ = false;
  absl::Status local_;  // an error of our own while a call was under way
  absl::Time saved_at_;
  std::string lines_;
};

}  // namespace indicast::batch
