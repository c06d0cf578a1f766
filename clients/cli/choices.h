// Option values out of a fixed list. The list is the type name of the option ("table|json|csv"), so
// that help, check, suggestions and shell completion all read the one list in the tree of options.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/output/table.h"

namespace indicast::cli {

// Accepts `values` only; any other is refused with the nearest of them. `what` names the kind of
// value ("格式", "format").
CLI::Option* Choose(CLI::Option* option, output::Language language, const output::Text& what,
                    const std::vector<std::string>& values);

// The values of Choose; also of an open list written as type name "headline|all|SECTION", where
// upper case stands for values that are not known here. Empty for other options.
std::vector<std::string> ChoicesOf(const CLI::Option& option);

}  // namespace indicast::cli
