// PartFile: the growing rows of one shard. Held by one process at a time, appended to, brought to
// the disk when told, and given its name when complete.
// Thread-compatible; moved, not copied. Errors: SHARD_BUSY, OUTPUT_NOT_CREATED, FILE_FAILED.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/batch/files.h"
#include "common/digest/digest.h"

namespace indicast::batch {

class PartFile {
 public:
  // Opens or makes the file and locks it. kAborted (SHARD_BUSY) when another process holds it.
  static absl::StatusOr<PartFile> Open(const std::string& path);

  // Goes on after the first `bytes` bytes and cuts off the rest. False, with nothing cut, when they
  // do not have that digest. Reads them.
  absl::StatusOr<bool> Resume(int64_t bytes, absl::string_view sha256);
  // Goes on from nothing.
  absl::Status Restart();

  // Takes effect on the disk with Sync at the latest; held in memory up to 256 KiB.
  absl::Status Append(absl::string_view bytes);
  absl::Status Sync();
  // Syncs and renames. The lock is kept until the end.
  absl::Status Publish(const std::string& path);

  // Of all that was appended, and what Resume kept.
  int64_t bytes() const { return bytes_; }
  std::string Sha256() const { return digest_.Hex(); }

 private:
  PartFile(std::string path, OpenFile file) : path_(std::move(path)), file_(std::move(file)) {}
  absl::Status Flush();

  std::string path_;
  OpenFile file_;
  std::string held_;
  int64_t bytes_ = 0;
  ByteDigest digest_;
};

// True when a process holds the file at the path.
bool IsHeld(const std::string& path);

absl::Status ShardBusy(const std::string& path);

}  // namespace indicast::batch
