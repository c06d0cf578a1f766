// indicast-batch: batch projections in shards.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "clients/batch/program.h"
#include "clients/batch/stop_signals.h"

int main(int argc, char** argv) {
  // A write beyond a limit of the file size is an error of the write, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  // The RPC library's own log lines are not for users; errors say what happened.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  indicast::batch::StopRequest stop;
  const indicast::batch::StopSignals signals(stop);
  const auto variables = [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(indicast::batch::RunProgram(
      arguments, {variables, isatty(STDERR_FILENO) == 1, std::cout, std::cerr, stop}));
}
