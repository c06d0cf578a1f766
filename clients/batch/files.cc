#include "clients/batch/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/batch/errors.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMaxWholeBytes = int64_t{64} << 20;
constexpr size_t kPieceBytes = size_t{1} << 20;

absl::StatusCode CodeOf(int cause) {
  switch (cause) {
    case ENOENT:
    case ENOTDIR:
      return absl::StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case EEXIST:
    case EISDIR:
      return absl::StatusCode::kAlreadyExists;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInternal;
  }
}

std::string FolderOf(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

OpenFile::~OpenFile() { Close(); }

OpenFile::OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

int OpenFile::Close() {
  if (fd_ < 0) return 0;
  return close(std::exchange(fd_, -1)) == 0 ? 0 : errno;
}

absl::Status NotCreated(const std::string& path, int cause) {
  const std::string shown = Shorten(path, 400);
  return BatchError(CodeOf(cause), kOutputNotCreated,
                    {absl::StrCat("无法建立 ", shown, ":", std::strerror(cause)),
                     absl::StrCat("cannot make ", shown, ": ", std::strerror(cause))},
                    {"检查文件夹是否存在、是否可写,或换一个 --output",
                     "check that the folder is there and writable, or name another --output"});
}

absl::Status FileFailed(const std::string& path, int cause) {
  const std::string shown = Shorten(path, 400);
  return BatchError(CodeOf(cause), kFileFailed,
                    {absl::StrCat("读写 ", shown, " 失败:", std::strerror(cause)),
                     absl::StrCat("reading or writing ", shown, " failed: ", std::strerror(cause))},
                    {"检查磁盘和空间后再运行一次,从检查点继续",
                     "check the disk and its space, then run it again; it goes on from the "
                     "checkpoint"});
}

absl::Status CannotOpen(const std::string& path, int cause) {
  const bool is_full = cause == ENOSPC || cause == EDQUOT || cause == EIO;
  return is_full ? FileFailed(path, cause) : NotCreated(path, cause);
}

int WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

absl::Status SyncFolder(const std::string& folder) {
  OpenFile file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.is_open()) return FileFailed(folder, errno);
  // Some file systems cannot sync a folder and say so by EINVAL.
  if (fsync(file.fd()) != 0 && errno != EINVAL) return FileFailed(folder, errno);
  return absl::OkStatus();
}

absl::Status RequireFolder(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return NotCreated(path, errno);
  if (!S_ISDIR(info.st_mode)) return NotCreated(path, ENOTDIR);
  if (access(path.c_str(), W_OK | X_OK) != 0) return NotCreated(path, errno);
  return absl::OkStatus();
}

absl::Status ReplaceFile(const std::string& path, absl::string_view bytes) {
  const std::string temporary =
      absl::StrCat(FolderOf(path), "/.", fs::path(path).filename().string(), ".tmp");
  OpenFile file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.is_open()) return CannotOpen(path, errno);
  int failed = WriteAll(file.fd(), bytes);
  if (failed == 0 && fsync(file.fd()) != 0) failed = errno;
  if (const int closing = file.Close(); failed == 0) failed = closing;
  if (failed == 0 && rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
  if (failed == 0) return absl::OkStatus();
  unlink(temporary.c_str());
  return FileFailed(path, failed);
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return FileFailed(path, errno);
  struct stat info = {};
  if (fstat(file.fd(), &info) != 0) return FileFailed(path, errno);
  if (!S_ISREG(info.st_mode)) return FileFailed(path, EISDIR);
  if (info.st_size > kMaxWholeBytes) return FileFailed(path, EFBIG);
  std::string bytes;
  RETURN_IF_ERROR(ReadPrefix(file, path, info.st_size, [&bytes](absl::string_view piece) {
    bytes.append(piece.data(), piece.size());
    return absl::OkStatus();
  }));
  return bytes;
}

absl::Status ReadPrefix(const OpenFile& file, const std::string& path, int64_t size,
                        const std::function<absl::Status(absl::string_view)>& on_bytes) {
  std::vector<char> piece(static_cast<size_t>(std::min<int64_t>(size, kPieceBytes)));
  for (int64_t at = 0; at < size;) {
    const size_t wanted = static_cast<size_t>(std::min<int64_t>(size - at, kPieceBytes));
    const ssize_t got = pread(file.fd(), piece.data(), wanted, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return FileFailed(path, got == 0 ? EIO : errno);
    RETURN_IF_ERROR(on_bytes({piece.data(), static_cast<size_t>(got)}));
    at += got;
  }
  return absl::OkStatus();
}

}  // namespace indicast::batch
