// indicast: the command line.
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/cli.h"
#include "clients/cli/environment.h"

namespace {

// Reads stop at once; a write that was under way is all there or not at all, by the store's
// promise.
void Interrupt(int) { _exit(static_cast<int>(indicast::cli::ExitCode::kInterrupted)); }

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, Interrupt);
  // A reader who has seen enough (head) ends this program quietly, whatever its parent ignores.
  std::signal(SIGPIPE, SIG_DFL);
  // The RPC library's own log lines are not for users; INDICAST errors say what happened.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(
      indicast::cli::Run(arguments, indicast::cli::CaptureEnvironment(), std::cout, std::cerr));
}
