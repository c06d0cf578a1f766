// Answers about a plan as documents: what must move, and whether all targets can be true together.
// Thread-safe free functions.
#pragma once

#include <string>

#include "clients/cli/output/bars.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/seek_targets.pb.h"

namespace indicast::cli::output {

struct SeekView {
  BarStyle bars = BarStyle::kBlocks;
  bool all = false;   // also the indicators that do not move
  std::string saved;  // id of the scenario that holds the moves; empty: not saved
};

Document SeekDocument(const projection::v1::SeekTargetsResponse& answer, const UnitSymbols& symbols,
                      const SeekView& view);

Document CheckDocument(const projection::v1::CheckPlanResponse& answer, BarStyle bars);

// The rows that cannot hold together, and the cheapest way out.
void AddConflict(const projection::v1::Conflict& conflict, Document& document);

}  // namespace indicast::cli::output
