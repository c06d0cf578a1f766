// What may move and how far, and goals that may give way: the options of seek and check beside
// those of plan_options.h. Thread-compatible.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/commands/plan_options.h"
#include "clients/cli/context.h"
#include "common/status/status_macros.h"
#include "indicast/projection/v1/plan.pb.h"
#include "indicast/projection/v1/seek_targets.pb.h"

namespace indicast::cli {

struct LeveredPlanOptions {
  PlanOptions plan;
  std::vector<std::string> soft_goals;
  std::vector<std::string> bounds;
  std::vector<std::string> prices;
  std::vector<std::string> pins;
};

// --goal, --soft-goal, --bound, --price, --pin and those of AddPlanOptions.
void AddLeveredPlanOptions(CLI::App& command, Context& context, LeveredPlanOptions& options);

// Goals first, soft ones behind.
absl::StatusOr<std::vector<projection::v1::Goal>> MakeGoals(const LeveredPlanOptions& options);
// One lever an indicator, in the order of bounds, prices, pins.
absl::StatusOr<std::vector<projection::v1::Lever>> MakeLevers(const LeveredPlanOptions& options);

// Frame, goals and levers of a SeekTargets or CheckPlan request.
template <typename Request>
absl::Status FillPlanRequest(Context& context, const LeveredPlanOptions& options,
                             Request& request) {
  ASSIGN_OR_RETURN(*request.mutable_frame(), MakeFrame(context, options.plan));
  ASSIGN_OR_RETURN(const std::vector<projection::v1::Goal> goals, MakeGoals(options));
  for (const projection::v1::Goal& goal : goals) *request.add_goals() = goal;
  ASSIGN_OR_RETURN(const std::vector<projection::v1::Lever> levers, MakeLevers(options));
  for (const projection::v1::Lever& lever : levers) *request.add_levers() = lever;
  return absl::OkStatus();
}

// The error with the fields of the request named as the options they came from: "levers[0].price"
// is
// "--price gdp=0".
absl::Status NameLeveredPlanOptions(const absl::Status& status, const LeveredPlanOptions& options);

}  // namespace indicast::cli
