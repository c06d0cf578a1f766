#include "clients/cli/environment.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "absl/strings/numbers.h"

extern char** environ;  // NOLINT: the POSIX name

namespace indicast::cli {
namespace {

// COLUMNS and LINES go before what the terminal says of itself.
void MeasureTerminal(Environment& environment) {
  if (!environment.stdout_is_terminal) return;
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    environment.columns = size.ws_col;
    environment.lines = size.ws_row;
  }
  int number = 0;
  if (absl::SimpleAtoi(environment.Get("COLUMNS"), &number) && number > 0) {
    environment.columns = number;
  }
  if (absl::SimpleAtoi(environment.Get("LINES"), &number) && number > 0) {
    environment.lines = number;
  }
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
  environment.stdin_is_terminal = isatty(STDIN_FILENO) == 1;
  environment.in = &std::cin;
  MeasureTerminal(environment);
  std::error_code ignored;
  environment.program_path = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  return environment;
}

}  // namespace indicast::cli
