// The options every command takes: -o, --lang, --color, --save, --force, --excel, --no-pager,
// --progress, --store, --projection, --session-file, --as-of, --timeout, --no-input, --verbose.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/environment.h"

namespace indicast::cli {

// Language, format and colour as far as they can be read before parsing: --lang, -o and --color
// wherever they stand; the language else by INDICAST_LANG, LC_ALL, LC_MESSAGES, LANG ("zh..." is
// Chinese, everything else English).
GlobalOptions EarlyOptions(const std::vector<std::string>& arguments,
                           const Environment& environment);

// Binds the options to context.options().
void AddGlobalOptions(CLI::App& root, Context& context);

// "2023-02-15" bounds the publication date, "12" the revision, "12,2023-02-15" both.
absl::StatusOr<type::v1::AsOf> ParseAsOf(const std::string& text);

}  // namespace indicast::cli
