#include "clients/cli/commands/groups.h"

#include "clients/cli/commands/project.h"
#include "clients/cli/commands/status.h"
#include "clients/cli/commands/target.h"
#include "clients/cli/commands/whatif.h"

namespace indicast::cli {

void RegisterAll(CLI::App& root, Context& context) {
  RegisterStatus(root, context);
  RegisterTarget(root, context);
  RegisterProject(root, context);
  RegisterWhatIf(root, context);
}

}  // namespace indicast::cli
