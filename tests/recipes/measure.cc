#include "tests/recipes/measure.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/numbers.h"

namespace indicast::testing {

int FromEnvironment(const char* variable, int otherwise) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* const text = std::getenv(variable);
  if (text == nullptr) return otherwise;
  int value = 0;
  // A length that cannot be read must not pass for the short form.
  if (!absl::SimpleAtoi(text, &value) || value <= 0) std::abort();
  return value;
}

void ReportRecipe(absl::string_view recipe, const std::string& figures) {
  std::cout << "recipe " << recipe << ": " << figures << std::endl;
}

}  // namespace indicast::testing
