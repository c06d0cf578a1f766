#include "common/tls/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::tls {
namespace {

// Descriptors whose MemoryFile is gone. Never destroyed.
struct Free {
  std::mutex mutex;
  std::vector<int> descriptors;  // guarded by mutex
};

Free& TheFree() {
  static Free& all = *new Free;
  return all;
}

absl::Status Failed(absl::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, "TLS_MEMORY_FILE",
               absl::StrCat("cannot keep TLS credentials in memory: ", what, ": ",
                            std::strerror(errno), "; the process needs memfd_create and /proc"));
}

std::string PathOf(int fd) { return absl::StrCat("/proc/self/fd/", fd); }

// Seconds that only grow, over all files of the process.
time_t NextSecond() {
  static std::atomic<time_t> last{0};
  const time_t now = absl::ToTimeT(absl::Now());
  time_t before = last.load();
  while (!last.compare_exchange_weak(before, std::max(now, before + 1))) {
  }
  return std::max(now, before + 1);
}

bool WriteAll(int fd, absl::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written <= 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

absl::StatusOr<int> NewDescriptor(absl::string_view content) {
  const int fd = memfd_create("indicast-tls", MFD_CLOEXEC);
  if (fd < 0) return Failed("memfd_create");
  const timespec second = {.tv_sec = NextSecond(), .tv_nsec = 0};
  const timespec times[2] = {second, second};
  if (fchmod(fd, 0400) == 0 && WriteAll(fd, content) && futimens(fd, times) == 0) return fd;
  absl::Status failed = Failed("write");
  close(fd);
  return failed;
}

}  // namespace

absl::StatusOr<std::unique_ptr<MemoryFile>> MemoryFile::Create(absl::string_view content) {
  ASSIGN_OR_RETURN(int fd, NewDescriptor(content));
  {
    const std::lock_guard lock(TheFree().mutex);
    if (!TheFree().descriptors.empty()) {
      const int kept = TheFree().descriptors.back();
      if (dup3(fd, kept, O_CLOEXEC) < 0) return Failed("dup3");
      TheFree().descriptors.pop_back();
      close(fd);
      fd = kept;
    }
  }
  std::unique_ptr<MemoryFile> file(new MemoryFile(fd));
  if (access(file->path().c_str(), R_OK) != 0) return Failed(file->path());
  return file;
}

MemoryFile::~MemoryFile() {
  Replace("").IgnoreError();
  const std::lock_guard lock(TheFree().mutex);
  TheFree().descriptors.push_back(fd_);
}

absl::Status MemoryFile::Replace(absl::string_view content) {
  ASSIGN_OR_RETURN(const int fresh, NewDescriptor(content));
  const int result = dup3(fresh, fd_, O_CLOEXEC);
  absl::Status status = result < 0 ? Failed("dup3") : absl::OkStatus();
  close(fresh);
  return status;
}

std::string MemoryFile::path() const { return PathOf(fd_); }

}  // namespace indicast::tls
