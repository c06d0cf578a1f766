// indicast import FILE.csv: an SDMX-CSV file with its mapping file (docs/sdmx.md) as one import.
#pragma once

#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cpp/data_folder.h"

namespace indicast::cli {

struct SdmxImport {
  std::string format;    // "folder" or "sdmx-csv"; empty: found from what is there
  std::string mapping;   // file; empty: none
  std::string document;  // of figures whose rows name none; empty: none
};

void AddSdmxOptions(CLI::App& command, Context& context, SdmxImport& options);

// A data folder, or an SDMX-CSV file with the catalogue of the store, as one request. kNotFound
// (IMPORT_FILE_NOT_FOUND); kInvalidArgument (SDMX_CSV_INVALID, SDMX_MAPPING_INVALID, CSV_INVALID
// and those of ReadDataFolder; USAGE for options that do not fit the path).
absl::StatusOr<client::DataFolder> ReadImport(Context& context, const std::string& path,
                                              const SdmxImport& options);

}  // namespace indicast::cli
