// Exit codes; the numbers from 65 on are those of sysexits.h. A scheduler starts a shard again
// after 69, 70, 73, 74 and 75, and gives it up after the others (docs/batch.md).
#pragma once

#include "absl/status/status.h"

namespace indicast::batch {

enum class ExitCode : int {
  kDone = 0,
  kUsage = 2,           // the command line is wrong
  kBadData = 65,        // the job file or a shard is wrong
  kNotFound = 66,       // no such file, shard, scenario or indicator
  kUnavailable = 69,    // the service did not answer for as long as the patience lasts
  kInternal = 70,       // a bug
  kCannotCreate = 73,   // an output file cannot be made
  kInputOutput = 74,    // reading or writing a file failed
  kTryAgain = 75,       // interrupted, or another process works on the shard
  kNotTogether = 77,    // receipts that do not belong together; not allowed
  kConfiguration = 78,  // addresses, environment
};

// The code for an error; kDone for OK.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace indicast::batch
