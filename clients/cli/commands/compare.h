// compare: whether two figures stand on one ruler, what follows, and what may be compared instead.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/context.h"
#include "indicast/store/v1/indicator_store_service.pb.h"

namespace indicast::cli {

// SERIES@PERIOD or SERIES@PERIOD@DOCUMENT, the series as indicator.area.measure.price-basis.scope:
// "gdp.changsha.growth.constant.total@2022@plan-report-2022". kInvalidArgument names what is wrong.
absl::StatusOr<store::v1::ObservationReference> ParseFigureName(const Context& context,
                                                                const std::string& text);

// The pairs, what each pair does not share, and what may be compared instead.
output::Document CompareDocument(const std::vector<store::v1::ObservationComparison>& comparisons,
                                 const Catalogue& catalogue);

void RegisterCompare(CLI::App& root, Context& context);

}  // namespace indicast::cli
