// What the data set that ships compares and misses, as a curator would ask.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clients/cpp/data_folder.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::testing {
namespace {

namespace pb = ::indicast::store::v1;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SameRulerDataTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto backend = store::OpenSqlite({.directory = "", .in_memory = true, .accept_log = false});
    ASSERT_THAT(backend, IsOk());
    store_ = store::Store::Open(*std::move(backend)).value();
    auto folder = client::ReadDataFolder(INDICAST_SOURCE_DIR "/data/changsha");
    ASSERT_THAT(folder, IsOk());
    folder->request.set_request_id("shipped");
    folder->request.set_reason("the data set that ships");
    ASSERT_OK_AND_ASSIGN(store::ImportRequest request, store::FromProto(folder->request));
    request.author = "curator";
    ASSERT_THAT(store_->Import(request), IsOk());
  }
  static void TearDownTestSuite() { store_ = nullptr; }

  static pb::ObservationComparison Compare(const std::string& series, const std::string& period,
                                           const std::string& document,
                                           const std::string& other_series,
                                           const std::string& other_period,
                                           const std::string& other_document) {
    pb::CompareObservationsRequest request;
    const auto refer = [&](const std::string& key, const std::string& at, const std::string& from) {
      pb::ObservationReference& figure = *request.add_observations();
      store::ToProto(store::SeriesKey::Parse(key).value(), figure.mutable_series());
      figure.mutable_period()->set_text(at);
      figure.set_document(from);
    };
    refer(series, period, document);
    refer(other_series, other_period, other_document);
    pb::CompareObservationsResponse response;
    EXPECT_THAT(store::Read(*store_, request, &response), IsOk());
    return response.comparisons_size() == 1 ? response.comparisons(0) : pb::ObservationComparison();
  }

  static std::vector<pb::RulerDifferenceKind> KindsOf(const pb::ObservationComparison& c) {
    std::vector<pb::RulerDifferenceKind> kinds;
    for (const auto& difference : c.differences()) kinds.push_back(difference.kind());
    return kinds;
  }

  static pb::ListSilentSeriesResponse Silent(const std::string& date, int upcoming_days = 0) {
    pb::ListSilentSeriesRequest request;
    request.set_date(date);
    request.set_upcoming_days(upcoming_days);
    pb::ListSilentSeriesResponse response;
    EXPECT_THAT(store::Read(*store_, request, &response), IsOk());
    return response;
  }

  static std::unique_ptr<store::Store> store_;
};

std::unique_ptr<store::Store> SameRulerDataTest::store_;

TEST_F(SameRulerDataTest, ExpectedAndOutcomeOfGdpIn2022AreComparedInPercentagePoints) {
  const std::string gdp = "gdp.changsha.growth.constant.total";
  const auto c = Compare(gdp, "2022", "plan-report-2022", gdp, "2022", "communique-2022");
  EXPECT_TRUE(c.admissible());
  EXPECT_THAT(KindsOf(c), ElementsAre(pb::RULER_DIFFERENCE_KIND_VINTAGE));
  EXPECT_THAT(c.differences(0).text().en(), HasSubstr("an expectation"));
  EXPECT_EQ(c.difference().text(), "-0.3");
  EXPECT_EQ(c.difference_unit(), "percentage-point");
  EXPECT_FALSE(c.has_growth_percent());
}

TEST_F(SameRulerDataTest, NominalGrowthOfGdpComesWithTheRealOneBesideIt) {
  const std::string gdp = "gdp.changsha.level.current.total";
  const auto c = Compare(gdp, "2022", "", gdp, "2023", "");
  EXPECT_TRUE(c.admissible());
  EXPECT_THAT(KindsOf(c), ElementsAre(pb::RULER_DIFFERENCE_KIND_VINTAGE));
  EXPECT_EQ(c.difference().text(), "365.87");
  EXPECT_EQ(c.growth_percent().text(), "2.6197");
  ASSERT_GE(c.alternatives_size(), 1);
  const auto& published = c.alternatives(0);
  EXPECT_FALSE(published.has_from());
  EXPECT_EQ(published.to().series().price_basis(), type::v1::PRICE_BASIS_CONSTANT);
  EXPECT_EQ(published.to().series().measure(), type::v1::MEASURE_GROWTH);
  EXPECT_EQ(published.to().period().text(), "2023");
}

TEST_F(SameRulerDataTest, TechnologyContractsOfTwoYearsKeepTheBound) {
  const std::string contracts = "technology-contracts.changsha.level.current.total";
  const auto c = Compare(contracts, "2020", "", contracts, "2023", "");
  EXPECT_TRUE(c.admissible());
  EXPECT_EQ(c.difference().text(), "863");
  EXPECT_EQ(c.qualifier(), type::v1::QUALIFIER_GREATER);
  EXPECT_EQ(c.growth_percent().text(), "256.0831");
}

TEST_F(SameRulerDataTest, BudgetRevenueOfAnOlderConceptIsRefused) {
  const std::string revenue = "local-general-public-budget-revenue.changsha.level.current.";
  const auto c =
      Compare(revenue + "older-wider-concept", "2010", "", revenue + "total", "2013", "");
  EXPECT_FALSE(c.admissible());
  EXPECT_FALSE(c.has_difference());
  EXPECT_EQ(KindsOf(c).front(), pb::RULER_DIFFERENCE_KIND_SCOPE);
}

TEST_F(SameRulerDataTest, RetailSalesAreNotComparedAcrossTheirBreakOf2020) {
  const std::string retail = "retail-sales.changsha.level.current.total";
  const auto c = Compare(retail, "2013", "", retail, "2021", "");
  EXPECT_FALSE(c.admissible());
  EXPECT_FALSE(c.has_growth_percent());
  const auto kinds = KindsOf(c);
  EXPECT_THAT(kinds, ::testing::Contains(pb::RULER_DIFFERENCE_KIND_BREAK));
  bool offers_2020 = false;
  for (const auto& alternative : c.alternatives()) {
    offers_2020 = offers_2020 || (alternative.from().period().text() == "2020" &&
                                  alternative.to().period().text() == "2021");
  }
  EXPECT_TRUE(offers_2020);
}

TEST_F(SameRulerDataTest, TheLastYearOfEachCommuniqueSeriesIsMissed) {
  const auto answer = Silent("2025-06-01");
  std::map<std::string, const pb::SilentSeries*> found;
  for (const auto& silent : answer.series()) {
    const auto key = store::FromProto(silent.series());
    ASSERT_THAT(key, IsOk());
    if (silent.kind() != pb::SILENCE_KIND_REPEATED) found[key->ToString()] = &silent;
  }
  const auto growth = found.find("gdp.changsha.growth.constant.total");
  ASSERT_NE(growth, found.end());
  EXPECT_EQ(growth->second->kind(), pb::SILENCE_KIND_OVERDUE);
  EXPECT_EQ(growth->second->last_period().text(), "2023");
  EXPECT_EQ(growth->second->expected_period().text(), "2024");
  EXPECT_EQ(growth->second->due_date(), "2025-04-09");
  EXPECT_THAT(growth->second->rule().note().en(), HasSubstr("communique-2022 (2023-04-07)"));
  // The level of 2024 was told at a press conference.
  EXPECT_EQ(found.count("gdp.changsha.level.current.total"), 0U);
}

TEST_F(SameRulerDataTest, TheRulesHoldForTheDocumentsTheyAreInferredFrom) {
  for (const char* day : {"2018-04-10", "2019-04-10", "2022-04-10", "2023-04-10"}) {
    pb::ListSilentSeriesRequest request;
    request.add_indicators("gdp");
    request.mutable_as_of()->set_publication_date(day);
    pb::ListSilentSeriesResponse response;
    ASSERT_THAT(store::Read(*store_, request, &response), IsOk());
    EXPECT_EQ(response.date(), day);
    EXPECT_THAT(response.series(), SizeIs(0)) << day << response.DebugString();
  }
}

TEST_F(SameRulerDataTest, UpcomingReleasesAreNamedBeforeTheyAreDue) {
  pb::ListSilentSeriesRequest request;
  request.add_indicators("gdp");
  request.set_upcoming_days(14);
  request.mutable_as_of()->set_publication_date("2023-04-01");
  pb::ListSilentSeriesResponse response;
  ASSERT_THAT(store::Read(*store_, request, &response), IsOk());
  ASSERT_THAT(response.series(), SizeIs(2));
  EXPECT_EQ(response.series(0).kind(), pb::SILENCE_KIND_UPCOMING);
  EXPECT_EQ(response.series(0).expected_period().text(), "2022");
  EXPECT_EQ(response.series(0).days_overdue(), -8);
}

}  // namespace
}  // namespace indicast::testing
