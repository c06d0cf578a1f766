#include "store-service/rpc/convert.h"

#include <functional>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

template <typename Message, typename T>
Message MessageOf(const T& record) {
  Message message;
  ToProto(record, &message);
  return message;
}

template <typename Message, typename T>
void ExpectRoundTrip(const T& record) {
  ASSERT_THAT(Validate(record), IsOk());
  // Through the wire, as a client would.
  Message received;
  ASSERT_TRUE(received.ParseFromString(MessageOf<Message>(record).SerializeAsString()));
  const absl::StatusOr<T> read = FromProto(received);
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(*read == record) << received.DebugString();
}

TEST(RoundTripTest, Catalogue) {
  ExpectRoundTrip<v1::Area>(TestArea("changsha", "hunan"));
  Area grown = TestArea("changsha");
  grown.boundary_changes = {{Day("2011-05-20"), {"并入一县", ""}}, {Day("2020-01-01"), {"", "x"}}};
  ExpectRoundTrip<v1::Area>(grown);
  ExpectRoundTrip<v1::Unit>(TestUnit("cny-1e8", "cny", 8));
  ExpectRoundTrip<v1::Unit>(TestUnit("milli", "one", -3));
  Indicator indicator = TestIndicator("gdp");
  ExpectRoundTrip<v1::Indicator>(indicator);
  indicator.aliases = {"GDP", "生产总值"};
  indicator.nature = Nature::kRatio;
  indicator.direction = Direction::kLowerIsBetter;
  indicator.definition = {"定义", "Definition"};
  indicator.links = {{"part-of", "economy", {"注", ""}}, {"deflated-by", "cpi", {}}};
  indicator.one_off = true;
  indicator.releases = {{"A", Measure::kGrowth, 99, "changsha", {"公报", ""}},
                        {"C", Measure::kLevel, 0, "", {}}};
  ExpectRoundTrip<v1::Indicator>(indicator);
}

TEST(RoundTripTest, Documents) {
  Document document = TestDocument("report", "第一段\r\n\r\n第二段\t");
  document.publisher = "长沙市人民政府";
  document.address = "https://example.org/";
  document.publication = Publication{Day("2024-01-31"), true};
  document.confidence = Confidence::kSeenPrimary;
  document.is_work_report = true;
  document.note = {"注", "Note"};
  v1::Document message;
  ToProto(document, DocumentText::kWith, &message);
  EXPECT_THAT(FromProto(message), IsOkAndHolds(Eq(document)));
  v1::Document short_message;
  ToProto(document, DocumentText::kWithout, &short_message);
  EXPECT_EQ(short_message.text(), "");
  document.publication.reset();
  v1::Document undated;
  ToProto(document, DocumentText::kWith, &undated);
  EXPECT_FALSE(undated.has_publication());
  EXPECT_THAT(FromProto(undated), IsOkAndHolds(Eq(document)));
}

TEST(RoundTripTest, Observations) {
  ExpectRoundTrip<v1::Observation>(TestObservation("2023", "4.50"));
  ExpectRoundTrip<v1::Observation>(TradeGrowth());
  Observation bounded = TestObservation("2024-01-01/P6M", "1200.000", "report", Stage::kFlash);
  bounded.qualifier = Qualifier::kGreater;
  bounded.lower_bound = Number("1200");
  bounded.upper_bound = Number("1300.0");
  bounded.status = ObservationStatus::kProvisional;
  bounded.note = {"注", "Note"};
  bounded.evidence.grounds = TextQuote{"甲", "乙", "丙"};
  ExpectRoundTrip<v1::Observation>(bounded);
  Observation text_only = TestObservation("2023", "1");
  text_only.value.reset();
  text_only.qualifier = Qualifier::kTextOnly;
  ExpectRoundTrip<v1::Observation>(text_only);
}

TEST(RoundTripTest, TargetsWithEveryGoal) {
  Target target = TestTarget("gdp-2024", "6.0");
  target.scope = "development";
  target.base_scope = "total";
  target.kind = TargetKind::kBinding;
  target.office = {"统计局", "Statistics bureau"};
  target.pair_note = {"注", "Note"};
  ExpectRoundTrip<v1::Target>(target);
  target.goal = RelativeGoal{"cpi", {}};
  ExpectRoundTrip<v1::Target>(target);
  target.goal = RelativeGoal{"cpi", Number("0.50")};
  ExpectRoundTrip<v1::Target>(target);
  target.goal = ExternalGoal{{"湖南省", "Hunan Province"}};
  ExpectRoundTrip<v1::Target>(target);
}

TEST(RoundTripTest, ScenariosWithEveryRule) {
  Scenario scenario = TestScenario("what-if", "hold");
  scenario.description = {"说明", "Description"};
  const std::vector<AssumptionRule> rules = {
      HoldRule{},
      RepeatRule{},
      PlanRule{},
      CompoundRule{Number("3.0")},
      LinearRule{Number("-50")},
      DampedRule{Number("2"), Number("0.8"), {}},
      DampedRule{Number("2"), Number("0.8"), Number("5")},
      LogisticRule{{}, Number("100"), {}},
      LogisticRule{Number("0.0"), Number("100"), Number("0.13")},
      RequiredRule{Number("3500"), 2026, "constant-growth"},
      RequiredRule{Number("3500"), 2026, "linear"},
      GivenRule{{{2024, Measure::kGrowth, Number("3")}, {2025, Measure::kLevel, Number("2900")}}},
      RelativeRule{"cpi", {}},
      RelativeRule{"cpi", Number("-0.5")},
      TrendRule{},
      TrendRule{Number("5.5"), Number("9")},
      ShockRule{Number("-3"), "growth", {}, {}, {}},
      ShockRule{Number("-3.0"), "one-off", Number("0.5"), {}, {}},
      ShockRule{Number("-3"), "one-off", {}, Number("0.4"), 3}};
  static_assert(std::variant_size_v<AssumptionRule> == 12, "a new rule needs a round trip here");
  for (const AssumptionRule& rule : rules) {
    // A one-off shock has no last year.
    const auto* shock = std::get_if<ShockRule>(&rule);
    const bool open = shock != nullptr && shock->kind == "one-off";
    scenario.assumptions.push_back(
        {"gdp", 2024, open ? std::nullopt : std::optional<int>(2026), rule, {"理由", "Reason"}});
  }
  ExpectRoundTrip<v1::Scenario>(scenario);
}

TEST(FromProtoTest, DefaultsScopeAndStyle) {
  v1::SeriesKey series = MessageOf<v1::SeriesKey>(GrowthOf("gdp"));
  series.clear_scope();
  EXPECT_THAT(FromProto(series), IsOkAndHolds(Eq(GrowthOf("gdp"))));
  v1::AssumptionRule rule;
  rule.mutable_required()->mutable_level()->set_text("1");
  rule.mutable_required()->set_year(2026);
  ASSERT_OK_AND_ASSIGN(const AssumptionRule read, FromProto(rule));
  EXPECT_EQ(std::get<RequiredRule>(read).style, "constant-growth");
}

TEST(FromProtoTest, IgnoresOutputOnlyFields) {
  const Observation observation = TestObservation("2023", "4.5");
  v1::Observation message = MessageOf<v1::Observation>(observation);
  message.set_revision(99);
  message.set_preferred(true);
  message.mutable_publication()->set_date("not a date");
  EXPECT_THAT(FromProto(message), IsOkAndHolds(Eq(observation)));
}

struct BadMessage {
  std::string name;
  std::string field;
  std::string reason;
  std::function<void(v1::Observation&)> spoil;
};

class BadObservationTest : public ::testing::TestWithParam<BadMessage> {};

TEST_P(BadObservationTest, IsRefusedWithItsField) {
  v1::Observation message = MessageOf<v1::Observation>(TradeGrowth());
  GetParam().spoil(message);
  const auto read = FromProto(message);
  EXPECT_THAT(read, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(read, AllOf(HasField(GetParam().field), HasReason(GetParam().reason)));
}

void SetMeasure(v1::Observation& o, int value) {
  o.mutable_series()->set_measure(static_cast<type::v1::Measure>(value));
}

INSTANTIATE_TEST_SUITE_P(
    Observations, BadObservationTest,
    ::testing::Values(
        BadMessage{"nan", "value.text", "DECIMAL_INVALID",
                   [](v1::Observation& o) { o.mutable_value()->set_text("NaN"); }},
        BadMessage{"huge_exponent", "value.text", "DECIMAL_INVALID",
                   [](v1::Observation& o) { o.mutable_value()->set_text("1e999"); }},
        BadMessage{"empty_value", "value.text", "DECIMAL_INVALID",
                   [](v1::Observation& o) { o.mutable_value()->clear_text(); }},
        BadMessage{"too_many_digits", "value.text", "DECIMAL_INVALID",
                   [](v1::Observation& o) { o.mutable_value()->set_text(std::string(31, '9')); }},
        BadMessage{"month_13", "period.text", "PERIOD_INVALID",
                   [](v1::Observation& o) { o.mutable_period()->set_text("2023-13"); }},
        BadMessage{"no_period", "period.text", "PERIOD_INVALID",
                   [](v1::Observation& o) { o.clear_period(); }},
        BadMessage{"growth_of_minus_100", "value", "FIELD_INVALID",
                   [](v1::Observation& o) { o.mutable_value()->set_text("-100"); }},
        BadMessage{"no_value", "value", "FIELD_INVALID",
                   [](v1::Observation& o) { o.clear_value(); }},
        BadMessage{"no_grounds", "evidence.grounds", "FIELD_INVALID",
                   [](v1::Observation& o) { o.mutable_evidence()->clear_grounds(); }},
        BadMessage{"no_measure", "series.measure", "CODE_MISSING",
                   [](v1::Observation& o) { SetMeasure(o, 0); }},
        BadMessage{"unknown_measure", "series.measure", "CODE_UNKNOWN",
                   [](v1::Observation& o) { SetMeasure(o, 77); }},
        BadMessage{"no_stage", "stage", "CODE_MISSING",
                   [](v1::Observation& o) { o.clear_stage(); }},
        BadMessage{"no_qualifier", "qualifier", "CODE_MISSING",
                   [](v1::Observation& o) { o.clear_qualifier(); }},
        BadMessage{"no_status", "status", "CODE_MISSING",
                   [](v1::Observation& o) { o.clear_status(); }},
        BadMessage{"lower_bound", "lower_bound.text", "DECIMAL_INVALID",
                   [](v1::Observation& o) { o.mutable_lower_bound()->set_text("about 3"); }},
        BadMessage{"name_not_utf8", "note.en", "FIELD_INVALID",
                   [](v1::Observation& o) { o.mutable_note()->set_en("\xFF"); }}),
    [](const auto& bad) { return bad.param.name; });

TEST(FromProtoTest, EmptyMessagesAreRefusedWithEveryRequiredField) {
  EXPECT_THAT(FromProto(v1::Area()), AllOf(HasField("id"), HasField("name")));
  EXPECT_THAT(FromProto(v1::Unit()),
              AllOf(HasField("id"), HasField("symbol"), HasField("measure")));
  EXPECT_THAT(FromProto(v1::Document()),
              AllOf(HasField("id"), HasField("title"), HasField("confidence")));
  EXPECT_THAT(FromProto(v1::Indicator()),
              AllOf(HasField("id"), HasField("unit"), HasField("nature"), HasField("direction")));
  EXPECT_THAT(FromProto(v1::Observation()),
              AllOf(HasField("series.measure"), HasField("period.text"), HasField("stage"),
                    HasField("evidence.grounds")));
  EXPECT_THAT(FromProto(v1::Target()),
              AllOf(HasField("measure"), HasField("period.text"), HasField("relation"),
                    HasField("goal"), HasField("kind"), HasField("evidence.grounds")));
  EXPECT_THAT(FromProto(v1::Scenario()), AllOf(HasField("id"), HasField("name")));
  EXPECT_THAT(FromProto(v1::SeriesKey()),
              AllOf(HasField("indicator"), HasField("area"), HasField("measure")));
}

TEST(FromProtoTest, BoundaryChangesAndReleasesNameTheirFields) {
  v1::Area area = MessageOf<v1::Area>(TestArea("changsha"));
  area.add_boundary_changes()->mutable_note()->set_en("x");
  area.mutable_boundary_changes(0)->set_date("2011-02-30");
  EXPECT_THAT(FromProto(area),
              AllOf(HasReason("DATE_INVALID"), HasField("boundary_changes[0].date")));
  area.mutable_boundary_changes(0)->set_date("2011-02-28");
  area.mutable_boundary_changes(0)->clear_note();
  EXPECT_THAT(FromProto(area), HasField("boundary_changes[0].note"));
  v1::Indicator indicator = MessageOf<v1::Indicator>(TestIndicator("gdp"));
  v1::ReleaseRule& rule = *indicator.add_releases();
  rule.set_frequency("weekly");
  rule.set_due_days(-1);
  EXPECT_THAT(FromProto(indicator),
              AllOf(HasField("releases[0].measure"), HasField("releases[0].frequency"),
                    HasField("releases[0].due_days")));
}

TEST(FromProtoTest, RulesNameTheirFields) {
  v1::Scenario scenario = MessageOf<v1::Scenario>(TestScenario("plan"));
  v1::AssumptionRule* rule = scenario.mutable_assumptions(0)->mutable_rule();
  rule->Clear();
  EXPECT_THAT(FromProto(scenario), HasField("assumptions[0].rule"));
  rule->mutable_compound()->mutable_growth_percent()->set_text("3%");
  EXPECT_THAT(FromProto(scenario), HasField("assumptions[0].rule.compound.growth_percent.text"));
  rule->mutable_compound()->mutable_growth_percent()->set_text("-100");
  EXPECT_THAT(FromProto(scenario), HasField("assumptions[0].rule.compound.growth_percent"));
  rule->mutable_given()->add_points()->set_year(2024);
  EXPECT_THAT(FromProto(scenario), HasField("assumptions[0].rule.given.points[0]"));
}

TEST(FromProtoTest, ABoundNamesItsField) {
  type::v1::AsOf as_of;
  as_of.set_publication_date("2023-02-30");
  EXPECT_THAT(FromProto(as_of), HasField("publication_date"));
  as_of.set_publication_date("2023-02-15");
  as_of.set_revision(0);
  ASSERT_OK_AND_ASSIGN(const AsOf read, FromProto(as_of));
  EXPECT_EQ(read.revision, 0);
  EXPECT_EQ(read.publication_date, Day("2023-02-15"));
}

TEST(FromProtoTest, AFilterUsesTheEdgesOfItsPeriods) {
  v1::ObservationFilter filter;
  filter.mutable_from_period()->set_text("2023-Q2");
  filter.mutable_to_period()->set_text("2024");
  filter.add_measures(type::v1::MEASURE_GROWTH);
  ASSERT_OK_AND_ASSIGN(const ObservationQuery query, FromProto(filter));
  EXPECT_EQ(query.from_day, Day("2023-04-01"));
  EXPECT_EQ(query.to_day, Day("2024-12-31"));
  filter.add_measures(type::v1::MEASURE_UNSPECIFIED);
  EXPECT_THAT(FromProto(filter), HasField("measures[1]"));
}

TEST(ImportMessageTest, ConvertsEveryListAndNamesPaths) {
  const ImportRequest request = BaseImport();
  v1::ImportRecordsRequest message;
  message.set_request_id("base");
  message.set_reason("first load");
  for (const Area& r : request.areas) ToProto(r, message.add_areas());
  for (const Unit& r : request.units) ToProto(r, message.add_units());
  for (const Document& r : request.documents) {
    ToProto(r, DocumentText::kWith, message.add_documents());
  }
  for (const Indicator& r : request.indicators) ToProto(r, message.add_indicators());
  for (const Observation& r : request.observations) ToProto(r, message.add_observations());
  for (const Target& r : request.targets) ToProto(r, message.add_targets());
  for (const Scenario& r : request.scenarios) ToProto(r, message.add_scenarios());
  ASSERT_OK_AND_ASSIGN(const ImportRequest read, FromProto(message));
  EXPECT_EQ(RequestDigest(read), RequestDigest(request));
  EXPECT_FALSE(read.expected_revision.has_value());

  message.set_expected_revision(0);
  EXPECT_EQ(FromProto(message)->expected_revision, 0);
  message.mutable_areas(1)->set_id("湖南");
  message.mutable_observations(2)->mutable_value()->set_text("NaN");
  message.mutable_targets(0)->clear_goal();
  EXPECT_THAT(FromProto(message),
              AllOf(HasField("areas[1].id"), HasField("observations[2].value.text"),
                    HasField("targets[0].goal")));
}

TEST(ImportMessageTest, AFiveMebibyteNameIsShortenedInTheError) {
  v1::ImportRecordsRequest message;
  message.set_request_id("big");
  message.set_reason("big");
  ToProto(TestArea("changsha"), message.add_areas());
  message.mutable_areas(0)->mutable_name()->set_en(std::string(5 << 20, 'x'));
  const auto read = FromProto(message);
  EXPECT_THAT(read, HasField("areas[0].name.en"));
  EXPECT_LT(read.status().message().size(), 300u);
}

TEST(ImportMessageTest, AtMostAboutAHundredViolationsAreGathered) {
  v1::ImportRecordsRequest message;
  for (int i = 0; i < 5000; ++i) message.add_areas();
  EXPECT_THAT(DetailOf(FromProto(message).status()).violations, SizeIs(100));
}

}  // namespace
}  // namespace indicast::store
