#include "clients/cli/environment.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/numbers.h"

extern char** environ;  // NOLINT: the POSIX name

namespace indicast::cli {
namespace {

int TerminalColumns(const Environment& environment) {
  if (!environment.stdout_is_terminal) return 0;
  int columns = 0;
  if (absl::SimpleAtoi(environment.Get("COLUMNS"), &columns) && columns > 0) return columns;
  winsize size = {};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

Environment CaptureEnvironment() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    char* equals = std::strchr(*entry, '=');
    if (equals != nullptr) {
      environment.variables.emplace(std::string(*entry, static_cast<size_t>(equals - *entry)),
                                    std::string(equals + 1));
    }
  }
  environment.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  environment.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  environment.columns = TerminalColumns(environment);
  std::error_code ignored;
  environment.program_path = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  return environment;
}

}  // namespace indicast::cli
