// The documents of evidence and import, and the words of figures, from answers made by hand.
#include <sstream>
#include <string>

#include "clients/cli/commands/evidence_document.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/commands/import_report.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

using output::Format;
using output::Language;
using output::Text;
using ::testing::HasSubstr;
using ::testing::Not;

EvidenceItem QuotedItem() {
  EvidenceItem item;
  item.indicator = "imports-exports";
  item.series = "imports-exports.changsha.growth.current.total";
  item.period = "2023";
  item.title = {"进出口总额 2023", "imports and exports, 2023"};
  auto& answer = item.answer;
  const std::string before = "外贸承压。";
  answer.set_paragraph(before + "进出口总额下降15%。稳中有进。");
  answer.set_quote_offset(static_cast<int32_t>(before.size()));
  answer.mutable_evidence()->mutable_quote()->set_exact("进出口总额下降15%");
  answer.set_sentence("进出口总额下降15%。");
  answer.set_paragraph_number(12);
  answer.set_heading("(三)坚持优平台");
  answer.set_published_text("下降15%");
  answer.mutable_document()->set_id("report");
  answer.mutable_document()->mutable_title()->set_zh("政府工作报告");
  answer.mutable_document()->set_confidence(type::v1::CONFIDENCE_SEEN_PRIMARY);
  answer.mutable_document()->mutable_publication()->set_date("2024-01-31");
  answer.mutable_document()->mutable_publication()->set_estimated(true);
  answer.set_revision(3);
  return item;
}

std::string Passage(const EvidenceItem& item, bool styled, int width) {
  std::ostringstream out;
  WritePassage(item, styled, width, out);
  return out.str();
}

std::string Written(const output::Document& document, Format format, Language language) {
  std::ostringstream out;
  output::Write(document, format, language, out);
  return out.str();
}

TEST(PassageTest, MarksTheQuoteInPlainText) {
  EXPECT_EQ(Passage(QuotedItem(), false, 0), "\n    外贸承压。【进出口总额下降15%】。稳中有进。\n");
}

TEST(PassageTest, MarksEveryLineOfAQuoteOnATerminal) {
  const std::string text = Passage(QuotedItem(), true, 24);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto count = [&line](const std::string& what) {
      size_t n = 0;
      for (size_t at = line.find(what); at != std::string::npos; at = line.find(what, at + 1)) ++n;
      return n;
    };
    EXPECT_EQ(count("\x1b[1;4m"), count("\x1b[0m")) << line;
  }
  EXPECT_THAT(text, HasSubstr("\x1b[1;4m"));
  EXPECT_THAT(text, Not(HasSubstr("\xEE\x80\x80")));
}

TEST(PassageTest, ShowsTheParagraphUnmarkedWhenTheOffsetDoesNotFit) {
  EvidenceItem item = QuotedItem();
  item.answer.set_quote_offset(1);
  EXPECT_EQ(Passage(item, false, 0), "\n    外贸承压。进出口总额下降15%。稳中有进。\n");
  item.answer.set_quote_offset(100000);
  EXPECT_THAT(Passage(item, false, 0), Not(HasSubstr("【")));
}

TEST(PassageTest, NeverLetsTextSteerTheTerminal) {
  EvidenceItem item = QuotedItem();
  item.answer.set_paragraph("\x1b[2J\xEE\x80\x80 text");
  EXPECT_THAT(Passage(item, true, 0), Not(HasSubstr("\x1b")));
}

TEST(EvidenceTest, CardNamesSourcePlaceAndDate) {
  const std::string zh = Written(EvidenceCard(QuotedItem()), Format::kTable, Language::kChinese);
  EXPECT_THAT(zh, HasSubstr("政府工作报告(report)"));
  EXPECT_THAT(zh, HasSubstr("不晚于2024-01-31"));
  EXPECT_THAT(zh, HasSubstr("(三)坚持优平台,第12段"));
  EXPECT_THAT(zh, Not(HasSubstr("无引文")));
}

TEST(EvidenceTest, SaysWhyThereIsNoQuote) {
  EvidenceItem item;
  item.answer.mutable_evidence()->set_no_quote_reason("the text is not held");
  EXPECT_THAT(Written(EvidenceCard(item), Format::kTable, Language::kEnglish),
              HasSubstr("the text is not held"));
  item.answer.mutable_evidence()->clear_grounds();
  EXPECT_THAT(Written(EvidenceCard(item), Format::kTable, Language::kEnglish),
              HasSubstr("no reason is stated"));
  EXPECT_EQ(Passage(item, false, 0), "");
}

TEST(EvidenceTest, ProgramsSeeEveryPart) {
  const auto json = nlohmann::json::parse(
      Written(EvidenceDocument({QuotedItem()}), Format::kJson, Language::kEnglish));
  const auto& row = json["evidence"][0];
  EXPECT_EQ(row["quote"], "进出口总额下降15%");
  EXPECT_EQ(row["paragraph_number"], 12);
  EXPECT_EQ(row["quote_offset_bytes"], 15);
  EXPECT_EQ(row["publication_estimated"], true);
  EXPECT_EQ(row["no_quote_reason"], nullptr);
  EXPECT_EQ(row["target"], nullptr);
}

TEST(ImportTest, SaysWhatWasWritten) {
  store::v1::ImportRecordsResponse response;
  response.set_changed(true);
  response.mutable_head()->set_revision(2);
  response.mutable_report()->set_added_count(3);
  response.mutable_report()->set_changed_count(1);
  auto* change = response.mutable_report()->add_changes();
  change->set_kind("observation");
  change->set_key("gdp|2023");
  change->set_before("4.8");
  change->set_after("4.5");
  const std::string zh =
      Written(ImportDocument(response, false), Format::kTable, Language::kChinese);
  EXPECT_THAT(zh, HasSubstr("已写入修订2:新增3条,更正1条,未变0条。"));
  EXPECT_THAT(zh, HasSubstr("数值"));
  EXPECT_THAT(zh, HasSubstr("4.8"));
  const auto json = nlohmann::json::parse(
      Written(ImportDocument(response, true), Format::kJson, Language::kEnglish));
  EXPECT_EQ(json["report"]["written"], false);
  EXPECT_EQ(json["report"]["added_count"], 3);
  EXPECT_EQ(json["changes"][0]["kind"], "observation");
}

TEST(ImportTest, SaysWhatEndsAndWhatIsBeyondTheThresholds) {
  store::v1::ImportRecordsResponse response;
  response.set_changed(true);
  response.mutable_report()->set_withdrawn_count(2);
  response.mutable_report()->set_plan("abc");
  auto* change = response.mutable_report()->add_changes();
  change->set_kind("observation");
  change->set_key("gdp|2023");
  change->set_before("4.8");
  auto* exceeded = response.mutable_report()->add_exceeded();
  exceeded->set_threshold("max_replaced_count");
  exceeded->set_limit("0");
  exceeded->set_actual("2");
  exceeded->set_key("gdp|2023");
  const std::string zh =
      Written(ImportDocument(response, true), Format::kTable, Language::kChinese);
  EXPECT_THAT(zh, HasSubstr("更正0条,撤回2条,未变0条。"));
  EXPECT_THAT(zh, HasSubstr("超出无需确认的范围"));
  EXPECT_THAT(zh, HasSubstr("替换撤回的数值"));
  const std::string en =
      Written(ImportDocument(response, true), Format::kTable, Language::kEnglish);
  EXPECT_THAT(en, HasSubstr("0 changed, 2 withdrawn, 0 unchanged."));
  EXPECT_THAT(en, HasSubstr("withdrawn"));
  const auto json = nlohmann::json::parse(
      Written(ImportDocument(response, true), Format::kJson, Language::kEnglish));
  EXPECT_EQ(json["report"]["withdrawn_count"], 2);
  EXPECT_EQ(json["report"]["plan"], "abc");
  EXPECT_EQ(json["changes"][0]["after"], nullptr);
  EXPECT_EQ(json["exceeded"][0]["threshold"], "max_replaced_count");
  EXPECT_EQ(json["exceeded"][0]["actual"], "2");
}

TEST(ImportTest, SaysThatNothingChanged) {
  store::v1::ImportRecordsResponse response;
  response.mutable_head()->set_revision(2);
  EXPECT_EQ(ImportDocument(response, false).headline.en,
            "Equal to the store: no new revision (still revision 2).");
}

TEST(FigureTest, SeriesWordsLeaveOutWhatGoesWithoutSaying) {
  store::v1::SeriesKey series;
  series.set_measure(type::v1::MEASURE_LEVEL);
  series.set_price_basis(type::v1::PRICE_BASIS_NOT_APPLICABLE);
  series.set_scope("total");
  EXPECT_EQ(SeriesWords(series), (Text{"水平", "level"}));
  series.set_price_basis(type::v1::PRICE_BASIS_CONSTANT);
  series.set_scope("cloud");
  EXPECT_EQ(SeriesWords(series),
            (Text{"水平·可比价·口径cloud", "level, comparable prices, scope cloud"}));
}

TEST(FigureTest, EstimatedDatesAreMarked) {
  type::v1::Publication publication;
  EXPECT_TRUE(PublicationWords(publication).empty());
  publication.set_date("2024-04-30");
  EXPECT_EQ(PublicationWords(publication).en, "2024-04-30");
  publication.set_estimated(true);
  EXPECT_EQ(PublicationWords(publication), (Text{"不晚于2024-04-30", "by 2024-04-30"}));
}

TEST(FigureTest, ExpectedFiguresCarryANote) {
  store::v1::Observation figure;
  figure.set_stage(type::v1::STAGE_FINAL);
  EXPECT_TRUE(FigureNotes({figure}).empty());
  figure.set_stage(type::v1::STAGE_EXPECTED);
  ASSERT_EQ(FigureNotes({figure}).size(), 1U);
  EXPECT_THAT(FigureNotes({figure})[0].en, HasSubstr("not an outcome"));
}

}  // namespace
}  // namespace indicast::cli
