// The worked half-year of data/examples: every row is marked as invented, and its growth is the one
// that its levels give.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/data_folder.h"
#include "common/decimal/decimal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast {
namespace {

using store::v1::Observation;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::SizeIs;

const std::string kData = INDICAST_SOURCE_DIR "/data/";

// A published number with the interval that rounding to its decimals leaves open.
struct Rounded {
  double value = 0;
  double half = 0;
  double low() const { return value - half; }
  double high() const { return value + half; }
};

Rounded RoundedOf(const Observation& figure) {
  const auto value = Decimal::Parse(figure.value().text());
  EXPECT_TRUE(value.ok()) << figure.DebugString();
  if (!value.ok()) return {};
  const auto half = Decimal::Create(5, value->scale() + 1);
  EXPECT_TRUE(half.ok());
  return {value->ToDouble(), half.value_or(Decimal()).ToDouble()};
}

store::v1::ImportRecordsRequest Read(const std::string& folder) {
  auto data = client::ReadDataFolder(kData + folder);
  EXPECT_TRUE(data.ok()) << data.status();
  return data.ok() ? std::move(data->request) : store::v1::ImportRecordsRequest();
}

class HalfYearData : public ::testing::Test {
 protected:
  HalfYearData() : request_(Read("examples/half-year-2024")) {
    for (const Observation& figure : request_.observations()) {
      const std::string key =
          absl::StrCat(figure.series().indicator(), " ", figure.period().text());
      auto& figures = figure.series().measure() == type::v1::MEASURE_GROWTH ? growth_ : levels_;
      EXPECT_TRUE(figures.emplace(key, figure).second) << key << " stands twice";
    }
  }

  const store::v1::ImportRecordsRequest request_;
  std::map<std::string, Observation> growth_;  // by "retail-sales 2024-01-01/P6M"
  std::map<std::string, Observation> levels_;
};

TEST_F(HalfYearData, TheDocumentAndEveryRowSayThatTheyAreInvented) {
  ASSERT_THAT(request_.documents(), SizeIs(1));
  const auto& document = request_.documents(0);
  EXPECT_THAT(document.title().zh(), HasSubstr("虚构示例"));
  EXPECT_THAT(document.title().en(), HasSubstr("invented example"));
  EXPECT_THAT(document.note().zh(), HasSubstr("虚构示例"));
  EXPECT_THAT(document.note().en(), HasSubstr("Invented example"));
  EXPECT_TRUE(document.address().empty() && document.text().empty());
  ASSERT_THAT(request_.observations(), SizeIs(66));
  for (const Observation& figure : request_.observations()) {
    const std::string where = figure.ShortDebugString();
    EXPECT_EQ(figure.evidence().document(), document.id()) << where;
    EXPECT_THAT(figure.note().zh(), HasSubstr("虚构示例")) << where;
    EXPECT_THAT(figure.note().en(), HasSubstr("Invented example")) << where;
    EXPECT_THAT(figure.evidence().no_quote_reason(), HasSubstr("虚构示例")) << where;
    EXPECT_THAT(figure.evidence().no_quote_reason(), HasSubstr("Invented example")) << where;
    EXPECT_EQ(figure.status(), absl::StartsWith(figure.period().text(), "2023")
                                   ? type::v1::OBSERVATION_STATUS_ESTIMATED
                                   : type::v1::OBSERVATION_STATUS_FORECAST)
        << where;
  }
}

TEST_F(HalfYearData, EveryPeriodIsCumulativeFromJanuary) {
  for (const Observation& figure : request_.observations()) {
    const std::string& period = figure.period().text();
    EXPECT_TRUE(absl::StartsWith(period, "2023-01-01/P") ||
                absl::StartsWith(period, "2024-01-01/P"))
        << period;
    if (absl::StartsWith(period, "2024")) {
      EXPECT_LE(period, "2024-01-01/P6M");
    }
  }
}

TEST_F(HalfYearData, GrowthIsThatOfTheLevelsWithinRounding) {
  int compared = 0;
  for (const auto& [key, figure] : growth_) {
    const std::string& indicator = figure.series().indicator();
    const std::string months = figure.period().text().substr(4);
    const auto now = levels_.find(key);
    if (now == levels_.end() || indicator == "consumer-prices") continue;
    const auto before = levels_.find(absl::StrCat(indicator, " 2023", months));
    ASSERT_NE(before, levels_.end()) << key << " has no level of the year before";
    const Rounded a = RoundedOf(now->second);
    const Rounded b = RoundedOf(before->second);
    const Rounded g = RoundedOf(figure);
    EXPECT_LE(100 * (a.low() / b.high() - 1), g.high()) << key;
    EXPECT_GE(100 * (a.high() / b.low() - 1), g.low()) << key;
    ++compared;
  }
  EXPECT_EQ(compared, 12);
}

TEST_F(HalfYearData, ThePriceIndexIsItsRiseAboveOneHundred) {
  int compared = 0;
  for (const auto& [key, figure] : growth_) {
    if (figure.series().indicator() != "consumer-prices") continue;
    ASSERT_THAT(levels_, Contains(Key(key)));
    const auto index = Decimal::Parse(levels_.at(key).value().text());
    const auto rise = Decimal::Parse(figure.value().text());
    ASSERT_TRUE(index.ok() && rise.ok()) << key;
    EXPECT_EQ(rise->Add(Decimal::FromInt(100)).value_or(Decimal()), *index) << key;
    ++compared;
  }
  EXPECT_EQ(compared, 5);
}

TEST_F(HalfYearData, CumulativeLevelsRiseToTheYearThatWasPublished) {
  std::multimap<std::string, std::string> published;  // levels of 2023 by indicator
  const auto city = Read("changsha");
  for (const Observation& figure : city.observations()) {
    if (figure.series().measure() == type::v1::MEASURE_LEVEL && figure.period().text() == "2023" &&
        figure.series().scope() == "total") {
      published.emplace(figure.series().indicator(), figure.value().text());
    }
  }
  for (const char* indicator : {"imports-exports", "local-general-public-budget-revenue",
                                "retail-sales", "urban-new-jobs"}) {
    for (const char* year : {"2023", "2024"}) {
      double last = 0;
      for (const int months : {2, 3, 4, 5, 6, 12}) {
        const auto level =
            levels_.find(absl::StrCat(indicator, " ", year, "-01-01/P", months, "M"));
        if (level == levels_.end()) continue;
        const double value = RoundedOf(level->second).value;
        EXPECT_GT(value, last) << level->first;
        last = value;
      }
      EXPECT_GT(last, 0) << indicator << " " << year;
    }
    for (const char* months : {"P6M", "P12M"}) {
      EXPECT_THAT(levels_, Contains(Key(absl::StrCat(indicator, " 2023-01-01/", months))));
    }
    const auto [first, end] = published.equal_range(indicator);
    const std::string year = levels_.at(absl::StrCat(indicator, " 2023-01-01/P12M")).value().text();
    EXPECT_TRUE(std::any_of(first, end, [&](const auto& p) { return p.second == year; }))
        << indicator << " of 2023: " << year << " was never published";
  }
}

TEST_F(HalfYearData, InvestmentHasGrowthOnlyAsItsSourcesDo) {
  EXPECT_THAT(growth_, Contains(Key("fixed-asset-investment 2024-01-01/P6M")));
  for (const auto& [key, figure] : levels_) {
    EXPECT_NE(figure.series().indicator(), "fixed-asset-investment") << key;
  }
}

}  // namespace
}  // namespace indicast
