#include "clients/cli/save_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "clients/cli/errors.h"
#include "common/status/error.h"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;
using output::Language;
using output::Text;

absl::StatusCode CodeOfCause(int cause) {
  switch (cause) {
    case ENOENT:
    case ENOTDIR:
      return absl::StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::Status NotWritten(const std::string& path, int cause, Language language) {
  const Text message = {
      absl::StrCat("无法写入 ", Shorten(path, 400), ":", std::strerror(cause)),
      absl::StrCat("cannot write ", Shorten(path, 400), ": ", std::strerror(cause))};
  const Text next = {
      "检查文件夹是否存在、是否可写、是否有空间,或换一个 --save",
      "check that the folder is there, writable and not full, or name another --save"};
  return LocalError(CodeOfCause(cause), "FILE_NOT_WRITTEN", message.In(language),
                    next.In(language));
}

// errno of the first failure; 0 when all is written.
int WriteAll(int fd, absl::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

int WriteDirectly(const std::string& path, absl::string_view content) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return errno;
  const int failed = WriteAll(fd, content);
  return close(fd) != 0 && failed == 0 ? errno : failed;
}

// The new file, complete and on the disk, with the rights of the one it replaces.
int WriteTemporary(const std::string& temporary, absl::string_view content,
                   const struct stat* replaced) {
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return errno;
  int failed = WriteAll(fd, content);
  if (failed == 0 && replaced != nullptr && fchmod(fd, replaced->st_mode & 07777U) != 0) {
    failed = errno;
  }
  if (failed == 0 && fsync(fd) != 0) failed = errno;
  if (close(fd) != 0 && failed == 0) failed = errno;
  return failed;
}

int MoveInto(const std::string& temporary, const std::string& path, bool replace) {
  if (replace) return rename(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
  if (renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system without that promise: as good as it gets.
  if (access(path.c_str(), F_OK) == 0) return EEXIST;
  return rename(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
}

void SyncFolder(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

FileKind KindOf(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return FileKind::kNone;
  if (S_ISREG(info.st_mode)) return FileKind::kRegular;
  return S_ISDIR(info.st_mode) ? FileKind::kDirectory : FileKind::kOther;
}

absl::Status CheckSavable(const std::string& path, Language language) {
  const FileKind kind = KindOf(path);
  if (kind == FileKind::kDirectory) return NotWritten(path, EISDIR, language);
  if (kind == FileKind::kOther) return absl::OkStatus();
  std::error_code ignored;
  fs::path real = fs::canonical(path, ignored);
  if (real.empty()) real = path;
  const fs::path folder = real.has_parent_path() ? real.parent_path() : fs::path(".");
  switch (KindOf(folder.string())) {
    case FileKind::kNone:
      return NotWritten(path, ENOENT, language);
    case FileKind::kDirectory:
      break;
    default:
      return NotWritten(path, ENOTDIR, language);
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) return NotWritten(path, errno, language);
  return absl::OkStatus();
}

absl::Status FileExists(const std::string& path, Language language) {
  const Text message = {absl::StrCat(Shorten(path, 400), " 已存在"),
                        absl::StrCat(Shorten(path, 400), " exists")};
  const Text next = {"加 --force 替换它,或换一个 --save",
                     "replace it with --force, or name another --save"};
  return LocalError(absl::StatusCode::kAlreadyExists, "FILE_EXISTS", message.In(language),
                    next.In(language));
}

absl::Status SaveFile(const std::string& path, absl::string_view content, bool replace,
                      Language language) {
  const FileKind kind = KindOf(path);
  if (kind == FileKind::kDirectory) return NotWritten(path, EISDIR, language);
  if (kind == FileKind::kOther) {
    const int failed = WriteDirectly(path, content);
    return failed == 0 ? absl::OkStatus() : NotWritten(path, failed, language);
  }
  std::error_code ignored;
  fs::path real = fs::canonical(path, ignored);  // of a link: the file it points to
  if (real.empty()) real = path;
  const fs::path folder = real.has_parent_path() ? real.parent_path() : fs::path(".");
  const std::string temporary =
      (folder / absl::StrCat(".", real.filename().string(), ".", getpid(), ".tmp")).string();
  struct stat replaced = {};
  const bool there = kind == FileKind::kRegular && stat(real.c_str(), &replaced) == 0;
  int failed = WriteTemporary(temporary, content, there ? &replaced : nullptr);
  if (failed == 0) failed = MoveInto(temporary, real.string(), replace);
  if (failed == 0) {
    SyncFolder(folder);
    return absl::OkStatus();
  }
  unlink(temporary.c_str());
  return failed == EEXIST ? FileExists(path, language) : NotWritten(path, failed, language);
}

}  // namespace indicast::cli
