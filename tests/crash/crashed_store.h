// The writer as a child process, and the check of what it left behind.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "store-service/domain/write_batch.h"
#include "tests/integration/process.h"

namespace indicast::store {

// Starts crash_writer with INDICAST_CRASH_AT=`crash_at` (none when empty), which backs up to
// `backup` (nowhere when empty). The points where writers ended are lines of CrashCounter().
absl::StatusOr<std::unique_ptr<indicast::testing::Process>> StartWriter(
    const std::string& directory, int count, const std::string& crash_at = "",
    const std::string& backup = "");

// A file of this process.
const std::string& CrashCounter();

// The last revision whose whole line a writer wrote; `before` when there is none.
Revision LastAcknowledged(const std::string& writer_output, Revision before = 0);

// Opens the directory. Fails the test unless the log is exactly CrashBatch(1), CrashBatch(2), ...,
// ends at `acknowledged` or one later, and goes on from there: the next append that an interrupted
// writer would repeat is written once. Returns where the log ended.
Revision ExpectWholeLog(const std::string& directory, Revision acknowledged);

}  // namespace indicast::store
