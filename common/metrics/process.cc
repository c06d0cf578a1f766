#include "common/metrics/process.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace indicast {
namespace {

std::string ReadAll(const char* path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

double Number(absl::string_view text) {
  double value = 0;
  return absl::SimpleAtod(text, &value) ? value : 0;
}

// Seconds since the epoch at which the machine started.
double BootTime() {
  const std::string stat = ReadAll("/proc/stat");
  const size_t at = stat.find("\nbtime ");
  if (at == std::string::npos) return 0;
  const size_t from = at + 7;
  return Number(absl::string_view(stat).substr(from, stat.find('\n', from) - from));
}

}  // namespace

ProcessStats ReadProcessStats() {
  ProcessStats stats;
  // proc(5): the fields after the command in parentheses start with number 3.
  const std::string stat = ReadAll("/proc/self/stat");
  const size_t close = stat.rfind(')');
  if (close != std::string::npos && close + 2 < stat.size()) {
    const std::vector<absl::string_view> fields =
        absl::StrSplit(absl::string_view(stat).substr(close + 2), ' ');
    constexpr size_t kUserTime = 14 - 3;
    constexpr size_t kSystemTime = 15 - 3;
    constexpr size_t kStartTime = 22 - 3;
    constexpr size_t kResidentPages = 24 - 3;
    if (fields.size() > kResidentPages) {
      const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
      stats.cpu_seconds = (Number(fields[kUserTime]) + Number(fields[kSystemTime])) / ticks;
      stats.start_time_seconds = BootTime() + Number(fields[kStartTime]) / ticks;
      stats.resident_bytes =
          Number(fields[kResidentPages]) * static_cast<double>(sysconf(_SC_PAGESIZE));
    }
  }
  std::error_code error;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
       it.increment(error)) {
    stats.open_fds += 1;
  }
  return stats;
}

}  // namespace indicast
