#include "clients/batch/part_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "clients/batch/errors.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

constexpr size_t kHeldBytes = size_t{256} << 10;
constexpr int kTries = 10;

struct flock WholeFile(int16_t type) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

// False when the path names another file by now, or none.
bool IsAt(const OpenFile& file, const std::string& path) {
  struct stat opened = {};
  struct stat named = {};
  return fstat(file.fd(), &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

absl::Status ShardBusy(const std::string& path) {
  const std::string shown = Shorten(path, 400);
  return BatchError(
      absl::StatusCode::kAborted, kShardBusy,
      {absl::StrCat("另一进程正在计算 ", shown), absl::StrCat("another process works on ", shown)},
      {"等它结束;每个分片只由一个进程计算",
       "wait for it; a shard is worked on by one process at a time"});
}

absl::StatusOr<PartFile> PartFile::Open(const std::string& path) {
  for (int i = 0; i < kTries; ++i) {
    OpenFile file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!file.is_open()) return CannotOpen(path, errno);
    struct flock whole = WholeFile(F_WRLCK);
    if (fcntl(file.fd(), F_OFD_SETLK, &whole) != 0) {
      return errno == EAGAIN || errno == EACCES ? ShardBusy(path) : FileFailed(path, errno);
    }
    // Whoever held it may have published it before the lock was free.
    if (IsAt(file, path)) return PartFile(path, std::move(file));
  }
  return ShardBusy(path);
}

absl::StatusOr<bool> PartFile::Resume(int64_t bytes, absl::string_view sha256) {
  struct stat info = {};
  if (fstat(file_.fd(), &info) != 0) return FileFailed(path_, errno);
  if (info.st_size < bytes) return false;
  ByteDigest digest;
  RETURN_IF_ERROR(ReadPrefix(file_, path_, bytes, [&digest](absl::string_view piece) {
    digest.Append(piece);
    return absl::OkStatus();
  }));
  if (digest.Hex() != sha256) return false;
  if (ftruncate(file_.fd(), bytes) != 0 || lseek(file_.fd(), bytes, SEEK_SET) < 0) {
    return FileFailed(path_, errno);
  }
  held_.clear();
  bytes_ = bytes;
  digest_ = std::move(digest);
  return true;
}

absl::Status PartFile::Restart() {
  if (ftruncate(file_.fd(), 0) != 0 || lseek(file_.fd(), 0, SEEK_SET) < 0) {
    return FileFailed(path_, errno);
  }
  held_.clear();
  bytes_ = 0;
  digest_ = ByteDigest();
  return absl::OkStatus();
}

absl::Status PartFile::Append(absl::string_view bytes) {
  held_.append(bytes.data(), bytes.size());
  bytes_ += static_cast<int64_t>(bytes.size());
  digest_.Append(bytes);
  return held_.size() < kHeldBytes ? absl::OkStatus() : Flush();
}

absl::Status PartFile::Flush() {
  const int failed = WriteAll(file_.fd(), held_);
  held_.clear();
  return failed == 0 ? absl::OkStatus() : FileFailed(path_, failed);
}

absl::Status PartFile::Sync() {
  RETURN_IF_ERROR(Flush());
  return fdatasync(file_.fd()) == 0 ? absl::OkStatus() : FileFailed(path_, errno);
}

absl::Status PartFile::Publish(const std::string& path) {
  RETURN_IF_ERROR(Sync());
  if (rename(path_.c_str(), path.c_str()) != 0) return FileFailed(path, errno);
  return absl::OkStatus();
}

bool IsHeld(const std::string& path) {
  OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return false;
  // Asks without taking, so that a process that starts just now is not refused.
  struct flock whole = WholeFile(F_RDLCK);
  return fcntl(file.fd(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

}  // namespace indicast::batch
