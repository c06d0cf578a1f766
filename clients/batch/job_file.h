// Reading job files (docs/batch.md, job.schema.json). Thread-safe free functions; they touch the
// file system where they say so.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/batch/job.h"
#include "clients/batch/language.h"

namespace indicast::batch {

// kInvalidArgument (JOB_FILE_INVALID) with the path of every wrong field, "factors[2].high".
// Whether indicators and years exist only the service knows.
absl::StatusOr<Job> ParseJob(absl::string_view text, Language language);

// Also kNotFound (JOB_FILE_NOT_FOUND).
absl::StatusOr<Job> ReadJobFile(const std::string& path, Language language);

// kInvalidArgument (JOB_FILE_INVALID) at "data_revision" when no revision is pinned.
absl::Status RequirePinned(const Job& job, Language language);

// An error of the service about the request of a job, in the fields of the job file: "frame.year"
// becomes "horizon"; an id that the store does not know becomes kInvalidArgument at its place.
absl::Status InJobFields(const absl::Status& status, const Job& job);

}  // namespace indicast::batch
