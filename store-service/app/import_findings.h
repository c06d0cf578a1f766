// What a curator should look at in an import that breaks no rule. Thread-safe free functions.
#pragma once

#include <cstdint>
#include <vector>

#include "store-service/app/import.h"
#include "store-service/app/wording_check.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// Stable codes of findings; listed in docs/errors.md.
inline constexpr char kWordingUnchecked[] = "WORDING_UNCHECKED";
inline constexpr char kWordingDiffers[] = "WORDING_DIFFERS";
inline constexpr char kChangeDoesNotFit[] = "CHANGE_DOES_NOT_FIT";
inline constexpr char kPartsDoNotAddUp[] = "PARTS_DO_NOT_ADD_UP";

// Adds to the report, in the order of the request: values that could not be read in their wording,
// or without a quote differ from it (with a quote that is an error of CheckImport); changes that do
// not fit the levels around them; parts that exceed their whole, and components that do not add up
// to it, where one document states them all. Figures agree when they differ by no more than the
// rounding of their last digits. `next` is the state with the request applied.
void AddFindings(const ImportRequest& request, const Snapshot& next, ImportReport& report);

// The same after TakePlan: `places` says which observations are in `records` now. `wordings` are
// the verdicts of CheckImport.
void AddFindings(const ImportRequest& request, const std::vector<Record>& records,
                 const std::vector<uint32_t>& places, const std::vector<WordingVerdict>& wordings,
                 const Snapshot& next, ImportReport& report);

}  // namespace indicast::store
