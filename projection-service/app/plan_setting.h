// The common start of every question about a plan: inputs at one pinned state, the baseline
// scenario projected, the indicators of the plan with their laws of growth, and what had to be
// assumed.
//
// The methods themselves are free functions over a PlanSetting, one file each. Errors as Projector.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/projector.h"
#include "projection-service/app/query.h"
#include "projection-service/domain/plan.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/plan_goals.h"

namespace indicast::projection {

inline constexpr size_t kMaxGoals = 200;
inline constexpr size_t kMaxPlanIndicators = 300;
inline constexpr size_t kMaxTies = 1000;

// Fields of errors are those of PlanFrame, below "frame".
struct PlanQuestion {
  ScenarioChoice scenario;
  Frame frame;  // horizon_year is the year of the question; 0: the year after the base
  PlanStructure structure;
  // Indicators that belong to the plan although nobody asked for them: those of levers.
  std::vector<std::string> also;
};

struct PlanSetting {
  ProjectionAnswer baseline;  // of the plan's indicators, to `year`; holds inputs and receipt
  PlanStructure structure;
  Quotas quotas;
  int year = 0;
  // Positions in inputs.indicators(), ascending: those asked for, those of the structure, of the
  // goals and of the published targets in use.
  std::vector<size_t> indicators;
  // Indicator by indicator, years base + 1 .. year ascending.
  std::vector<GrowthOutlook> outlooks;
  GoalRows goals;
  std::vector<LocalizedText> assumptions;

  const InputSet& inputs() const { return *baseline.inputs; }
  // The outlooks of one year, in the order of `indicators`.
  std::vector<GrowthOutlook> Of(int of_year) const;
};

// What every answer about a plan carries beside its own result.
struct PlanAnswerContext {
  LocalizedText explanation;  // two sentences
  std::vector<LocalizedText> assumptions;
  std::vector<GrowthOutlook> outlooks;
  std::vector<LeftOutTarget> left_out;
  Receipt receipt;
  std::vector<ProjectionWarning> warnings;
};

// `goals` empty: the published targets of base + 1 .. year. Unlike a goal that was asked for, a
// published one that cannot be a row is left out with its reason.
absl::StatusOr<PlanSetting> PreparePlan(Projector& projector, const PlanQuestion& question,
                                        const std::vector<PlanGoal>& goals,
                                        const rpc::CallContext& call);

// The receipt of one question: `canonical` is the text of everything the method takes beyond the
// frame (goals, levers, designs), made by CanonicalText and the like.
Receipt PlanReceipt(const PlanSetting& setting, absl::string_view method,
                    absl::string_view canonical, int64_t seed);

}  // namespace indicast::projection
