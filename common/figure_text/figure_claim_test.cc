#include "common/figure_text/figure_claim.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"

namespace indicast {
namespace {

constexpr Qualifier kEq = Qualifier::kEqual;
constexpr Qualifier kG = Qualifier::kGreater;
constexpr Qualifier kGe = Qualifier::kGreaterOrEqual;
constexpr Qualifier kL = Qualifier::kLess;
constexpr Qualifier kLe = Qualifier::kLessOrEqual;
constexpr Qualifier kAbout = Qualifier::kAbout;
constexpr Measure kLevel = Measure::kLevel;
constexpr Measure kGrowth = Measure::kGrowth;
constexpr Measure kChange = Measure::kChange;

struct Case {
  const char* text;
  const char* value;
  const char* unit;
  int exponent;
  Qualifier qualifier;
  Measure measure;
  FigureMiss miss = FigureMiss::kNone;
};

FigureClaim ClaimOf(const Case& c) {
  FigureClaim claim;
  claim.value = Decimal::Parse(c.value).value();
  claim.unit_symbol = c.unit;
  claim.multiplier_exponent = c.exponent;
  claim.qualifier = c.qualifier;
  claim.measure = c.measure;
  return claim;
}

TEST(CheckFigureTest, SupportsWhatTheWordingSays) {
  const std::vector<Case> cases = {
      {"超4万家", "40000", "家", 0, kG, kLevel},
      {"超4万家", "4", "万家", 4, kG, kLevel},
      {"超4万家", "40000", "enterprises", 0, kG, kLevel},
      {"超过1200亿元", "1200", "亿元", 8, kG, kLevel},
      {"超过1200亿元", "0.12", "万亿元", 12, kG, kLevel},
      {"超过1200亿元", "120000000000", "yuan", 0, kG, kLevel},
      {"下降15%", "-15", "%", 0, kEq, kGrowth},
      {"下降15%", "-15.0", "percent", 0, kEq, kGrowth},
      {"32%", "32", "%", 0, kEq, kGrowth},
      {"超千列", "1000", "列", 0, kG, kLevel},
      {"保持在千列规模", "1000", "列", 0, kGe, kLevel},
      {"连续5年100%", "100", "%", 0, kEq, kLevel},
      {"连续5年100%", "5", "年", 0, kEq, kLevel},
      {"进入到全国第八", "8", "位", 0, kEq, kLevel},
      {"进入到全国第八", "8", "", 0, kEq, kLevel},
      {"排名全国首位", "1", "位", 0, kEq, kLevel},
      {"夜间消费排名全国前三", "3", "位", 0, kLe, kLevel},
      {"连续三年获评", "3", "年", 0, kEq, kLevel},
      {"优良天数同比增加19天", "19", "天", 0, kEq, kChange},
      {"优良天数同比增加19天", "19", "天", 0, kEq, kLevel},
      {"同比减少19天", "-19", "天", 0, kEq, kChange},
      {"近75%", "75", "%", 0, kAbout, kLevel},
      {"近75%", "75", "%", 0, kL, kLevel},
      {"降低企业社保费负担10.58亿元", "10.58", "亿元", 8, kEq, kLevel},
      {"降低企业社保费负担10.58亿元", "-10.58", "亿元", 8, kEq, kChange},
      {"提高1.5个百分点", "1.5", "个百分点", 0, kEq, kChange},
      {"下降15%以上", "-15", "%", 0, kLe, kGrowth},
      {"下降近15%", "-15", "%", 0, kG, kGrowth},
      {"降低成本超10亿元", "10", "亿元", 8, kG, kLevel},
      {"减少3-5个", "4", "个", 0, kAbout, kLevel},
      {"减少3-5个", "-5", "个", 0, kGe, kChange},
      {"投资项目71个", "71", "项", 0, kEq, kLevel},
      {"增长一倍", "100", "%", 0, kEq, kGrowth},
      {"翻番", "100", "%", 0, kEq, kGrowth},
      {"$4.3 billion", "43", "亿美元", 8, kEq, kLevel},
      {"RMB 4.3 billion", "43", "亿元", 8, kEq, kLevel},
      {"超七成", "70", "%", 0, kG, kLevel},
      {"5‰", "0.5", "%", 0, kEq, kLevel},
      {"1200万千瓦", "1200", "万千瓦", 4, kEq, kLevel},
      {"1200万千瓦", "1200", "万千瓦", 7, kEq, kLevel},
      {"5公里", "5000", "米", 0, kEq, kLevel},
      {"102.6 (上年=100)", "102.6", "上年=100", 0, kEq, kLevel},
      {"万亿级", "10000", "亿元", 8, kGe, kLevel},
      {"3-5个", "3", "个", 0, kGe, kLevel},
      {"3-5个", "5", "个", 0, kLe, kLevel},
      {"3-5个", "4", "个", 0, kAbout, kLevel},
      {"three-year rise: fell by 15 %", "-15", "%", 0, kEq, kGrowth},
      {"三类500强投资项目30个", "30", "个", 0, kEq, kLevel},
  };
  for (const Case& c : cases) {
    const FigureCheck check = CheckFigure(c.text, ClaimOf(c));
    EXPECT_EQ(check.miss, c.miss) << c.text << " / " << c.value << c.unit;
    EXPECT_EQ(check.verdict == FigureVerdict::kSupported, c.miss == FigureMiss::kNone)
        << c.text << " / " << c.value << c.unit;
  }
}

TEST(CheckFigureTest, ContradictsWithTheNearestMiss) {
  const std::vector<Case> cases = {
      {"超4万家", "50000", "家", 0, kG, kLevel, FigureMiss::kNumber},
      {"超4万家", "4", "家", 0, kG, kLevel, FigureMiss::kNumber},
      {"1200亿元", "1200", "万元", 4, kEq, kLevel, FigureMiss::kNumber},
      {"提高1.5个百分点", "1.5", "%", 0, kEq, kGrowth, FigureMiss::kUnit},
      {"提高1.5%", "1.5", "个百分点", 0, kEq, kChange, FigureMiss::kUnit},
      {"增长5倍", "5", "%", 0, kEq, kLevel, FigureMiss::kNumber},
      {"1200万千瓦", "12", "GW", 9, kEq, kLevel, FigureMiss::kNumber},
      {"61亿美元", "61", "亿元", 8, kEq, kLevel, FigureMiss::kUnit},
      {"$4.3 billion", "43", "亿元", 8, kEq, kLevel, FigureMiss::kUnit},
      {"8家", "8", "位", 0, kEq, kLevel, FigureMiss::kUnit},
      {"全省第8", "8", "家", 0, kEq, kLevel, FigureMiss::kUnit},
      {"下降15%", "15", "%", 0, kEq, kGrowth, FigureMiss::kMeasure},
      {"增长15%", "-15", "%", 0, kEq, kGrowth, FigureMiss::kMeasure},
      {"增长15%", "15", "%", 0, kEq, kLevel, FigureMiss::kMeasure},
      {"占比达64%", "64", "%", 0, kEq, kGrowth, FigureMiss::kMeasure},
      {"减少19天", "19", "天", 0, kEq, kChange, FigureMiss::kMeasure},
      {"超4万家", "40000", "家", 0, kEq, kLevel, FigureMiss::kQualifier},
      {"4万家", "40000", "家", 0, kG, kLevel, FigureMiss::kQualifier},
      {"增长6%以上", "6", "%", 0, kEq, kGrowth, FigureMiss::kQualifier},
      {"下降15%以上", "-15", "%", 0, kGe, kGrowth, FigureMiss::kQualifier},
      {"前三", "3", "位", 0, kEq, kLevel, FigureMiss::kQualifier},
      {"3-5个", "4", "个", 0, kEq, kLevel, FigureMiss::kQualifier},
      {"3-5个", "6", "个", 0, kAbout, kLevel, FigureMiss::kNumber},
  };
  for (const Case& c : cases) {
    const FigureCheck check = CheckFigure(c.text, ClaimOf(c));
    EXPECT_EQ(check.verdict, FigureVerdict::kContradicted) << c.text << " / " << c.value << c.unit;
    EXPECT_EQ(check.miss, c.miss) << c.text << " / " << c.value << c.unit;
    EXPECT_TRUE(check.reading.has_value()) << c.text;
  }
}

TEST(CheckFigureTest, CannotCheckWhereNothingExactIsWritten) {
  const std::vector<Case> cases = {
      {"实现“双下降”", "-5", "%", 0, kL, kGrowth},
      {"", "5", "家", 0, kEq, kLevel},
      {"数十家", "30", "家", 0, kAbout, kLevel},
      {"三分之二", "66.7", "%", 0, kAbout, kLevel},
      {"2家引进数十个", "30", "个", 0, kAbout, kLevel},
      {"首批", "1", "位", 0, kEq, kLevel},
      {"15.3万人", "15.3", "万人", 4, Qualifier::kTextOnly, kLevel},
      {"完成省定任务", "5", "%", 0, kEq, kGrowth},
  };
  for (const Case& c : cases) {
    const FigureCheck check = CheckFigure(c.text, ClaimOf(c));
    EXPECT_EQ(check.verdict, FigureVerdict::kNotCheckable) << c.text;
    EXPECT_EQ(check.miss, FigureMiss::kNone) << c.text;
    EXPECT_FALSE(check.reading.has_value()) << c.text;
  }
}

TEST(CheckFigureTest, ComparesTheBoundsThatBothHave) {
  FigureClaim claim = ClaimOf({"", "4", "个", 0, kAbout, kLevel});
  claim.lower_bound = Decimal::FromInt(3);
  claim.upper_bound = Decimal::FromInt(5);
  EXPECT_EQ(CheckFigure("3至5个", claim).verdict, FigureVerdict::kSupported);
  EXPECT_EQ(CheckFigure("约4个", claim).verdict, FigureVerdict::kSupported);
  claim.qualifier = kEq;
  EXPECT_EQ(CheckFigure("3至5个", claim).verdict, FigureVerdict::kSupported);
  claim.upper_bound = Decimal::FromInt(6);
  EXPECT_EQ(CheckFigure("3至5个", claim).miss, FigureMiss::kBounds);
}

TEST(CheckFigureTest, ShowsWhatWasReadInstead) {
  const std::string text = "技术合同成交额超过1200亿元";
  const FigureCheck check = CheckFigure(text, ClaimOf({"", "1300", "亿元", 8, kG, kLevel}));
  ASSERT_TRUE(check.reading.has_value());
  EXPECT_EQ(text.substr(check.reading->begin, check.reading->end - check.reading->begin),
            "超过1200亿元");
}

TEST(CheckFigureTest, SurvivesExtremeExponentsAndValues) {
  for (const int exponent : {-1'000'000, -40, 40, 1'000'000}) {
    FigureClaim claim = ClaimOf({"", "999999999999999999999999999999", "亿元", 8, kEq, kLevel});
    claim.multiplier_exponent = exponent;
    EXPECT_EQ(CheckFigure("999999999999999999999999999999万亿元", claim).verdict,
              FigureVerdict::kContradicted);
  }
}

}  // namespace
}  // namespace indicast
