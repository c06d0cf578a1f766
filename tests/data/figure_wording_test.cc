// Every number of the data set that ships can be read in the words it was taken from.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/csv.h"
#include "common/decimal/decimal.h"
#include "common/figure_text/figure_claim.h"
#include "common/vocabulary/vocabulary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/structure/source_tree.h"

namespace indicast {
namespace {

using ::testing::IsEmpty;
using Row = std::map<std::string, std::string>;

std::vector<Row> Rows(const std::string& file) {
  const auto table = client::ParseCsv(
      structure::ReadFile(absl::StrCat(INDICAST_SOURCE_DIR, "/data/changsha/", file)), file);
  EXPECT_TRUE(table.ok()) << table.status();
  std::vector<Row> rows;
  if (!table.ok()) return rows;
  for (const client::CsvRow& line : table->rows) {
    Row row = {{"line", absl::StrCat(file, ":", line.line)}};
    for (size_t i = 0; i < table->header.size(); ++i) row[table->header[i]] = line.cells[i];
    rows.push_back(row);
  }
  return rows;
}

std::optional<Decimal> NumberIn(const std::string& cell) {
  const absl::StatusOr<Decimal> number = Decimal::Parse(cell);
  return number.ok() ? std::optional<Decimal>(*number) : std::nullopt;
}

// Wordings that state a number without a numeral or as a name: the note of each row says how it is
// read, and no parser can confirm it.
const std::set<std::string> kInWords = {"全覆盖",
                                        "全部实现",
                                        "全破",
                                        "连续上调",
                                        "双下降",
                                        "十大活力城区",
                                        "全国十佳热线",
                                        "两大市场",
                                        "十大“揭榜挂帅”重大攻关项目",
                                        "三大技能人才公共实训基地"};

class FigureWordingTest : public ::testing::Test {
 protected:
  FigureWordingTest() {
    for (const Row& unit : Rows("units.csv")) units_[unit.at("id")] = unit;
  }

  FigureClaim ClaimOf(const Row& row, const Decimal& value, const std::string& qualifier,
                      const std::string& symbol) const {
    FigureClaim claim;
    claim.value = value;
    const auto parsed = ParseCode<Qualifier>(qualifier);
    const auto measure = ParseCode<Measure>(row.at("measure"));
    EXPECT_TRUE(parsed.ok() && measure.ok()) << row.at("line");
    claim.qualifier = parsed.value_or(Qualifier::kTextOnly);
    claim.measure = measure.value_or(Measure::kLevel);
    const Row& unit = units_.at(row.at("unit"));
    claim.unit_symbol = unit.at(symbol);
    claim.multiplier_exponent = std::stoi(unit.at("multiplier_exponent"));
    return claim;
  }

  // What is wrong with a number of a row, by the wording and by the quote; empty when nothing is.
  std::string Fault(const Row& row, const Decimal& value, const std::string& qualifier) const {
    for (const std::string symbol : {"symbol_zh", "symbol_en"}) {
      const FigureClaim claim = ClaimOf(row, value, qualifier, symbol);
      for (const std::string cell : {"published_text", "quote"}) {
        const std::string& text = row.at(cell);
        if (text.empty() && cell == "quote") continue;
        const FigureCheck check = CheckFigure(text, claim);
        if (check.verdict == FigureVerdict::kSupported) continue;
        if (kInWords.count(row.at("published_text")) > 0) {
          // The quote around it may hold other figures; the wording itself holds none.
          if (cell == "quote" || check.verdict == FigureVerdict::kNotCheckable) continue;
        }
        const std::string instead =
            check.reading
                ? text.substr(check.reading->begin, check.reading->end - check.reading->begin)
                : "nothing";
        return absl::StrCat(row.at("line"), " ", value.ToString(), " ", row.at("unit"), " ",
                            qualifier, ": '", text, "' gives ", instead);
      }
    }
    return "";
  }

 private:
  std::map<std::string, Row> units_;
};

TEST_F(FigureWordingTest, EveryObservationIsPrintedAsItIsRecorded) {
  std::vector<std::string> faults;
  size_t checked = 0;
  for (const Row& row : Rows("observations.csv")) {
    const std::optional<Decimal> value = NumberIn(row.at("value"));
    if (!value) {
      EXPECT_EQ(row.at("qualifier"), "text-only") << row.at("line");
      continue;
    }
    if (row.at("stage") == "derived") continue;
    ++checked;
    if (std::string fault = Fault(row, *value, row.at("qualifier")); !fault.empty()) {
      faults.push_back(std::move(fault));
    }
  }
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_GE(checked, 450U);
}

TEST_F(FigureWordingTest, EveryGoalIsPrintedAsItIsRecorded) {
  std::vector<std::string> faults;
  size_t checked = 0;
  for (const Row& row : Rows("targets.csv")) {
    const std::optional<Decimal> goal = NumberIn(row.at("goal"));
    if (!goal) continue;
    ++checked;
    if (std::string fault = Fault(row, *goal, row.at("relation")); !fault.empty()) {
      faults.push_back(std::move(fault));
    }
  }
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_GE(checked, 20U);
}

TEST_F(FigureWordingTest, AChangedDigitIsNoticed) {
  size_t checked = 0;
  for (const Row& row : Rows("observations.csv")) {
    const std::optional<Decimal> value = NumberIn(row.at("value"));
    if (!value) continue;
    const absl::StatusOr<Decimal> wrong = value->Add(Decimal::Parse("1.25").value());
    ASSERT_TRUE(wrong.ok());
    if (row.at("stage") == "derived" || kInWords.count(row.at("published_text"))) continue;
    ++checked;
    EXPECT_NE(Fault(row, *wrong, row.at("qualifier")), "") << row.at("line");
  }
  EXPECT_GE(checked, 450U);
}

}  // namespace
}  // namespace indicast
