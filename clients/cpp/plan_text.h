// The one-line texts of questions about a plan, as people write them on the command line:
//   goal         gdp>=6%   energy<=-2.5   consumer-prices~3   household-income>gdp
//                household-income>gdp+0.5   gdp:level>=15000   gdp-2024 (a published target)
//   bound        primary-sector=2..4   tertiary-sector=..7   secondary-sector=5..
//   price        trade=3 (effort of one standard deviation)
//   identity     gdp=primary-sector+secondary-sector+tertiary-sector   revenue=base*rate
//                share=part/whole
//   driver       household-income=0.9*gdp   revenue=0.4*gdp@-1 (of the year before)
//   law          gdp=5.2,1.1 (median growth in percent, standard deviation in points)
//   correlation  0.2 (of every pair)   gdp,revenue=0.7
// Spaces are ignored; a percent sign behind a growth may be left out. What exists and which numbers
// are allowed is checked by the services, not here. Thread-safe free functions. Errors:
// kInvalidArgument (PLAN_TEXT_INVALID) with what was found and the accepted forms.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indicast/projection/v1/plan.pb.h"
#include "indicast/projection/v1/seek_targets.pb.h"

namespace indicast::client {

absl::StatusOr<projection::v1::Goal> ParseGoal(absl::string_view text);
absl::StatusOr<projection::v1::Lever> ParseBound(absl::string_view text);
absl::StatusOr<projection::v1::Lever> ParsePrice(absl::string_view text);
absl::StatusOr<projection::v1::Identity> ParseIdentity(absl::string_view text);
absl::StatusOr<projection::v1::Driver> ParseDriver(absl::string_view text);
absl::StatusOr<projection::v1::GrowthPrior> ParseLaw(absl::string_view text);
// Sets the common correlation or adds one of a pair.
absl::Status ReadCorrelation(absl::string_view text, projection::v1::PlanStructure& out);

}  // namespace indicast::client
