// The answers of TrackYear and DecomposeGrowth as documents. Pure functions of what the projection
// service answered; thread-safe.
#pragma once

#include "clients/cli/output/bars.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/track_year.pb.h"

namespace indicast::cli::output {

Text WordOf(projection::v1::TrackStatus status);
std::string CodeOf(projection::v1::TrackStatus status);
Text WordOf(projection::v1::ShareBasis basis);
std::string CodeOf(projection::v1::ShareBasis basis);

struct TrackView {
  BarStyle bars = BarStyle::kBlocks;
  bool periods = true;  // to people: the single periods too
};

// One row a target: what was done, what the rest needs, pace, chance, standing; a chart of the
// pace; the single periods; what figures expected for a year were wrong by.
Document TrackDocument(const projection::v1::TrackYearResponse& answer, const IndicatorNames& names,
                       const UnitSymbols& symbols, const TrackView& view);

// One row a part, then the residual and the whole.
Document ContributionDocument(const projection::v1::DecomposeGrowthResponse& answer,
                              const Text& whole, BarStyle bars);

}  // namespace indicast::cli::output
