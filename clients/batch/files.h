// Files that survive kills and full disks: whole or not at all, and on the disk before anybody is
// told. Free functions; they block on the file system.
// Errors: OUTPUT_NOT_CREATED (no such folder, not allowed, a name that cannot be made) and
// FILE_FAILED (reading, writing, syncing; a full disk).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::batch {

// An open file descriptor. Thread-compatible; moved, not copied.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;

  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  // errno of closing; 0 when it was fine.
  int Close();

 private:
  int fd_ = -1;
};

absl::Status NotCreated(const std::string& path, int cause);
absl::Status FileFailed(const std::string& path, int cause);
// Of a file that could not be opened for writing: a full disk is FILE_FAILED.
absl::Status CannotOpen(const std::string& path, int cause);

// errno of the first failure; 0 when all is written.
int WriteAll(int fd, absl::string_view bytes);
// Brings names made or changed in the folder to the disk.
absl::Status SyncFolder(const std::string& folder);

// A folder that is there and may be written. OUTPUT_NOT_CREATED otherwise.
absl::Status RequireFolder(const std::string& path);

// Writes `.NAME.tmp` beside the path, syncs it and renames it: the path holds the old bytes or all
// of the new ones. The folder is synced by the caller, once for several files.
absl::Status ReplaceFile(const std::string& path, absl::string_view bytes);

// The whole file. kNotFound when there is none; FILE_FAILED otherwise, also above 64 MiB.
absl::StatusOr<std::string> ReadWhole(const std::string& path);

// Hands `size` bytes from the start of an open file to `on_bytes` piece by piece. FILE_FAILED, also
// when it is shorter.
absl::Status ReadPrefix(const OpenFile& file, const std::string& path, int64_t size,
                        const std::function<absl::Status(absl::string_view)>& on_bytes);

}  // namespace indicast::batch
