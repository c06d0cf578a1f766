// The session file: how commands find the services that `indicast up` started. JSON with the two
// addresses and the process id of `up`; written atomically, readable by its owner only.
// Free functions; they touch the file system.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/environment.h"

namespace indicast::cli {

struct Session {
  std::string store;
  std::string projection;
  std::string data_dir;
  pid_t pid = 0;
};

// $INDICAST_SESSION, else $XDG_RUNTIME_DIR/indicast/session.json, else session.json in the state
// directory. Empty when none of the variables and no home directory is set.
std::string SessionPath(const Environment& environment);

// $XDG_STATE_HOME/indicast, else ~/.local/state/indicast; empty without a home directory.
std::string StateDirectory(const Environment& environment);

// nullopt when there is no file or its process is gone; kFailedPrecondition (CONFIGURATION_SESSION)
// when the file is not a session.
absl::StatusOr<std::optional<Session>> ReadSession(const std::string& path);

// Makes the directory when it is missing. kFailedPrecondition (CONFIGURATION_SESSION) with the
// cause.
absl::Status WriteSession(const std::string& path, const Session& session);

}  // namespace indicast::cli
