#include "store-service/domain/text.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/quote.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(CountCharactersTest, CountsCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0);
  EXPECT_EQ(CountCharacters("abc"), 3);
  EXPECT_EQ(CountCharacters("长沙市"), 3);
  EXPECT_EQ(CountCharacters("\U0001F600"), 1);
}

TEST(CountCharactersTest, RefusesWhatIsNotUtf8) {
  for (const char* bytes : {"\xFF", "\xC3", "\xE9\x95", "\xC0\x80", "\xED\xA0\x80", "a\x80"}) {
    EXPECT_EQ(CountCharacters(bytes), -1);
  }
}

std::vector<std::string> TextsOf(absl::string_view document) {
  std::vector<std::string> texts;
  for (const Paragraph& p : SplitParagraphs(document)) {
    EXPECT_EQ(document.substr(p.offset, p.text.size()), p.text);
    texts.emplace_back(p.text);
  }
  return texts;
}

TEST(SplitParagraphsTest, BlankLinesSeparate) {
  EXPECT_THAT(TextsOf(""), ElementsAre());
  EXPECT_THAT(TextsOf("\n \r\n"), ElementsAre());
  EXPECT_THAT(TextsOf("a"), ElementsAre("a"));
  EXPECT_THAT(TextsOf("\n\na\nb\n \t\nc\n"), ElementsAre("a\nb", "c"));
  EXPECT_THAT(TextsOf("a\r\n\r\nb\r\n"), ElementsAre("a", "b"));
}

TEST(HeadingOfTest, ReadsChineseNumbers) {
  EXPECT_EQ(HeadingOf("(三)坚持优平台、拓空间,内陆地区改革开放高地加速崛起。湖南"),
            "(三)坚持优平台、拓空间");
  EXPECT_EQ(HeadingOf("\uFF08十二\uFF09着力扩大\uFF0C需求"), "\uFF08十二\uFF09着力扩大");
  EXPECT_EQ(HeadingOf("二、2024年工作重点"), "二、2024年工作重点");
}

TEST(HeadingOfTest, IsEmptyWithoutANumber) {
  for (const char* text : {"", "政府工作报告", "三大战役成效明显", "(见上文)", "(三", "2024年"}) {
    EXPECT_EQ(HeadingOf(text), "") << text;
  }
}

std::string Sentence(absl::string_view paragraph, absl::string_view quote) {
  return std::string(SentenceAround(paragraph, paragraph.find(quote), quote.size()));
}

TEST(SentenceAroundTest, FindsTheSentence) {
  constexpr absl::string_view kText =
      "甲增长1.5%。“乙\uFF01”丙,丁;Wages rose 3.5% in 2023. Prices fell.";
  EXPECT_EQ(Sentence(kText, "甲"), "甲增长1.5%。");
  EXPECT_EQ(Sentence(kText, "乙"), "“乙\uFF01”");
  EXPECT_EQ(Sentence(kText, "丁"), "丙,丁;");
  EXPECT_EQ(Sentence(kText, "3.5%"), "Wages rose 3.5% in 2023.");
  EXPECT_EQ(Sentence(kText, "Prices"), "Prices fell.");
}

TEST(SentenceAroundTest, SpansTheSentencesOfALongQuote) {
  EXPECT_EQ(Sentence("一。二甲。乙三。四。", "甲。乙"), "二甲。乙三。");
  EXPECT_EQ(Sentence("一。二甲。乙", "二甲。"), "二甲。");
}

TEST(FindQuoteTest, FindsTheOnePlace) {
  constexpr absl::string_view kText =
      "标题\n\n二、工作重点\n\n(一)坚持。甲增长5%。乙增长6%。\n\n丙增长7%。";
  ASSERT_OK_AND_ASSIGN(const QuotePlace place, FindQuote(kText, {"乙增长6%", "", ""}));
  EXPECT_EQ(place.paragraph, "(一)坚持。甲增长5%。乙增长6%。");
  EXPECT_EQ(place.paragraph_number, 3);
  EXPECT_THAT(std::string(place.paragraph.substr(place.offset)), StartsWith("乙增长6%"));
  EXPECT_EQ(place.sentence, "乙增长6%。");
  EXPECT_EQ(place.heading, "(一)坚持");
  ASSERT_OK_AND_ASSIGN(const QuotePlace later, FindQuote(kText, {"丙", "", ""}));
  EXPECT_EQ(later.heading, "(一)坚持");
  ASSERT_OK_AND_ASSIGN(const QuotePlace title, FindQuote(kText, {"标题", "", ""}));
  EXPECT_EQ(title.heading, "");
}

TEST(FindQuoteTest, RefusesWhatIsNotThere) {
  EXPECT_THAT(FindQuote("甲增长5%。", {"增长6%", "", ""}),
              AllOf(HasReason("QUOTE_NOT_FOUND"), HasField("exact")));
  EXPECT_THAT(FindQuote("", {"增长6%", "", ""}), HasReason("QUOTE_NOT_FOUND"));
  EXPECT_THAT(FindQuote("甲", {"", "", ""}), HasReason("QUOTE_NOT_FOUND"));
}

TEST(FindQuoteTest, RefusesAQuoteAcrossParagraphs) {
  const auto place = FindQuote("甲\n\n乙", {"甲\n\n乙", "", ""});
  EXPECT_THAT(place, HasReason("QUOTE_NOT_FOUND"));
  EXPECT_THAT(std::string(place.status().message()), ::testing::HasSubstr("paragraph break"));
}

TEST(FindQuoteTest, ContextDecidesBetweenPlaces) {
  constexpr absl::string_view kText = "甲增长5%。乙增长5%。";
  EXPECT_THAT(FindQuote(kText, {"增长5%", "", ""}), HasReason("QUOTE_AMBIGUOUS"));
  ASSERT_OK_AND_ASSIGN(const QuotePlace place, FindQuote(kText, {"增长5%", "乙", ""}));
  EXPECT_EQ(place.sentence, "乙增长5%。");
  ASSERT_OK_AND_ASSIGN(const QuotePlace first, FindQuote(kText, {"增长5%", "", "。乙"}));
  EXPECT_EQ(first.sentence, "甲增长5%。");
  const auto wrong = FindQuote(kText, {"增长5%", "丙", ""});
  EXPECT_THAT(wrong, HasReason("QUOTE_NOT_FOUND"));
  EXPECT_THAT(std::string(wrong.status().message()), ::testing::HasSubstr("2 time(s)"));
}

TEST(FindQuoteTest, OverlappingOccurrencesAreAmbiguous) {
  EXPECT_THAT(FindQuote("甲甲甲", {"甲甲", "", ""}), HasReason("QUOTE_AMBIGUOUS"));
}

TEST(FindQuoteTest, ReadsTheShippedReport) {
  std::ifstream file(std::string(INDICAST_SOURCE_DIR) +
                     "/data/changsha/documents/changsha-work-report-2024.txt");
  std::stringstream buffer;
  buffer << file.rdbuf();
  const std::string text = buffer.str();
  ASSERT_GT(text.size(), 30000u);
  ASSERT_OK_AND_ASSIGN(const QuotePlace trade, FindQuote(text, {"进出口总额下降15%", "", ""}));
  EXPECT_EQ(trade.heading, "(三)坚持优平台、拓空间");
  EXPECT_THAT(std::string(trade.sentence), StartsWith("进出口总额下降15%,但跨境电商"));
  ASSERT_OK_AND_ASSIGN(const QuotePlace target, FindQuote(text, {"进出口总额增长7%", "", ""}));
  EXPECT_EQ(target.heading, "二、2024年工作重点");
  EXPECT_THAT(std::string(target.sentence), StartsWith("2024年全市经济社会发展主要预期目标是"));
}

}  // namespace
}  // namespace indicast::store
