// A directory that is filled beside the place it is for and appears there whole or not at all. Not
// thread-safe.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace indicast::store {

// Removed with its content at the end unless published.
class StagingDirectory {
 public:
  // Made in the same folder as `target`, which is made when missing. Errors as in file_io.h.
  static absl::StatusOr<StagingDirectory> Create(const std::string& target);
  StagingDirectory(StagingDirectory&& other) noexcept;
  StagingDirectory& operator=(StagingDirectory&&) = delete;
  ~StagingDirectory();

  const std::string& path() const { return path_; }

  // Renames it to the target and returns once that is on disk. The target may be an empty
  // directory; kAlreadyExists (DIRECTORY_EXISTS) when it is anything else.
  absl::Status Publish();

 private:
  StagingDirectory(std::string path, std::string folder, std::string target);

  std::string path_;  // empty once published or moved from
  std::string folder_;
  std::string target_;
};

// `path` without trailing slashes, absolute.
std::string NormalPath(const std::string& path);

// kAlreadyExists (DIRECTORY_EXISTS) unless nothing is there or, with `empty_allowed`, an empty
// directory. The message says how to go on.
absl::Status CheckTargetFree(const std::string& target, bool empty_allowed);

}  // namespace indicast::store
