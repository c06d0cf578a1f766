#include "store-service/backend/sqlite/file_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::string ErrnoText(int error_number) {
  return error_number == 0 ? "" : std::generic_category().message(error_number);
}

absl::Status ErrnoError(int error_number, absl::string_view doing, absl::string_view path) {
  const std::string message =
      absl::StrCat("cannot ", doing, " ", path, ": ", ErrnoText(error_number));
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return Error(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                   absl::StrCat(message, "; free some space and repeat the request"));
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOENT:
    case ENOTDIR:
    case EEXIST:
    case EISDIR:
      return Error(absl::StatusCode::kPermissionDenied, "DATA_DIR_UNWRITABLE",
                   absl::StrCat(message, "; give the store a directory it may write"));
    default:
      return Error(absl::StatusCode::kUnavailable, "STORE_READ_ONLY",
                   absl::StrCat(message, "; check the disk, then restart the store"));
  }
}

absl::StatusOr<std::optional<std::string>> ReadSmallFile(const std::string& path, size_t limit) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    if (errno == ENOENT) return std::nullopt;
    return ErrnoError(errno, "read", path);
  }
  std::string content(limit, '\0');
  size_t size = 0;
  while (size < limit) {
    const ssize_t n = ::read(file.get(), content.data() + size, limit - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoError(errno, "read", path);
    if (n == 0) break;
    size += static_cast<size_t>(n);
  }
  content.resize(size);
  return content;
}

absl::Status WriteSynced(const std::string& path, absl::string_view content) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
  if (!file.valid()) return ErrnoError(errno, "write", path);
  while (!content.empty()) {
    const ssize_t n = ::write(file.get(), content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoError(errno, "write", path);
    content.remove_prefix(static_cast<size_t>(n));
  }
  if (::fsync(file.get()) != 0) return ErrnoError(errno, "sync", path);
  return absl::OkStatus();
}

absl::Status Sync(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return ErrnoError(errno, "open", path);
  if (::fsync(file.get()) != 0) return ErrnoError(errno, "sync", path);
  return absl::OkStatus();
}

absl::Status RenameSynced(const std::string& directory, const std::string& from,
                          const std::string& to) {
  const FileDescriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return ErrnoError(errno, "open", directory);
  if (::rename(from.c_str(), to.c_str()) != 0) return ErrnoError(errno, "replace", to);
  if (::fsync(folder.get()) != 0) return ErrnoError(errno, "sync", directory);
  return absl::OkStatus();
}

}  // namespace indicast::store
