// The use case of asking what moves an outcome: prepared, analysed, the receipt written.
//
// Thread-safe. Blocks on the store: run on the compute pool. Errors: as PreparePlan and
// outcome_sensitivity.h, with the field paths of the request; kCancelled.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/app/projector.h"
#include "projection-service/engine/outcome_sensitivity.h"

namespace indicast::projection {

struct PlanSensitivityQuestion {
  PlanQuestion plan;
  std::string outcome;
  std::vector<std::string> inputs;
  int64_t seed = 0;
  int points = 4096;
};

struct PlanSensitivityAnswer {
  PlanAnswerContext context;
  SensitivityAnswer sensitivity;
  std::string outcome;
  std::shared_ptr<const InputSet> inputs;
  int year = 0;
};

absl::StatusOr<PlanSensitivityAnswer> AnalyzePlanSensitivity(Projector& projector,
                                                             PlanSensitivityQuestion question,
                                                             const rpc::CallContext& call);

}  // namespace indicast::projection
