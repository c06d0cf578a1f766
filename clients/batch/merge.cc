#include "clients/batch/merge.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/batch/errors.h"
#include "clients/batch/files.h"
#include "clients/batch/reasons.h"
#include "clients/batch/shard_files.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxNamed = 20;

// "1, 3, 4 and 7 more".
std::string Listed(const std::vector<std::string>& items, const char* more) {
  const size_t shown = std::min(items.size(), kMaxNamed);
  std::string list =
      absl::StrJoin(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(shown), ", ");
  if (items.size() > shown) absl::StrAppend(&list, more, items.size() - shown);
  return list;
}

absl::Status CheckTogether(const ShardSet& shards) {
  const Receipt& first = shards.receipts.front();
  for (size_t i = 1; i < shards.receipts.size(); ++i) {
    const Receipt& other = shards.receipts[i];
    std::vector<std::string> differences = Differences(first.origin, other.origin);
    if (differences.empty() && first.points != other.points) differences = {"points"};
    if (differences.empty() && first.columns != other.columns) differences = {"columns"};
    if (differences.empty()) continue;
    const std::string list = Listed(differences, " +");
    return BatchError(
        absl::StatusCode::kFailedPrecondition, kReceiptsDiffer,
        {absl::StrCat(shards.rows[0], " 与 ", shards.rows[i], " 不同源:", list),
         absl::StrCat(shards.rows[0], " and ", shards.rows[i], " do not belong together: ", list)},
        {"只留同一任务、同一数据和同一版本的分片,其余重算(run --force)",
         "keep the shards of one job, state of the data and build; evaluate the others again with "
         "run --force"});
  }
  return absl::OkStatus();
}

absl::Status Overlap(const std::string& a, const std::string& b) {
  return BatchError(
      absl::StatusCode::kFailedPrecondition, kShardsOverlap,
      {absl::StrCat(a, " 与 ", b, " 的行重叠"), absl::StrCat(a, " and ", b, " overlap")},
      {"只留一种划分的分片", "keep the shards of one split"});
}

absl::Status Missing(const ShardSet& shards, const std::vector<std::string>& ranges) {
  const Receipt& first = shards.receipts.front();
  std::vector<bool> there(static_cast<size_t>(first.shard.count), false);
  for (const Receipt& receipt : shards.receipts) {
    // Another split fills no number of this one.
    if (receipt.shard.count == first.shard.count) {
      there[static_cast<size_t>(receipt.shard.index)] = true;
    }
  }
  std::vector<std::string> absent;
  for (size_t i = 0; i < there.size(); ++i) {
    if (!there[i]) absent.push_back(absl::StrCat(i));
  }
  const std::string rows = Listed(ranges, " +");
  const std::string list = Listed(absent, " +");
  return BatchError(
      absl::StatusCode::kNotFound, kShardsMissing,
      {absl::StrCat("缺少分片 ", list, "(共 ", first.shard.count, " 个),行 ", rows),
       absl::StrCat("shards ", list, " of ", first.shard.count, " are missing, rows ", rows)},
      {"运行缺少的分片:indicast-batch run JOB --shard i/n",
       "run the missing shards: indicast-batch run JOB --shard i/n"});
}

absl::Status CheckCover(const ShardSet& shards) {
  std::vector<std::string> gaps;
  int64_t at = 0;
  const auto gap = [&gaps](int64_t begin, int64_t end) {
    gaps.push_back(absl::StrCat("[", begin, ", ", end, ")"));
  };
  for (size_t i = 0; i < shards.receipts.size(); ++i) {
    const IndexRange& range = shards.receipts[i].range;
    if (range.size() == 0) continue;
    if (range.begin < at) return Overlap(shards.rows[i - 1], shards.rows[i]);
    if (range.begin > at) gap(at, range.begin);
    at = range.end;
  }
  if (at < shards.receipts.front().points) gap(at, shards.receipts.front().points);
  return gaps.empty() ? absl::OkStatus() : Missing(shards, gaps);
}

ShardSet Sorted(ShardSet shards) {
  std::vector<size_t> order(shards.receipts.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&shards](size_t a, size_t b) {
    const IndexRange& x = shards.receipts[a].range;
    const IndexRange& y = shards.receipts[b].range;
    return std::pair(x.begin, x.end) < std::pair(y.begin, y.end);
  });
  ShardSet sorted;
  for (const size_t i : order) {
    sorted.receipts.push_back(std::move(shards.receipts[i]));
    sorted.rows.push_back(std::move(shards.rows[i]));
  }
  return sorted;
}

// Hands the rows of one shard on, without the heading line, and checks all of its bytes.
class ShardReader {
 public:
  ShardReader(const Receipt& receipt, const std::string& path, bool with_header)
      : receipt_(receipt), path_(path), skip_(with_header ? 0 : receipt.header_bytes) {}

  template <typename OnBytes>
  absl::Status Read(const OnBytes& on_bytes) {
    OpenFile file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return FileFailed(path_, errno);
    struct stat info = {};
    if (fstat(file.fd(), &info) != 0) return FileFailed(path_, errno);
    if (info.st_size != receipt_.bytes) return Damaged();
    ByteDigest digest;
    RETURN_IF_ERROR(ReadPrefix(file, path_, receipt_.bytes, [&](absl::string_view piece) {
      digest.Append(piece);
      const auto skipped = std::min(skip_, static_cast<int64_t>(piece.size()));
      skip_ -= skipped;
      piece.remove_prefix(static_cast<size_t>(skipped));
      return on_bytes(piece);
    }));
    return digest.Hex() == receipt_.sha256 ? absl::OkStatus() : Damaged();
  }

 private:
  absl::Status Damaged() const {
    return ShardDamaged(path_, {"与其回执不符", "it is not what its receipt says"});
  }

  const Receipt& receipt_;
  const std::string& path_;
  int64_t skip_;
};

// The temporary file that becomes the output; gone when it does not.
class Output {
 public:
  explicit Output(const std::string& path)
      : path_(path),
        temporary_((fs::path(path).parent_path() /
                    absl::StrCat(".", fs::path(path).filename().string(), ".tmp"))
                       .string()) {}
  ~Output() {
    if (file_.is_open()) unlink(temporary_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  absl::Status Open() {
    file_ = OpenFile(open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    return file_.is_open() ? absl::OkStatus() : CannotOpen(path_, errno);
  }
  absl::Status Append(absl::string_view bytes) {
    digest_.Append(bytes);
    bytes_ += static_cast<int64_t>(bytes.size());
    const int failed = WriteAll(file_.fd(), bytes);
    return failed == 0 ? absl::OkStatus() : FileFailed(path_, failed);
  }
  absl::Status Publish() {
    if (fsync(file_.fd()) != 0) return FileFailed(path_, errno);
    if (rename(temporary_.c_str(), path_.c_str()) != 0) return FileFailed(path_, errno);
    const int failed = file_.Close();
    return failed == 0 ? absl::OkStatus() : FileFailed(path_, failed);
  }
  int64_t bytes() const { return bytes_; }
  std::string Sha256() const { return digest_.Hex(); }

 private:
  const std::string path_;
  const std::string temporary_;
  OpenFile file_;
  ByteDigest digest_;
  int64_t bytes_ = 0;
};

Receipt MergedReceipt(const ShardSet& shards) {
  Receipt merged = shards.receipts.front();
  merged.shard = {0, 1};
  merged.range = {0, merged.points};
  merged.not_evaluated = 0;
  for (const Receipt& receipt : shards.receipts) merged.not_evaluated += receipt.not_evaluated;
  return merged;
}

// True when that very output is there already; an error when another one is.
absl::StatusOr<bool> IsMerged(const Receipt& merged, const MergeOptions& options) {
  if (options.force || access(options.output.c_str(), F_OK) != 0) return false;
  const auto receipt = ReadReceipt(ReceiptPathOf(options.output));
  if (receipt.ok() && receipt->origin == merged.origin && receipt->points == merged.points &&
      CheckRows(options.output, *receipt).ok()) {
    return true;
  }
  return BatchError(
      absl::StatusCode::kAlreadyExists, kOutputNotCreated,
      {absl::StrCat(options.output, " 已存在,内容不同"),
       absl::StrCat(options.output, " exists and is another file")},
      {"加 --force 替换它,或换一个 --output", "replace it with --force, or name another --output"});
}

std::string FolderOf(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

std::string ReceiptPathOf(const std::string& output) {
  return absl::StrCat(absl::StripSuffix(output, ".csv"), ".receipt.json");
}

absl::StatusOr<ShardSet> FindShards(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<ShardFile> files, ListShardFiles(folder));
  ShardSet shards;
  for (const ShardFile& file : files) {
    if (file.kind != ShardFileKind::kReceipt) continue;
    ASSIGN_OR_RETURN(Receipt receipt, ReadReceipt(file.path));
    shards.rows.push_back(PathsOf(folder, file.shard).rows);
    if (receipt.shard != file.shard) {
      return ShardDamaged(file.path, {"回执是另一分片的", "the receipt is that of another shard"});
    }
    shards.receipts.push_back(std::move(receipt));
  }
  if (shards.receipts.empty()) {
    return BatchError(absl::StatusCode::kNotFound, kShardsNotFound,
                      {absl::StrCat(folder, " 中没有算完的分片"),
                       absl::StrCat("no finished shard is in ", folder)},
                      {"先运行分片:indicast-batch run JOB --output DIR",
                       "run the shards first: indicast-batch run JOB --output DIR"});
  }
  shards = Sorted(std::move(shards));
  RETURN_IF_ERROR(CheckTogether(shards));
  RETURN_IF_ERROR(CheckCover(shards));
  return shards;
}

absl::StatusOr<MergeEnd> Merge(const ShardSet& shards, const MergeOptions& options) {
  RETURN_IF_ERROR(RequireFolder(FolderOf(options.output)));
  Receipt merged = MergedReceipt(shards);
  ASSIGN_OR_RETURN(const bool is_done, IsMerged(merged, options));
  if (is_done) return MergeEnd::kWasDone;
  int64_t total = 0;
  for (const Receipt& receipt : shards.receipts) total += receipt.bytes;
  Output output(options.output);
  RETURN_IF_ERROR(output.Open());
  for (size_t i = 0; i < shards.receipts.size(); ++i) {
    ShardReader reader(shards.receipts[i], shards.rows[i], /*with_header=*/i == 0);
    RETURN_IF_ERROR(reader.Read([&](absl::string_view bytes) {
      options.on_progress(output.bytes(), total);
      return output.Append(bytes);
    }));
  }
  merged.bytes = output.bytes();
  merged.sha256 = output.Sha256();
  // An older receipt must not speak for the new rows.
  const std::string receipt_path = ReceiptPathOf(options.output);
  if (unlink(receipt_path.c_str()) != 0 && errno != ENOENT) return FileFailed(receipt_path, errno);
  RETURN_IF_ERROR(output.Publish());
  RETURN_IF_ERROR(ReplaceFile(receipt_path, ToText(merged)));
  RETURN_IF_ERROR(SyncFolder(FolderOf(options.output)));
  return MergeEnd::kMerged;
}

}  // namespace indicast::batch
