// Preloaded into a real program: while the file that INDICAST_FAILING_SYNC names is there, every
// fsync and fdatasync of the process fails with EIO and does nothing.
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

int Sync(int call, int fd) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* const switch_file = std::getenv("INDICAST_FAILING_SYNC");
  if (switch_file != nullptr && ::access(switch_file, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(call, fd));
}

}  // namespace

extern "C" {

int fsync(int fd) { return Sync(SYS_fsync, fd); }

int fdatasync(int fd) { return Sync(SYS_fdatasync, fd); }

}  // extern "C"
