// The use case of seeking targets: the plan prepared, the least change found, the receipt written.
//
// Thread-safe. Blocks on the store: run on the compute pool. Errors as PreparePlan, and
// kInvalidArgument with the field of a lever ("levers[0].price"); an infeasible plan is an answer.
// kCancelled when the caller has gone.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/app/projector.h"
#include "projection-service/engine/seek_targets.h"

namespace indicast::projection {

inline constexpr size_t kMaxLevers = 300;

struct SeekAnswer {
  PlanAnswerContext context;
  SeekOutcome outcome;
  std::shared_ptr<const InputSet> inputs;  // what positions in `outcome` point into
  int year = 0;
};

absl::StatusOr<SeekAnswer> SeekTargets(Projector& projector, PlanQuestion question,
                                       const std::vector<PlanGoal>& goals,
                                       const std::vector<PlanLever>& levers,
                                       const rpc::CallContext& call);

}  // namespace indicast::projection
