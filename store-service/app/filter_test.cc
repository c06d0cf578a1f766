#include "store-service/app/filter.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::HasSubstr;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

VintageView View(const Observation& observation) {
  return {std::make_shared<const Observation>(observation), 1, Publication{Day("2024-01-31"), true},
          true, PreferenceReason::kNone};
}

// Growth of gdp of changsha in 2023, 4.8 percent, reported in "report".
bool Meets(absl::string_view text, const Observation& figure = TestObservation("2023", "4.8")) {
  const auto filter = FigureFilter::Parse(text);
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches(View(figure));
}

std::string Refusal(absl::string_view text) {
  const auto filter = FigureFilter::Parse(text);
  EXPECT_THAT(filter, HasReason("FILTER_INVALID")) << text;
  EXPECT_THAT(filter, HasField("filter_text")) << text;
  return std::string(filter.status().message());
}

TEST(FigureFilterTest, EveryFieldAndOperator) {
  for (const char* text : {"",
                           "  ",
                           "indicator = gdp",
                           "indicator=\"gdp\"",
                           "indicator != trade",
                           "indicator:d",
                           "area = changsha",
                           "measure = growth",
                           "price_basis = constant",
                           "scope = total",
                           "period = 2023",
                           "period:202",
                           "stage = reported",
                           "document = report",
                           "status = A",
                           "qualifier = equal",
                           "unit = percent",
                           "value = 4.80",
                           "value != 5",
                           "value > -1",
                           "value >= 4.8",
                           "value < 4.81",
                           "value <= 4.8",
                           "publication_date = 2024-01-31",
                           "publication_date < 2024-02-01",
                           "publication_date >= \"2024-01-31\""}) {
    EXPECT_TRUE(Meets(text)) << text;
  }
  for (const char* text :
       {"indicator = gd", "indicator != gdp", "indicator:x", "area:hunan", "measure = level",
        "price_basis = current", "scope != total", "period = 2023-01", "stage != reported",
        "document = press", "status = P", "qualifier = about", "unit = cny", "value = 5",
        "value < 4.8", "value > 4.8", "publication_date > 2024-01-31"}) {
    EXPECT_FALSE(Meets(text)) << text;
  }
}

TEST(FigureFilterTest, PeriodsAreOrderedByTheirDays) {
  const Observation quarter = TestObservation("2023-Q2", "1");
  EXPECT_TRUE(Meets("period >= 2023", quarter));
  EXPECT_TRUE(Meets("period <= 2023", quarter));
  EXPECT_FALSE(Meets("period > 2023", quarter));
  EXPECT_FALSE(Meets("period < 2023", quarter));
  EXPECT_TRUE(Meets("period > 2023-Q1", quarter));
  EXPECT_TRUE(Meets("period < 2023-Q3", quarter));
  EXPECT_FALSE(Meets("period <= 2023-04", quarter));
}

TEST(FigureFilterTest, AFigureWithoutAValueMeetsNoConditionOnIt) {
  Observation words = TestObservation("2023", "1");
  words.value.reset();
  EXPECT_FALSE(Meets("value = 1", words));
  EXPECT_FALSE(Meets("value != 1", words));
  EXPECT_TRUE(Meets("NOT value = 1", words));
}

TEST(FigureFilterTest, TermsJoin) {
  EXPECT_TRUE(Meets("indicator = gdp AND value > 4 AND period >= 2020"));
  EXPECT_FALSE(Meets("indicator = gdp AND value > 5"));
  EXPECT_TRUE(Meets("value > 5 OR indicator = gdp"));
  EXPECT_TRUE(
      Meets("indicator = \"gdp\" AND (period >= \"2030\" OR stage = \"reported\") AND NOT "
            "area:\"hunan\" AND value > 4"));
  EXPECT_FALSE(Meets("NOT (indicator = gdp OR value > 9)"));
  EXPECT_TRUE(Meets("NOT NOT indicator = gdp"));
  EXPECT_TRUE(Meets("((value>4))"));
  Observation chinese = TestObservation("2023", "1");
  chinese.unit = "亩\"";
  EXPECT_TRUE(Meets("unit = \"亩\\\"\"", chinese));
}

TEST(FigureFilterTest, RefusalsNamePositionAndWhatIsAllowed) {
  EXPECT_THAT(Refusal("value > 1 AND value < 5 OR area = x"),
              HasSubstr("at character 25 ('OR area = x'): AND and OR in one level"));
  EXPECT_THAT(Refusal("colour = red"), HasSubstr("at character 1 ('colour = red'): expected NOT"));
  EXPECT_THAT(Refusal("unit = 亩 AND"), HasSubstr("at character 13 (the end)"));
  EXPECT_THAT(Refusal("stage = finished"), HasSubstr("at character 9"));
  EXPECT_THAT(Refusal("stage = finished"), HasSubstr("preliminary")) << "the codes that exist";
  EXPECT_THAT(Refusal("value > many"), HasSubstr("many"));
  EXPECT_THAT(Refusal("period > 2023-13"), HasSubstr("2023-13"));
  EXPECT_THAT(Refusal("publication_date > 2024-02-30"), HasSubstr("2024-02-30"));
  EXPECT_THAT(Refusal("indicator > gdp"), HasSubstr("= != :"));
  EXPECT_THAT(Refusal("value:1"), HasSubstr("value takes"));
  EXPECT_THAT(Refusal("indicator"), HasSubstr("expected one of = !="));
  EXPECT_THAT(Refusal("indicator ="), HasSubstr("expected a value"));
  EXPECT_THAT(Refusal("indicator = AND"), HasSubstr("expected a value"));
  EXPECT_THAT(Refusal("indicator = \"gdp"), HasSubstr("never closed"));
  EXPECT_THAT(Refusal("indicator = \"a\\n\""), HasSubstr("backslash"));
  EXPECT_THAT(Refusal("(indicator = gdp"), HasSubstr("expected ')'"));
  EXPECT_THAT(Refusal("indicator = gdp)"), HasSubstr("expected AND, OR or the end"));
  EXPECT_THAT(Refusal("indicator = gdp area = x"), HasSubstr("expected AND, OR or the end"));
  EXPECT_THAT(Refusal("indicator = gdp and area = x"), HasSubstr("expected AND, OR"));
  EXPECT_THAT(Refusal("()"), HasSubstr("expected NOT"));
}

TEST(FigureFilterTest, DepthAndLengthAreBounded) {
  const auto nested = [](int depth) {
    return absl::StrCat(std::string(static_cast<size_t>(depth), '('), "value > 1",
                        std::string(static_cast<size_t>(depth), ')'));
  };
  EXPECT_THAT(FigureFilter::Parse(nested(kMaxFilterDepth)), IsOk());
  EXPECT_THAT(Refusal(nested(kMaxFilterDepth + 1)), HasSubstr("more than 32"));
  std::string nots;
  for (int i = 0; i <= kMaxFilterDepth; ++i) nots += "NOT ";
  EXPECT_THAT(Refusal(nots + "value > 1"), HasSubstr("more than 32"));
  std::string padded = "value > 1";
  padded.resize(kMaxFilterBytes, ' ');
  EXPECT_THAT(FigureFilter::Parse(padded), IsOk());
  EXPECT_THAT(Refusal(padded + " "), HasSubstr("at most 4096"));
}

}  // namespace
}  // namespace indicast::store
