#include "store-service/backend/crash_point.h"

#ifdef INDICAST_CRASH_POINTS

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace indicast::store {
namespace {

struct CrashPlan {
  std::string name;
  int64_t pass = 1;
};

CrashPlan PlanFromEnvironment() {
  CrashPlan plan;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* text = std::getenv("INDICAST_CRASH_AT");
  if (text == nullptr) return plan;
  std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  plan.name = std::move(parts[0]);
  // A plan that cannot be read must not pass for a run without a crash.
  if (parts.size() == 2 && !absl::SimpleAtoi(parts[1], &plan.pass)) std::abort();
  return plan;
}

// Whoever asked for the count must not miss a point because it could not be written.
void Count(const char* name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* path = std::getenv("INDICAST_CRASH_COUNTER");
  if (path == nullptr) return;
  const std::string line = std::string(name) + "\n";
  const int fd = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || ::write(fd, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    std::abort();
  }
  ::close(fd);
}

}  // namespace

void CrashPoint(const char* name) {
  static const CrashPlan* const plan = new CrashPlan(PlanFromEnvironment());
  static std::atomic<int64_t> passes{0};
  if (plan->name != name || passes.fetch_add(1) + 1 != plan->pass) return;
  Count(name);
  std::raise(SIGKILL);
}

}  // namespace indicast::store

#endif
