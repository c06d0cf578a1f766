// availability: what is there, from when to when.
#pragma once

#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/context.h"
#include "indicast/store/v1/indicator_store_service.pb.h"

namespace indicast::cli {

// One row a series.
output::Table AvailabilityTable(const std::vector<store::v1::SeriesAvailability>& series,
                                const Catalogue& catalogue);

void RegisterAvailability(CLI::App& root, Context& context);

}  // namespace indicast::cli
