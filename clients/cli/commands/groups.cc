#include "clients/cli/commands/groups.h"

#include "clients/cli/commands/status.h"

namespace indicast::cli {

void RegisterAll(CLI::App& root, Context& context) { RegisterStatus(root, context); }

}  // namespace indicast::cli
