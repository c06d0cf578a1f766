#include "store-service/backend/sqlite/staging_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/sqlite/file_io.h"

namespace indicast::store {
namespace {

constexpr mode_t kMode = 0750;

absl::Status TargetExists(const std::string& target, absl::string_view what,
                          absl::string_view next) {
  return Error(absl::StatusCode::kAlreadyExists, "DIRECTORY_EXISTS",
               absl::StrCat(target, " ", what, "; ", next), {{"directory", target}});
}

}  // namespace

std::string NormalPath(const std::string& path) {
  std::error_code error;
  std::filesystem::path normal = std::filesystem::absolute(path, error).lexically_normal();
  if (!normal.has_filename()) normal = normal.parent_path();
  return normal.string();
}

absl::Status CheckTargetFree(const std::string& target, bool empty_allowed) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(target, error);
  if (!std::filesystem::exists(status)) return absl::OkStatus();
  if (!empty_allowed) return TargetExists(target, "exists already", "name a new directory");
  if (!std::filesystem::is_directory(status)) {
    return TargetExists(target, "is no directory", "name a directory that is new or empty");
  }
  if (std::filesystem::is_empty(target, error) && !error) return absl::OkStatus();
  return TargetExists(
      target, "is not empty",
      absl::StrCat("stop its store and move it aside first: mv ", target, " ", target, ".old"));
}

StagingDirectory::StagingDirectory(std::string path, std::string folder, std::string target)
    : path_(std::move(path)), folder_(std::move(folder)), target_(std::move(target)) {}

absl::StatusOr<StagingDirectory> StagingDirectory::Create(const std::string& target) {
  const std::filesystem::path place(target);
  const std::string folder = place.parent_path().string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return ErrnoError(error.value(), "create the directory", folder);
  std::string path =
      (place.parent_path() / absl::StrCat(".", place.filename().string(), ".partial-XXXXXX"))
          .string();
  if (::mkdtemp(path.data()) == nullptr) return ErrnoError(errno, "create a directory in", folder);
  StagingDirectory staging(path, folder, target);
  if (::chmod(path.c_str(), kMode) != 0) return ErrnoError(errno, "set the mode of", path);
  return staging;
}

StagingDirectory::StagingDirectory(StagingDirectory&& other) noexcept
    : path_(std::exchange(other.path_, "")),
      folder_(std::move(other.folder_)),
      target_(std::move(other.target_)) {}

StagingDirectory::~StagingDirectory() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

absl::Status StagingDirectory::Publish() {
  const FileDescriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return ErrnoError(errno, "open", folder_);
  if (::rename(path_.c_str(), target_.c_str()) != 0) {
    if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR) {
      return TargetExists(target_, "was made meanwhile", "name a new directory");
    }
    if (errno == EBUSY) {
      return TargetExists(target_, "is a mount point", "name a new directory below it");
    }
    return ErrnoError(errno, "replace", target_);
  }
  path_.clear();
  if (::fsync(folder.get()) != 0) return ErrnoError(errno, "sync", folder_);
  return absl::OkStatus();
}

}  // namespace indicast::store
