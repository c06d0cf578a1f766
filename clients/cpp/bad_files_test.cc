// Files that a curator can hand in by mistake: each is refused at its file, line and column, in
// words that say what it is and what to do.

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/csv.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/spreadsheet_files.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::client {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr char kObservations[] = "observations.csv";
constexpr char kAreas[] = "areas.csv";

struct BadFile {
  std::string name;  // letters and digits
  std::string file;
  std::string content;
  std::string place;  // file, file:line or file:line column
  std::vector<std::string> words;
};

// One bad cell in the second row, at line 3.
BadFile Cell(const std::string& name, const std::string& column, const std::string& cell,
             std::vector<std::string> words) {
  return {name, kObservations, Figures({{{column, cell}}}),
          absl::StrCat(kObservations, ":3 ", column), std::move(words)};
}

std::vector<BadFile> BadCells() {
  return {
      Cell("FormulaInId", "indicator", "=SUM(A1)", {"'=SUM(A1)'", "formula", "paste"}),
      Cell("FormulaInNumber", "value", "+A1", {"'+A1'", "formula"}),
      Cell("FormulaInCode", "measure", "=HYPERLINK(\"x\")", {"formula"}),
      Cell("FormulaInPeriod", "period", "=A3", {"formula"}),
      Cell("ErrorRef", "value", "#REF!", {"#REF!", "error of the spreadsheet"}),
      Cell("ErrorNotAvailable", "lower_bound", "#N/A", {"error of the spreadsheet"}),
      Cell("ErrorValue", "unit", "#VALUE!", {"error of the spreadsheet"}),
      Cell("ErrorDivision", "value", "#DIV/0!", {"error of the spreadsheet"}),
      Cell("ErrorName", "indicator", "#NAME?", {"error of the spreadsheet"}),
      Cell("ErrorNumber", "period", "#NUM!", {"error of the spreadsheet"}),
      Cell("ErrorNull", "stage", "#NULL!", {"error of the spreadsheet"}),
      Cell("ErrorInText", "published_text", "#N/A", {"error of the spreadsheet"}),
      Cell("MergedIndicator", "indicator", "", {"merged cell", "repeat", "'gdp'"}),
      Cell("MergedPeriod", "period", "", {"merged cell", "'2023'"}),
      Cell("NumberInUnit", "unit", "6", {"'6'", "id of a unit", "swapped"}),
      Cell("UnitInValue", "value", "12亿元", {"write 12", "column unit"}),
      Cell("TwoUnits", "unit", "亿元/万人", {"two units", "one row for each"}),
      Cell("Percent", "value", "6%", {"percent sign", "write 6"}),
      Cell("Scientific", "value", "1.2E+05", {"scientific", "120000"}),
      Cell("ScientificLong", "value", "1.23457E+11", {"scientific", "lose digits"}),
      Cell("MangledDate", "value", "Jan-23", {"is a date", "format the column as text"}),
      Cell("MangledChineseDate", "value", "1月23日", {"is a date"}),
      Cell("MangledPeriod", "period", "Jan-23", {"write the period again"}),
      Cell("SerialPeriod", "period", "45291", {"serial number", "2023-12-31"}),
      Cell("FirstOfMonth", "period", "2023/6/1", {"2023-06 for the month"}),
      Cell("Grouping", "value", "1,23.4", {"groups of three", "write 123.4"}),
      Cell("DecimalComma", "upper_bound", "3,5", {"write 35, or 3.5"}),
      Cell("UnknownCode", "measure", "水准", {"no measure", "level, growth, change"}),
  };
}

std::vector<BadFile> BadTables() {
  const std::string sound = Figures({});
  const std::string header = HeaderOf(kObservations);
  const std::string areas = HeaderOf(kAreas);
  const std::string first = absl::StrCat(kObservations, ":1");
  const std::string columns = std::to_string(DataFileColumns(kObservations).size());
  return {
      {"Tabs",
       kObservations,
       absl::StrReplaceAll(sound, {{",", "\t"}}),
       first,
       {"separated by tabs", "CSV UTF-8"}},
      {"Semicolons",
       kObservations,
       absl::StrReplaceAll(sound, {{",", ";"}}),
       first,
       {"separated by semicolons", "CSV UTF-8"}},
      {"WideCommas",
       kObservations,
       absl::StrReplaceAll(sound, {{",", "，"}}),
       first,
       {"full-width commas", "CSV UTF-8"}},
      {"OneWideComma",
       kAreas,
       "id,name_zh，name_en,parent\nx,名,n,\n",
       "areas.csv:1 column 2 (name_zh，name_en)",
       {"separator"}},
      {"MacLineEnds",
       kObservations,
       absl::StrReplaceAll(sound, {{"\n", "\r"}}),
       first,
       {"CR alone"}},
      {"MissingHeader",
       kObservations,
       Figure() + Figure(),
       first,
       {"header is missing", "'gdp'", "put a line with the names above"}},
      {"MissingHeaderOfAreas",
       kAreas,
       "changsha,长沙市,Changsha,hunan\nx,名,n,hunan\n",
       "areas.csv:1",
       {"header is missing", "'changsha'", "id,name_zh,name_en,parent"}},
      {"MissingHeaderWithGap",
       kAreas,
       "hunan,湖南省,Hunan,\nx,名,n,hunan\n",
       "areas.csv:2 column 4",
       {"header is missing", "'hunan'"}},
      {"RepeatedColumn",
       kAreas,
       "id,name_zh,name_en,parent,id\nx,名,n,,y\n",
       "areas.csv:1",
       {"column id occurs twice", "1 and 5"}},
      {"RepeatedInChinese",
       kAreas,
       "id,name_zh,name_en,parent,编号\nx,名,n,,y\n",
       "areas.csv:1 column 5 (编号)",
       {"column id occurs twice", "first as column 1"}},
      {"UnknownColumn",
       kAreas,
       "id,name_zh,name_eng,parent\nx,名,n,\n",
       "areas.csv:1 column 3 (name_eng)",
       {"did you mean name_en?", "id,name_zh,name_en,parent"}},
      {"NamelessColumnWithData",
       kAreas,
       areas.substr(0, areas.size() - 1) + ",,\nx,名,n,,,5\n",
       "areas.csv:2 column 6",
       {"'5' stands below no name"}},
      {"Nul",
       kAreas,
       areas + std::string("x,a\0b,n,\n", 9),
       "areas.csv:2 column 2 (name_zh)",
       {"NUL character"}},
      {"Workbook",
       kObservations,
       std::string("PK\x03\x04\x14\0\x06\0", 8),
       first,
       {"a workbook", "CSV UTF-8"}},
      {"OldWorkbook", kObservations, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", first, {"old workbook"}},
      {"WebPage",
       kObservations,
       "\xEF\xBB\xBF\r\n<html><table><tr><td>indicator",
       first,
       {"web page", "CSV UTF-8"}},
      {"WebTable", kObservations, "<table border=1><tr><td>indicator,area", first, {"web page"}},
      {"QuoteNeverClosed",
       kAreas,
       areas + "x,名,n,\ny,\"名,n,\nz,名,n,\n",
       "areas.csv:3 column 2 (name_zh)",
       {"never closed", "opens here"}},
      {"LongCell",
       kAreas,
       areas + "x," + std::string(kMaxCsvCellBytes + 1, 'x') + ",n,\n",
       "areas.csv:2 column 2 (name_zh)",
       {"longer than 65536 bytes"}},
      {"CutOffRecord",
       kObservations,
       sound + "gdp,changsha,gro",
       absl::StrCat(kObservations, ":3"),
       {"has 3 cells, the header " + columns, "cut off"}},
      {"CutOffCharacter", kAreas, areas + "x,长沙,n,\ny,长沙\xE6\xB2", "areas.csv:3", {"cut off"}},
      {"MixedEncodings",
       kAreas,
       areas + "x,长沙市,n,\ny,\xB3\xA4\xC9\xB3,n,\n",
       "areas.csv:3",
       {"mixed encodings", "line 2 is"}},
      {"NoEncoding", kAreas, areas + "x,\xB3\xA4\xFF\xFF,n,\n", "areas.csv:2", {"byte 30 (0xFF)"}},
      {"Empty", kAreas, "", "areas.csv:1", {"no header line", "empty"}},
      {"MarkAlone", kAreas, "\xEF\xBB\xBF", "areas.csv:1", {"no header line"}},
      {"MisspeltFile", "observation.csv", sound, "observation.csv", {"mean observations.csv?"}},
      {"Capitals", "Areas.CSV", areas, "Areas.CSV", {"mean areas.csv?"}},
      {"CopyOfFile", "targets (1).csv", sound, "targets (1).csv", {"mean targets.csv?"}},
      {"WorkbookBeside",
       "observations.xlsx",
       "PK",
       "observations.xlsx",
       {"save its sheet as observations.csv"}},
      {"SerialDate",
       "documents.csv",
       HeaderOf("documents.csv") +
           RowOf("documents.csv",
                 {{"id", "d"}, {"confidence", "seen-primary"}, {"published", "45291"}}),
       "documents.csv:2 published",
       {"serial number", "2023-12-31"}},
      {"TextNotUtf8",
       "documents.csv",
       HeaderOf("documents.csv") +
           RowOf("documents.csv",
                 {{"id", "d"}, {"confidence", "seen-primary"}, {"text_file", "gbk.txt"}}),
       "documents.csv:2 text_file",
       {"line 2, byte 2 is not UTF-8"}},
  };
}

class BadFileTest : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadFileTest, IsRefusedWhereItIsWrong) {
  const TemporaryDirectory folder;
  const BadFile& bad = GetParam();
  WriteFile(fs::path(folder.path()) / bad.file, bad.content);
  WriteFile(fs::path(folder.path()) / "gbk.txt", "a\n\xB3\xA4\n");
  const auto data = ReadDataFolder(folder.path());
  ASSERT_FALSE(data.ok());
  const ErrorDetail detail = DetailOf(data.status());
  EXPECT_TRUE(detail.reason == "CSV_INVALID" || detail.reason == "DATA_FOLDER_INVALID");
  std::string description;
  for (const FieldViolation& violation : detail.violations) {
    if (violation.field == bad.place) description += violation.description;
  }
  ASSERT_NE(description, "") << "nothing at " << bad.place << ": " << data.status();
  for (const std::string& word : bad.words) EXPECT_THAT(description, HasSubstr(word));
}

INSTANTIATE_TEST_SUITE_P(Cells, BadFileTest, ::testing::ValuesIn(BadCells()),
                         [](const auto& param) { return param.param.name; });
INSTANTIATE_TEST_SUITE_P(Tables, BadFileTest, ::testing::ValuesIn(BadTables()),
                         [](const auto& param) { return param.param.name; });

TEST(BadFolderTest, SaysThatValueAndUnitAreSwapped) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/observations.csv", Figures({{{"value", "percent"}, {"unit", "6"}}}));
  const auto data = ReadDataFolder(folder.path());
  const ErrorDetail detail = DetailOf(data.status());
  ASSERT_EQ(detail.violations.size(), 2U);
  EXPECT_EQ(detail.violations[0].field, "observations.csv:3 value");
  EXPECT_EQ(detail.violations[1].field, "observations.csv:3 unit");
  for (const FieldViolation& violation : detail.violations) {
    EXPECT_THAT(violation.description, HasSubstr("write 6 in value and percent in unit"));
  }
}

TEST(BadFolderTest, NamesEveryRowOfAMergedCell) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/observations.csv",
            Figures({{{"indicator", ""}, {"period", "2022"}}, {{"indicator", ""}}}));
  const auto data = ReadDataFolder(folder.path());
  EXPECT_THAT(data, HasField("observations.csv:3 indicator"));
  EXPECT_THAT(data, HasField("observations.csv:4 indicator"));
}

TEST(BadFolderTest, NamesTheColumnAsItIsWritten) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/areas.csv", "编号,名称,英文名称,上级\n=A1,名,n,\n");
  EXPECT_THAT(ReadDataFolder(folder.path()), HasField("areas.csv:2 编号"));
}

TEST(BadFolderTest, ReportsTheProblemsOfAllFilesTogether) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/areas.csv", "PK\x03\x04");
  WriteFile(folder.path() + "/units.csv", HeaderOf("units.csv") + "a,元\nb,元\n");
  WriteFile(folder.path() + "/observations.csv",
            Figures({{{"value", "6%"}, {"measure", "x"}, {"no_quote_reason", "why"}}}));
  WriteFile(folder.path() + "/target.csv", "x");
  const auto data = ReadDataFolder(folder.path());
  EXPECT_THAT(data, HasReason("DATA_FOLDER_INVALID"));
  for (const char* place :
       {"areas.csv:1", "units.csv:2", "units.csv:3", "observations.csv:3 value",
        "observations.csv:3 measure", "observations.csv:3 no_quote_reason", "target.csv"}) {
    EXPECT_THAT(data, HasField(place));
  }
  EXPECT_EQ(DetailOf(data.status()).violations.size(), 7U);
}

TEST(BadFolderTest, ReportsACellOnce) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/observations.csv", Figures({{{"measure", "=A1"}}}));
  EXPECT_EQ(DetailOf(ReadDataFolder(folder.path()).status()).violations.size(), 1U);
}

TEST(BadFolderTest, SparesLinksToRecordsOfAFileThatCannotBeRead) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/indicators.csv", "PK\x03\x04");
  WriteFile(folder.path() + "/indicator_links.csv",
            "indicator,relation,other,note_zh,note_en\ngdp,平减指数,cpi,,\n");
  const auto data = ReadDataFolder(folder.path());
  EXPECT_THAT(data, HasReason("CSV_INVALID"));
  EXPECT_EQ(DetailOf(data.status()).violations.size(), 1U);
}

// Every cell that is no text, in one row each.
TEST(BadFolderTest, TakesNoFormulaInAnyCellThatIsNoText) {
  const std::map<std::string, std::vector<std::string>> kColumns = {
      {"areas.csv", {"id", "parent"}},
      {"area_boundaries.csv", {"area", "date"}},
      {"units.csv", {"id", "measure", "multiplier_exponent"}},
      {"documents.csv", {"id", "published", "public_by", "confidence", "is_work_report"}},
      {"indicators.csv", {"id", "unit", "nature", "direction", "domain", "one_off"}},
      {"indicator_links.csv", {"indicator", "relation", "other"}},
      {"release_calendar.csv", {"indicator", "frequency", "measure", "due_days", "only_area"}},
      {"observations.csv",
       {"indicator", "area", "measure", "price_basis", "scope", "period", "value", "unit",
        "qualifier", "stage", "status", "document", "lower_bound", "upper_bound"}},
      {"targets.csv",
       {"id", "indicator", "area", "measure", "price_basis", "scope", "base_scope", "period",
        "relation", "goal", "unit", "kind", "document", "section", "position"}},
      {"scenarios.csv", {"id", "parent"}},
      {"assumptions.csv", {"scenario", "indicator", "from_year", "to_year"}}};
  const TemporaryDirectory folder;
  for (const auto& [file, columns] : kColumns) {
    Cells cells;
    for (const std::string& column : columns) cells[column] = "=A1";
    WriteFile(folder.path() + "/" + file, HeaderOf(file) + RowOf(file, cells));
  }
  const ErrorDetail detail = DetailOf(ReadDataFolder(folder.path()).status());
  for (const auto& [file, columns] : kColumns) {
    for (const std::string& column : columns) {
      const std::string place = absl::StrCat(file, ":2 ", column);
      EXPECT_THAT(detail.violations,
                  Contains(AllOf(Field(&FieldViolation::field, place),
                                 Field(&FieldViolation::description,
                                       HasSubstr("'=A1' is a formula; only values are read")))))
          << place;
    }
  }
}

TEST(BadFolderTest, StopsAtAHundredProblems) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/observations.csv",
            Figures(std::vector<Cells>(150, {{"value", "6%"}})));
  const auto data = ReadDataFolder(folder.path());
  EXPECT_EQ(DetailOf(data.status()).violations.size(), 100U);
  EXPECT_THAT(data, HasField("observations.csv:102 value"));
}

TEST(BadFolderTest, FollowsNoLinkAndReadsNoFolder) {
  const TemporaryDirectory folder;
  const TemporaryDirectory other;
  WriteFile(other.path() + "/areas.csv", HeaderOf("areas.csv"));
  WriteFile(other.path() + "/secret.txt", "secret");
  fs::create_symlink(other.path() + "/areas.csv", folder.path() + "/areas.csv");
  fs::create_symlink(folder.path() + "/none", folder.path() + "/units.csv");
  fs::create_directory(folder.path() + "/targets.csv");
  fs::create_directory_symlink(other.path(), folder.path() + "/documents");
  WriteFile(
      folder.path() + "/documents.csv",
      HeaderOf("documents.csv") + RowOf("documents.csv", {{"id", "d"},
                                                          {"confidence", "seen-primary"},
                                                          {"text_file", "documents/secret.txt"}}));
  const auto data = ReadDataFolder(folder.path());
  for (const FieldViolation& violation : DetailOf(data.status()).violations) {
    const bool is_folder = violation.field == "targets.csv";
    EXPECT_THAT(violation.description, HasSubstr(is_folder ? "a folder" : "symbolic link"));
  }
  for (const char* place : {"areas.csv", "units.csv", "targets.csv", "documents.csv:2 text_file"}) {
    EXPECT_THAT(data, HasField(place));
  }
}

TEST(BadFolderTest, LeavesLockFilesAndUsedWorkbooksAlone) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/areas.csv", HeaderOf("areas.csv") + "x,名,n,\n");
  WriteFile(folder.path() + "/areas.xlsx", "PK");
  WriteFile(folder.path() + "/~$areas.csv", "x");
  WriteFile(folder.path() + "/.~areas.csv", "x");
  EXPECT_TRUE(ReadDataFolder(folder.path()).ok());
}

int64_t PeakKilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Reading {
  std::string error;
  int64_t kilobytes = 0;  // by which reading raised the peak
};

// In a process of its own, whose peak nothing else has raised.
Reading ReadApart(const std::string& folder) {
  Reading reading;
  int ends[2];
  if (::pipe(ends) != 0) return reading;
  const pid_t child = ::fork();
  if (child == 0) {
    ::malloc_trim(0);
    const int64_t before = PeakKilobytes();
    const absl::Status status = ReadDataFolder(folder).status();
    const std::string text =
        absl::StrCat(PeakKilobytes() - before, " ", absl::string_view(status.message()));
    const bool written = ::write(ends[1], text.data(), text.size()) > 0;
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text(4000, '\0');
  const ssize_t size = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  const std::pair<std::string, std::string> parts = absl::StrSplit(
      text.substr(0, static_cast<size_t>(std::max<ssize_t>(size, 0))), absl::MaxSplits(' ', 1));
  EXPECT_TRUE(absl::SimpleAtoi(parts.first, &reading.kilobytes)) << text;
  reading.error = parts.second;
  return reading;
}

// Sanitizers keep books of their own on every byte; each compiler tells in its way that one is on.
#if !defined(__has_feature)
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
constexpr int64_t kBooks = 8;
#else
constexpr int64_t kBooks = 1;
#endif

TEST(LargeFileTest, AMillionRowsAreRefusedEarlyInLittleMemory) {
  const TemporaryDirectory folder;
  {
    std::ofstream file(folder.path() + "/areas.csv");
    file << HeaderOf("areas.csv");
    for (int i = 0; i < 1'000'000; ++i) file << "area-" << i << ",名称,name,changsha\n";
  }
  ASSERT_LT(fs::file_size(folder.path() + "/areas.csv"), 64U << 20U);
  const Reading reading = ReadApart(folder.path());
  EXPECT_THAT(reading.error, HasSubstr("areas.csv:200002: more than 200000 records"));
  // 36 MB of text, and a fifth of the rows at 4 cells of 32 bytes each; all rows would need 200 MB.
  EXPECT_LT(reading.kilobytes, 120 * 1024 * kBooks);
  EXPECT_GT(reading.kilobytes, 0);
}

TEST(LargeFileTest, MoreThan64MebibytesAreNotRead) {
  const TemporaryDirectory folder;
  WriteFile(folder.path() + "/areas.csv", HeaderOf("areas.csv"));
  fs::resize_file(folder.path() + "/areas.csv", (64U << 20U) + 1);
  const Reading reading = ReadApart(folder.path());
  EXPECT_THAT(reading.error, HasSubstr("at most 67108864"));
  EXPECT_LT(reading.kilobytes, 16 * 1024 * kBooks);
}

}  // namespace
}  // namespace indicast::client
