// --save, --force, --excel, --no-pager and -o together: in which format the result is written, and
// where. Touches the file system and may ask the user.
#pragma once

#include "absl/status/status.h"
#include "clients/cli/context.h"

namespace indicast::cli {

// To be called once, after parsing and before the command runs, so that nobody waits for a result
// that cannot be kept. Usage errors: an extension that contradicts -o, --excel without csv.
// FILE_EXISTS (exit code 77): a file that the user does not give up.
absl::Status ChooseDestination(Context& context);

}  // namespace indicast::cli
