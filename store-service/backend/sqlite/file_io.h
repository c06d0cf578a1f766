// The few file operations the store does itself, with errors of the backend contract: a full disk
// is DISK_FULL, missing rights DATA_DIR_UNWRITABLE, anything else STORE_READ_ONLY. Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::store {

// Owns a file descriptor; closes it at the end.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// What the system calls the error, without "Success" for 0.
std::string ErrnoText(int error_number);

// The error of a failed system call: "cannot <doing> <path>: <reason>".
absl::Status ErrnoError(int error_number, absl::string_view doing, absl::string_view path);

// The whole file, at most `limit` bytes of it; nullopt when there is none.
absl::StatusOr<std::optional<std::string>> ReadSmallFile(const std::string& path, size_t limit);

// Replaces the file's content and returns once it is on disk.
absl::Status WriteSynced(const std::string& path, absl::string_view content);

// Returns once the file, or the names in the directory, are on disk.
absl::Status Sync(const std::string& path);

// Renames within `directory` and returns once the directory is on disk.
absl::Status RenameSynced(const std::string& directory, const std::string& from,
                          const std::string& to);

}  // namespace indicast::store
