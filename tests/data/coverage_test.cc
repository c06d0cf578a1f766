// Every numeral of the shipped report is a fact or a deliberate exclusion.
#include "tests/data/coverage.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/structure/source_tree.h"

namespace indicast::coverage {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kFolder = INDICAST_SOURCE_DIR "/data/changsha";
constexpr char kReport[] = "changsha-work-report-2024";

class CoverageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    text_ = structure::ReadFile(kFolder + "/documents/" + kReport + ".txt");
    auto covers = CoversOf(kFolder, kReport, text_);
    ASSERT_TRUE(covers.ok()) << covers.status();
    covers_ = *std::move(covers);
  }
  std::vector<std::string> Unexplained() const {
    std::vector<std::string> lines;
    for (const absl::string_view line : absl::StrSplit(Report(text_, covers_), '\n')) {
      if (absl::EndsWith(line, "\tNOTHING")) lines.emplace_back(line);
    }
    return lines;
  }

  std::string text_;
  std::vector<Cover> covers_;
};

TEST(NumeralTest, DigitsWithDecimalsAndChineseRunsAreFound) {
  const std::string text = "超12.50亿元,第一位。3.";
  std::vector<std::string> found;
  for (const Numeral& n : FindNumerals(text)) {
    found.push_back(text.substr(n.begin, n.end - n.begin) + (n.digits ? " digits" : " words"));
  }
  EXPECT_THAT(found, ElementsAre("12.50 digits", "亿 words", "一 words", "3 digits"));
}

TEST_F(CoverageTest, EveryNumeralOfTheReportIsExplained) {
  EXPECT_THAT(FindNumerals(text_), SizeIs(Gt(350U)));
  EXPECT_THAT(Unexplained(), IsEmpty());
}

TEST_F(CoverageTest, EachNumericFactIsMissedWhenItIsTakenAway) {
  covers_.erase(std::remove_if(covers_.begin(), covers_.end(),
                               [](const Cover& c) {
                                 return c.by == "high-tech-enterprises.changsha.change 2023";
                               }),
                covers_.end());
  EXPECT_THAT(Unexplained(), ElementsAre(::testing::HasSubstr("[1238]")));
}

TEST_F(CoverageTest, EveryExclusionExplainsANumeral) {
  const std::vector<Numeral> numerals = FindNumerals(text_);
  std::set<std::string> idle;
  for (const Cover& cover : covers_) {
    if (!absl::StartsWith(cover.by, "exclusion") && !absl::StartsWith(cover.by, "word")) continue;
    const bool used = std::any_of(numerals.begin(), numerals.end(), [&](const Numeral& n) {
      return cover.begin <= n.begin && n.end <= cover.end;
    });
    if (!used) idle.insert(text_.substr(cover.begin, cover.end - cover.begin));
  }
  EXPECT_THAT(idle, IsEmpty());
}

}  // namespace
}  // namespace indicast::coverage
