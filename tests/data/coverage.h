// Which numerals of a document are explained: by a figure or target that quotes them, or by an
// entry of the list of deliberate exclusions. Thread-safe free functions; offsets are bytes of
// UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::coverage {

// A run of ASCII digits with its decimals ("49.65"), or a run of Chinese numeral characters.
struct Numeral {
  size_t begin = 0;
  size_t end = 0;
  bool digits = false;
};
std::vector<Numeral> FindNumerals(absl::string_view text);

// A part of the text that something explains.
struct Cover {
  size_t begin = 0;
  size_t end = 0;
  // Digits count as explained only inside the published wording of a fact, not anywhere in its
  // quote.
  bool digits_too = false;
  std::string by;  // "gdp.changsha.growth...|2023|...", "gdp-2024", "exclusion (name)", "word"
};

// The covers that a data folder gives for the text of `document`: its observations, its targets and
// the lists coverage/exclusions.csv and coverage/words.csv. The error names a file and line.
absl::StatusOr<std::vector<Cover>> CoversOf(const std::string& folder, const std::string& document,
                                            absl::string_view text);

// Who explains the numeral; empty when nothing does.
std::string ExplanationOf(const Numeral& numeral, const std::vector<Cover>& covers);

// One line a numeral: offset, the numeral in its surroundings, who explains it ("NOTHING").
std::string Report(absl::string_view text, const std::vector<Cover>& covers);

}  // namespace indicast::coverage
