// The receipt of a result: what it takes to get the same bits again. Thread-safe free functions.
#pragma once

#include <vector>

#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::cli::output {

// For people: scenario, data revision, publication bound, model, the first digits of the receipt.
// For programs: data revision and publication bound (the whole receipt is ReceiptTable).
std::vector<FooterEntry> ReceiptFooter(const projection::v1::Receipt& receipt);

// All fields, for programs. One row a receipt, with the label of its result.
Table ReceiptTable(const std::vector<const projection::v1::ProjectionResult*>& results);

}  // namespace indicast::cli::output
