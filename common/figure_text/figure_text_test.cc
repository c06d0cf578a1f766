#include "common/figure_text/figure_text.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string Sign(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::kEqual:
      return "";
    case Qualifier::kGreater:
      return ">";
    case Qualifier::kGreaterOrEqual:
      return ">=";
    case Qualifier::kLess:
      return "<";
    case Qualifier::kLessOrEqual:
      return "<=";
    case Qualifier::kAbout:
      return "~";
    case Qualifier::kTextOnly:
      break;
  }
  return "?";
}

std::string KindOf(FigureKind kind) {
  const char* const kNames[] = {"", " growth", " change", " rank", " streak", " share"};
  return kNames[static_cast<size_t>(kind)];
}

// ">4e4家", "-15% growth", "~3个[3,5]".
std::string Show(const FigureReading& reading) {
  std::string shown = absl::StrCat(Sign(reading.qualifier), reading.value.ToString());
  if (reading.multiplier_exponent != 0) absl::StrAppend(&shown, "e", reading.multiplier_exponent);
  absl::StrAppend(&shown, reading.unit_text);
  if (reading.lower_bound || reading.upper_bound) {
    absl::StrAppend(&shown, "[", reading.lower_bound ? reading.lower_bound->ToString() : "", ",",
                    reading.upper_bound ? reading.upper_bound->ToString() : "", "]");
  }
  return shown + KindOf(reading.kind);
}

std::vector<std::string> ShowAll(absl::string_view text) {
  std::vector<std::string> shown;
  for (const FigureReading& reading : ReadFigures(text)) shown.push_back(Show(reading));
  return shown;
}

struct Wording {
  const char* text;
  const char* figures;  // joined by "; "
};

void ExpectRead(const std::vector<Wording>& wordings) {
  for (const Wording& wording : wordings) {
    EXPECT_EQ(absl::StrJoin(ShowAll(wording.text), "; "), wording.figures) << wording.text;
  }
}

TEST(FigureTextTest, ReadsNumbersWithScaleAndUnit) {
  ExpectRead({{"1462家", "1462家"},
              {"43200元", "43200元"},
              {"61亿美元", "61e8美元"},
              {"14331.98亿元", "14331.98e8元"},
              {"2.1万元", "2.1e4元"},
              {"15.3万人", "15.3e4人"},
              {"7.66万个", "7.66e4个"},
              {"96.4万件", "96.4e4件"},
              {"1.2万户", "1.2e4户"},
              {"18.04万亩", "18.04e4亩"},
              {"1200万千瓦", "1200e4千瓦"},
              {"220千伏", "220千伏"},
              {"567公里", "567公里"},
              {"3千克", "3千克"},
              {"5千人", "5e3人"},
              {"3千万元", "3e7元"},
              {"2百家", "2e2家"},
              {"1.2万亿元", "1.2e12元"},
              {"1亿2000万元", "12000e4元"},
              {"2万500人", "20500人"},
              {"3千5百个", "35e2个"},
              {"49.65%", "49.65%"},
              {"100%", "100%"},
              {"5‰", "5‰"},
              {"七成", "7成"},
              {"1.5个百分点", "1.5个百分点"},
              {"25个基点", "25个基点"},
              {"3倍", "3倍"},
              {"0.0%", "0.0%"},
              {"102.6 (上年=100)", "102.6; 100"}});
}

TEST(FigureTextTest, FoldsWidthSeparatorsAndBlanks) {
  ExpectRead({{"１２３．５亿元", "123.5e8元"},
              {"１５％", "15%"},
              {"－15％", "-15%"},
              {"-6.8%", "-6.8%"},
              {"−6.8%", "-6.8%"},
              {"增速-6.8%", "-6.8% growth"},
              {"1,234.5亿元", "1234.5e8元"},
              {"1，234家", "1234家"},
              {"1,234,567元", "1234567元"},
              {"40 000 家", "40000家"},
              {"4 万 家", "4e4家"},
              {"15 %", "15%"},
              {"12,34家", "12; 34家"},
              {"3,380亿元", "3380e8元"}});
}

TEST(FigureTextTest, ReadsChineseNumerals) {
  ExpectRead({{"三千五百家", "3500家"},  {"三千五家", "3500家"},
              {"三千零五家", "3005家"},  {"一百二十个", "120个"},
              {"一百零八项", "108项"},   {"一百十五项", "115项"},
              {"十二家", "12家"},        {"两家", "2家"},
              {"二十万人", "20e4人"},    {"一亿二千万元", "12000e4元"},
              {"一万五千人", "15000人"}, {"两千万亿元", "2000e12元"},
              {"零家", "0家"},           {"一〇八家", "108家"},
              {"廿五家", "25家"},        {"二点五亿元", "2.5e8元"},
              {"一百萬元", "100e4元"},   {"百分之十五", "15%"},
              {"百分之二点五", "2.5%"},  {"千分之三", "0.3%"},
              {"四分之三", "75%"},       {"超千列", ">1000列"},
              {"千列规模", ">=1000列"},  {"过万家", ">1e4家"},
              {"破百亿元", ">100e8元"},  {"上千家", ">=1000家"},
              {"万亿级", ">=1e12"},      {"千亿级产业", ">=1000e8"}});
}

TEST(FigureTextTest, ReadsTheWordsThatBound) {
  ExpectRead({{"超4万家", ">4e4家"},
              {"超过1200亿元", ">1200e8元"},
              {"突破1600亿元", ">1600e8元"},
              {"突破了1600亿元", ">1600e8元"},
              {"逾300家", ">300家"},
              {"80余个", ">80个"},
              {"80多个", ">80个"},
              {"7万余家", ">7e4家"},
              {"20多万人", ">20e4人"},
              {"十余家", ">10家"},
              {"100亿元余额", "100e8元"},
              {"不低于5%", ">=5%"},
              {"不少于50家", ">=50家"},
              {"至少30家", ">=30家"},
              {"6%以上", ">=6%"},
              {"80个以上", ">=80个"},
              {"100+", ">=100"},
              {"低于5%", "<5%"},
              {"不足10家", "<10家"},
              {"不超过5.5%", "<=5.5%"},
              {"控制在5.5%以内", "<=5.5%"},
              {"控制在5.5%以下", "<=5.5%"},
              {"控制在5.5%预期目标下", "<=5.5%"},
              {"控制在3%左右", "~3%"},
              {"约4.3亿元", "~4.3e8元"},
              {"大约30家", "~30家"},
              {"节约30亿元", "30e8元"},
              {"签约100个", "100个"},
              {"通过100项", "100项"},
              {"近75%", "~75%[,75]"},
              {"接近75%", "~75%[,75]"},
              {"近三年", "3年"},
              {"近5个月", "5个月"},
              {"十来家", "~10家"},
              {"≥6%", ">=6%"},
              {"人民币5亿元", "5e8元"},
              {"超过人民币5亿元", ">5e8元"},
              {"超过全国平均1.5个百分点", "1.5个百分点"},
              {"3-5个", "~3个[3,5]"},
              {"3至5个", "~3个[3,5]"},
              {"3个至5个", "~3个[3,5]"},
              {"3—5万个", "~3e4个[3,5]"},
              {"3万-5万个", "~3e4个[3,5]"},
              {"8000至1.2万元", "~0.8e4元[0.8,1.2]"},
              {"8000元至1.2万元", "~0.8e4元[0.8,1.2]"},
              {"5%~6%", "~5%[5,6]"},
              {"6.0%—6.5%", "~6.0%[6.0,6.5]"},
              {"0—6岁", "~0岁[0,6]"}});
}

TEST(FigureTextTest, ReadsTheWayANumberGoes) {
  ExpectRead({{"增长6%以上", ">=6% growth"},
              {"同比增长约7.5%", "~7.5% growth"},
              {"增长达到7.5%", "7.5% growth"},
              {"涨幅3%左右", "~3% growth"},
              {"提升30%", "30% growth"},
              {"下降15%", "-15% growth"},
              {"下降约15%", "~-15% growth"},
              {"下降了15%", "-15% growth"},
              {"降15%", "-15% growth"},
              {"下跌 2 %", "-2% growth"},
              {"回落0.3个百分点", "-0.3个百分点 change"},
              {"提高1.5个百分点", "1.5个百分点 change"},
              {"增加19天", "19天 change"},
              {"减少19天", "-19天 change"},
              {"比上年少19天", "-19天 change"},
              {"比全国低1.5个百分点", "-1.5个百分点 change"},
              {"最低5%", "5%"},
              {"increased 1.5-fold", "1.5-fold growth"},
              {"由5%—6%", "5%; 6%"},
              {"降幅6.8%", "-6.8% growth"},
              {"15%的降幅", "-15% growth"},
              {"8%的增速", "8% growth"},
              {"负增长6.8%", "-6.8% growth"},
              {"提升至49.65%", "49.65%"},
              {"降到5%", "5%"},
              {"由10%提高到15%", "10%; 15%"},
              {"工业增加值7.5%", "7.5%"},
              {"工业增加值增长7.5%", "7.5% growth"},
              {"新增4万家", "4e4家"},
              {"分别增长5%、6%和7%", "5% growth; 6% growth; 7% growth"},
              {"下降15%,其中出口2%", "-15% growth; 2%"},
              {"增长5%-6%", "~5%[5,6] growth"},
              {"下降5%-6%", "~-6%[-6,-5] growth"},
              {"下降15%以上", "<=-15% growth"},
              {"下降超15%", "<-15% growth"},
              {"下降近15%", "~-15%[-15,] growth"},
              {"增长近15%", "~15%[,15] growth"},
              {"翻番", "100% growth"},
              {"总量翻了一番", "100% growth"},
              {"翻一番", "100% growth"},
              {"翻两番", "300% growth"},
              {"增长1倍", "1倍 growth"},
              {"零增长", "0% growth"},
              {"实现“双下降”", ""},
              {"占比达64%", "64% share"},
              {"一半", "50% share"},
              {"过半", ">50% share"}});
}

TEST(FigureTextTest, ReadsRanksAndStreaks) {
  ExpectRead({{"第八", "8 rank"},
              {"进入到全国第八。", "8 rank"},
              {"第8位", "8 rank"},
              {"全省第一", "1 rank"},
              {"位列第一名", "1 rank"},
              {"排名全国首位", "1 rank"},
              {"居首", "1 rank"},
              {"登上榜首", "1 rank"},
              {"前三", "<=3 rank"},
              {"前6", "<=6 rank"},
              {"前十名", "<=10 rank"},
              {"国家级新区前六,", "<=6 rank"},
              {"目前100家", "100家"},
              {"前5个月", "5个月"},
              {"市场十强", "<=10 rank"},
              {"百强", "<=100 rank"},
              {"连续三年", "3年 streak"},
              {"连续2年全省第一", "2年 streak; 1 rank"},
              {"连续5年100%", "5年 streak; 100%"},
              {"连续第三年", "3年 streak"}});
}

TEST(FigureTextTest, LeavesAloneWhatCountsNothing) {
  for (const char* text : {"",
                           "首批",
                           "首次",
                           "首位度",
                           "第",
                           "第五次",
                           "第一产业",
                           "第二届大会",
                           "第一方阵",
                           "2023年",
                           "2023年11月19日",
                           "2023-11-01",
                           "11月",
                           "在2023全球榜单",
                           "PM2.5改善",
                           "5G基站",
                           "4A级景区",
                           "10:30",
                           "1+10",
                           "3.1.4",
                           "1/2",
                           "统一",
                           "五一商圈",
                           "一体化",
                           "万一",
                           "万企兴万村",
                           "千方百计",
                           "十分",
                           "前列",
                           "in 2023",
                           "5th generation",
                           "完成省定任务",
                           "与经济增长基本同步"}) {
    EXPECT_THAT(ShowAll(text), IsEmpty()) << text;
  }
}

TEST(FigureTextTest, CountsNumeralsWithoutOneExactValue) {
  for (const char* text : {"数十家", "几百个", "十几家", "三五家", "三分之二", "100几十个",
                           "5亿亿元", "亿亿亿", "三百三百家"}) {
    const FigureWording wording = ReadWording(text);
    EXPECT_GE(wording.unreadable, 1) << text;
    EXPECT_THAT(wording.figures, IsEmpty()) << text;
  }
}

TEST(FigureTextTest, ReadsEnglish) {
  ExpectRead({{"more than 40,000 enterprises", ">40000enterprises"},
              {"over 4.3 billion yuan", ">4.3e9yuan"},
              {"RMB 4.3 billion", "4.3e9rmb"},
              {"about 3 %", "~3%"},
              {"nearly 75 percent", "~75percent[,75]"},
              {"at least 50 items", ">=50items"},
              {"up to 5 %", "<=5%"},
              {"no more than 5 per cent", "<=5per cent"},
              {"6 % or more", ">=6%"},
              {"fell by 15 %", "-15% growth"},
              {"rose 6 %", "6% growth"},
              {"grew by about 7.5 percent", "~7.5percent growth"},
              {"fell to 5 %", "5%"},
              {"GDP growth was 4.8 %", "4.8% growth"},
              {"up 1.5 percentage points", "1.5percentage points change"},
              {"1.2 million people", "1.2e6people"},
              {"three hundred thousand persons", "3e5persons"},
              {"ranked 8th", "8 rank"},
              {"ranked third in the country", "3 rank"},
              {"the top 10", "<=10 rank"},
              {"among the top three", "<=3 rank"},
              {"for three consecutive years", "3years streak"},
              {"5 years in a row", "5years streak"},
              {"3 to 5 projects", "~3projects[3,5]"},
              {"3-5 %", "~3%[3,5]"},
              {"doubled", "100% growth"}});
}

TEST(FigureTextTest, TheRangeOfBytesCoversNumberUnitAndBounds) {
  const std::string text = "全市惠民资金约４.3 亿元,另有\xFF 80余个";
  const std::vector<FigureReading> figures = ReadFigures(text);
  ASSERT_THAT(figures, SizeIs(2));
  EXPECT_EQ(text.substr(figures[0].begin, figures[0].end - figures[0].begin), "约４.3 亿元");
  EXPECT_EQ(text.substr(figures[1].begin, figures[1].end - figures[1].begin), "80余个");
}

TEST(FigureTextTest, ReadsTheShippedReport) {
  std::ifstream file(INDICAST_SOURCE_DIR "/data/changsha/documents/changsha-work-report-2024.txt");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const std::vector<FigureReading> figures = ReadFigures(text);
  std::vector<std::string> shown;
  for (const FigureReading& reading : figures) {
    shown.push_back(Show(reading));
    ASSERT_LT(reading.begin, reading.end);
    ASSERT_LE(reading.end, text.size());
  }
  for (const char* expected :
       {"1462家",      ">1600e8元",     ">4e4家",     "8 rank",   "49.65% share",
        ">1200e8元",   "22.49% growth", "6.44e4件",   "<=6 rank", "1 rank",
        "-15% growth", ">=10% growth",  ">=1e12",     ">1000列",  ">1200e4千瓦",
        "19天 change", "2年 streak",    "5年 streak", "100%",     "~75%[,75] share",
        "96.4e4件",    ">230e8元",      "~6% growth", ">80个",    "7.66e4个",
        ">7e4家",      "<=5.5% share",  "~4.3e8元",   "15.3e4人", ">=6% growth",
        "~3% growth",  "1200台",        "30% growth", ">=1000列", "3年 streak",
        "2000个"}) {
    EXPECT_THAT(shown, Contains(expected));
  }
  // Names with digits in them.
  EXPECT_THAT(shown, Not(Contains("2.5")));
  EXPECT_THAT(shown, Not(Contains("2023")));
}

std::string Repeated(absl::string_view piece, size_t bytes) {
  std::string text;
  while (text.size() < bytes) absl::StrAppend(&text, piece);
  return text;
}

// Quadratic behaviour would take hours here and run into the time limit of the test.
TEST(FigureTextTest, IsTotalAndLinearOnHostileInput) {
  constexpr size_t kBytes = 200'000;
  for (const char* piece :
       {"9",          "九",       "亿",     "千",   "1,234", "1,",   "1.",          "-",
        "1-",         "1-2-3.",   "第",     "前",   "首",    "增长", "近",          "hundred ",
        "1 million ", "三千五百", "百分之", "5%、", "一半",  "连续", "超",          "\xFF",
        "\xE4\xB8",   "数",       "1万",    "12家", "十",    "top ", "consecutive", "~",
        " ",          "增长5%和", "零",     "点",   "一点",  "0"}) {
    const std::string text = Repeated(piece, kBytes);
    for (const FigureReading& reading : ReadFigures(text)) {
      ASSERT_LT(reading.begin, reading.end) << piece;
      ASSERT_LE(reading.end, text.size()) << piece;
    }
  }
}

// Every cut and every swapped byte of real wordings, so that words break in the middle of a
// character.
TEST(FigureTextTest, IsTotalOnBrokenWordings) {
  const std::string text =
      "－15％超4万余家,第八、前三3—5万个近75%百分之二点五1.2万亿top 3rd fell by 1,234 %";
  for (size_t i = 0; i <= text.size(); ++i) {
    for (const std::string& broken :
         {text.substr(0, i), text.substr(i), text.substr(0, i) + '\xFF' + text.substr(i),
          text.substr(0, i) + std::string(1, '\0') + text.substr(i)}) {
      for (const FigureReading& reading : ReadFigures(broken)) {
        ASSERT_LT(reading.begin, reading.end) << i;
        ASSERT_LE(reading.end, broken.size()) << i;
      }
    }
  }
}

TEST(FigureTextTest, RefusesNumbersBeyondTheRangeOfDecimal) {
  for (const std::string& digits :
       {std::string(31, '9'), std::string(100'000, '9'), "0." + std::string(40, '1')}) {
    const FigureWording wording = ReadWording(digits + "家");
    EXPECT_THAT(wording.figures, IsEmpty());
    EXPECT_EQ(wording.unreadable, 1);
  }
  EXPECT_THAT(ShowAll(std::string(40, '0') + "7家"), testing::ElementsAre("7家"));
}

}  // namespace
}  // namespace indicast
