// The last acknowledged revision and its checksum, kept apart from the database so that a log that
// lost its tail is noticed. See docs/adr/0003-log-and-head-file.md.
//
// A new head is prepared (written and synced beside the old one) before the commit and published
// (renamed, directory synced) after it and before the acknowledgement: a full disk is found before
// anything is committed. Not thread-safe: the backend's writer owns it.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

struct Head {
  Revision revision = 0;
  std::string checksum = GenesisChecksum();
  bool operator==(const Head&) const = default;
};

class HeadFile {
 public:
  explicit HeadFile(std::string directory);

  const std::string& path() const { return path_; }

  // Nullopt when there is no file. kDataLoss (STORE_CORRUPT) when any byte of it is not as written.
  absl::StatusOr<std::optional<Head>> Read() const;

  // kResourceExhausted (DISK_FULL): nothing changed. Other errors as in file_io.h.
  absl::Status Prepare(const Head& head) const;
  // Makes the prepared head the one that Read returns, now and after a power loss.
  absl::Status Publish() const;

 private:
  std::string directory_;
  std::string path_;
  std::string prepared_path_;
};

}  // namespace indicast::store
