// What a write did or would do, for people and programs. Thread-safe free functions.
#pragma once

#include "clients/cli/output/table.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::cli {

// Of an import; `validate_only`: what it would do.
output::Document ImportDocument(const store::v1::ImportRecordsResponse& response,
                                bool validate_only);
// Of a revert.
output::Document RevertDocument(const store::v1::RevertRevisionResponse& response,
                                bool validate_only);

}  // namespace indicast::cli
