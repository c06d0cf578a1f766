// The options of every command that asks about a plan: the frame, what ties indicators together,
// the goals. Thread-compatible; parsing the settings may block on the store.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/context.h"
#include "indicast/projection/v1/plan.pb.h"

namespace indicast::cli {

struct PlanOptions {
  ProjectionOptions projection;  // --set, --quota, --indicator, --base-year
  std::string scenario;          // empty: the trend everywhere
  std::string area;
  int year = 0;
  std::vector<std::string> identities;
  std::vector<std::string> drivers;
  std::vector<std::string> priors;
  std::vector<std::string> correlations;
  std::string common_correlation;
  std::vector<std::string> goals;
};

void AddPlanOptions(CLI::App& command, Context& context, PlanOptions& options);
// --goal; a command without goals leaves it out.
void AddGoalOption(CLI::App& command, Context& context, PlanOptions& options);

absl::StatusOr<projection::v1::PlanFrame> MakeFrame(Context& context, const PlanOptions& options);
absl::StatusOr<std::vector<projection::v1::Goal>> MakeGoals(const PlanOptions& options);

// The error with the fields of the request named as the options they came from:
// "frame.structure.drivers[0].driver" is "--driver a=0.8*b".
absl::Status NamePlanOptions(const absl::Status& status, const PlanOptions& options);

}  // namespace indicast::cli
