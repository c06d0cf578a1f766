// The laws of growth of a plan in a table for people. Pure function; thread-safe.
#pragma once

#include "clients/cli/output/table.h"
#include "indicast/projection/v1/plan.pb.h"

namespace indicast::cli::output {

Table LawTable(const projection::v1::PlanContext& context);

}  // namespace indicast::cli::output
