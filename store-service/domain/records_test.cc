#include "store-service/domain/records.h"

#include <functional>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Ne;
using ::testing::Not;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

TEST(ValidateTest, AcceptsTheTestRecords) {
  EXPECT_THAT(Validate(TestArea("changsha", "hunan")), IsOk());
  EXPECT_THAT(Validate(TestUnit("cny-1e8", "cny", 8)), IsOk());
  EXPECT_THAT(Validate(TestDocument("report", "第一段。\r\n\r\n第二段。\t")), IsOk());
  EXPECT_THAT(Validate(TestIndicator("gdp")), IsOk());
  EXPECT_THAT(Validate(TestObservation("2023", "4.5")), IsOk());
  EXPECT_THAT(Validate(TestTarget("gdp-2024")), IsOk());
  EXPECT_THAT(Validate(TestScenario("hold")), IsOk());
}

// One wrong field of an otherwise valid record.
struct BadCase {
  std::string name;
  std::string field;
  std::string message;
  std::function<absl::Status()> validate;
};

template <typename T>
BadCase Bad(std::string name, std::string field, std::string message, T record,
            std::function<void(T&)> spoil) {
  return {std::move(name), std::move(field), std::move(message), [record, spoil] {
            T spoiled = record;
            spoil(spoiled);
            return Validate(spoiled);
          }};
}

BadCase BadArea(std::string name, std::string field, std::string message,
                std::function<void(Area&)> spoil) {
  return Bad<Area>(name, field, message, TestArea("changsha"), spoil);
}

BadCase BadDocument(std::string name, std::string field, std::string message,
                    std::function<void(Document&)> spoil) {
  return Bad<Document>(name, field, message, TestDocument("report"), spoil);
}

BadCase BadIndicator(std::string name, std::string field, std::string message,
                     std::function<void(Indicator&)> spoil) {
  return Bad<Indicator>(name, field, message, TestIndicator("gdp"), spoil);
}

BadCase BadObservation(std::string name, std::string field, std::string message,
                       std::function<void(Observation&)> spoil) {
  return Bad<Observation>(name, field, message, TestObservation("2023", "4.5"), spoil);
}

BadCase BadTarget(std::string name, std::string field, std::string message,
                  std::function<void(Target&)> spoil) {
  return Bad<Target>(name, field, message, TestTarget("gdp-2024"), spoil);
}

BadCase BadRule(std::string name, std::string field, std::string message, AssumptionRule rule) {
  return Bad<Scenario>(name, "assumptions[0].rule." + field, message, TestScenario("plan"),
                       [rule](Scenario& s) {
                         s.assumptions[0].indicator = "gdp";
                         s.assumptions[0].rule = rule;
                       });
}

std::vector<BadCase> RecordCases() {
  return {
      BadArea("upper_case_id", "id", "'Changsha' is not an id", [](Area& a) { a.id = "Changsha"; }),
      BadArea("trailing_hyphen", "id", "not beginning or ending with -",
              [](Area& a) { a.id = "changsha-"; }),
      BadArea("long_id", "id", "is not an id", [](Area& a) { a.id = std::string(81, 'a'); }),
      BadArea("no_name", "name", "Chinese (zh) or English (en)", [](Area& a) { a.name = {}; }),
      BadArea("own_parent", "parent", "cannot contain itself",
              [](Area& a) { a.parent = "changsha"; }),
      BadArea("name_not_utf8", "name.en", "UTF-8", [](Area& a) { a.name.en = "\xC3\x28"; }),
      BadArea("name_with_line_break", "name.zh", "control character",
              [](Area& a) { a.name.zh = "长沙\n市"; }),
      BadArea("name_with_c1_control", "name.zh", "control character",
              [](Area& a) { a.name.zh = "长沙\xC2\x85"; }),
      Bad<Unit>("exponent", "multiplier_exponent", "-18..18", TestUnit("cny", "cny"),
                [](Unit& u) { u.multiplier_exponent = 19; }),
      BadDocument("address", "address", "https://", [](Document& d) { d.address = "ftp://x"; }),
      BadDocument("document_control", "text", "control", [](Document& d) { d.text = "a\x01"; }),
      BadDocument("document_too_large", "text", "bytes",
                  [](Document& d) { d.text.assign((4 << 20) + 1, 'a'); }),
      BadIndicator("alias_twice", "aliases[1]", "twice",
                   [](Indicator& i) {
                     i.aliases = {"GDP", "GDP"};
                   }),
      BadIndicator("empty_alias", "aliases[0]", "must not be empty",
                   [](Indicator& i) { i.aliases = {""}; }),
      BadIndicator("link_relation", "links[0].relation", "increment-of, part-of",
                   [](Indicator& i) {
                     i.links = {{"like", "retail", {}}};
                   }),
      BadIndicator("link_to_itself", "links[0].indicator", "itself",
                   [](Indicator& i) {
                     i.links = {{"part-of", "gdp", {}}};
                   }),
  };
}

std::vector<BadCase> RulerCases() {
  return {
      BadArea(
          "changes_out_of_order", "boundary_changes[1].date", "is not after 2011-05-20",
          [](Area& a) {
            a.boundary_changes = {{Day("2011-05-20"), {"", "x"}}, {Day("2011-05-20"), {"", "x"}}};
          }),
      BadArea("change_without_a_note", "boundary_changes[0].note", "what changed",
              [](Area& a) {
                a.boundary_changes = {{Day("2011-05-20"), {}}};
              }),
      BadArea("too_many_changes", "boundary_changes", "more than 100",
              [](Area& a) { a.boundary_changes.resize(101); }),
      BadIndicator("release_frequency", "releases[0].frequency", "'Y' is not one of A, S, Q, M, C",
                   [](Indicator& i) {
                     i.releases = {{"Y", Measure::kLevel, 99, "", {}}};
                   }),
      BadIndicator("release_due_days", "releases[0].due_days", "1001 is not in the range 0..1000",
                   [](Indicator& i) {
                     i.releases = {{"A", Measure::kLevel, 1001, "", {}}};
                   }),
      BadIndicator("release_area", "releases[0].area", "is not an id",
                   [](Indicator& i) {
                     i.releases = {{"A", Measure::kLevel, 1, "长沙", {}}};
                   }),
      BadIndicator(
          "release_twice", "releases[1]", "second rule of frequency A",
          [](Indicator& i) {
            i.releases = {{"A", Measure::kLevel, 1, "", {}}, {"A", Measure::kLevel, 2, "", {}}};
          }),
      BadIndicator("too_many_releases", "releases", "more than 100",
                   [](Indicator& i) { i.releases.resize(101); }),
  };
}

std::vector<BadCase> FigureCases() {
  return {
      BadObservation("no_value", "value", "must be given", [](Observation& o) { o.value.reset(); }),
      BadObservation("text_only_with_value", "value", "has no value",
                     [](Observation& o) { o.qualifier = Qualifier::kTextOnly; }),
      BadObservation("missing_with_value", "value", "has no value",
                     [](Observation& o) { o.status = ObservationStatus::kMissing; }),
      BadObservation("growth_of_minus_100", "value", "above -100",
                     [](Observation& o) { o.value = Number("-100.0"); }),
      BadObservation("growth_below_minus_100", "value", "-101",
                     [](Observation& o) { o.value = Number("-101"); }),
      BadObservation("bounds_crossed", "lower_bound", "above the upper bound",
                     [](Observation& o) {
                       o.lower_bound = Number("5");
                       o.upper_bound = Number("4");
                     }),
      BadObservation("series", "series.area", "is not an id",
                     [](Observation& o) { o.series.area = "长沙"; }),
      BadObservation("empty_quote", "evidence.quote.exact", "must not be empty",
                     [](Observation& o) { o.evidence.grounds = TextQuote{}; }),
      BadObservation("no_reason", "evidence.no_quote_reason", "must not be empty",
                     [](Observation& o) { o.evidence.grounds = std::string(); }),
      BadObservation("no_document", "evidence.document", "is not an id",
                     [](Observation& o) { o.evidence.document = ""; }),
      BadTarget("relative_to_itself", "goal.relative.indicator", "own indicator",
                [](Target& t) {
                  t.goal = RelativeGoal{"gdp", {}};
                }),
      BadTarget("goal_of_minus_100", "goal.constant", "above -100",
                [](Target& t) { t.goal = Number("-100"); }),
      BadTarget("nameless_authority", "goal.external.authority", "zh",
                [](Target& t) { t.goal = ExternalGoal{}; }),
      BadTarget("no_wording", "published_text", "must not be empty",
                [](Target& t) { t.published_text = ""; }),
      BadTarget("position", "position", "1..10000", [](Target& t) { t.position = 0; }),
  };
}

std::vector<BadCase> ScenarioCases() {
  const auto scenario = [](std::string name, std::string field, std::string message,
                           std::function<void(Scenario&)> spoil) {
    return Bad<Scenario>(name, field, message, TestScenario("plan"), spoil);
  };
  return {
      scenario("years_crossed", "assumptions[0].from_year", "after to_year",
               [](Scenario& s) {
                 s.assumptions[0].from_year = 2025;
                 s.assumptions[0].to_year = 2024;
               }),
      scenario("year_out_of_range", "assumptions[0].to_year", "1000..9999",
               [](Scenario& s) { s.assumptions[0].to_year = 20240; }),
      BadRule("compound", "compound.growth_percent", "above -100", CompoundRule{Number("-100")}),
      BadRule("phi_of_one", "damped.phi", "between 0 and 1",
              DampedRule{Number("2"), Number("1.0"), {}}),
      BadRule("ceiling_on_floor", "logistic.ceiling", "above the floor",
              LogisticRule{{}, Number("0"), {}}),
      BadRule("style", "required.style", "constant-growth",
              RequiredRule{Number("3500"), 2026, "straight"}),
      BadRule("prior", "trend.prior_growth_percent", "above -100", TrendRule{Number("-100"), {}}),
      BadRule("strength", "trend.prior_strength", "above 0", TrendRule{{}, Number("0")}),
      BadRule("shock_size", "shock.size_percent", "above -100",
              ShockRule{Number("-100"), "one-off", {}, {}, {}}),
      BadRule("shock_kind", "shock.kind", "one-off, growth",
              ShockRule{Number("-5"), "pulse", {}, {}, {}}),
      BadRule("shock_persistence", "shock.persistence", "between 0 and 1",
              ShockRule{Number("-5"), "one-off", Number("1.1"), {}, {}}),
      BadRule("growth_shock_persists", "shock.persistence", "one-off",
              ShockRule{Number("-5"), "growth", Number("0.5"), {}, {}}),
      BadRule("catch_up_of_a_decay", "shock.catch_up_share", "persistence 1",
              ShockRule{Number("-5"), "one-off", Number("0.5"), Number("0.4"), 3}),
      BadRule("catch_up_never", "shock.catch_up_years", "1..100",
              ShockRule{Number("-5"), "one-off", {}, Number("0.4"), {}}),
      BadRule("no_points", "given.points", "at least one", GivenRule{}),
      BadRule(
          "year_twice", "given.points[1].year", "twice",
          GivenRule{{{2024, Measure::kGrowth, Number("1")}, {2024, Measure::kLevel, Number("1")}}}),
      BadRule("relative_to_itself", "relative.indicator", "itself", RelativeRule{"gdp", {}}),
  };
}

class BadRecordTest : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadRecordTest, IsRefusedWithItsField) {
  const absl::Status status = GetParam().validate();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().message)));
  EXPECT_THAT(status, HasField(GetParam().field));
}

const auto kCaseName = [](const ::testing::TestParamInfo<BadCase>& info) {
  return info.param.name;
};
INSTANTIATE_TEST_SUITE_P(Records, BadRecordTest, ::testing::ValuesIn(RecordCases()), kCaseName);
INSTANTIATE_TEST_SUITE_P(Rulers, BadRecordTest, ::testing::ValuesIn(RulerCases()), kCaseName);
INSTANTIATE_TEST_SUITE_P(Figures, BadRecordTest, ::testing::ValuesIn(FigureCases()), kCaseName);
INSTANTIATE_TEST_SUITE_P(Scenarios, BadRecordTest, ::testing::ValuesIn(ScenarioCases()), kCaseName);

TEST(ValidateTest, NamesEveryWrongFieldAtOnce) {
  Observation observation = TestObservation("2023", "-150");
  observation.unit = "%";
  observation.evidence.document = "Report";
  observation.series.scope = "";
  const absl::Status status = Validate(observation);
  EXPECT_THAT(status, AllOf(HasField("value"), HasField("unit"), HasField("evidence.document"),
                            HasField("series.scope")));
  EXPECT_THAT(DetailOf(status).violations, SizeIs(4));
}

TEST(ValidateTest, ShowsOnlyTheBeginningOfAFiveMebibyteName) {
  Area area = TestArea("changsha");
  area.name.en.assign(5 << 20, 'x');
  const absl::Status status = Validate(area);
  EXPECT_THAT(status, HasField("name.en"));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("has 5242880 characters, at most 200"), SizeIs(Le(200))));
}

TEST(ValidateTest, CountsCharactersOfNamesNotBytes) {
  Area area = TestArea("changsha");
  area.name.zh.clear();
  for (int i = 0; i < 200; ++i) area.name.zh += "长";
  EXPECT_THAT(Validate(area), IsOk());
  area.name.zh += "长";
  EXPECT_THAT(Validate(area), HasField("name.zh"));
}

TEST(SeriesKeyTest, TextFormRoundTrips) {
  const SeriesKey key = {"imports-exports", "changsha", Measure::kGrowth, PriceBasis::kCurrent,
                         "total"};
  EXPECT_EQ(key.ToString(), "imports-exports.changsha.growth.current.total");
  EXPECT_THAT(SeriesKey::Parse(key.ToString()), IsOkAndHolds(Eq(key)));
}

TEST(SeriesKeyTest, RefusesOtherTexts) {
  for (const char* text : {"", "gdp", "gdp.changsha.growth.constant", "gdp.changsha.speed.na.total",
                           "gdp..growth.constant.total", "gdp.changsha.growth.constant.total.x",
                           "GDP.changsha.growth.constant.total"}) {
    EXPECT_THAT(SeriesKey::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(VintageKeyTest, TextFormRoundTrips) {
  const Observation observation = TestObservation("2024-01-01/P6M", "4.5", "report", Stage::kFlash);
  EXPECT_EQ(KeyOf(observation), "gdp.changsha.growth.constant.total|2024-01-01/P6M|flash|report");
  ASSERT_OK_AND_ASSIGN(const VintageKey key, VintageKey::Parse(KeyOf(observation)));
  EXPECT_EQ(key.series, observation.series);
  EXPECT_EQ(key.period, observation.period);
  EXPECT_EQ(key.stage, Stage::kFlash);
  EXPECT_EQ(key.document, "report");
  EXPECT_THAT(VintageKey::Parse("a|b"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(EqualityTest, TellsPublishedPrecisionApart) {
  const Observation a = TestObservation("2023", "4.5");
  Observation b = a;
  EXPECT_EQ(a, b);
  b.value = Number("4.50");
  EXPECT_THAT(a, Ne(b));
  Target s = TestTarget("t", "6");
  Target t = TestTarget("t", "6.0");
  EXPECT_FALSE(s == t);
  t.goal = Number("6");
  EXPECT_TRUE(s == t);
  t.goal = RelativeGoal{"cpi", Number("0")};
  EXPECT_FALSE(s == t);
  s.goal = RelativeGoal{"cpi", {}};
  EXPECT_FALSE(s == t);
}

TEST(CanonicalTextTest, NamesEveryRule) {
  EXPECT_EQ(CanonicalText(AssumptionRule(HoldRule{})), "hold");
  EXPECT_EQ(CanonicalText(AssumptionRule(CompoundRule{Number("3")})), "compound growth=3");
  EXPECT_EQ(CanonicalText(AssumptionRule(DampedRule{Number("2"), Number("0.8"), Number("5")})),
            "damped to=2 phi=0.8 from=5");
  EXPECT_EQ(CanonicalText(AssumptionRule(GivenRule{{{2024, Measure::kGrowth, Number("3.0")}}})),
            "given 2024:growth=3.0");
  EXPECT_EQ(CanonicalText(AssumptionRule(TrendRule{Number("5.5"), {}})), "trend prior=5.5");
  EXPECT_EQ(CanonicalText(AssumptionRule(ShockRule{Number("-5"), "one-off", {}, Number("0.4"), 3})),
            "shock one-off size=-5 catch-up=0.4 catch-up-years=3");
  EXPECT_EQ(CanonicalText(AssumptionRule(RelativeRule{"gdp", Number("0.5")})),
            "relative to=gdp margin=0.5");
}

TEST(CanonicalTextTest, ContentCannotImitateStructure) {
  Scenario honest = TestScenario("a");
  Scenario forged = honest;
  forged.name.zh = "情景\" \"Scenario\"\ndescription \"";
  EXPECT_NE(CanonicalText(honest), CanonicalText(forged));
  EXPECT_THAT(CanonicalText(forged), Not(HasSubstr("\ndescription \"\n\"")));
  EXPECT_FALSE(honest == forged);
}

struct PublicByCase {
  Stage stage;
  const char* period;
  const char* day;
};

class PublicByTest : public ::testing::TestWithParam<PublicByCase> {};

TEST_P(PublicByTest, FollowsTheRulesOfTheDataSet) {
  EXPECT_EQ(EstimatedPublicBy(GetParam().stage, Span(GetParam().period)), Day(GetParam().day));
}

INSTANTIATE_TEST_SUITE_P(Stages, PublicByTest,
                         ::testing::Values(PublicByCase{Stage::kExpected, "2022", "2023-01-31"},
                                           PublicByCase{Stage::kFlash, "2022", "2023-02-28"},
                                           PublicByCase{Stage::kFlash, "2023", "2024-02-29"},
                                           PublicByCase{Stage::kPreliminary, "2022", "2023-04-30"},
                                           PublicByCase{Stage::kReported, "2022", "2023-12-31"},
                                           PublicByCase{Stage::kFinal, "2022", "2023-12-31"},
                                           PublicByCase{Stage::kCensus, "2023-Q4", "2024-12-31"}));

}  // namespace
}  // namespace indicast::store
