// Rules between the records of an import and the state it is written over. Thread-safe.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "store-service/app/import.h"
#include "store-service/app/import_replacement.h"
#include "store-service/app/wording_check.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// Checks a request whose records are valid one by one against the newest state of `snapshot`:
//   every area, unit, document, indicator and parent named exists, in the state or the request
//     (AREA_NOT_FOUND, UNIT_NOT_FOUND, DOCUMENT_NOT_FOUND, INDICATOR_NOT_FOUND,
//     SCENARIO_NOT_FOUND), with the nearest ids as a hint;
//   units fit (UNIT_MISMATCH): growth is in percent, change of a percentage in percentage points,
//     everything else in a unit of the indicator's measure, or of the measure that its scope names
//     (scope "usd" for dollars of an indicator in yuan);
//   quotes stand in their document at exactly one place inside one paragraph (QUOTE_NOT_FOUND,
//     QUOTE_AMBIGUOUS), also those of the state when the request changes the text of a document;
//   parents make no circle (AREA_CYCLE, SCENARIO_CYCLE);
//   no key occurs twice with different content, or is both written and withdrawn (DUPLICATE_KEY);
//   what is withdrawn is current (OBSERVATION_NOT_FOUND), and no figure that stays is derived from
//     what ends (DERIVATION_INPUT_WITHDRAWN); what replacements name exists.
// `endings` are those of the request over that state (FindEndings).
// kInvalidArgument with every wrong field (at most 100); the reason is that of the first.
// Cost: records x (log of the state + length of the document quoted).
// `wordings`, when given, gets the verdict on the wording of each observation that has a quote;
// kNothingToCheck for the others.
absl::Status CheckImport(const ImportRequest& request, const Snapshot& snapshot,
                         const Endings& endings = {},
                         std::vector<WordingVerdict>* wordings = nullptr);

}  // namespace indicast::store
