// The command line as a function: arguments and surroundings in, two streams and an exit code out.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "clients/cli/environment.h"
#include "clients/cli/exit_code.h"

namespace indicast::cli {

// Parses `arguments` (without the program's name) and runs the command. Nothing is thrown. Results
// on `out`, messages and errors on `err`.
ExitCode Run(const std::vector<std::string>& arguments, const Environment& environment,
             std::ostream& out, std::ostream& err);

}  // namespace indicast::cli
