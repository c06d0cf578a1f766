// A folder as a curator saves it from Excel or WPS.

#include "clients/cpp/spreadsheet_files.h"

#include <unicode/ucnv.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/code_words.h"
#include "clients/cpp/data_folder.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::client {
namespace {

namespace fs = std::filesystem;
namespace tp = ::indicast::type::v1;
using ::indicast::testing::TemporaryDirectory;
using ::testing::HasSubstr;

constexpr char kChineseHeader[] =
    "指标,地区,度量,价格基准,口径,时期,数值,单位,限定,原文表述,阶段,状态,文件,原文,前文,后文,"
    "无原文原因,下限,上限,备注,英文备注";

std::string Encode(const std::string& utf8, const char* encoding) {
  std::string out(utf8.size() * 4 + 16, '\0');
  UErrorCode code = U_ZERO_ERROR;
  const int32_t size = ucnv_convert(encoding, "UTF-8", out.data(), static_cast<int32_t>(out.size()),
                                    utf8.data(), static_cast<int32_t>(utf8.size()), &code);
  EXPECT_LE(code, U_ZERO_ERROR);
  out.resize(static_cast<size_t>(size));
  return out;
}

// The Chinese header above for the columns that it names, and whatever others the file has.
std::string WithChineseHeader(const std::string& text) {
  std::vector<std::string> names = DataFileColumns("observations.csv");
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(kChineseHeader, ','))) {
    const std::string column(ColumnOfWord(word));
    const auto at = std::find(names.begin(), names.end(), column);
    EXPECT_NE(at, names.end()) << word;
    if (at != names.end()) *at = word;
  }
  return absl::StrCat(absl::StrJoin(names, ","), text.substr(text.find('\n')));
}

std::string ChineseFigures() {
  return WithChineseHeader(Figures({{{"measure", "增速"},
                                     {"price_basis", "可比价"},
                                     {"period", "2024年1-6月"},
                                     {"value", "１，２３４．５"},
                                     {"unit", " percent"},
                                     {"qualifier", "以上"},
                                     {"published_text", " ＝原文， 1,234.5％ "},
                                     {"stage", "快报"},
                                     {"status", "暂定"},
                                     {"quote", "=第一段\n\n　第二段 ６％ "},
                                     {"note_zh", "=备注"}}}));
}

void ExpectChineseFigures(const DataFolder& data) {
  ASSERT_EQ(data.request.observations_size(), 2);
  const auto& figure = data.request.observations(1);
  EXPECT_EQ(figure.series().measure(), tp::MEASURE_GROWTH);
  EXPECT_EQ(figure.series().price_basis(), tp::PRICE_BASIS_CONSTANT);
  EXPECT_EQ(figure.period().text(), "2024-01-01/P6M");
  EXPECT_EQ(figure.value().text(), "1234.5");
  EXPECT_EQ(figure.unit(), "percent");
  EXPECT_EQ(figure.qualifier(), tp::QUALIFIER_GREATER_OR_EQUAL);
  EXPECT_EQ(figure.stage(), tp::STAGE_FLASH);
  EXPECT_EQ(figure.status(), tp::OBSERVATION_STATUS_PROVISIONAL);
  EXPECT_EQ(figure.published_text(), " ＝原文， 1,234.5％ ");
  EXPECT_EQ(figure.evidence().quote().exact(), "=第一段\n\n　第二段 ６％ ");
  EXPECT_EQ(figure.note().zh(), "=备注");
  EXPECT_EQ(data.sources.Find("observations[1].value.text"), "observations.csv:3 数值");
}

TEST(SpreadsheetFilesTest, AreReadInEveryEncoding) {
  const std::string text = ChineseFigures();
  const std::string lines = absl::StrReplaceAll(text, {{",\n", ",\r\n"}});
  const struct {
    std::string bytes;
    const char* remark;
  } kCases[] = {{text, ""},
                {"\xEF\xBB\xBF" + lines, ""},
                {Encode(lines, "GB18030"), "observations.csv was read as GB18030"},
                {"\xFF\xFE" + Encode(text, "UTF-16LE"), "observations.csv was read as UTF-16LE"},
                {"\xFE\xFF" + Encode(text, "UTF-16BE"), "observations.csv was read as UTF-16BE"}};
  for (const auto& one : kCases) {
    const TemporaryDirectory folder;
    WriteFile(folder.path() + "/observations.csv", one.bytes);
    ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
    ExpectChineseFigures(data);
    ASSERT_EQ(data.remarks.size(), *one.remark == '\0' ? 0U : 1U);
    if (!data.remarks.empty()) {
      EXPECT_EQ(data.remarks[0].en, one.remark);
      EXPECT_THAT(data.remarks[0].zh, HasSubstr("编码读取"));
    }
  }
}

TEST(SpreadsheetFilesTest, AreReadAsUnicodeText) {
  const TemporaryDirectory folder;
  WriteFile(
      folder.path() + "/areas.csv",
      "\xFF\xFE" + Encode("id\tname_zh\tname_en\tparent\r\nx\t\"甲,乙\"\tn\t\r\n", "UTF-16LE"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
  EXPECT_EQ(data.request.areas(0).name().zh(), "甲,乙");
}

TEST(SpreadsheetFilesTest, MayHaveEmptyColumnsAndRowsAtTheEnd) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/areas.csv",
            "id,name_zh,name_en,parent,,\r\nx,名,n,,,\r\n,,,,,\r\n,,,,,\r\n");
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
  EXPECT_EQ(data.request.areas_size(), 1);
}

TEST(SpreadsheetFilesTest, MayHoldNoRecord) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/areas.csv", HeaderOf("areas.csv"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
  EXPECT_EQ(data.request.areas_size(), 0);
}

TEST(SpreadsheetFilesTest, ReadDatesFlagsYearsAndGoalsAsWritten) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/documents.csv",
            HeaderOf("documents.csv") + RowOf("documents.csv", {{"id", "d"},
                                                                {"published", "2023年1月31日"},
                                                                {"confidence", "官方原文"},
                                                                {"is_work_report", "TRUE"}}));
  WriteFile(folder.path() + "/scenarios.csv", HeaderOf("scenarios.csv") + "s,,名,n,,\n");
  WriteFile(folder.path() + "/assumptions.csv",
            HeaderOf("assumptions.csv") + "s,gdp,2024年,２０２６,3%,,\n");
  WriteFile(folder.path() + "/targets.csv",
            HeaderOf("targets.csv") + RowOf("targets.csv", {{"id", "t"},
                                                            {"indicator", "gdp"},
                                                            {"measure", "增长"},
                                                            {"price_basis", "不变价"},
                                                            {"period", "2024年"},
                                                            {"relation", "左右"},
                                                            {"goal", "１，０００"},
                                                            {"kind", "预期性"}}));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
  EXPECT_EQ(data.request.documents(0).publication().date(), "2023-01-31");
  EXPECT_TRUE(data.request.documents(0).is_work_report());
  EXPECT_EQ(data.request.documents(0).confidence(), tp::CONFIDENCE_SEEN_PRIMARY);
  EXPECT_EQ(data.request.scenarios(0).assumptions(0).from_year(), 2024);
  EXPECT_EQ(data.request.scenarios(0).assumptions(0).to_year(), 2026);
  EXPECT_EQ(data.request.targets(0).goal().constant().text(), "1000");
  EXPECT_EQ(data.request.targets(0).relation(), tp::RELATION_ABOUT);
  EXPECT_EQ(data.request.targets(0).kind(), tp::TARGET_KIND_EXPECTED);
}

std::string TemplateText(const std::string& name) {
  std::ifstream file(fs::path(INDICAST_SOURCE_DIR) / "data" / "templates" / name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(TemplateTest, HasTheColumnsOfObservations) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/observations.csv", TemplateText("monthly-cumulative.csv"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
  EXPECT_EQ(data.request.observations_size(), 0);
}

TEST(TemplateTest, ExampleIsReadAsCumulativeGrowthAndLevel) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/observations.csv", TemplateText("monthly-cumulative-example.csv"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder.path()));
  ASSERT_EQ(data.request.observations_size(), 4);
  EXPECT_EQ(data.request.observations(0).period().text(), "2024-01-01/P2M");
  EXPECT_EQ(data.request.observations(0).series().measure(), tp::MEASURE_GROWTH);
  EXPECT_EQ(data.request.observations(3).period().text(), "2024-01-01/P12M");
  EXPECT_EQ(data.request.observations(3).series().measure(), tp::MEASURE_LEVEL);
}

}  // namespace
}  // namespace indicast::client
