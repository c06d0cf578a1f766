#include "clients/cli/commands/groups.h"

#include "clients/cli/commands/availability.h"
#include "clients/cli/commands/check.h"
#include "clients/cli/commands/compare.h"
#include "clients/cli/commands/completion.h"
#include "clients/cli/commands/conflict.h"
#include "clients/cli/commands/diff.h"
#include "clients/cli/commands/evidence.h"
#include "clients/cli/commands/export.h"
#include "clients/cli/commands/import.h"
#include "clients/cli/commands/indicator.h"
#include "clients/cli/commands/observation.h"
#include "clients/cli/commands/project.h"
#include "clients/cli/commands/revision.h"
#include "clients/cli/commands/scenario.h"
#include "clients/cli/commands/seek.h"
#include "clients/cli/commands/silent.h"
#include "clients/cli/commands/simulate.h"
#include "clients/cli/commands/status.h"
#include "clients/cli/commands/sweep.h"
#include "clients/cli/commands/target.h"
#include "clients/cli/commands/track.h"
#include "clients/cli/commands/up.h"
#include "clients/cli/commands/watch.h"
#include "clients/cli/commands/whatif.h"

namespace indicast::cli {

void RegisterAll(CLI::App& root, Context& context) {
  RegisterTarget(root, context);
  RegisterWhatIf(root, context);
  RegisterProject(root, context);
  RegisterSeek(root, context);
  RegisterCheck(root, context);
  RegisterTrack(root, context);
  RegisterContribution(root, context);
  RegisterSweep(root, context);
  RegisterSimulate(root, context);
  RegisterSensitivity(root, context);
  RegisterScenario(root, context);
  RegisterEvidence(root, context);
  RegisterIndicator(root, context);
  RegisterObservation(root, context);
  RegisterConflict(root, context);
  RegisterDiff(root, context);
  RegisterAvailability(root, context);
  RegisterCompare(root, context);
  RegisterSilent(root, context);
  RegisterExport(root, context);
  RegisterWatch(root, context);
  RegisterUp(root, context);
  RegisterImport(root, context);
  RegisterRevision(root, context);
  RegisterStatus(root, context);
  RegisterCompletion(root, context);
}

}  // namespace indicast::cli
