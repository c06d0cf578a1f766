// The one-line texts of what a question about a plan takes, as people write them after options:
//   goal         gdp-2024 (a published target) | gdp>=6% | unemployment<=5.5% | prices~3%
//                gdp:level>=15000 | household-income>gdp | household-income>=gdp+1pp
//   identity     gdp=primary+secondary+tertiary | revenue=base*rate | share=part/whole
//   driver       retail-sales=0.8*household-income | revenue=0.5*gdp@-1 (of the year before)
//   prior        gdp=5%,1.5 (median growth, standard deviation in percentage points)
//   correlation  gdp,retail-sales=0.6
// Spaces are ignored. Ranges and ids are checked by the service, not here. Thread-safe free
// functions. Errors: kInvalidArgument (PLAN_TEXT_INVALID) with the text and the accepted forms.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indicast/projection/v1/plan.pb.h"

namespace indicast::client {

absl::StatusOr<projection::v1::Goal> ParseGoal(absl::string_view text);
absl::StatusOr<projection::v1::Identity> ParseIdentity(absl::string_view text);
absl::StatusOr<projection::v1::Driver> ParseDriver(absl::string_view text);
absl::StatusOr<projection::v1::GrowthPrior> ParsePrior(absl::string_view text);
absl::StatusOr<projection::v1::Correlation> ParseCorrelation(absl::string_view text);

}  // namespace indicast::client
