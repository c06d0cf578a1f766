// Word to the service manager that started this process (sd_notify(3) of systemd): a unit of
// Type=notify counts as started when it says READY=1, not when it was forked.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace indicast::rpc {

// Sends `state`, such as "READY=1", as one datagram to the socket that $NOTIFY_SOCKET names (a
// path, or an abstract name that begins with '@'). Without the variable nobody listens: OK. Never
// blocks. kInvalidArgument when the variable is no socket name; kUnavailable when sending failed:
// the caller goes on, the service manager then ends it by its own time limit. Thread-safe as long
// as nobody changes the environment.
absl::Status NotifyServiceManager(absl::string_view state);

}  // namespace indicast::rpc
