// MemoryFile: a text under a path that other code of this process may open, replaced as a whole.
// How checked credentials reach the certificate provider of gRPC, which reads files and nothing
// else, without a key on any disk and without a moment in which it could read half of one pair and
// half of the next.
//
// The path is that of a descriptor in /proc/self/fd behind which another memory file is put. Each
// content has a later modification time than the one before, whole seconds, so that a reader that
// compares times before and after sees every replacement.
//
// Thread-compatible; readers may read at any time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::tls {

class MemoryFile {
 public:
  // kFailedPrecondition (TLS_MEMORY_FILE) when the system gives none, or has no /proc.
  static absl::StatusOr<std::unique_ptr<MemoryFile>> Create(absl::string_view content);
  // Empties it. The descriptor is kept for the next MemoryFile: a provider may outlive this object
  // for a moment and must not find a stranger's file behind the path.
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  absl::Status Replace(absl::string_view content);
  std::string path() const;

 private:
  explicit MemoryFile(int fd) : fd_(fd) {}

  const int fd_;
};

}  // namespace indicast::tls
