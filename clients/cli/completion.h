// Candidates of shell completion, read from the tree of commands and options itself: commands,
// options, and option values of fixed lists (choices.h). Thread-safe free functions; they touch
// neither services nor files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"

namespace indicast::cli {

// What the scripts call: indicast __complete WORD..., one candidate a line.
inline constexpr char kCompleteVerb[] = "__complete";

// What may stand for the last of `words` (the words after the program's name up to the cursor; the
// last one may be empty). A "=" of its own, as bash splits --name=value, is understood. Empty where
// a file, an id or a free text is expected.
std::vector<std::string> Candidates(const CLI::App& root, const std::vector<std::string>& words);

// The script for a shell to read; nullopt for a shell that is not in Shells().
std::optional<std::string> CompletionScript(const std::string& shell);
const std::vector<std::string>& Shells();

}  // namespace indicast::cli
