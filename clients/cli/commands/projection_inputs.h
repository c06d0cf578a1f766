// What the commands that ask the projection service have in common: --set, --quota, --base-year,
// --to, --indicator, and the units of the store.
// Thread-compatible; blocking calls.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/output/figure.h"
#include "common/status/status_macros.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::cli {

// Printed symbols of all units of the store.
absl::StatusOr<output::UnitSymbols> LoadUnitSymbols(Context& context);

// Options that project and whatif share.
struct ProjectionOptions {
  std::vector<std::string> settings;    // --set
  std::vector<std::string> quotas;      // --quota
  std::vector<std::string> indicators;  // --indicator
  int base_year = 0;                    // --base-year; 0: chosen by the service
  int horizon_year = 0;                 // --to; 0: chosen by the service
};

void AddProjectionOptions(CLI::App& command, Context& context, ProjectionOptions& options);
// --set alone.
void AddSettingOption(CLI::App& command, Context& context, ProjectionOptions& options);

// The assumptions of --set. Without a year a setting is for the target year: the year after the
// base year, else the latest year with a target in the store.
absl::StatusOr<std::vector<store::v1::Assumption>> ParseSettings(Context& context,
                                                                 const ProjectionOptions& options);

// Copies quotas, indicators, years and the as-of bound into a Project or Compare request.
template <typename Request>
absl::Status FillRequest(Context& context, const ProjectionOptions& options, Request& request);

// The error with the fields of the request named as the options they came from:
// "scenarios[1].overlay[0].rule" is "--set imports-exports=3%".
absl::Status NameOptions(const absl::Status& status, const ProjectionOptions& options);

// --quota TARGET=NUMBER, repeatable; checked while parsing.
void AddQuotaOption(CLI::App& command, Context& context, std::vector<std::string>& texts);

// "urban-new-jobs=15" as a quota in the unit of the target. Usage error otherwise.
absl::StatusOr<projection::v1::ExternalQuota> ParseQuota(const std::string& text,
                                                         const Context& context);

// An option that may be given several times, one value each.
CLI::Option* AddRepeatedOption(CLI::App& command, const std::string& name,
                               std::vector<std::string>& values, const std::string& help);

template <typename Request>
absl::Status FillRequest(Context& context, const ProjectionOptions& options, Request& request) {
  for (const std::string& text : options.quotas) {
    ASSIGN_OR_RETURN(*request.add_quotas(), ParseQuota(text, context));
  }
  for (const std::string& indicator : options.indicators) request.add_indicators(indicator);
  request.set_base_year(options.base_year);
  request.set_horizon_year(options.horizon_year);
  *request.mutable_as_of() = context.as_of();
  return absl::OkStatus();
}

}  // namespace indicast::cli
