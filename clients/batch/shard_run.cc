#include "clients/batch/shard_run.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/batch/errors.h"
#include "clients/batch/files.h"
#include "clients/batch/job_file.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

namespace pb = ::indicast::projection::v1;
using nlohmann::ordered_json;

// Rows of one call: long enough to forget the cost of a call, short enough that the calls of many
// shards spread over the replicas of a service.
constexpr int64_t kSliceRows = 20'000;
// How often a run begins anew because the service is another one than before.
constexpr int kMaxServiceChanges = 3;

absl::Status AnswerInvalid(absl::string_view what) {
  return Error(absl::StatusCode::kInternal, kSweepAnswerInvalid,
               absl::StrCat("the answer of the service breaks the contract: ", what));
}

ordered_json ToJson(const std::vector<Column>& columns) {
  ordered_json json = ordered_json::array();
  for (const Column& column : columns) {
    json.push_back({{"name", column.name}, {"unit", column.unit}});
  }
  return json;
}

absl::Status Remove(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return FileFailed(path, errno);
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

absl::Status OfAnotherJob(const std::string& path) {
  return BatchError(absl::StatusCode::kFailedPrecondition, kReceiptsDiffer,
                    {path + " 属于另一任务", path + " belongs to another job"},
                    {"换一个 --output 文件夹,或加 --force 重算",
                     "name another --output folder, or evaluate it again with --force"});
}

Patience::Options PatienceOf(const ShardRunOptions& options, StopRequest& stop) {
  return {options.patience, options.clock,
          [&stop](absl::Duration time) { return stop.WaitFor(time); }, options.tell};
}

}  // namespace

ShardRun::ShardRun(const Job& job, ShardRunOptions options, SweepSource& source, StopRequest& stop)
    : job_(job),
      options_(std::move(options)),
      source_(source),
      stop_(stop),
      job_hash_(HashOf(job)),
      paths_(PathsOf(options_.folder, options_.shard)),
      points_(CountPoints(job)),
      range_(RangeOf(options_.shard, points_)),
      patience_(PatienceOf(options_, stop)) {}

absl::StatusOr<ShardEnd> ShardRun::Run() {
  RETURN_IF_ERROR(RequireFolder(options_.folder));
  ASSIGN_OR_RETURN(bool is_done, IsDone());
  if (is_done) return ShardEnd::kWasDone;
  if (Exists(paths_.receipt) && !options_.force) {
    options_.tell(
        {absl::StrCat(paths_.rows, " 与其回执不符,重算"),
         absl::StrCat(paths_.rows, " is not what its receipt says; evaluating it again")});
  }
  RETURN_IF_ERROR(TakeBackRows());
  ASSIGN_OR_RETURN(part_, PartFile::Open(paths_.part));
  // Whoever held the part until now may have finished it.
  ASSIGN_OR_RETURN(is_done, IsDone());
  if (is_done) {
    RETURN_IF_ERROR(Remove(paths_.part));
    return ShardEnd::kWasDone;
  }
  RETURN_IF_ERROR(Begin());
  RETURN_IF_ERROR(Evaluate());
  RETURN_IF_ERROR(Publish());
  return ShardEnd::kEvaluated;
}

absl::StatusOr<bool> ShardRun::IsDone() {
  if (options_.force || !Exists(paths_.receipt)) return false;
  const absl::StatusOr<Receipt> receipt = ReadReceipt(paths_.receipt);
  if (!receipt.ok()) return false;
  if (JobHashOf(receipt->origin) != job_hash_) return OfAnotherJob(paths_.receipt);
  const absl::Status rows = CheckRows(paths_.rows, *receipt);
  if (rows.ok()) {
    not_evaluated_ = receipt->not_evaluated;
    return true;
  }
  if (DetailOf(rows).reason == kFileFailed) return rows;
  return false;
}

absl::Status ShardRun::TakeBackRows() {
  if (options_.force || !Exists(paths_.rows) || Exists(paths_.receipt) || Exists(paths_.part)) {
    return absl::OkStatus();
  }
  // A run was killed between naming the rows and writing their receipt, or is about to write it.
  if (IsHeld(paths_.rows)) return ShardBusy(paths_.rows);
  if (rename(paths_.rows.c_str(), paths_.part.c_str()) != 0) return FileFailed(paths_.rows, errno);
  return absl::OkStatus();
}

absl::Status ShardRun::Begin() {
  absl::StatusOr<Checkpoint> checkpoint = ReadCheckpoint(paths_.checkpoint);
  if (options_.force || !checkpoint.ok()) return StartAnew();
  if (JobHashOf(checkpoint->origin) != job_hash_) return OfAnotherJob(paths_.checkpoint);
  if (checkpoint->shard != options_.shard || checkpoint->range != range_) return StartAnew();
  ASSIGN_OR_RETURN(const bool resumed, part_->Resume(checkpoint->bytes, checkpoint->sha256));
  if (!resumed) return StartAnew();
  RETURN_IF_ERROR(Remove(paths_.receipt));
  origin_ = std::move(checkpoint->origin);
  next_ = checkpoint->next_index;
  not_evaluated_ = checkpoint->not_evaluated;
  saved_at_ = options_.clock->Now();
  const std::string rows = absl::StrCat(next_ - range_.begin, "/", range_.size());
  options_.tell({absl::StrCat("从检查点继续:已有 ", rows, " 行"),
                 absl::StrCat("going on from the checkpoint: ", rows, " rows are there")});
  return absl::OkStatus();
}

absl::Status ShardRun::StartAnew() {
  RETURN_IF_ERROR(Remove(paths_.receipt));
  RETURN_IF_ERROR(Remove(paths_.checkpoint));
  RETURN_IF_ERROR(part_->Restart());
  origin_ = nullptr;
  layout_.reset();
  next_ = range_.begin;
  not_evaluated_ = 0;
  service_changed_ = false;
  saved_at_ = options_.clock->Now();
  return absl::OkStatus();
}

absl::Status ShardRun::Evaluate() {
  int changes = 0;
  // A resumed or empty shard needs a heading even when it lacks no row.
  while (next_ < range_.end || !layout_.has_value()) {
    options_.on_progress(next_ - range_.begin);
    absl::Status status = EvaluateSlice();
    if (service_changed_) {
      if (++changes > kMaxServiceChanges) {
        return BatchError(
            absl::StatusCode::kAborted, kServiceChanged,
            {"服务一再变更版本或数据", "the service keeps changing its build or data"},
            {"待服务更新完毕再运行", "run it again when the update of the service is over"});
      }
      options_.tell({"服务与检查点时不同,本分片从头计算",
                     "the service is not the one of the checkpoint; evaluating the shard anew"});
      RETURN_IF_ERROR(StartAnew());
      continue;
    }
    if (!status.ok()) {
      // What is there stays there; the error itself matters more than that of saving.
      if (local_.ok()) SaveCheckpoint().IgnoreError();
      return status;
    }
  }
  options_.on_progress(range_.size());
  return absl::OkStatus();
}

absl::Status ShardRun::EvaluateSlice() {
  // Never an empty range, which would mean the whole design.
  const bool heading_only = next_ == range_.end;
  const int64_t begin = std::min(next_, points_ - 1);
  slice_end_ = heading_only ? next_ : std::min(next_ + kSliceRows, range_.end);
  const int64_t next_before = next_;
  const absl::Status status =
      source_.Sweep(ToRequest(job_, begin, std::max(slice_end_, begin + 1)),
                    [this](const pb::SweepResponse& part) { return OnPart(part); });
  if (!local_.ok() || service_changed_) return local_;
  if (!status.ok()) {
    if (stop_.requested()) return Interrupted();
    // A slow service is asked for the rest.
    const bool is_late = status.code() == absl::StatusCode::kDeadlineExceeded;
    if (is_late && next_ > next_before) return absl::OkStatus();
    if (!Patience::Passes(status)) return InJobFields(status, job_);
    return patience_.AfterFailure(status);
  }
  if (!layout_.has_value()) return AnswerInvalid("it has no heading");
  if (next_ != slice_end_) return AnswerInvalid(absl::StrCat("row ", next_, " is missing"));
  return absl::OkStatus();
}

absl::Status ShardRun::OnPart(const pb::SweepResponse& part) {
  local_ = part.has_heading() ? OnHeading(part.heading()) : OnRows(part.rows());
  return service_changed_ ? absl::AbortedError("the service changed") : local_;
}

absl::Status ShardRun::OnHeading(const pb::SweepHeading& heading) {
  if (heading.points() != points_) {
    return AnswerInvalid(absl::StrCat("a design of ", heading.points(), " points, not ", points_));
  }
  ordered_json origin = OriginOf(job_hash_, heading);
  if (!origin_.is_null() && origin != origin_) {
    service_changed_ = true;
    return absl::OkStatus();
  }
  if (layout_.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(RowLayout layout, RowLayout::Create(job_, heading, options_.language));
  const std::string header = layout.HeaderLine();
  explanation_ = ExplanationOf(heading.context());
  header_bytes_ = static_cast<int64_t>(header.size());
  layout_ = std::move(layout);
  if (!origin_.is_null()) return absl::OkStatus();  // the part begins with it already
  origin_ = std::move(origin);
  return part_->Append(header);
}

absl::Status ShardRun::OnRows(const pb::SweepRows& rows) {
  if (!layout_.has_value()) return AnswerInvalid("rows came before the heading");
  if (next_ == slice_end_) return absl::OkStatus();  // asked for the heading alone
  lines_.clear();
  for (const pb::SweepRow& row : rows.rows()) {
    if (next_ == slice_end_) return AnswerInvalid("it has more rows than asked for");
    RETURN_IF_ERROR(layout_->AppendRow(row, next_, lines_));
    ++next_;
    if (!row.reason_code().empty()) ++not_evaluated_;
  }
  RETURN_IF_ERROR(part_->Append(lines_));
  patience_.Progress();
  options_.on_progress(next_ - range_.begin);
  if (options_.clock->Now() - saved_at_ < options_.checkpoint_interval) return absl::OkStatus();
  return SaveCheckpoint();
}

absl::Status ShardRun::SaveCheckpoint() {
  if (origin_.is_null()) return absl::OkStatus();  // nothing is there yet
  // The rows first: a checkpoint never promises what is not on the disk.
  RETURN_IF_ERROR(part_->Sync());
  const Checkpoint checkpoint = {origin_,        options_.shard, range_,         next_,
                                 not_evaluated_, part_->bytes(), part_->Sha256()};
  RETURN_IF_ERROR(ReplaceFile(paths_.checkpoint, ToText(checkpoint)));
  saved_at_ = options_.clock->Now();
  return SyncFolder(options_.folder);
}

absl::Status ShardRun::Publish() {
  Receipt receipt;
  receipt.origin = origin_;
  receipt.job = batch::ToJson(job_);
  receipt.shard = options_.shard;
  receipt.points = points_;
  receipt.range = range_;
  receipt.not_evaluated = not_evaluated_;
  receipt.header_bytes = header_bytes_;
  receipt.bytes = part_->bytes();
  receipt.sha256 = part_->Sha256();
  receipt.columns = ToJson(layout_->columns());
  receipt.explanation = explanation_;
  // Killed before the rename, the next run finds a complete part; after it, rows without a receipt.
  RETURN_IF_ERROR(SaveCheckpoint());
  RETURN_IF_ERROR(part_->Publish(paths_.rows));
  RETURN_IF_ERROR(ReplaceFile(paths_.receipt, ToText(receipt)));
  RETURN_IF_ERROR(SyncFolder(options_.folder));
  RETURN_IF_ERROR(Remove(paths_.checkpoint));
  return absl::OkStatus();
}

}  // namespace indicast::batch
