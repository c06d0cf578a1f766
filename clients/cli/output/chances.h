// What a plan's targets are worth and what moves an outcome, as documents with terminal charts.
// Pure functions of what the projection service answered; thread-safe.
#pragma once

#include "clients/cli/output/bars.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::cli::output {

struct ChancesView {
  BarStyle bars = BarStyle::kBlocks;
  bool levels = false;  // to people: fans of levels and indices too
  bool laws = false;    // to people: the laws of growth
};

// People: the probability of each goal with its error, fans of growth with a chart. Programs:
// goals, fans (one row a year and quantile), laws, what was left out, the receipt.
Document SimulationDocument(const projection::v1::SimulationResult& result,
                            const UnitSymbols& symbols, const ChancesView& view);

// The tornado with its chart and the shares of variance.
Document SensitivityDocument(const projection::v1::AnalyzeSensitivityResponse& answer,
                             const IndicatorNames& names, const ChancesView& view);

// 0.2735 as "27.4 %"; what would show as nothing or everything keeps its first digit: "0.003 %".
Text ChanceText(double probability);

}  // namespace indicast::cli::output
