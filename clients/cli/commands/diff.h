// diff: which published figures differ between two states of the store.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/context.h"
#include "indicast/store/v1/indicator_store_service.pb.h"

namespace indicast::cli {

// One row a difference; programs also see both figures with unit, stage and document.
output::Table DiffTable(const std::vector<store::v1::ObservationDifference>& differences,
                        const Catalogue& catalogue);

void RegisterDiff(CLI::App& root, Context& context);

}  // namespace indicast::cli
