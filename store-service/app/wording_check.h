// Whether the values of records can be read in the words they were published in. Thread-safe free
// functions; cost linear in the words.
#pragma once

#include <string>

#include "store-service/domain/records.h"

namespace indicast::store {

enum class WordingVerdict {
  kNothingToCheck,  // no value, derived, or published without words
  kAgrees,
  kUnchecked,  // the words hold no figure that can be read exactly
  kDiffers     // they hold figures, and none is the value
};

struct WordingCheck {
  WordingVerdict verdict = WordingVerdict::kNothingToCheck;
  std::string field;  // what disagrees: "value" or "qualifier", "goal.constant" or "relation"
  std::string text;   // what was read instead
};

// The published wording first, then the quote around it; either may support the value.
WordingCheck CheckWording(const Observation& observation, const Unit& unit);
// Constant goals only.
WordingCheck CheckWording(const Target& target, const Unit& unit);

}  // namespace indicast::store
