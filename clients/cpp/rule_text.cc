#include "clients/cpp/rule_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::store::v1;

constexpr char kForms[] =
    "accepted: hold, repeat, plan, 3%, level=2900, step=50, damped(to=2%,phi=0.8), "
    "logistic(ceiling=100), reach(level=3500,by=2026), trend, shock(size=-5%), INDICATOR, "
    "INDICATOR+0.5pp";

constexpr std::array<absl::string_view, 5> kStyles = {"constant-growth", "linear", "front-loaded",
                                                      "back-loaded", "s-curve"};

// The text without spaces, full-width signs as ASCII, with the position each byte came from.
struct Folded {
  std::string text;
  std::vector<size_t> position;  // characters from 1 in the original
};

Folded Fold(absl::string_view original) {
  Folded folded;
  size_t character = 0;
  const auto put = [&](char c) {
    folded.text.push_back(c);
    folded.position.push_back(character);
  };
  for (size_t i = 0; i < original.size();) {
    ++character;
    const auto first = static_cast<unsigned char>(original[i]);
    if (first == 0xEF && i + 2 < original.size()) {
      // U+FF01..U+FF5E are ! .. ~ 0xFEE0 further up.
      const auto second = static_cast<unsigned char>(original[i + 1]);
      const auto third = static_cast<unsigned char>(original[i + 2]);
      const unsigned code = 0xF000U | (second & 0x3FU) << 6U | (third & 0x3FU);
      if (code >= 0xFF01 && code <= 0xFF5E) {
        put(static_cast<char>(code - 0xFEE0));
        i += 3;
        continue;
      }
    }
    if (original[i] != ' ' && original[i] != '\t') put(original[i]);
    for (++i; i < original.size() && (static_cast<unsigned char>(original[i]) & 0xC0) == 0x80;
         ++i) {
      put(original[i]);
    }
  }
  folded.position.push_back(character + 1);
  return folded;
}

bool IsIdCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// A cursor over the folded text; errors name the original.
class Reader {
 public:
  Reader(absl::string_view original, const Folded& folded) : original_(original), folded_(folded) {}

  absl::string_view rest() const { return absl::string_view(folded_.text).substr(at_); }
  bool AtEnd() const { return rest().empty(); }
  size_t at() const { return at_; }
  void Seek(size_t at) { at_ = at; }

  bool Take(absl::string_view word) {
    if (!absl::StartsWith(rest(), word)) return false;
    at_ += word.size();
    return true;
  }

  template <typename Predicate>
  std::string TakeWhile(Predicate accepted) {
    const absl::string_view from = rest();
    const auto end = std::find_if_not(from.begin(), from.end(), accepted);
    std::string taken(from.begin(), end);
    at_ += taken.size();
    return taken;
  }

  absl::Status Bad(absl::string_view what) const { return BadAt(at_, what); }
  absl::Status BadAt(size_t at, absl::string_view what) const {
    return Error(absl::StatusCode::kInvalidArgument, "RULE_INVALID",
                 absl::StrCat("'", Shorten(original_, 120), "', character ", folded_.position[at],
                              ": ", what));
  }

  // [-+]?digits[.digits], exact.
  absl::StatusOr<type::v1::Decimal> TakeNumber(absl::string_view what) {
    const size_t start = at_;
    std::string digits;
    if (Take("-")) {
      digits = "-";
    } else {
      Take("+");
    }
    digits += TakeWhile([](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    auto number = Decimal::Parse(digits);
    if (!number.ok()) {
      const std::string found =
          start < folded_.text.size()
              ? absl::StrCat(", found '", Shorten(folded_.text.substr(start), 20), "'")
              : "";
      return BadAt(start, absl::StrCat(what, " must be a number such as 3 or -0.5", found));
    }
    type::v1::Decimal out;
    out.set_text(number->ToString());
    return out;
  }

 private:
  absl::string_view original_;
  const Folded& folded_;
  size_t at_ = 0;
};

absl::Status ExpectEnd(Reader& in) {
  if (in.AtEnd()) return absl::OkStatus();
  return in.Bad(absl::StrCat("unexpected '", Shorten(in.rest(), 20), "' after the rule"));
}

absl::StatusOr<type::v1::Decimal> TakePercent(Reader& in, absl::string_view what) {
  ASSIGN_OR_RETURN(type::v1::Decimal number, in.TakeNumber(what));
  if (!in.Take("%")) return in.Bad(absl::StrCat(what, " is a percentage: write 3%"));
  return number;
}

absl::StatusOr<int> TakeYear(Reader& in, absl::string_view what) {
  const size_t start = in.at();
  const std::string digits = in.TakeWhile([](char c) { return c >= '0' && c <= '9'; });
  int year = 0;
  if (digits.size() != 4 || digits[0] == '0' || !absl::SimpleAtoi(digits, &year)) {
    return in.BadAt(start, absl::StrCat(what, " must be a year such as 2026"));
  }
  return year;
}

// name(key=value,...): calls `take(key)` at each value; it returns false for a key it does not
// know.
template <typename TakeValue>
absl::Status TakeArguments(Reader& in, const std::vector<std::string>& keys,
                           const std::vector<std::string>& required, const TakeValue& take) {
  std::vector<std::string> seen;
  const std::string usage = absl::StrCat("arguments are ", absl::StrJoin(keys, ", "));
  while (true) {
    const size_t start = in.at();
    const std::string key = in.TakeWhile([](char c) { return c >= 'a' && c <= 'z'; });
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return in.BadAt(start, absl::StrCat("no argument '", Shorten(key, 20), "'; ", usage));
    }
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      return in.BadAt(start, absl::StrCat(key, " is given twice"));
    }
    if (!in.Take("=")) return in.Bad(absl::StrCat("'=' must follow ", key));
    RETURN_IF_ERROR(take(key));
    seen.push_back(key);
    if (in.Take(",")) continue;
    if (!in.Take(")")) return in.Bad(absl::StrCat("',' or ')' must follow ", key, "; ", usage));
    break;
  }
  for (const std::string& key : required) {
    if (std::find(seen.begin(), seen.end(), key) == seen.end()) {
      return in.BadAt(in.at() - 1, absl::StrCat(key, " is missing; ", usage));
    }
  }
  return absl::OkStatus();
}

// Stores what a StatusOr holds, or hands the error on.
template <typename T, typename Set>
absl::Status Into(absl::StatusOr<T> value, const Set& set) {
  if (!value.ok()) return value.status();
  set(*std::move(value));
  return absl::OkStatus();
}

absl::Status TakeDamped(Reader& in, pb::DampedRule& rule) {
  return TakeArguments(in, {"to", "phi", "from"}, {"to", "phi"}, [&](const std::string& key) {
    if (key == "to") {
      return Into(TakePercent(in, "to"),
                  [&](auto v) { *rule.mutable_long_run_growth_percent() = std::move(v); });
    }
    if (key == "phi") {
      return Into(in.TakeNumber("phi"), [&](auto v) { *rule.mutable_phi() = std::move(v); });
    }
    return Into(TakePercent(in, "from"),
                [&](auto v) { *rule.mutable_initial_growth_percent() = std::move(v); });
  });
}

absl::Status TakeLogistic(Reader& in, pb::LogisticRule& rule) {
  return TakeArguments(in, {"floor", "ceiling", "kappa"}, {"ceiling"}, [&](const std::string& key) {
    return Into(in.TakeNumber(key), [&](auto v) {
      if (key == "floor") {
        *rule.mutable_floor() = std::move(v);
      } else if (key == "ceiling") {
        *rule.mutable_ceiling() = std::move(v);
      } else {
        *rule.mutable_kappa() = std::move(v);
      }
    });
  });
}

absl::Status TakeReach(Reader& in, pb::RequiredRule& rule) {
  return TakeArguments(in, {"level", "by", "style"}, {"level", "by"}, [&](const std::string& key) {
    if (key == "level") {
      return Into(in.TakeNumber("level"), [&](auto v) { *rule.mutable_level() = std::move(v); });
    }
    if (key == "by") return Into(TakeYear(in, "by"), [&](int year) { rule.set_year(year); });
    const size_t start = in.at();
    const std::string style = in.TakeWhile(IsIdCharacter);
    if (std::find(kStyles.begin(), kStyles.end(), style) == kStyles.end()) {
      return in.BadAt(start, absl::StrCat("style is one of ", absl::StrJoin(kStyles, ", ")));
    }
    rule.set_style(style);
    return absl::OkStatus();
  });
}

absl::Status TakeTrend(Reader& in, pb::TrendRule& rule) {
  return TakeArguments(in, {"prior", "strength"}, {}, [&](const std::string& key) {
    if (key == "prior") {
      return Into(TakePercent(in, "prior"),
                  [&](auto v) { *rule.mutable_prior_growth_percent() = std::move(v); });
    }
    return Into(in.TakeNumber("strength"),
                [&](auto v) { *rule.mutable_prior_strength() = std::move(v); });
  });
}

absl::Status TakeShockKind(Reader& in, pb::ShockRule& rule) {
  const size_t start = in.at();
  const std::string kind = in.TakeWhile(IsIdCharacter);
  if (kind != "one-off" && kind != "growth") {
    return in.BadAt(start, "kind is one-off or growth");
  }
  rule.set_kind(kind);
  return absl::OkStatus();
}

absl::Status TakeShockYears(Reader& in, pb::ShockRule& rule) {
  const size_t start = in.at();
  const std::string digits = in.TakeWhile([](char c) { return c >= '0' && c <= '9'; });
  int years = 0;
  if (digits.empty() || digits.size() > 3 || digits[0] == '0' ||
      !absl::SimpleAtoi(digits, &years)) {
    return in.BadAt(start, "years must be a number of years such as 3");
  }
  rule.set_catch_up_years(years);
  return absl::OkStatus();
}

absl::Status TakeShock(Reader& in, pb::ShockRule& rule) {
  return TakeArguments(in, {"size", "kind", "persistence", "catchup", "years"}, {"size"},
                       [&](const std::string& key) {
                         if (key == "size") {
                           return Into(TakePercent(in, "size"), [&](auto v) {
                             *rule.mutable_size_percent() = std::move(v);
                           });
                         }
                         if (key == "kind") return TakeShockKind(in, rule);
                         if (key == "years") return TakeShockYears(in, rule);
                         return Into(in.TakeNumber(key), [&](auto v) {
                           *(key == "catchup" ? rule.mutable_catch_up_share()
                                              : rule.mutable_persistence()) = std::move(v);
                         });
                       });
}

// level=2900, for the one year the setting names.
absl::Status TakeLevel(Reader& in, const Years& years, pb::GivenRule& rule) {
  ASSIGN_OR_RETURN(type::v1::Decimal level, in.TakeNumber("level"));
  if (!years.from.has_value() || years.from != years.to) {
    return in.BadAt(0, "a level holds in one year: name it, as in INDICATOR@2024=level=2900");
  }
  pb::GivenRule::Point& point = *rule.add_points();
  point.set_year(*years.from);
  *point.mutable_level() = std::move(level);
  return absl::OkStatus();
}

// INDICATOR, INDICATOR+0.5pp or INDICATOR-0.5pp. Ids hold hyphens, so a margin is looked for from
// the end.
absl::Status TakeRelative(Reader& in, pb::RelativeRule& rule) {
  absl::string_view text = in.rest();
  const size_t start = in.at();
  if (absl::EndsWith(text, "pp") && text.find_last_of("+-") != absl::string_view::npos) {
    const size_t sign = text.find_last_of("+-");
    in.Seek(start + sign);
    ASSIGN_OR_RETURN(*rule.mutable_margin_percentage_points(), in.TakeNumber("the margin"));
    if (!in.Take("pp")) return in.Bad("a margin is in percentage points: write gdp+0.5pp");
    text = text.substr(0, sign);
  } else {
    in.Seek(start + text.size());
  }
  const auto bad = std::find_if_not(text.begin(), text.end(), IsIdCharacter);
  if (text.empty() || bad != text.end()) {
    return in.BadAt(start + static_cast<size_t>(bad - text.begin()), kForms);
  }
  rule.set_indicator(text.data(), text.size());
  return absl::OkStatus();
}

bool StartsLikeANumber(absl::string_view text) {
  const size_t digit = text.find_first_not_of("+-.");
  if (digit == absl::string_view::npos || text[digit] < '0' || text[digit] > '9') return false;
  const size_t end = text.find_first_not_of("0123456789.", digit);
  return end == absl::string_view::npos || text[end] == '%' || text.substr(end) == "pp";
}

absl::StatusOr<pb::AssumptionRule> TakeRule(Reader& in, const Years& years) {
  pb::AssumptionRule rule;
  const absl::string_view text = in.rest();
  if (text.empty()) return in.Bad(absl::StrCat("the rule is missing; ", kForms));
  if (text == "hold" && in.Take("hold")) {
    rule.mutable_hold();
  } else if (text == "repeat" && in.Take("repeat")) {
    rule.mutable_repeat();
  } else if (text == "plan" && in.Take("plan")) {
    rule.mutable_plan();
  } else if (in.Take("level=")) {
    RETURN_IF_ERROR(TakeLevel(in, years, *rule.mutable_given()));
  } else if (in.Take("step=")) {
    ASSIGN_OR_RETURN(*rule.mutable_linear()->mutable_step(), in.TakeNumber("step"));
  } else if (in.Take("damped(")) {
    RETURN_IF_ERROR(TakeDamped(in, *rule.mutable_damped()));
  } else if (in.Take("logistic(")) {
    RETURN_IF_ERROR(TakeLogistic(in, *rule.mutable_logistic()));
  } else if (in.Take("reach(")) {
    RETURN_IF_ERROR(TakeReach(in, *rule.mutable_required()));
  } else if (text == "trend" && in.Take("trend")) {
    rule.mutable_trend();
  } else if (in.Take("trend(")) {
    RETURN_IF_ERROR(TakeTrend(in, *rule.mutable_trend()));
  } else if (in.Take("shock(")) {
    RETURN_IF_ERROR(TakeShock(in, *rule.mutable_shock()));
  } else if (StartsLikeANumber(text)) {
    ASSIGN_OR_RETURN(*rule.mutable_compound()->mutable_growth_percent(), in.TakeNumber("growth"));
    if (!in.Take("%")) {
      return in.Bad("write 3% for growth, level=3 for a level, gdp+3pp for a margin");
    }
  } else {
    RETURN_IF_ERROR(TakeRelative(in, *rule.mutable_relative()));
  }
  RETURN_IF_ERROR(ExpectEnd(in));
  return rule;
}

absl::StatusOr<Years> TakeYears(Reader& in) {
  Years years;
  const size_t start = in.at();
  ASSIGN_OR_RETURN(years.from, TakeYear(in, "what follows @"));
  years.to = years.from;
  if (in.Take("..")) {
    ASSIGN_OR_RETURN(years.to, TakeYear(in, "what follows .."));
    if (*years.to < *years.from) return in.BadAt(start, "the years run backwards");
  }
  return years;
}

std::string FormatPoint(const pb::GivenRule::Point& point) {
  return point.has_level() ? absl::StrCat(point.year(), "=level ", point.level().text())
                           : absl::StrCat(point.year(), "=", point.growth_percent().text(), "%");
}

std::string FormatGiven(const pb::GivenRule& rule) {
  if (rule.points_size() == 1 && rule.points(0).has_level()) {
    return absl::StrCat("level=", rule.points(0).level().text());
  }
  std::vector<std::string> points;
  for (const auto& point : rule.points()) points.push_back(FormatPoint(point));
  return absl::StrCat("given(", absl::StrJoin(points, ","), ")");
}

std::string FormatRelative(const pb::RelativeRule& rule) {
  if (!rule.has_margin_percentage_points()) return rule.indicator();
  const std::string& margin = rule.margin_percentage_points().text();
  return absl::StrCat(rule.indicator(), absl::StartsWith(margin, "-") ? "" : "+", margin, "pp");
}

std::string FormatDamped(const pb::DampedRule& rule) {
  std::string text = absl::StrCat("damped(to=", rule.long_run_growth_percent().text(),
                                  "%,phi=", rule.phi().text());
  if (rule.has_initial_growth_percent()) {
    absl::StrAppend(&text, ",from=", rule.initial_growth_percent().text(), "%");
  }
  return text + ")";
}

std::string FormatLogistic(const pb::LogisticRule& rule) {
  std::string text = "logistic(";
  if (rule.has_floor()) absl::StrAppend(&text, "floor=", rule.floor().text(), ",");
  absl::StrAppend(&text, "ceiling=", rule.ceiling().text());
  if (rule.has_kappa()) absl::StrAppend(&text, ",kappa=", rule.kappa().text());
  return text + ")";
}

std::string FormatTrend(const pb::TrendRule& rule) {
  std::vector<std::string> arguments;
  if (rule.has_prior_growth_percent()) {
    arguments.push_back(absl::StrCat("prior=", rule.prior_growth_percent().text(), "%"));
  }
  if (rule.has_prior_strength()) {
    arguments.push_back(absl::StrCat("strength=", rule.prior_strength().text()));
  }
  if (arguments.empty()) return "trend";
  return absl::StrCat("trend(", absl::StrJoin(arguments, ","), ")");
}

std::string FormatShock(const pb::ShockRule& rule) {
  std::string text = absl::StrCat("shock(size=", rule.size_percent().text(), "%");
  if (!rule.kind().empty()) absl::StrAppend(&text, ",kind=", rule.kind());
  if (rule.has_persistence()) absl::StrAppend(&text, ",persistence=", rule.persistence().text());
  if (rule.has_catch_up_share()) absl::StrAppend(&text, ",catchup=", rule.catch_up_share().text());
  if (rule.catch_up_years() != 0) absl::StrAppend(&text, ",years=", rule.catch_up_years());
  return text + ")";
}

// A shock that ends by its persistence, not by a last year.
bool IsOneOffShock(const pb::AssumptionRule& rule) {
  return rule.has_shock() && rule.shock().kind() != "growth";
}

}  // namespace

absl::StatusOr<pb::AssumptionRule> ParseRule(absl::string_view text, const Years& years) {
  const Folded folded = Fold(text);
  Reader in(text, folded);
  return TakeRule(in, years);
}

absl::StatusOr<pb::Assumption> ParseSetting(absl::string_view text,
                                            std::optional<int> default_year) {
  const Folded folded = Fold(text);
  Reader in(text, folded);
  pb::Assumption assumption;
  if (in.Take("*")) {
    assumption.set_indicator("*");
  } else {
    assumption.set_indicator(in.TakeWhile(IsIdCharacter));
  }
  if (assumption.indicator().empty()) {
    return in.Bad(
        "an indicator id is missing; write INDICATOR[@YEAR[..YEAR]]=RULE, for example "
        "imports-exports=3%");
  }
  Years years{default_year, default_year};
  if (in.Take("@")) {
    ASSIGN_OR_RETURN(years, TakeYears(in));
  }
  if (!in.Take("=") && !in.Take(":")) {
    return in.Bad("'=' and a rule must follow; write INDICATOR[@YEAR[..YEAR]]=RULE");
  }
  if (years.from.has_value()) assumption.set_from_year(*years.from);
  if (years.to.has_value()) assumption.set_to_year(*years.to);
  ASSIGN_OR_RETURN(*assumption.mutable_rule(), TakeRule(in, years));
  if (IsOneOffShock(assumption.rule()) && years.from == years.to) assumption.clear_to_year();
  return assumption;
}

std::string FormatRule(const pb::AssumptionRule& rule) {
  switch (rule.rule_case()) {
    case pb::AssumptionRule::kHold:
      return "hold";
    case pb::AssumptionRule::kRepeat:
      return "repeat";
    case pb::AssumptionRule::kPlan:
      return "plan";
    case pb::AssumptionRule::kCompound:
      return absl::StrCat(rule.compound().growth_percent().text(), "%");
    case pb::AssumptionRule::kLinear:
      return absl::StrCat("step=", rule.linear().step().text());
    case pb::AssumptionRule::kDamped:
      return FormatDamped(rule.damped());
    case pb::AssumptionRule::kLogistic:
      return FormatLogistic(rule.logistic());
    case pb::AssumptionRule::kRequired:
      return absl::StrCat(
          "reach(level=", rule.required().level().text(), ",by=", rule.required().year(),
          rule.required().style().empty() ? "" : ",style=", rule.required().style(), ")");
    case pb::AssumptionRule::kGiven:
      return FormatGiven(rule.given());
    case pb::AssumptionRule::kRelative:
      return FormatRelative(rule.relative());
    case pb::AssumptionRule::kTrend:
      return FormatTrend(rule.trend());
    case pb::AssumptionRule::kShock:
      return FormatShock(rule.shock());
    case pb::AssumptionRule::RULE_NOT_SET:
      break;
  }
  return "";
}

std::string FormatSetting(const pb::Assumption& assumption) {
  std::string text = assumption.indicator();
  if (assumption.has_from_year()) {
    absl::StrAppend(&text, "@", assumption.from_year());
    const bool one_year = assumption.to_year() == assumption.from_year() ||
                          (IsOneOffShock(assumption.rule()) && !assumption.has_to_year());
    if (!one_year) {
      absl::StrAppend(&text, "..",
                      assumption.has_to_year() ? absl::StrCat(assumption.to_year()) : "");
    }
  } else if (assumption.has_to_year()) {
    absl::StrAppend(&text, "@..", assumption.to_year());
  }
  return absl::StrCat(text, "=", FormatRule(assumption.rule()));
}

}  // namespace indicast::client
