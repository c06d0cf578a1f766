// What the reading commands have in common: indicators by id or name, options that narrow a series,
// names and unit symbols. Thread-compatible; calls block on the store.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli {

// --measure, --price-basis, --scope, --area: empty strings do not narrow.
struct SeriesOptions {
  std::string measure;
  std::string price_basis;
  std::string scope;
  std::string area;
};

void AddSeriesOptions(CLI::App& command, const Context& context, SeriesOptions& options);

// True when the series is one of those the options leave.
bool Matches(const SeriesOptions& options, const store::v1::SeriesKey& series);

// A check for options and arguments that hold a period; the message is in the user's language.
CLI::Validator PeriodValidator(const Context& context);

// The indicator with this id or, failing that, with exactly this name or alias in either language.
// kNotFound (INDICATOR_NOT_FOUND) names the nearest ones.
absl::StatusOr<store::v1::Indicator> ResolveIndicator(Context& context, const std::string& text);

// What it takes to print any record: names and units of all indicators as of the bound of the
// command, symbols of all units.
struct Catalogue {
  output::IndicatorNames names;
  std::map<std::string, std::string> units;  // unit id of the level, by indicator id
  output::UnitSymbols symbols;
};
absl::StatusOr<Catalogue> LoadCatalogue(Context& context);

// The preferred figures of one period (exactly this notation), narrowed by the options, one a
// series. kNotFound (OBSERVATION_NOT_FOUND) names the periods that are there.
absl::StatusOr<std::vector<store::v1::Observation>> FindFigures(
    Context& context, const store::v1::Indicator& indicator, const std::string& period,
    const SeriesOptions& options);

}  // namespace indicast::cli
