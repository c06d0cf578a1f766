// "Did you mean": the candidates nearest to a mistyped word.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::cli {

// Up to three candidates, nearest first: at most a third of the letters wrong (insertions,
// deletions, replacements and swaps of neighbours count one each), or beginning with the word.
// Cost: product of the lengths, for each candidate. Letters are bytes; words and candidates longer
// than 80 are skipped.
std::vector<std::string> Nearest(absl::string_view word,
                                 const std::vector<std::string>& candidates);

}  // namespace indicast::cli
