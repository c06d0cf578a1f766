// SDMX-CSV 2.0 and 1.0 files of statistical offices as one import request (docs/sdmx.md), and the
// way back from the field paths of the server's errors to file, line and column.
//
// A row is one figure. What its cells mean is said by their column: those of our own export
// (sdmx_columns.h) by themselves, others by the mapping. Codes must lead to ids of the catalogue.
// Values stay the text that was written; nothing passes through a double. Actions: I, A, M merge; R
// replaces what the file covers; D withdraws. Whether the records may be written is the store's to
// say.
//
// Thread-compatible values, thread-safe free functions. Cost linear in the cells. Limits: those of
// csv.h.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/sdmx_mapping.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::client {

// What the store holds already: codes must lead to it.
struct SdmxCatalogue {
  std::set<std::string, std::less<>> areas;
  std::set<std::string, std::less<>> documents;
  std::map<std::string, std::string> indicators;  // id to the id of its unit
  std::map<std::string, store::v1::Unit> units;   // by id
};

// The catalogue that a request brings, for example that of a data folder.
SdmxCatalogue CatalogueOf(const store::v1::ImportRecordsRequest& request);

struct SdmxOptions {
  // Document of the figures whose rows name none; before the default of the mapping.
  std::string document;
};

// `file` is used in errors only. kInvalidArgument: CSV_INVALID when the file cannot be read as CSV,
// SDMX_CSV_INVALID otherwise; every problem (at most 100, a code that is not mapped only once),
// each at "file:line column".
absl::StatusOr<DataFolder> ReadSdmxCsv(std::string bytes, absl::string_view file,
                                       const SdmxMapping& mapping, const SdmxCatalogue& catalogue,
                                       const SdmxOptions& options = {});

}  // namespace indicast::client
