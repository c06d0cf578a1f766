// The help texts: usage, options and examples of each command. Thread-safe free function.
#pragma once

#include <string>

#include "clients/batch/language.h"

namespace indicast::batch {

// Of "plan", "run", "merge" or "status"; of the program for any other word.
std::string HelpOf(const std::string& command, Language language);

}  // namespace indicast::batch
