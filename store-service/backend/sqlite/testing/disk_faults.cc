#include "store-service/backend/sqlite/testing/disk_faults.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

namespace indicast::store {
namespace {

struct Plan {
  DiskFaults::Call call = DiskFaults::Call::kWrite;
  std::optional<std::string> file;
  int calls_left = 0;
  int error_number = 0;
  bool forever = false;
};

struct State {
  std::mutex mutex;
  std::string directory;  // empty: nothing is watched
  std::vector<std::string> calls;
  std::optional<Plan> plan;
  bool failed = false;
};

State& TheState() {
  static State* const state = new State;
  return *state;
}

const char* NameOf(DiskFaults::Call call) {
  switch (call) {
    case DiskFaults::Call::kWrite:
      return "write ";
    case DiskFaults::Call::kSync:
      return "sync ";
    case DiskFaults::Call::kRename:
      return "rename ";
  }
  return "";
}

bool Meets(Plan& plan, DiskFaults::Call call, const std::string& file) {
  if (plan.call != call || (plan.file.has_value() && *plan.file != file)) return false;
  if (plan.calls_left == 0) return plan.forever;
  return --plan.calls_left == 0;
}

// The error this call must fail with, 0 when it may go on.
int ErrorFor(DiskFaults::Call call, const std::string& path) {
  State& state = TheState();
  const std::lock_guard<std::mutex> lock(state.mutex);
  if (state.directory.empty() || path.rfind(state.directory, 0) != 0) return 0;
  const std::string file =
      path.size() == state.directory.size() ? "." : path.substr(state.directory.size() + 1);
  state.calls.push_back(NameOf(call) + file);
  if (!state.plan.has_value() || !Meets(*state.plan, call, file)) return 0;
  state.failed = true;
  return state.plan->error_number;
}

int ErrorFor(DiskFaults::Call call, int fd) {
  char path[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof(path));
  return size < 0 ? 0 : ErrorFor(call, std::string(path, static_cast<size_t>(size)));
}

void SetPlan(std::optional<Plan> plan) {
  const std::lock_guard<std::mutex> lock(TheState().mutex);
  TheState().plan = std::move(plan);
  TheState().failed = false;
}

}  // namespace

DiskFaults::DiskFaults(const std::string& directory) {
  const std::lock_guard<std::mutex> lock(TheState().mutex);
  TheState().directory = std::filesystem::canonical(directory).string();
  TheState().calls.clear();
}

DiskFaults::~DiskFaults() {
  Heal();
  const std::lock_guard<std::mutex> lock(TheState().mutex);
  TheState().directory.clear();
}

void DiskFaults::Fail(Call call, int n, int error_number, bool forever) {
  SetPlan(Plan{call, std::nullopt, n, error_number, forever});
}

void DiskFaults::FailFile(const std::string& file, Call call, int error_number) {
  SetPlan(Plan{call, file, 1, error_number, false});
}

void DiskFaults::Heal() { SetPlan(std::nullopt); }

bool DiskFaults::failed() const {
  const std::lock_guard<std::mutex> lock(TheState().mutex);
  return TheState().failed;
}

std::vector<std::string> DiskFaults::TakeCalls() {
  const std::lock_guard<std::mutex> lock(TheState().mutex);
  return std::exchange(TheState().calls, {});
}

}  // namespace indicast::store

namespace {

using indicast::store::DiskFaults;

using SyscallWord = decltype(::syscall(0));

template <typename... Args>
SyscallWord Answer(int error_number, SyscallWord call, Args... args) {
  if (error_number == 0) return ::syscall(call, args...);
  errno = error_number;
  return -1;
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  return Answer(indicast::store::ErrorFor(DiskFaults::Call::kWrite, fd), SYS_write, fd, data, size);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return Answer(indicast::store::ErrorFor(DiskFaults::Call::kWrite, fd), SYS_pwrite64, fd, data,
                size, offset);
}

int fsync(int fd) {
  return static_cast<int>(
      Answer(indicast::store::ErrorFor(DiskFaults::Call::kSync, fd), SYS_fsync, fd));
}

int fdatasync(int fd) {
  return static_cast<int>(
      Answer(indicast::store::ErrorFor(DiskFaults::Call::kSync, fd), SYS_fdatasync, fd));
}

int rename(const char* from, const char* to) noexcept {
  return static_cast<int>(
      Answer(indicast::store::ErrorFor(DiskFaults::Call::kRename,
                                       std::filesystem::weakly_canonical(to).string()),
             SYS_rename, from, to));
}

}  // extern "C"
