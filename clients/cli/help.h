// Help texts in the language of the user: usage, commands, arguments, options, examples. Option
// names and placeholders are ASCII, so the left column aligns whatever the language of the right
// one.
#pragma once

#include <memory>

#include "CLI/CLI.hpp"
#include "clients/cli/output/table.h"

namespace indicast::cli {

// Options of this group are global: listed by the program's own help only.
inline constexpr char kGlobalGroup[] = "Global";

// `width`: columns to wrap at; 0: 80.
std::shared_ptr<CLI::FormatterBase> MakeHelpFormatter(output::Language language, int width);

}  // namespace indicast::cli
