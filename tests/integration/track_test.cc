// The invented half-year of data/examples tracked by both services as processes: in the store, or
// given with the request, with the same answer.
#include <cmath>
#include <cstdlib>
#include <string>

#include "clients/cpp/part_year_file.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr char kFolder[] = "data/examples/half-year-2024";

double NumberOf(const type::v1::Decimal& decimal) {
  return std::strtod(decimal.text().c_str(), nullptr);
}

const pb::TrackedTarget& Of(const pb::TrackYearResponse& answer, const std::string& indicator) {
  for (const pb::TrackedTarget& target : answer.targets()) {
    if (target.target().indicator() == indicator) return target;
  }
  ADD_FAILURE() << indicator << " is not tracked";
  return pb::TrackedTarget::default_instance();
}

class TrackTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(services_, StartLoaded()); }
  void TearDown() override {
    services_.store.reset();
    services_.projection.reset();
    EXPECT_THAT(services_.processes->Stop(), IsOk());
  }
  pb::TrackYearResponse Given() {
    pb::TrackYearRequest request;
    request.set_year(2024);
    auto file = client::ReadPartYearFile(SourcePath(kFolder), "changsha");
    EXPECT_THAT(file, IsOk());
    for (pb::PartYearFigure& figure : file->figures) *request.add_figures() = std::move(figure);
    auto answer = services_.projection->TrackYear(request);
    EXPECT_THAT(answer, IsOk());
    return *answer;
  }

  LoadedServices services_;
};

TEST_F(TrackTest, StoredAndGivenFiguresSayTheSame) {
  const pb::TrackYearResponse given = Given();
  ASSERT_OK_AND_ASSIGN(const auto import, ReadImport(kFolder));
  ASSERT_THAT(services_.store->ImportRecords(import), IsOk());
  pb::TrackYearRequest request;
  request.set_year(2024);
  ASSERT_OK_AND_ASSIGN(const pb::TrackYearResponse stored,
                       services_.projection->TrackYear(request));
  ASSERT_EQ(stored.targets_size(), 8);
  ASSERT_EQ(given.targets_size(), stored.targets_size());
  for (const pb::TrackedTarget& target : stored.targets()) {
    const pb::TrackedTarget& other = Of(given, target.target().indicator());
    EXPECT_EQ(target.required().text(), other.required().text());
    EXPECT_EQ(target.probability().SerializeAsString(), other.probability().SerializeAsString());
    EXPECT_EQ(target.status(), other.status());
    EXPECT_EQ(target.reason().en(), other.reason().en());
  }
}

TEST_F(TrackTest, HeadlineTargetsAgainstTheInventedHalfYear) {
  const pb::TrackYearResponse answer = Given();
  // Slow: retail sales, month by month, of the two invented years.
  const pb::TrackedTarget& retail = Of(answer, "retail-sales");
  const double year = NumberOf(retail.figures(0).value());
  EXPECT_GT(year, 0);
  const double share = NumberOf(retail.share());
  EXPECT_EQ(retail.share_basis(), pb::SHARE_BASIS_PREVIOUS_YEAR);
  const double needed = NumberOf(retail.required());
  EXPECT_NEAR(share * 1.05 + (1 - share) * (1 + needed / 100), 1.07, 1e-9);
  EXPECT_EQ(retail.periods(0).first_month(), 1);
  EXPECT_EQ(retail.periods(0).last_month(), 2);
  // Investment: growth alone, no January report, a time schedule.
  const pb::TrackedTarget& investment = Of(answer, "fixed-asset-investment");
  EXPECT_EQ(investment.share_basis(), pb::SHARE_BASIS_TIME);
  EXPECT_FALSE(investment.has_season_pace());
  EXPECT_EQ(investment.required().text(), "7.8");
  EXPECT_FALSE(investment.periods(0).has_level());
  EXPECT_GT(investment.month_of_no_return(), 6);
  // Prices: averages, about 3 % begins at 2.5 %.
  EXPECT_EQ(Of(answer, "consumer-prices").required().text(), "4.6");
  // A quota of the province that nobody supplied.
  EXPECT_EQ(Of(answer, "urban-new-jobs").reason_code(), "EXTERNAL_QUOTA_UNKNOWN");
  // What the city itself expected and what came of it, before 2024.
  const pb::PlanningError& error = Of(answer, "gdp").planning_error();
  EXPECT_EQ(error.source(), pb::PLANNING_ERROR_SOURCE_OWN);
  EXPECT_GE(error.pairs(), 5);
  EXPECT_LE(error.last_year(), 2023);
  EXPECT_TRUE(Of(answer, "local-general-public-budget-revenue").expected().has_low());
}

// At the end of January 2024 nothing of the half year was public, and the expectation was not
// either.
TEST_F(TrackTest, APublicationBoundHoldsForPartYearFiguresToo) {
  ASSERT_OK_AND_ASSIGN(const auto import, ReadImport(kFolder));
  ASSERT_THAT(services_.store->ImportRecords(import), IsOk());
  pb::TrackYearRequest request;
  request.set_year(2024);
  request.mutable_as_of()->set_publication_date("2024-02-01");
  ASSERT_OK_AND_ASSIGN(const pb::TrackYearResponse answer,
                       services_.projection->TrackYear(request));
  EXPECT_EQ(answer.targets_size(), 0);
  EXPECT_GT(answer.context().left_out_size(), 0);
}

TEST_F(TrackTest, SectorsMakeThePublishedGrowthOfTheYearBefore) {
  pb::DecomposeGrowthRequest request;
  request.mutable_frame()->set_year(2023);
  request.set_whole("gdp");
  for (const char* part : {"primary-sector", "secondary-sector", "tertiary-sector"}) {
    request.add_parts(part);
  }
  ASSERT_OK_AND_ASSIGN(const pb::DecomposeGrowthResponse answer,
                       services_.projection->DecomposeGrowth(request));
  EXPECT_EQ(answer.growth().text(), "4.8");
  double pulls = 0;
  double weights = 0;
  for (const pb::GrowthContribution& part : answer.parts()) {
    pulls += NumberOf(part.pull());
    weights += NumberOf(part.weight());
  }
  EXPECT_NEAR(weights, 1, 1e-3);
  EXPECT_NEAR(pulls + NumberOf(answer.residual()), 4.8, 1e-9);
  EXPECT_LT(std::abs(NumberOf(answer.residual())), 0.1);
}

}  // namespace
}  // namespace indicast::testing
