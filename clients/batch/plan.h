// Planning a job: it is checked against the service, pinned to a state of the data and to what the
// service filled in, and its size is estimated from a few rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/batch/job.h"
#include "clients/batch/language.h"
#include "clients/batch/patience.h"
#include "clients/batch/row_layout.h"
#include "clients/batch/sweep_source.h"
#include "common/clock/clock.h"
#include "nlohmann/json.hpp"

namespace indicast::batch {

struct Plan {
  Job job;  // pinned: data revision, area, years
  std::string job_hash;
  int64_t points = 0;
  std::vector<Column> columns;
  int64_t sample_rows = 0;
  int64_t sample_not_evaluated = 0;
  double bytes = 0;    // of all rows, estimated
  double seconds = 0;  // for one shard after the other, estimated
  int64_t shards = 0;  // suggested: of about five minutes each
  // Of the service.
  std::vector<Text> assumptions;
};

struct PlanOptions {
  Language language = Language::kEnglish;
  const Clock* clock = &SystemClock();
  Patience::Options patience;
};

// Errors of the service in the fields of the job, JOB_FILE_INVALID, SWEEP_ANSWER_INVALID, and those
// of Patience.
absl::StatusOr<Plan> MakePlan(const Job& job, SweepSource& source, const PlanOptions& options);

std::string ToText(const Plan& plan, Language language);
nlohmann::ordered_json ToJson(const Plan& plan);

}  // namespace indicast::batch
