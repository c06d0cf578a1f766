// The paths of one indicator: growth, index, level from the published base, level from the last
// dated figure. Each names its base; none is invented where no figure supports it. Pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/evaluation.h"
#include "projection-service/engine/rule_table.h"

namespace indicast::projection {

struct PathContext {
  const InputSet& inputs;
  const RuleTable& rules;
  const Evaluation& evaluation;
  const BaseFigures& base;
  size_t indicator = 0;  // position in inputs.indicators()
};

// Growth first, then index, level and chained level as far as the data support them.
std::vector<Path> BuildPaths(const PathContext& context);

}  // namespace indicast::projection
