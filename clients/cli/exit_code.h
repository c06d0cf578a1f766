// Exit codes of the command line; the numbers from 65 on are those of sysexits.h.
#pragma once

#include "absl/status/status.h"

namespace indicast::cli {

enum class ExitCode : int {
  kDone = 0,
  kNo = 1,              // the answer is "no", where a flag asked for it
  kUsage = 2,           // the command line is wrong
  kBadData = 65,        // the input or the stored data is wrong
  kNotFound = 66,       // no such indicator, scenario, file
  kUnavailable = 69,    // a service does not answer
  kInternal = 70,       // a bug, or damaged data
  kTryAgain = 75,       // busy, too slow, or changed meanwhile
  kNotAllowed = 77,     // refused by policy
  kConfiguration = 78,  // addresses, directories, sessions
  kInterrupted = 130,   // Ctrl-C
};

// The code for an error; kDone for OK.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace indicast::cli
