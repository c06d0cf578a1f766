// The one-line text of an assumption, as people write it in assumptions.csv and after --set:
//   hold | repeat | plan | 3% | level=2900 | step=50 | damped(to=2%,phi=0.8[,from=5%])
//   logistic(ceiling=100[,floor=0][,kappa=0.13]) | reach(level=3500,by=2026[,style=linear])
//   trend | trend(prior=5.5%[,strength=9])
//   shock(size=-5%[,persistence=0.5]) | shock(size=-5%,catchup=0.4,years=3)
//   shock(size=1%,kind=growth)
//   gdp | gdp+0.5pp | gdp-0.5pp
// docs/data-format.md says what each means. Spaces are ignored; full-width letters, digits and
// signs count as their ASCII twins. Ranges are checked by the services, not here. Thread-safe free
// functions. Errors: kInvalidArgument (RULE_INVALID) with the character position, what was found
// and the accepted forms.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::client {

// Years an assumption applies to; unset: from the first projected year, to the horizon.
struct Years {
  std::optional<int> from;
  std::optional<int> to;
};

// A level holds in one year: `level=...` is refused unless from and to are the same year.
absl::StatusOr<store::v1::AssumptionRule> ParseRule(absl::string_view text, const Years& years);

// INDICATOR[@YEAR[..YEAR]]=RULE. Without a year the setting is for `default_year`; unset: all
// years. "*" stands for every indicator that no other setting names. A one-off shock of a single
// year has that first year and no last one.
absl::StatusOr<store::v1::Assumption> ParseSetting(absl::string_view text,
                                                   std::optional<int> default_year);

// The text that ParseRule reads back to an equal rule. Given values of several years, or given
// growths, have no such text and come out as "given(2024=3%,2025=level 2900)".
std::string FormatRule(const store::v1::AssumptionRule& rule);

// FormatRule with indicator and years in front: "imports-exports@2024..2026=3%".
std::string FormatSetting(const store::v1::Assumption& assumption);

}  // namespace indicast::client
