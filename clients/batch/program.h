// The program indicast-batch as a function: arguments and surroundings in, an exit code out.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "clients/batch/exit_code.h"
#include "clients/batch/shard.h"
#include "clients/batch/stop_request.h"

namespace indicast::batch {

struct Surroundings {
  Variables variables;
  bool stderr_is_terminal = false;
  std::ostream& out;  // results
  std::ostream& err;  // progress and errors
  StopRequest& stop;
};

// `arguments` without the program's name. Nothing is thrown.
ExitCode RunProgram(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace indicast::batch
