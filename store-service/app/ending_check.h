// Rules of what an import ends. Part of CheckImport. Thread-safe free functions.
#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "store-service/app/figure_index.h"
#include "store-service/app/import_replacement.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

using AddViolation =
    std::function<void(absl::string_view reason, std::string field, std::string description)>;

// Each withdrawal is of a vintage that is current (OBSERVATION_NOT_FOUND) and not among the
// observations of the request, `figures` (DUPLICATE_KEY); no stored figure that stays as it is has
// an input that ends (DERIVATION_INPUT_WITHDRAWN). At most 100 violations are added.
void CheckEndings(const ImportRequest& request, const Snapshot& snapshot, const Endings& endings,
                  const FigureIndex& figures, const AddViolation& add);

}  // namespace indicast::store
