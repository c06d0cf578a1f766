#include "clients/cpp/plan_text.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::projection::v1;

absl::Status Invalid(absl::string_view text, absl::string_view forms) {
  return Error(absl::StatusCode::kInvalidArgument, "PLAN_TEXT_INVALID",
               absl::StrCat("\"", Shorten(text), "\" is not understood; write it like ", forms));
}

std::string WithoutSpaces(absl::string_view text) {
  return absl::StrReplaceAll(text, {{" ", ""}, {"\t", ""}, {"≥", ">="}, {"≤", "<="}, {"%", "%"}});
}

// A decimal, with or without a percent sign behind it.
bool ReadNumber(absl::string_view text, type::v1::Decimal& out) {
  const absl::string_view digits = absl::StripPrefix(absl::StripSuffix(text, "%"), "+");
  if (!Decimal::Parse(digits).ok()) return false;
  out.set_text(std::string(digits));
  return true;
}

struct Split {
  std::string left;
  std::string right;
};

// Both sides of the first `mark`; both not empty.
bool SplitAt(const std::string& text, absl::string_view mark, Split& out) {
  const size_t at = text.find(std::string(mark));
  if (at == std::string::npos || at == 0 || at + mark.size() == text.size()) return false;
  out = {text.substr(0, at), text.substr(at + mark.size())};
  return true;
}

constexpr char kGoalForms[] =
    "gdp>=6%, energy<=-2.5, consumer-prices~3, household-income>gdp, gdp:level>=15000, or the id "
    "of a target";

// "gdp", "gdp+0.5", "gdp-0.5": an id may hold a minus itself, so a number must follow the sign.
void ReadRelative(const std::string& text, store::v1::RelativeGoal& out) {
  const size_t sign = text.find_last_of("+-");
  if (sign != std::string::npos && sign > 0) {
    const std::string margin = text.substr(sign);
    type::v1::Decimal number;
    const bool digit = margin.size() > 1 && margin[1] >= '0' && margin[1] <= '9';
    if (digit && ReadNumber(absl::StripSuffix(margin, "pp"), number)) {
      out.set_indicator(text.substr(0, sign));
      *out.mutable_margin() = number;
      return;
    }
  }
  out.set_indicator(text);
}

}  // namespace

absl::StatusOr<pb::Goal> ParseGoal(absl::string_view original) {
  const std::string text = WithoutSpaces(original);
  const std::pair<const char*, type::v1::Relation> kMarks[] = {
      {">=", type::v1::RELATION_GREATER_OR_EQUAL},
      {"<=", type::v1::RELATION_LESS_OR_EQUAL},
      {">", type::v1::RELATION_GREATER},
      {"~", type::v1::RELATION_ABOUT},
      {"=", type::v1::RELATION_EQUAL}};
  pb::Goal goal;
  for (const auto& [mark, relation] : kMarks) {
    Split split;
    if (!SplitAt(text, mark, split)) continue;
    goal.set_relation(relation);
    goal.set_indicator(split.left);
    Split measure;
    if (SplitAt(split.left, ":", measure)) {
      if (measure.right != "level" && measure.right != "growth") {
        return Invalid(original, kGoalForms);
      }
      goal.set_indicator(measure.left);
      goal.set_measure(measure.right == "level" ? type::v1::MEASURE_LEVEL
                                                : type::v1::MEASURE_GROWTH);
    }
    if (!ReadNumber(split.right, *goal.mutable_constant())) {
      ReadRelative(split.right, *goal.mutable_relative());
    }
    return goal;
  }
  if (text.empty() || text.find_first_of("<>=~:") != std::string::npos) {
    return Invalid(original, kGoalForms);
  }
  goal.set_target(text);
  return goal;
}

absl::StatusOr<pb::Lever> ParseBound(absl::string_view original) {
  constexpr char kForms[] = "primary-sector=2..4, primary-sector=2.. or primary-sector=..4";
  const std::string text = WithoutSpaces(original);
  Split split;
  if (!SplitAt(text, "=", split)) return Invalid(original, kForms);
  const size_t dots = split.right.find("..");
  if (dots == std::string::npos || split.right.size() == 2) return Invalid(original, kForms);
  pb::Lever lever;
  lever.set_indicator(split.left);
  const std::string low = split.right.substr(0, dots);
  const std::string high = split.right.substr(dots + 2);
  if (!low.empty() && !ReadNumber(low, *lever.mutable_min_growth_percent())) {
    return Invalid(original, kForms);
  }
  if (!high.empty() && !ReadNumber(high, *lever.mutable_max_growth_percent())) {
    return Invalid(original, kForms);
  }
  return lever;
}

absl::StatusOr<pb::Lever> ParsePrice(absl::string_view original) {
  const std::string text = WithoutSpaces(original);
  Split split;
  pb::Lever lever;
  if (!SplitAt(text, "=", split) || !ReadNumber(split.right, *lever.mutable_price())) {
    return Invalid(original, "imports-exports=3");
  }
  lever.set_indicator(split.left);
  return lever;
}

absl::StatusOr<pb::Identity> ParseIdentity(absl::string_view original) {
  constexpr char kForms[] = "gdp=primary-sector+secondary-sector, revenue=base*rate or share=a/b";
  const std::string text = WithoutSpaces(original);
  Split split;
  if (!SplitAt(text, "=", split)) return Invalid(original, kForms);
  const std::pair<char, pb::IdentityKind> kSigns[] = {{'+', pb::IDENTITY_KIND_SUM},
                                                      {'*', pb::IDENTITY_KIND_PRODUCT},
                                                      {'/', pb::IDENTITY_KIND_RATIO}};
  for (const auto& [sign, kind] : kSigns) {
    const std::vector<std::string> parts = absl::StrSplit(split.right, sign);
    if (parts.size() < 2) continue;
    pb::Identity identity;
    identity.set_kind(kind);
    identity.set_whole(split.left);
    for (const std::string& part : parts) {
      if (part.empty() || part.find_first_of("+*/=") != std::string::npos) {
        return Invalid(original, kForms);
      }
      identity.add_parts(part);
    }
    return identity;
  }
  return Invalid(original, kForms);
}

absl::StatusOr<pb::Driver> ParseDriver(absl::string_view original) {
  constexpr char kForms[] = "household-income=0.9*gdp, or revenue=0.4*gdp@-1 with a year's lag";
  const std::string text = WithoutSpaces(original);
  Split follower;
  Split driver;
  pb::Driver out;
  if (!SplitAt(text, "=", follower) || !SplitAt(follower.right, "*", driver) ||
      !ReadNumber(driver.left, *out.mutable_elasticity())) {
    return Invalid(original, kForms);
  }
  out.set_indicator(follower.left);
  out.set_driver(driver.right);
  Split lag;
  if (SplitAt(driver.right, "@", lag)) {
    if (lag.right != "-1") return Invalid(original, kForms);
    out.set_driver(lag.left);
    out.set_lag_years(1);
  }
  return out;
}

absl::StatusOr<pb::GrowthPrior> ParseLaw(absl::string_view original) {
  const std::string text = WithoutSpaces(original);
  Split split;
  Split numbers;
  pb::GrowthPrior law;
  if (!SplitAt(text, "=", split) || !SplitAt(split.right, ",", numbers) ||
      !ReadNumber(numbers.left, *law.mutable_growth_percent()) ||
      !ReadNumber(numbers.right, *law.mutable_standard_deviation())) {
    return Invalid(original, "gdp=5.2,1.1 (median growth, standard deviation)");
  }
  law.set_indicator(split.left);
  return law;
}

absl::Status ReadCorrelation(absl::string_view original, pb::PlanStructure& out) {
  constexpr char kForms[] = "0.2 for every pair, or gdp,revenue=0.7";
  const std::string text = WithoutSpaces(original);
  Split split;
  if (!SplitAt(text, "=", split)) {
    if (ReadNumber(text, *out.mutable_common_correlation())) return absl::OkStatus();
    return Invalid(original, kForms);
  }
  Split pair;
  type::v1::Decimal value;
  if (!SplitAt(split.left, ",", pair) || !ReadNumber(split.right, value)) {
    return Invalid(original, kForms);
  }
  pb::Correlation& correlation = *out.add_correlations();
  correlation.set_indicator(pair.left);
  correlation.set_other(pair.right);
  *correlation.mutable_value() = value;
  return absl::OkStatus();
}

}  // namespace indicast::client
