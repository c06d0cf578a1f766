#include "store-service/domain/search.h"

#include <string>
#include <utility>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/ids.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    Indicator trade = TestIndicator("imports-exports", "进出口总额", "Imports and exports");
    trade.aliases = {"外贸", "foreign trade"};
    Indicator retail = TestIndicator("retail-sales", "社会消费品零售总额", "Retail sales");
    retail.aliases = {"消费"};
    Indicator gdp = TestIndicator("gdp", "地区生产总值", "Gross regional product");
    gdp.aliases = {"ＧＤＰ总量"};
    Indicator deflator = TestIndicator("gdp-deflator", "平减指数", "GDP deflator");
    snapshot_ = Snapshot::Empty()->Apply(TestEntry(1, {trade, retail, gdp, deflator})).value();
  }

  std::vector<std::pair<std::string, std::string>> Find(absl::string_view query,
                                                        size_t limit = 20) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const SearchHit& hit : SearchIndicators(*snapshot_, query, limit)) {
      found.emplace_back(hit.indicator->id, hit.matched_text);
    }
    return found;
  }

  std::shared_ptr<const Snapshot> snapshot_;
};

TEST_F(SearchTest, FindsChineseAndEnglishNamesAndAliases) {
  EXPECT_THAT(Find("进出口"), ElementsAre(Pair("imports-exports", "进出口总额")));
  EXPECT_THAT(Find("外贸"), ElementsAre(Pair("imports-exports", "外贸")));
  EXPECT_THAT(Find("foreign"), ElementsAre(Pair("imports-exports", "foreign trade")));
}

TEST_F(SearchTest, CaseAndWidthDoNotMatter) {
  // Full-width letters and an ideographic space.
  EXPECT_THAT(Find("\uFF32\uFF45\uFF54\uFF41\uFF49\uFF4C\u3000sales"),
              ElementsAre(Pair("retail-sales", "Retail sales")));
  EXPECT_THAT(Find("RETAIL  SALES"), ElementsAre(Pair("retail-sales", "Retail sales")));
}

TEST_F(SearchTest, ExactBeforePrefixBeforeSubstringBeforeWords) {
  EXPECT_THAT(Find("gdp"), ElementsAre(Pair("gdp", "gdp"), Pair("gdp-deflator", "gdp-deflator")));
  EXPECT_THAT(Find("总额"), ElementsAre(Pair("imports-exports", "进出口总额"),
                                        Pair("retail-sales", "社会消费品零售总额")));
  EXPECT_THAT(Find("exports imports"), ElementsAre(Pair("imports-exports", "imports-exports")));
  EXPECT_THAT(Find("消费"), ElementsAre(Pair("retail-sales", "消费")));
}

TEST_F(SearchTest, EveryWordMustOccur) {
  EXPECT_THAT(Find("外贸 imports"), ElementsAre(Pair("imports-exports", "外贸")));
  EXPECT_THAT(Find("外贸 retail"), IsEmpty());
}

TEST_F(SearchTest, NothingMatchesNothing) {
  EXPECT_THAT(Find(""), IsEmpty());
  EXPECT_THAT(Find(" \u3000 "), IsEmpty());
  EXPECT_THAT(Find("\xFF\xFE"), IsEmpty());
  EXPECT_THAT(Find("火星"), IsEmpty());
}

TEST_F(SearchTest, StopsAtTheLimit) {
  EXPECT_THAT(Find("gdp", 1), ElementsAre(Pair("gdp", "gdp")));
}

TEST_F(SearchTest, ReadsTheCatalogueAsOfARevision) {
  Indicator renamed = TestIndicator("gdp", "生产总值", "Output");
  ASSERT_OK_AND_ASSIGN(auto next, snapshot_->Apply(TestEntry(2, {renamed})));
  EXPECT_THAT(SearchIndicators(*next, "地区", 20), IsEmpty());
  EXPECT_EQ(SearchIndicators(*next, "地区", 20, {1, {}}).size(), 1u);
}

TEST(NearestIdsTest, OffersWhatWasMeant) {
  const std::vector<absl::string_view> ids = {"consumer-prices", "gdp", "imports-exports",
                                              "retail-sales"};
  EXPECT_THAT(NearestIds("import-export", ids), ElementsAre("imports-exports"));
  EXPECT_THAT(NearestIds("gdpp", ids), ElementsAre("gdp"));
  EXPECT_THAT(NearestIds("cny-1e9", {"cny", "cny-1e4", "cny-1e8", "usd"}),
              ElementsAre("cny-1e4", "cny-1e8", "cny"));
  EXPECT_THAT(NearestIds("retail", ids), ElementsAre("retail-sales"));
  EXPECT_THAT(NearestIds("", ids), IsEmpty());
  EXPECT_THAT(NearestIds("carbon-intensity", ids), IsEmpty());
  EXPECT_EQ(NearestHint("gdpp", ids), "; nearest: gdp");
  EXPECT_EQ(NearestHint("xyzzy", ids), "");
}

TEST(IsIdTest, AcceptsLowerCaseWords) {
  for (const char* id : {"a", "7", "cny-1e8", "a--b"}) EXPECT_TRUE(IsId(id)) << id;
  for (const char* id : {"", "-", "-a", "a-", "A", "a b", "a.b", "长沙", "a_b"}) {
    EXPECT_FALSE(IsId(id)) << id;
  }
  EXPECT_TRUE(IsId(std::string(80, 'a')));
  EXPECT_FALSE(IsId(std::string(81, 'a')));
}

}  // namespace
}  // namespace indicast::store
