#include "clients/cpp/plan_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr char kGoalForms[] =
    "write TARGET, INDICATOR>=6%, INDICATOR<=5%, INDICATOR~3%, INDICATOR:level>=15000, "
    "INDICATOR>OTHER or INDICATOR>=OTHER+1pp";
constexpr char kIdentityForms[] = "write WHOLE=PART+PART, WHOLE=PART*PART or WHOLE=PART/PART";
constexpr char kDriverForms[] = "write INDICATOR=0.8*DRIVER, with @-1 for the year before";
constexpr char kPriorForms[] = "write INDICATOR=5%,1.5: median growth and standard deviation";
constexpr char kCorrelationForms[] = "write INDICATOR,OTHER=0.6";

absl::Status Invalid(absl::string_view text, absl::string_view forms) {
  return Error(absl::StatusCode::kInvalidArgument, "PLAN_TEXT_INVALID",
               absl::StrCat("\"", Shorten(text), "\": ", forms));
}

std::string Dense(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) out.push_back(c);
  }
  return out;
}

bool IsId(absl::string_view text) {
  return !text.empty() && absl::ascii_islower(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
         });
}

bool IsNumber(absl::string_view text) { return Decimal::Parse(std::string(text)).ok(); }

// "a=b" in its two halves; false when there is no single sign between two texts.
bool Halve(absl::string_view text, char sign, absl::string_view& left, absl::string_view& right) {
  const size_t at = text.find(sign);
  if (at == absl::string_view::npos || text.find(sign, at + 1) != absl::string_view::npos) {
    return false;
  }
  left = text.substr(0, at);
  right = text.substr(at + 1);
  return !left.empty() && !right.empty();
}

// The comparator of a goal, cut out of the text.
struct Comparison {
  absl::string_view left, right;
  type::v1::Relation relation = type::v1::RELATION_UNSPECIFIED;
};

Comparison Compare(absl::string_view text) {
  constexpr std::pair<absl::string_view, type::v1::Relation> kSigns[] = {
      {">=", type::v1::RELATION_GREATER_OR_EQUAL},
      {"<=", type::v1::RELATION_LESS_OR_EQUAL},
      {">", type::v1::RELATION_GREATER},
      {"~", type::v1::RELATION_ABOUT},
      {"=", type::v1::RELATION_EQUAL}};
  for (const auto& [sign, relation] : kSigns) {
    const size_t at = text.find(sign);
    if (at == absl::string_view::npos) continue;
    return {text.substr(0, at), text.substr(at + sign.size()), relation};
  }
  return {text, "", type::v1::RELATION_UNSPECIFIED};
}

// "gdp", "gdp+1pp", "gdp-0.5pp"; false for anything else. An id may hold '-': the margin is what
// follows the last sign.
bool ReadRelative(absl::string_view text, store::v1::RelativeGoal& out) {
  if (!absl::ConsumeSuffix(&text, "pp")) {
    out.set_indicator(std::string(text));
    return IsId(text);
  }
  const size_t at = text.find_last_of("+-");
  if (at == absl::string_view::npos || at == 0) return false;
  const absl::string_view id = text.substr(0, at);
  const absl::string_view digits = text.substr(at + 1);
  if (!IsId(id) || !IsNumber(digits)) return false;
  out.set_indicator(std::string(id));
  out.mutable_margin()->set_text(absl::StrCat(text[at] == '-' ? "-" : "", digits));
  return true;
}

}  // namespace

absl::StatusOr<pb::Goal> ParseGoal(absl::string_view text) {
  const std::string dense = Dense(text);
  const Comparison parts = Compare(dense);
  pb::Goal goal;
  if (parts.relation == type::v1::RELATION_UNSPECIFIED) {
    if (!IsId(parts.left)) return Invalid(text, kGoalForms);
    goal.set_target(std::string(parts.left));
    return goal;
  }
  absl::string_view id = parts.left;
  const bool level = absl::ConsumeSuffix(&id, ":level");
  if (!IsId(id)) return Invalid(text, kGoalForms);
  goal.set_indicator(std::string(id));
  goal.set_relation(parts.relation);
  goal.set_measure(level ? type::v1::MEASURE_LEVEL : type::v1::MEASURE_GROWTH);
  absl::string_view number = parts.right;
  const bool percent = absl::ConsumeSuffix(&number, "%");
  if (IsNumber(number) && !(level && percent)) {
    goal.mutable_constant()->set_text(std::string(number));
    return goal;
  }
  if (!level && ReadRelative(parts.right, *goal.mutable_relative())) return goal;
  return Invalid(text, kGoalForms);
}

absl::StatusOr<pb::Identity> ParseIdentity(absl::string_view text) {
  const std::string dense = Dense(text);
  absl::string_view whole;
  absl::string_view parts;
  if (!Halve(dense, '=', whole, parts) || !IsId(whole)) return Invalid(text, kIdentityForms);
  pb::Identity identity;
  identity.set_whole(std::string(whole));
  char sign = 0;
  for (const auto& [candidate, kind] : {std::pair('+', pb::IDENTITY_KIND_SUM),
                                        {'*', pb::IDENTITY_KIND_PRODUCT},
                                        {'/', pb::IDENTITY_KIND_RATIO}}) {
    if (parts.find(candidate) == absl::string_view::npos) continue;
    if (sign != 0) return Invalid(text, kIdentityForms);
    sign = candidate;
    identity.set_kind(kind);
  }
  if (sign == 0) return Invalid(text, kIdentityForms);
  for (const absl::string_view part : absl::StrSplit(parts, sign)) {
    if (!IsId(part)) return Invalid(text, kIdentityForms);
    identity.add_parts(std::string(part));
  }
  return identity;
}

absl::StatusOr<pb::Driver> ParseDriver(absl::string_view text) {
  const std::string dense = Dense(text);
  absl::string_view indicator;
  absl::string_view term;
  absl::string_view elasticity;
  absl::string_view driver;
  if (!Halve(dense, '=', indicator, term)) return Invalid(text, kDriverForms);
  pb::Driver out;
  if (absl::ConsumeSuffix(&term, "@-1")) out.set_lag_years(1);
  if (!Halve(term, '*', elasticity, driver) || !IsId(indicator) || !IsId(driver) ||
      !IsNumber(elasticity)) {
    return Invalid(text, kDriverForms);
  }
  out.set_indicator(std::string(indicator));
  out.set_driver(std::string(driver));
  out.mutable_elasticity()->set_text(std::string(elasticity));
  return out;
}

absl::StatusOr<pb::GrowthPrior> ParsePrior(absl::string_view text) {
  const std::string dense = Dense(text);
  absl::string_view indicator;
  absl::string_view law;
  absl::string_view growth;
  absl::string_view spread;
  if (!Halve(dense, '=', indicator, law) || !Halve(law, ',', growth, spread)) {
    return Invalid(text, kPriorForms);
  }
  absl::ConsumeSuffix(&growth, "%");
  if (!IsId(indicator) || !IsNumber(growth) || !IsNumber(spread)) {
    return Invalid(text, kPriorForms);
  }
  pb::GrowthPrior prior;
  prior.set_indicator(std::string(indicator));
  prior.mutable_growth_percent()->set_text(std::string(growth));
  prior.mutable_standard_deviation()->set_text(std::string(spread));
  return prior;
}

absl::StatusOr<pb::Correlation> ParseCorrelation(absl::string_view text) {
  const std::string dense = Dense(text);
  absl::string_view pair;
  absl::string_view value;
  absl::string_view indicator;
  absl::string_view other;
  if (!Halve(dense, '=', pair, value) || !Halve(pair, ',', indicator, other) || !IsId(indicator) ||
      !IsId(other) || !IsNumber(value)) {
    return Invalid(text, kCorrelationForms);
  }
  pb::Correlation correlation;
  correlation.set_indicator(std::string(indicator));
  correlation.set_other(std::string(other));
  correlation.mutable_value()->set_text(std::string(value));
  return correlation;
}

}  // namespace indicast::client
