// How long a recipe runs, from its environment, and the one line of figures it leaves.
// Thread-safe free functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace indicast::testing {

// A positive number from the environment variable, `otherwise` when it is not set.
int FromEnvironment(const char* variable, int otherwise);

// Prints "recipe R1: <figures>", which tests/recipes/run.sh collects.
void ReportRecipe(absl::string_view recipe, const std::string& figures);

}  // namespace indicast::testing
