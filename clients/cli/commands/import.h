// indicast import PATH: a data folder or an SDMX-CSV file into the store, in one transaction.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/commands/import_sdmx.h"
#include "clients/cli/context.h"
#include "clients/cli/output/table.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::cli {

void RegisterImport(CLI::App& root, Context& context);

// What an import did, or would do when `validate_only`.
output::Document ImportDocument(const store::v1::ImportRecordsResponse& response,
                                bool validate_only);

// Reads and sends the folder or file; used by `import` and by `up --import`. Progress goes to
// stderr.
absl::StatusOr<store::v1::ImportRecordsResponse> ImportFolder(Context& context,
                                                              const std::string& folder,
                                                              const std::string& reason,
                                                              bool validate_only,
                                                              const SdmxImport& sdmx = {});

}  // namespace indicast::cli
