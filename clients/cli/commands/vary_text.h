// The text of a factor of a sweep, as people write it after --vary:
//   INDICATOR[@YEAR[..YEAR]]=FROM..TO[/STEP]   gdp=4%..7%/0.5, gdp@2025=-5..5
//   INDICATOR[@YEAR[..YEAR]]=VALUE[,VALUE...]  gdp=3,4.5,6
// Growth in percent; percent signs may be left out. Thread-safe free function.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "indicast/projection/v1/sweep.pb.h"

namespace indicast::cli {

// kInvalidArgument (VARY_INVALID) with the text, what is wrong and an example.
absl::StatusOr<projection::v1::SweepFactor> ParseVary(const std::string& text);

}  // namespace indicast::cli
