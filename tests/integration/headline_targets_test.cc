// What a planner is promised, on the shipped report, through both real services.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/testing/status_matchers.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using projection::v1::CompareScenariosRequest;
using projection::v1::IndicatorPath;
using projection::v1::IndicatorProjection;
using projection::v1::PathBasis;
using projection::v1::ProjectionResult;
using projection::v1::ProjectRequest;
using projection::v1::TargetAssessment;
using projection::v1::Verdict;

class HeadlineTargetsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = StartLoaded();
    ASSERT_TRUE(started.ok()) << started.status();
    services_ = new LoadedServices(*std::move(started));
  }
  static void TearDownTestSuite() {
    if (services_ != nullptr) {
      EXPECT_THAT(services_->processes->Stop(), IsOk());
    }
    delete services_;
    services_ = nullptr;
  }
  void SetUp() override { ASSERT_NE(services_, nullptr); }

  static client::StoreClient& store() { return *services_->store; }
  static client::ProjectionClient& projection() { return *services_->projection; }

  static ProjectRequest Request(const std::string& scenario) {
    ProjectRequest request;
    request.mutable_scenario()->set_scenario(scenario);
    return request;
  }

  static LoadedServices* services_;
};

LoadedServices* HeadlineTargetsTest::services_ = nullptr;

const TargetAssessment* Find(const ProjectionResult& result, const std::string& target) {
  for (const TargetAssessment& t : result.targets()) {
    if (t.target().id() == target) return &t;
  }
  return nullptr;
}

const IndicatorProjection* FindIndicator(const ProjectionResult& result, const std::string& id) {
  for (const IndicatorProjection& p : result.indicators()) {
    if (p.indicator() == id) return &p;
  }
  return nullptr;
}

const IndicatorPath* FindPath(const ProjectionResult& result, const std::string& id,
                              PathBasis basis) {
  const IndicatorProjection* indicator = FindIndicator(result, id);
  if (indicator == nullptr) return nullptr;
  for (const IndicatorPath& path : indicator->paths()) {
    if (path.basis() == basis) return &path;
  }
  return nullptr;
}

std::string ValueIn(const IndicatorPath& path, int year) {
  for (const auto& point : path.points()) {
    if (point.year() == year) return point.value().value().text();
  }
  return "none";
}

store::v1::Assumption Growth(const std::string& indicator, const std::string& percent) {
  store::v1::Assumption assumption;
  assumption.set_indicator(indicator);
  assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text(percent);
  return assumption;
}

store::v1::Assumption FasterThan(const std::string& indicator, const std::string& other,
                                 const std::string& margin) {
  store::v1::Assumption assumption;
  assumption.set_indicator(indicator);
  auto* relative = assumption.mutable_rule()->mutable_relative();
  relative->set_indicator(other);
  relative->mutable_margin_percentage_points()->set_text(margin);
  return assumption;
}

TEST_F(HeadlineTargetsTest, TwelveTargetsEachWithABaseOrTheReasonWhyThereIsNone) {
  ASSERT_OK_AND_ASSIGN(const auto answer, projection().Project(Request("repeat")));
  std::vector<int> positions;
  for (const TargetAssessment& t : answer.result().targets()) {
    if (t.target().section() != "headline") continue;
    positions.push_back(t.target().position());
    EXPECT_TRUE(t.has_base() != !t.base_missing_reason().zh().empty()) << t.target().id();
    EXPECT_NE(t.verdict(), Verdict::VERDICT_UNSPECIFIED) << t.target().id();
    EXPECT_FALSE(t.reason().zh().empty()) << t.target().id();
    EXPECT_FALSE(t.reason().en().empty()) << t.target().id();
  }
  EXPECT_EQ(positions, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

TEST_F(HeadlineTargetsTest, EveryFigureAndTargetOfTheReportOpensItsSentenceInItsParagraph) {
  store::v1::GetDocumentRequest get;
  get.set_id("changsha-work-report-2024");
  ASSERT_OK_AND_ASSIGN(const auto report, store().GetDocument(get));

  std::vector<store::v1::GetEvidenceRequest> subjects;
  store::v1::ListObservationsRequest list;
  list.mutable_filter()->set_all_vintages(true);
  list.mutable_filter()->add_documents("changsha-work-report-2024");
  ASSERT_OK_AND_ASSIGN(const auto figures, store().ListAllObservations(list));
  ASSERT_GE(figures.items.size(), 198U);
  for (const auto& figure : figures.items) {
    if (figure.has_derivation()) continue;  // follows from others that have their quotes
    auto& subject = subjects.emplace_back();
    *subject.mutable_observation()->mutable_series() = figure.series();
    *subject.mutable_observation()->mutable_period() = figure.period();
    subject.mutable_observation()->set_document("changsha-work-report-2024");
  }
  ASSERT_OK_AND_ASSIGN(const auto targets, store().ListAllTargets({}));
  ASSERT_EQ(targets.items.size(), 40U);
  for (const auto& target : targets.items) subjects.emplace_back().set_target(target.id());

  for (const auto& subject : subjects) {
    ASSERT_OK_AND_ASSIGN(const auto evidence, store().GetEvidence(subject));
    const std::string& quote = evidence.evidence().quote().exact();
    EXPECT_FALSE(quote.empty()) << subject.DebugString();
    EXPECT_TRUE(absl::StrContains(evidence.sentence(), quote)) << subject.DebugString();
    EXPECT_EQ(evidence.paragraph().compare(static_cast<size_t>(evidence.quote_offset()),
                                           quote.size(), quote),
              0)
        << subject.DebugString();
    EXPECT_TRUE(absl::StrContains(report.document().text(), evidence.paragraph()));
  }
}

TEST_F(HeadlineTargetsTest, TradeAtThreePercentInsteadOfSevenOnTheNamedIndexAndLevels) {
  CompareScenariosRequest request;
  request.add_scenarios()->set_scenario("plan");
  request.add_scenarios()->set_scenario("plan");
  *request.mutable_scenarios(1)->add_overlay() = Growth("imports-exports", "3");
  ASSERT_OK_AND_ASSIGN(const auto head, store().GetServerInfo());
  ASSERT_OK_AND_ASSIGN(const auto answer, projection().CompareScenarios(request));
  ASSERT_EQ(answer.results_size(), 2);
  const ProjectionResult& plan = answer.results(0);
  const ProjectionResult& what_if = answer.results(1);

  const IndicatorPath* index = FindPath(what_if, "imports-exports", PathBasis::PATH_BASIS_INDEX);
  ASSERT_NE(index, nullptr);
  EXPECT_TRUE(absl::StrContains(index->base_name().zh(), "2022年")) << index->base_name().zh();
  EXPECT_TRUE(absl::StrContains(index->base_name().en(), "2022 = 100")) << index->base_name().en();
  EXPECT_EQ(ValueIn(*index, 2022), "100");
  EXPECT_EQ(ValueIn(*index, 2023), "85");
  EXPECT_EQ(ValueIn(*index, 2024), "87.55");
  EXPECT_EQ(ValueIn(*FindPath(plan, "imports-exports", PathBasis::PATH_BASIS_INDEX), 2024),
            "90.95");

  const IndicatorPath* chained =
      FindPath(what_if, "imports-exports", PathBasis::PATH_BASIS_CHAINED_LEVEL);
  ASSERT_NE(chained, nullptr);
  EXPECT_EQ(ValueIn(*chained, 2022), "3315.6");
  EXPECT_EQ(ValueIn(*chained, 2023), "2818.26");    // 3315.6 x 0.85
  EXPECT_EQ(ValueIn(*chained, 2024), "2902.8078");  // x 1.03
  EXPECT_EQ(ValueIn(*FindPath(plan, "imports-exports", PathBasis::PATH_BASIS_CHAINED_LEVEL), 2024),
            "3015.5382");  // x 1.07
  EXPECT_FALSE(chained->base_name().zh().empty());
  EXPECT_FALSE(chained->base_name().en().empty());

  ASSERT_OK_AND_ASSIGN(const auto after, store().GetServerInfo());
  EXPECT_EQ(after.head().revision(), head.head().revision()) << "a what-if wrote something";
}

TEST_F(HeadlineTargetsTest, TechnologyContractsKeepTheirBoundAndTheirScopeNote) {
  ASSERT_OK_AND_ASSIGN(const auto answer, projection().Project(Request("plan")));
  const TargetAssessment* t = Find(answer.result(), "technology-contracts-2024");
  ASSERT_NE(t, nullptr);
  EXPECT_EQ(t->implied_level().value().text(), "1560");
  EXPECT_EQ(t->implied_level().qualifier(), type::v1::QUALIFIER_GREATER);
  EXPECT_EQ(t->implied_level_unit(), "cny-1e8");
  bool noted = false;
  for (const auto& note : t->notes()) noted |= absl::StrContains(note.zh(), "技术开发");
  EXPECT_TRUE(noted) << t->DebugString();
}

TEST_F(HeadlineTargetsTest, IncomeIsJudgedAgainstProjectedGdp) {
  struct Case {
    const char* margin;
    Verdict verdict;
  };
  for (const Case& c : {Case{"0.5", Verdict::VERDICT_MET}, Case{"-0.5", Verdict::VERDICT_MISSED},
                        Case{"0", Verdict::VERDICT_MISSED}}) {
    ProjectRequest request = Request("plan");
    *request.mutable_scenario()->add_overlay() = Growth("gdp", "5.2");
    *request.mutable_scenario()->add_overlay() = FasterThan("household-income", "gdp", c.margin);
    ASSERT_OK_AND_ASSIGN(const auto answer, projection().Project(request));
    const TargetAssessment* t = Find(answer.result(), "household-income-2024");
    ASSERT_NE(t, nullptr);
    EXPECT_EQ(t->goal().value().text(), "5.2");
    EXPECT_EQ(t->verdict(), c.verdict) << c.margin << " " << t->reason().en();
  }
}

TEST_F(HeadlineTargetsTest, ProvinceSetTargetsAreUnknownUntilTheQuotaIsGiven) {
  for (const char* target : {"urban-new-jobs-2024", "grain-output-2024", "energy-saving-2024",
                             "carbon-intensity-2024"}) {
    ASSERT_OK_AND_ASSIGN(const auto answer, projection().Project(Request("hold")));
    const TargetAssessment* t = Find(answer.result(), target);
    ASSERT_NE(t, nullptr) << target;
    EXPECT_EQ(t->verdict(), Verdict::VERDICT_UNKNOWN) << target;
    EXPECT_EQ(t->reason_code(), "EXTERNAL_QUOTA_UNKNOWN") << target;
    EXPECT_FALSE(t->has_goal()) << target;
  }
  const std::map<std::string, Verdict> quotas = {{"15", Verdict::VERDICT_MET},
                                                 {"15.4", Verdict::VERDICT_MISSED}};
  for (const auto& [quota, verdict] : quotas) {
    ProjectRequest request = Request("hold");
    auto* given = request.add_quotas();
    given->set_target("urban-new-jobs");
    given->mutable_value()->set_text(quota);
    ASSERT_OK_AND_ASSIGN(const auto answer, projection().Project(request));
    EXPECT_EQ(Find(answer.result(), "urban-new-jobs-2024")->verdict(), verdict) << quota;
  }
}

TEST_F(HeadlineTargetsTest, GdpGrowthOf2022IsTheExpectedFigureThenTheOutcome) {
  struct Case {
    const char* date;
    const char* value;
    type::v1::Stage stage;
  };
  for (const Case& c : {Case{"2023-02-15", "4.8", type::v1::STAGE_EXPECTED},
                        Case{"2023-12-31", "4.5", type::v1::STAGE_PRELIMINARY}}) {
    store::v1::GetObservationRequest request;
    request.mutable_series()->set_indicator("gdp");
    request.mutable_series()->set_area("changsha");
    request.mutable_series()->set_measure(type::v1::MEASURE_GROWTH);
    request.mutable_series()->set_price_basis(type::v1::PRICE_BASIS_CONSTANT);
    request.mutable_period()->set_text("2022");
    request.mutable_as_of()->set_publication_date(c.date);
    ASSERT_OK_AND_ASSIGN(const auto answer, store().GetObservation(request));
    EXPECT_EQ(answer.observation().value().text(), c.value) << c.date;
    EXPECT_EQ(answer.observation().stage(), c.stage) << c.date;
  }
}

TEST_F(HeadlineTargetsTest, AProjectionFromBase2023NeverReadsLaterFigures) {
  ASSERT_OK_AND_ASSIGN(const auto answer, projection().Project(Request("repeat")));
  EXPECT_EQ(answer.result().base_year(), 2023);
  for (const IndicatorProjection& p : answer.result().indicators()) {
    for (const IndicatorPath& path : p.paths()) {
      for (const auto& input : path.inputs()) EXPECT_LE(input.period().text(), "2023");
    }
    for (const auto& other : p.other_vintages()) EXPECT_LE(other.period().text(), "2023");
  }

  // The same data without any figure after 2023 give the same results.
  ASSERT_OK_AND_ASSIGN(store::v1::ImportRecordsRequest import, ReadImport("data/changsha"));
  auto* rows = import.mutable_observations();
  const int before = rows->size();
  rows->erase(std::remove_if(rows->begin(), rows->end(),
                             [](const auto& row) { return row.period().text() >= "2024"; }),
              rows->end());
  ASSERT_LT(rows->size(), before) << "the data set holds no later figure to hide";
  ASSERT_OK_AND_ASSIGN(LoadedServices cut, StartEmpty());
  ASSERT_THAT(cut.store->ImportRecords(import), IsOk());
  ASSERT_OK_AND_ASSIGN(auto without, cut.projection->Project(Request("repeat")));
  ASSERT_EQ(without.result().indicators_size(), answer.result().indicators_size());
  for (int i = 0; i < without.result().indicators_size(); ++i) {
    EXPECT_EQ(without.result().indicators(i).SerializeAsString(),
              answer.result().indicators(i).SerializeAsString())
        << answer.result().indicators(i).indicator();
  }
  EXPECT_THAT(cut.processes->Stop(), IsOk());
}

TEST_F(HeadlineTargetsTest, TheSameRequestGivesTheSameBitsAndReceipt) {
  ASSERT_OK_AND_ASSIGN(const auto a, projection().Project(Request("plan")));
  ASSERT_OK_AND_ASSIGN(const auto b, projection().Project(Request("plan")));
  EXPECT_EQ(a.SerializeAsString(), b.SerializeAsString());
  EXPECT_GT(a.result().receipt().data_revision(), 0);
  EXPECT_EQ(a.result().receipt().scenario_hash().size(), 64U);
  ASSERT_OK_AND_ASSIGN(const auto hold, projection().Project(Request("hold")));
  EXPECT_NE(a.result().receipt().inputs_hash(), hold.result().receipt().inputs_hash());
}

TEST_F(HeadlineTargetsTest, ARepeatedImportMakesNoRevision) {
  ASSERT_OK_AND_ASSIGN(const auto before, store().GetServerInfo());
  ASSERT_OK_AND_ASSIGN(const auto import, ReadImport("data/changsha"));
  ASSERT_OK_AND_ASSIGN(const auto again, store().ImportRecords(import));
  EXPECT_FALSE(again.changed());
  EXPECT_EQ(again.head().revision(), before.head().revision());
  EXPECT_EQ(again.report().added_count() + again.report().changed_count(), 0);
}

}  // namespace
}  // namespace indicast::testing
