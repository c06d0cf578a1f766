// Long results on a terminal go through the user's pager.
// Free functions; ShowInPager blocks until the user leaves the pager and changes signal handling of
// the process meanwhile: call it from one thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/environment.h"

namespace indicast::cli {

// $INDICAST_PAGER, else $PAGER, else "less -FIRX". Empty: none wanted (the variable is empty, or
// cat).
std::string PagerCommand(const Environment& environment);

// Runs the command in the shell with `text` as its input. False when it could not start: nothing
// was shown then. A pager that is left before the end is no failure.
bool ShowInPager(const std::string& command, absl::string_view text);

}  // namespace indicast::cli
