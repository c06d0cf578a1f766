// Tables that answers about a plan share: laws of growth, what was left out, the receipt. Pure
// functions; thread-safe.
#pragma once

#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/plan.pb.h"

namespace indicast::cli::output {

Table LawTable(const projection::v1::PlanContext& context, Audience audience);
Table LeftOutRows(const projection::v1::PlanContext& context, const IndicatorNames& names);
Table PlanReceipt(const projection::v1::PlanContext& context);

// Explanation and assumptions as notes, data state and receipt as the footer.
void AddPlanContext(const projection::v1::PlanContext& context, Document& document);

}  // namespace indicast::cli::output
