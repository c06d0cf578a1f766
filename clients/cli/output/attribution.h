// What each changed assumption adds to the differences of a comparison, as tables. Pure;
// thread-safe.
#pragma once

#include <vector>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::cli::output {

// All parts, for programs; for people the differences that have several causes, when there are any.
std::vector<Table> AttributionTables(const projection::v1::CompareScenariosResponse& response,
                                     const IndicatorNames& names, const UnitSymbols& symbols);

}  // namespace indicast::cli::output
