// A data folder (docs/data-format.md) as one import request, and the way back from the field paths
// of the server's errors to file, line and column.
//
// Reading checks the form only: files, columns, codes, numbers of records, rules, goals. Whether
// units exist, quotes are found and values are in range is the store's to say. Files are optional,
// but at least one must be there; a .csv file of another name is an error, because a misspelt file
// would otherwise be left out in silence. CSV files are read as Excel and WPS save them
// (csv_source.h, tidy_cells.h); texts of documents are UTF-8 and stay byte for byte. Symbolic links
// below the folder are not followed.
//
// Thread-compatible value. Blocks on the file system. Limits: 64 MiB a CSV file and those of csv.h,
// 4 MiB a text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/source_map.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::client {

// What the curator should know although nothing is wrong.
struct ReadRemark {
  std::string zh;
  std::string en;
};

struct DataFolder {
  // request_id, reason and flags are left to the caller.
  store::v1::ImportRecordsRequest request;
  SourceMap sources;
  std::vector<ReadRemark> remarks;  // one for each file that was not UTF-8
};

// kNotFound (DATA_FOLDER_NOT_FOUND): no such folder, or none of the files in it. kInvalidArgument
// (DATA_FOLDER_INVALID): every problem found, at most 100, each at "file:line column"; CSV_INVALID
// when all of them are of files that cannot be read as CSV at all.
absl::StatusOr<DataFolder> ReadDataFolder(const std::filesystem::path& folder);

// The columns of one file ("observations.csv") as docs/data-format.md lists them; none for another.
std::vector<std::string> DataFileColumns(absl::string_view file);

}  // namespace indicast::client
