// The one-line texts of levers, as people write them after options:
//   bound   primary-sector=2..4 | tertiary-sector=..7 | secondary-sector=5.. (growth in percent)
//   price   imports-exports=3 (effort of one standard deviation)
// Spaces are ignored. Ranges and ids are checked by the service, not here. Thread-safe free
// functions. Errors: kInvalidArgument (PLAN_TEXT_INVALID) with the text and the accepted forms.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indicast/projection/v1/seek_targets.pb.h"

namespace indicast::client {

absl::StatusOr<projection::v1::Lever> ParseBound(absl::string_view text);
absl::StatusOr<projection::v1::Lever> ParsePrice(absl::string_view text);

}  // namespace indicast::client
