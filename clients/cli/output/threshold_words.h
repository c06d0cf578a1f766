// The thresholds of an import in words. Thread-safe free functions.
#pragma once

#include <map>
#include <string>

#include "clients/cli/output/table.h"

namespace indicast::cli::output {

// What a field of ImportThresholds bounds.
Text ThresholdWords(const std::string& threshold);

// What lies beyond them, from the metadata of CONFIRMATION_NEEDED; empty when it names none.
Text BeyondThresholds(const std::map<std::string, std::string>& metadata);

}  // namespace indicast::cli::output
