// Configuration of indicast-store: flags to options, and statuses to exit codes. The flags
// themselves live in options.cc. Not thread-safe; call after absl::ParseCommandLine.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/rpc/server.h"
#include "store-service/app/import_thresholds.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/rpc/import_limits.h"

namespace indicast::store {

struct StoreOptions {
  SqliteOptions sqlite;
  rpc::ServerOptions server;
  StreamedImportLimits streamed_imports;
  ImportLimits import_limits;
  bool print_config = false;
};

// kInvalidArgument (CONFIGURATION_INVALID) names the flag, its value and what it may be.
absl::StatusOr<StoreOptions> OptionsFromFlags();

// The effective values, one "--name=value" a line, those left at their default marked. Nothing in
// it is secret.
std::string DescribeFlags();

// What --help says, the flags with their defaults included.
std::string HelpText();

// Looks at the arguments before absl::ParseCommandLine does, which ends the process with code 1 for
// a wrong one: kInvalidArgument (CONFIGURATION_INVALID) for an unknown flag, a value that does not
// parse, or an argument that is not a flag.
absl::Status CheckArguments(const std::vector<absl::string_view>& arguments);

// The exit code for a failure before the service listens: 78 configuration, 77 not allowed, 69
// address or directory in use, 65 database corrupt or too new, 1 anything else. Of an operation
// also 66 no store there, 77 what it would make exists already, 130 ended by a signal.
int ExitCodeOf(const absl::Status& status);

}  // namespace indicast::store
