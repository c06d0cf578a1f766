// A target against the projection: base, goal, gap, verdict and the sentence that explains it.
#pragma once

#include <cstddef>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/evaluation.h"
#include "projection-service/engine/rule_table.h"

namespace indicast::projection {

struct AssessmentContext {
  const InputSet& inputs;
  const RuleTable& rules;
  const Evaluation& evaluation;
  const std::vector<BaseFigures>& bases;  // by position in inputs.indicators()
};

// `target` is a position in inputs.targets(). Pure, O(figures of the indicator).
TargetAssessment AssessTarget(const AssessmentContext& context, size_t target);
// The same numbers, verdict and reason code of an unknown verdict without any words, for thousands
// of runs.
TargetAssessment JudgeTarget(const AssessmentContext& context, size_t target);

}  // namespace indicast::projection
