#include "clients/cpp/rule_text.h"

#include <optional>
#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr Years kAll;
constexpr Years k2024{2024, 2024};

class RuleRoundTripTest : public ::testing::TestWithParam<const char*> {};

TEST_P(RuleRoundTripTest, FormatsToTheTextItWasReadFrom) {
  ASSERT_OK_AND_ASSIGN(const auto rule, ParseRule(GetParam(), k2024));
  EXPECT_EQ(FormatRule(rule), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    All, RuleRoundTripTest,
    ::testing::Values("hold", "repeat", "plan", "3%", "-2.50%", "0%", "level=2900", "step=50",
                      "step=-0.5", "damped(to=2%,phi=0.8)", "damped(to=2%,phi=0.8,from=-5%)",
                      "logistic(ceiling=100)", "logistic(floor=0,ceiling=100,kappa=0.13)",
                      "reach(level=3500,by=2026)", "reach(level=3500,by=2026,style=linear)",
                      "reach(level=3500,by=2026,style=front-loaded)",
                      "reach(level=3500,by=2026,style=s-curve)", "trend", "trend(prior=5.5%)",
                      "trend(prior=-1%,strength=4)", "trend(strength=4)", "shock(size=-5%)",
                      "shock(size=-5%,persistence=0.5)", "shock(size=-5%,kind=one-off)",
                      "shock(size=1.5%,kind=growth)", "shock(size=-5%,catchup=0.4,years=3)", "gdp",
                      "gdp+0.5pp", "gdp-0.5pp", "imports-exports", "imports-exports-2pp",
                      "top500-projects+1pp"));

TEST(RuleTextTest, ReadsEveryPartIntoItsField) {
  ASSERT_OK_AND_ASSIGN(const auto damped, ParseRule("damped(to=2%,phi=0.8,from=5%)", kAll));
  EXPECT_EQ(damped.damped().long_run_growth_percent().text(), "2");
  EXPECT_EQ(damped.damped().phi().text(), "0.8");
  EXPECT_EQ(damped.damped().initial_growth_percent().text(), "5");
  ASSERT_OK_AND_ASSIGN(const auto reach, ParseRule("reach(level=3500,by=2026)", kAll));
  EXPECT_EQ(reach.required().level().text(), "3500");
  EXPECT_EQ(reach.required().year(), 2026);
  EXPECT_TRUE(reach.required().style().empty());
  ASSERT_OK_AND_ASSIGN(const auto relative, ParseRule("imports-exports-2pp", kAll));
  EXPECT_EQ(relative.relative().indicator(), "imports-exports");
  EXPECT_EQ(relative.relative().margin_percentage_points().text(), "-2");
  ASSERT_OK_AND_ASSIGN(const auto level, ParseRule("level=2900", k2024));
  ASSERT_EQ(level.given().points_size(), 1);
  EXPECT_EQ(level.given().points(0).year(), 2024);
  EXPECT_EQ(level.given().points(0).level().text(), "2900");
}

TEST(SettingTest, AOneOffShockHasAFirstYearOnly) {
  ASSERT_OK_AND_ASSIGN(const auto shock, ParseSetting("gdp=shock(size=-5%)", 2024));
  EXPECT_EQ(shock.from_year(), 2024);
  EXPECT_FALSE(shock.has_to_year());
  EXPECT_EQ(FormatSetting(shock), "gdp@2024=shock(size=-5%)");
  ASSERT_OK_AND_ASSIGN(const auto growth, ParseSetting("gdp@2025=shock(size=1%,kind=growth)", {}));
  EXPECT_EQ(growth.to_year(), 2025);
  EXPECT_EQ(FormatSetting(growth), "gdp@2025=shock(size=1%,kind=growth)");
  // The service says what is wrong with a last year.
  ASSERT_OK_AND_ASSIGN(const auto range, ParseSetting("gdp@2025..2026=shock(size=1%)", {}));
  EXPECT_EQ(range.to_year(), 2026);
}

TEST(RuleTextTest, IgnoresSpacesAndReadsFullWidthSigns) {
  ASSERT_OK_AND_ASSIGN(const auto percent, ParseRule(" ３．５％ ", kAll));
  EXPECT_EQ(FormatRule(percent), "3.5%");
  ASSERT_OK_AND_ASSIGN(const auto damped, ParseRule("damped( to = +2% ， phi=0.8 )", kAll));
  EXPECT_EQ(FormatRule(damped), "damped(to=2%,phi=0.8)");
  ASSERT_OK_AND_ASSIGN(const auto relative, ParseRule("gdp + 0.5 pp", kAll));
  EXPECT_EQ(FormatRule(relative), "gdp+0.5pp");
}

TEST(RuleTextTest, FormatsGivenValuesOfSeveralYears) {
  store::v1::AssumptionRule rule;
  auto* growth = rule.mutable_given()->add_points();
  growth->set_year(2024);
  growth->mutable_growth_percent()->set_text("3");
  auto* level = rule.mutable_given()->add_points();
  level->set_year(2025);
  level->mutable_level()->set_text("2900");
  EXPECT_EQ(FormatRule(rule), "given(2024=3%,2025=level 2900)");
}

struct BadRule {
  const char* name;
  const char* text;
  const char* message;
};

class BadRuleTest : public ::testing::TestWithParam<BadRule> {};

TEST_P(BadRuleTest, SaysWhereAndWhat) {
  const auto rule = ParseRule(GetParam().text, kAll);
  EXPECT_THAT(rule, AllOf(HasReason("RULE_INVALID"), StatusIs(absl::StatusCode::kInvalidArgument,
                                                              HasSubstr(GetParam().message))));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRuleTest,
    ::testing::Values(
        BadRule{"Empty", "", "character 1: the rule is missing; accepted: hold"},
        BadRule{"BareNumber", "3", "character 2: write 3% for growth"},
        BadRule{"BareMargin", "3pp", "character 2: write 3% for growth"},
        BadRule{"TwoPoints", "3.5.1%", "character 1: growth must be a number"},
        BadRule{"NotANumber", "NaN", "character 1: accepted: hold"},
        BadRule{"Exponent", "1e999%", "character 6: accepted"},
        BadRule{"TrailingText", "3%x", "character 3: unexpected 'x'"},
        BadRule{"LevelWithoutYear", "level=2900", "a level holds in one year"},
        BadRule{"LevelWithoutNumber", "level=", "character 7: level must be a number"},
        BadRule{"MissingPhi", "damped(to=2%)", "character 13: phi is missing"},
        BadRule{"UnknownKey", "damped(too=2%)", "character 8: no argument 'too'; arguments are to"},
        BadRule{"TwiceTheKey", "damped(to=2%,to=3%,phi=1)", "character 14: to is given twice"},
        BadRule{"NoPercent", "damped(to=2,phi=0.8)", "character 12: to is a percentage"},
        BadRule{"NotClosed", "damped(to=2%,phi=0.8", "',' or ')' must follow phi"},
        BadRule{"BadYear", "reach(level=1,by=26)", "character 18: by must be a year"},
        BadRule{"BadStyle", "reach(level=1,by=2026,style=fast)",
                "style is one of constant-growth, linear"},
        BadRule{"TrendWithoutPercent", "trend(prior=5)", "character 14: prior is a percentage"},
        BadRule{"ShockWithoutSize", "shock(kind=growth)", "character 18: size is missing"},
        BadRule{"ShockKind", "shock(size=1%,kind=pulse)", "character 20: kind is one-off or"},
        BadRule{"ShockYears", "shock(size=1%,catchup=0.5,years=0)", "character 33: years must be"},
        BadRule{"CapitalLetters", "GDP", "character 1: accepted"},
        BadRule{"Chinese", "地区生产总值", "character 1: accepted"},
        BadRule{"MarginWithoutUnit", "gdp+0.5", "character 4: accepted"}),
    [](const auto& param) { return param.param.name; });

TEST(SettingTest, NamesIndicatorYearsAndRule) {
  ASSERT_OK_AND_ASSIGN(const auto range, ParseSetting("imports-exports@2024..2026=3%", 2024));
  EXPECT_EQ(range.indicator(), "imports-exports");
  EXPECT_EQ(range.from_year(), 2024);
  EXPECT_EQ(range.to_year(), 2026);
  EXPECT_EQ(FormatSetting(range), "imports-exports@2024..2026=3%");
}

TEST(SettingTest, WithoutAYearMeansTheDefaultYear) {
  ASSERT_OK_AND_ASSIGN(const auto one, ParseSetting("imports-exports=level=2900", 2024));
  EXPECT_EQ(FormatSetting(one), "imports-exports@2024=level=2900");
  EXPECT_EQ(one.rule().given().points(0).year(), 2024);
  ASSERT_OK_AND_ASSIGN(const auto every, ParseSetting("*=hold", std::nullopt));
  EXPECT_FALSE(every.has_from_year());
  EXPECT_EQ(FormatSetting(every), "*=hold");
}

TEST(SettingTest, AcceptsAColonBeforeTheRule) {
  ASSERT_OK_AND_ASSIGN(const auto level, ParseSetting("gdp@2025:level=15000", 2024));
  EXPECT_EQ(FormatSetting(level), "gdp@2025=level=15000");
}

TEST(SettingTest, FormatsOpenRanges) {
  store::v1::Assumption assumption;
  assumption.set_indicator("gdp");
  assumption.mutable_rule()->mutable_hold();
  assumption.set_from_year(2025);
  EXPECT_EQ(FormatSetting(assumption), "gdp@2025..=hold");
  assumption.clear_from_year();
  assumption.set_to_year(2026);
  EXPECT_EQ(FormatSetting(assumption), "gdp@..2026=hold");
}

class BadSettingTest : public ::testing::TestWithParam<BadRule> {};

TEST_P(BadSettingTest, SaysWhereAndWhat) {
  EXPECT_THAT(ParseSetting(GetParam().text, 2024),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadSettingTest,
    ::testing::Values(BadRule{"NoRule", "gdp", "character 4: '=' and a rule must follow"},
                      BadRule{"NoIndicator", "=3%", "character 1: an indicator id is missing"},
                      BadRule{"EmptyRule", "gdp=", "character 5: the rule is missing"},
                      BadRule{"BadYear", "gdp@24=3%", "character 5: what follows @ must be a year"},
                      BadRule{"BackwardYears", "gdp@2026..2024=3%", "the years run backwards"},
                      BadRule{"LevelOverYears", "gdp@2024..2025=level=1", "holds in one year"},
                      BadRule{"ChineseName", "进出口=3%", "character 1: an indicator id"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace indicast::client
