// What the commands about a plan have in common: baseline, years, goals, ties between indicators,
// levers. Thread-compatible; blocking calls.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/context.h"
#include "clients/cli/output/bars.h"
#include "indicast/projection/v1/plan.pb.h"
#include "indicast/projection/v1/seek_targets.pb.h"

namespace indicast::cli {

struct PlanOptions {
  ProjectionOptions projection;  // --set, --quota, --indicator, --base-year
  std::string scenario;          // --scenario; empty: the trend everywhere
  int year = 0;                  // --year; 0: chosen by the service
  std::vector<std::string> goals;
  std::vector<std::string> soft_goals;
  std::vector<std::string> identities;
  std::vector<std::string> drivers;
  std::vector<std::string> laws;
  std::vector<std::string> correlations;
  std::vector<std::string> bounds;
  std::vector<std::string> prices;
  std::vector<std::string> pins;
};

// --scenario, --year, --set, --quota, --indicator, --base-year and the ties.
void AddPlanOptions(CLI::App& command, Context& context, PlanOptions& options);
// --goal and --soft-goal.
void AddGoalOptions(CLI::App& command, Context& context, PlanOptions& options);
// --bound, --price and --pin.
void AddLeverOptions(CLI::App& command, Context& context, PlanOptions& options);

absl::StatusOr<projection::v1::PlanFrame> ParsePlanFrame(Context& context,
                                                         const PlanOptions& options);
// Goals first, soft ones behind.
absl::StatusOr<std::vector<projection::v1::Goal>> ParseGoals(const PlanOptions& options);
// One lever an indicator, in the order of bounds, prices, pins.
absl::StatusOr<std::vector<projection::v1::Lever>> ParseLevers(const PlanOptions& options);

// The error with the fields of the request named as the options they came from: "goals[0].constant"
// is "--goal gdp>=6".
absl::Status NamePlanOptions(const absl::Status& status, const PlanOptions& options);

// Blocks unless the locale says that the terminal knows no UTF-8.
output::BarStyle BarsFor(const Context& context);

}  // namespace indicast::cli
