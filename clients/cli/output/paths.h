// Projected paths as a document, and the comparison of two scenarios. Pure functions of what the
// projection service answered; thread-safe.
#pragma once

#include <vector>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli::output {

struct PathsView {
  bool evidence = false;  // the published figures every path starts from, and those not used
  bool idle = true;       // to people: also indicators about which nothing is projected
};

// People: one line a path, the years as columns, projected years marked in the header. Programs:
// one row a point.
Document PathsDocument(const projection::v1::ProjectionResult& result, const UnitSymbols& symbols,
                       const PathsView& view);

// Two results (baseline, what-if), the overlay that made the second, and what it changes: the
// change list in words, every differing path in full, changed verdicts, and that nothing was
// written.
Document WhatIfDocument(const projection::v1::CompareScenariosResponse& response,
                        const std::vector<store::v1::Assumption>& overlay,
                        const UnitSymbols& symbols);

}  // namespace indicast::cli::output
