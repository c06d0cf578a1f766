// indicast import PATH: a data folder or an SDMX-CSV file into the store, in one transaction.
#pragma once

#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/commands/import_sdmx.h"
#include "clients/cli/context.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::cli {

void RegisterImport(CLI::App& root, Context& context);

struct FolderImport {
  std::string folder;
  SdmxImport sdmx;                        // of an SDMX-CSV file
  std::string reason;                     // empty: made from the folder
  store::v1::ImportRecordsRequest verbs;  // withdrawals and replacements
  std::string confirmed_plan;
  bool validate_only = false;
};

// Reads and sends the folder or file; used by `import` and by `up --import`. Progress goes to
// stderr.
absl::StatusOr<store::v1::ImportRecordsResponse> ImportFolder(Context& context,
                                                              const FolderImport& import);

}  // namespace indicast::cli
