// The files of a data folder: regular files below it, of known names, read up to a limit.
// Thread-safe free functions that block on the file system.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/error.h"

namespace indicast::client {

// True when something of that name is there, also a link that leads nowhere.
bool IsThere(const std::filesystem::path& path);

// All bytes of folder/below. Never follows a symbolic link below the folder, never reads more than
// `limit` bytes. kNotFound when there is nothing; kInvalidArgument for a folder, a link, a device
// and a file beyond the limit, with a sentence on the file alone (no reason).
absl::StatusOr<std::string> ReadFileBelow(const std::filesystem::path& folder,
                                          const std::filesystem::path& below, uint64_t limit);

// Files that look as if they were meant for the folder, by name: other .csv files, and workbooks in
// place of a known .csv file. Lock files of spreadsheet programs (~$, .~) are left alone.
std::vector<FieldViolation> FindMisnamedFiles(const std::filesystem::path& folder,
                                              const std::vector<std::string>& known);

}  // namespace indicast::client
