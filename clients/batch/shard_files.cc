#include "clients/batch/shard_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "clients/batch/errors.h"
#include "clients/batch/files.h"
#include "clients/batch/reasons.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "shard-";
constexpr char kOf[] = "-of-";

constexpr std::pair<ShardFileKind, const char*> kEndings[] = {
    {ShardFileKind::kRows, ".csv"},
    {ShardFileKind::kReceipt, ".receipt.json"},
    {ShardFileKind::kPart, ".part"},
    {ShardFileKind::kCheckpoint, ".checkpoint.json"},
};

// "shard-02-of-16": sorted by name, the shards of one split are in order.
std::string StemOf(const Shard& shard) {
  const std::string count = absl::StrCat(shard.count);
  return absl::StrFormat("%s%0*d%s%s", kPrefix, static_cast<int>(count.size()), shard.index, kOf,
                         count);
}

std::optional<ShardFile> ToShardFile(const std::string& folder, const std::string& name) {
  for (const auto& [kind, ending] : kEndings) {
    absl::string_view stem = name;
    if (!absl::ConsumeSuffix(&stem, ending) || !absl::ConsumePrefix(&stem, kPrefix)) continue;
    const size_t of = stem.find(kOf);
    Shard shard;
    if (of == absl::string_view::npos || !absl::SimpleAtoi(stem.substr(0, of), &shard.index) ||
        !absl::SimpleAtoi(stem.substr(of + sizeof(kOf) - 1), &shard.count) || shard.index < 0 ||
        shard.count > kMaxShards || shard.index >= shard.count ||
        absl::StrCat(StemOf(shard), ending) != name) {
      continue;
    }
    return ShardFile{shard, kind, absl::StrCat(folder, "/", name)};
  }
  return std::nullopt;
}

template <typename Record>
absl::StatusOr<Record> AtPath(const std::string& path, absl::StatusOr<Record> record) {
  if (record.ok()) return record;
  const std::string why(record.status().message());
  return ShardDamaged(path, {why, why});
}

}  // namespace

ShardPaths PathsOf(const std::string& folder, const Shard& shard) {
  const std::string stem = absl::StrCat(folder, "/", StemOf(shard));
  return {stem + ".csv", stem + ".receipt.json", stem + ".part", stem + ".checkpoint.json"};
}

absl::StatusOr<std::vector<ShardFile>> ListShardFiles(const std::string& folder) {
  std::error_code failed;
  std::vector<ShardFile> found;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (auto file = ToShardFile(folder, entry->path().filename().string())) {
      found.push_back(*std::move(file));
    }
  }
  if (failed) {
    const std::string shown = Shorten(folder, 400);
    return BatchError(absl::StatusCode::kNotFound, kShardsNotFound,
                      {absl::StrCat("无法读取文件夹 ", shown, ":", failed.message()),
                       absl::StrCat("cannot read the folder ", shown, ": ", failed.message())},
                      {"检查路径和权限", "check the path and its permissions"});
  }
  std::sort(found.begin(), found.end(), [](const ShardFile& a, const ShardFile& b) {
    return std::tie(a.shard.count, a.shard.index, a.kind) <
           std::tie(b.shard.count, b.shard.index, b.kind);
  });
  return found;
}

absl::StatusOr<Receipt> ReadReceipt(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  return AtPath(path, ParseReceipt(text));
}

absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  return AtPath(path, ParseCheckpoint(text));
}

absl::Status CheckRows(const std::string& rows, const Receipt& receipt) {
  OpenFile file(open(rows.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) {
    return ShardDamaged(rows, {"文件不在", "it is not there"});
  }
  if (!file.is_open()) return FileFailed(rows, errno);
  struct stat info = {};
  if (fstat(file.fd(), &info) != 0) return FileFailed(rows, errno);
  ByteDigest digest;
  if (info.st_size == receipt.bytes) {
    RETURN_IF_ERROR(ReadPrefix(file, rows, receipt.bytes, [&digest](absl::string_view piece) {
      digest.Append(piece);
      return absl::OkStatus();
    }));
    if (digest.Hex() == receipt.sha256) return absl::OkStatus();
  }
  return ShardDamaged(rows, {"与其回执不符", "it is not what its receipt says"});
}

absl::Status ShardDamaged(const std::string& path, const Text& what) {
  const std::string shown = Shorten(path, 400);
  return BatchError(absl::StatusCode::kDataLoss, kShardDamaged,
                    {absl::StrCat(shown, ":", what.zh), absl::StrCat(shown, ": ", what.en)},
                    {"重新运行该分片(run --force)", "run the shard again with --force"});
}

}  // namespace indicast::batch
