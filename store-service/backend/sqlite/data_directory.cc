#include "store-service/backend/sqlite/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

// The process id that the holder wrote into the lock file, for the message only.
std::string HolderOf(const std::string& lock_path) {
  const auto content = ReadSmallFile(lock_path, 32);
  if (!content.ok() || !content->has_value() || (*content)->empty()) return "another process";
  return absl::StrCat("process ", Shorten(absl::StripAsciiWhitespace(**content)));
}

int64_t BytesOf(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? int64_t{status.st_size} : 0;
}

}  // namespace

DataDirectory::DataDirectory(std::string path, FileDescriptor lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

absl::StatusOr<DataDirectory> DataDirectory::Open(const std::string& path) {
  if (path.empty()) {
    return Error(absl::StatusCode::kPermissionDenied, "DATA_DIR_UNWRITABLE",
                 "no data directory is given");
  }
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return ErrnoError(error.value(), "create the data directory", path);

  const std::string lock_path = path + "/lock";
  FileDescriptor lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!lock.valid()) return ErrnoError(errno, "write", lock_path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoError(errno, "lock", lock_path);
    return Error(absl::StatusCode::kUnavailable, "DATA_DIR_LOCKED",
                 absl::StrCat("the data directory ", path, " is in use by ", HolderOf(lock_path),
                              "; stop it or choose another directory"),
                 {{"directory", path}});
  }
  const std::string holder = absl::StrCat(::getpid(), "\n");
  if (::ftruncate(lock.get(), 0) != 0 ||
      ::pwrite(lock.get(), holder.data(), holder.size(), 0) < 0) {
    return ErrnoError(errno, "write", lock_path);
  }
  return DataDirectory(path, std::move(lock));
}

int64_t DataDirectory::DatabaseBytes() const {
  return BytesOf(database_path()) + BytesOf(database_path() + "-wal");
}

}  // namespace indicast::store
