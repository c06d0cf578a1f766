// The data set that ships, against its own description: what a curator may break by hand and what
// the store does not check because it never sees the files.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "clients/cpp/csv.h"
#include "clients/cpp/data_folder.h"
#include "common/digest/digest.h"
#include "common/period/date.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/structure/source_tree.h"

namespace indicast {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;
using Json = nlohmann::json;
using Row = std::map<std::string, std::string>;

const std::string kFolder = INDICAST_SOURCE_DIR "/data/changsha/";

std::vector<Json> Resources() {
  const Json package = Json::parse(structure::ReadFile(kFolder + "datapackage.json"));
  return package["resources"].get<std::vector<Json>>();
}

std::vector<Json> Tables() {
  std::vector<Json> tables;
  for (const Json& resource : Resources()) {
    if (resource.contains("schema")) tables.push_back(resource);
  }
  EXPECT_THAT(tables, SizeIs(13));
  return tables;
}

client::CsvTable Load(const std::string& path) {
  auto table = client::ParseCsv(structure::ReadFile(kFolder + path), path);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.value_or(client::CsvTable());
}

std::vector<Row> Rows(const std::string& path) {
  const client::CsvTable table = Load(path);
  std::vector<Row> rows;
  for (const client::CsvRow& line : table.rows) {
    Row row;
    for (size_t i = 0; i < table.header.size(); ++i) row[table.header[i]] = line.cells[i];
    rows.push_back(row);
  }
  return rows;
}

std::set<std::string> Column(const std::string& path, const std::string& name) {
  std::set<std::string> values;
  for (const Row& row : Rows(path)) values.insert(row.at(name));
  return values;
}

// What is wrong with a cell under a Table Schema field; empty when nothing is.
std::string Violation(const Json& field, const std::string& cell) {
  const Json constraints = field.value("constraints", Json::object());
  if (cell.empty()) return constraints.value("required", false) ? "is empty" : "";
  if (constraints.contains("enum")) {
    const auto allowed = constraints["enum"].get<std::vector<std::string>>();
    if (std::find(allowed.begin(), allowed.end(), cell) == allowed.end()) return "is not listed";
  }
  std::string pattern = constraints.value("pattern", "");
  if (field["type"] == "integer") pattern = "-?[0-9]+";
  if (field["type"] == "boolean") pattern = "true|false";
  if (field["type"] == "date") pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
  if (!pattern.empty() && !std::regex_match(cell, std::regex(pattern))) return "is not " + pattern;
  return "";
}

TEST(DataSet, PackageDescribesEveryFileOfTheFolder) {
  std::set<std::string> described = {"datapackage.json", "README.md"};
  for (const Json& resource : Resources()) described.insert(resource["path"]);
  std::set<std::string> present;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kFolder)) {
    if (entry.is_regular_file()) present.insert(entry.path().lexically_relative(kFolder));
  }
  EXPECT_THAT(present, ElementsAreArray(described));
}

TEST(DataSet, ColumnsAreThoseOfTheSchema) {
  for (const Json& table : Tables()) {
    std::vector<std::string> columns;
    for (const Json& field : table["schema"]["fields"]) columns.push_back(field["name"]);
    EXPECT_THAT(Load(table["path"]).header, ElementsAreArray(columns)) << table["path"];
  }
}

TEST(DataSet, EveryCellObeysItsSchema) {
  for (const Json& table : Tables()) {
    const std::vector<Row> rows = Rows(table["path"]);
    ASSERT_FALSE(rows.empty()) << table["path"];
    for (const Json& field : table["schema"]["fields"]) {
      for (const Row& row : rows) {
        const std::string& cell = row.at(field["name"]);
        EXPECT_EQ(Violation(field, cell), "")
            << table["path"] << " " << field["name"] << ": " << cell;
      }
    }
  }
}

TEST(DataSet, EveryReferenceNamesAnExistingId) {
  for (const Json& table : Tables()) {
    for (const Json& key : table["schema"].value("foreignKeys", Json::array())) {
      const std::string target = key["reference"]["resource"];
      std::string file = table["path"];  // an empty name is the table itself
      for (const Json& other : Tables()) {
        if (other["name"] == target) file = other["path"];
      }
      std::set<std::string> used = Column(table["path"], key["fields"]);
      used.erase("");
      EXPECT_THAT(Column(file, "id"), IsSupersetOf(used)) << table["path"] << " > " << file;
    }
  }
}

TEST(DataSet, TextOfTheReportIsTheOneDescribed) {
  for (const Json& resource : Resources()) {
    if (resource.contains("schema")) continue;
    const std::string text = structure::ReadFile(kFolder + resource["path"].get<std::string>());
    EXPECT_EQ(absl::StrCat("sha256:", Sha256Hex(text)), resource["hash"]) << resource["path"];
    EXPECT_EQ(text.size(), resource["bytes"].get<size_t>());
  }
}

TEST(DataSet, FilesHaveUnixLineEnds) {
  for (const Json& table : Tables()) {
    const std::string text = structure::ReadFile(kFolder + table["path"].get<std::string>());
    EXPECT_FALSE(absl::StrContains(text, "\r")) << table["path"];
    EXPECT_TRUE(absl::EndsWith(text, "\n")) << table["path"];
  }
}

TEST(DataSet, EveryQuotedWordingStandsInItsQuote) {
  for (const char* file : {"observations.csv", "targets.csv"}) {
    for (const Row& row : Rows(file)) {
      if (row.at("quote").empty()) continue;
      EXPECT_TRUE(absl::StrContains(row.at("quote"), row.at("published_text")))
          << file << ": " << row.at("published_text") << " is not in " << row.at("quote");
    }
  }
}

TEST(DataSet, TheClientReadsEveryRecord) {
  const auto folder = client::ReadDataFolder(kFolder);
  ASSERT_TRUE(folder.ok()) << folder.status();
  const auto rows = [](const char* file) { return static_cast<int>(Rows(file).size()); };
  EXPECT_EQ(folder->request.areas_size(), rows("areas.csv"));
  EXPECT_EQ(folder->request.units_size(), rows("units.csv"));
  EXPECT_EQ(folder->request.documents_size(), rows("documents.csv"));
  EXPECT_EQ(folder->request.indicators_size(), rows("indicators.csv"));
  EXPECT_EQ(folder->request.observations_size(), rows("observations.csv"));
  EXPECT_EQ(folder->request.targets_size(), rows("targets.csv"));
  EXPECT_EQ(folder->request.scenarios_size(), rows("scenarios.csv"));
  int releases = 0;
  for (const auto& indicator : folder->request.indicators()) releases += indicator.releases_size();
  EXPECT_EQ(releases, rows("release_calendar.csv"));
}

// Each rule is the latest of the publications that its note names, counted from the year they speak
// of.
TEST(DataSet, TheReleaseCalendarFollowsFromTheDocumentsItNames) {
  std::map<std::string, std::string> published;
  for (const Row& row : Rows("documents.csv")) published[row.at("id")] = row.at("published");
  const std::regex named(R"(([a-z][a-z0-9-]+) \((\d{4}-\d{2}-\d{2})\))");
  for (const Row& row : Rows("release_calendar.csv")) {
    for (const char* column : {"note_zh", "note_en"}) {
      const std::string note = row.at(column);
      int latest = 0;
      int documents = 0;
      for (std::sregex_iterator it(note.begin(), note.end(), named), end; it != end; ++it) {
        EXPECT_EQ(published[(*it)[1]], (*it)[2]) << (*it)[1];
        const auto day = Date::Parse((*it)[2].str());
        ASSERT_TRUE(day.ok());
        const auto days = absl::CivilDay(day->year(), day->month(), day->day()) -
                          absl::CivilDay(day->year() - 1, 12, 31);
        latest = std::max(latest, static_cast<int>(days));
        ++documents;
      }
      EXPECT_GE(documents, 2) << row.at("indicator");
      EXPECT_EQ(absl::StrCat(latest), row.at("due_days")) << row.at("indicator");
    }
  }
}

TEST(DataSet, FiguresWithoutAQuoteSayWhyAndComeFromDocumentsWithoutText) {
  std::set<std::string> with_text;
  for (const Row& row : Rows("documents.csv")) {
    if (!row.at("text_file").empty()) with_text.insert(row.at("id"));
  }
  ASSERT_THAT(with_text, Contains("changsha-work-report-2024"));
  for (const Row& row : Rows("observations.csv")) {
    EXPECT_NE(row.at("quote").empty(), row.at("no_quote_reason").empty()) << row.at("indicator");
    if (row.at("stage") == "derived") continue;  // says how it was computed instead
    EXPECT_EQ(with_text.count(row.at("document")) > 0, !row.at("quote").empty())
        << row.at("indicator") << " " << row.at("document");
  }
}

// Preferred published growth by year: the report, then official hosts, then the later stage.
std::map<std::string, std::string> PublishedGrowth(const std::string& indicator) {
  const std::map<std::string, int> order = {
      {"census", 0}, {"final", 1}, {"preliminary", 2}, {"reported", 3}, {"flash", 4}};
  std::map<std::string, Row> documents;
  for (const Row& row : Rows("documents.csv")) documents[row.at("id")] = row;
  std::map<std::string, std::pair<std::tuple<bool, bool, int>, std::string>> best;
  for (const Row& row : Rows("observations.csv")) {
    const auto stage = order.find(row.at("stage"));
    if (row.at("indicator") != indicator || row.at("measure") != "growth" ||
        row.at("scope") != "" || row.at("value").empty() || stage == order.end()) {
      continue;
    }
    const Row& document = documents.at(row.at("document"));
    const std::tuple<bool, bool, int> rank = {document.at("is_work_report") != "true",
                                              document.at("confidence") != "seen-primary",
                                              stage->second};
    const auto it = best.find(row.at("period"));
    if (it == best.end() || rank < it->second.first) {
      best[row.at("period")] = {rank, row.at("value")};
    }
  }
  std::map<std::string, std::string> growth;
  for (const auto& [period, chosen] : best) {
    if (period >= "2019" && period <= "2023") growth[period] = chosen.second;
  }
  return growth;
}

std::map<std::string, std::string> RulesOf(const std::string& scenario) {
  std::map<std::string, std::string> rules;
  for (const Row& row : Rows("assumptions.csv")) {
    if (row.at("scenario") == scenario) rules[row.at("indicator")] = row.at("rule");
  }
  return rules;
}

// Geometric mean of the published growth, computed in doubles: five factors lose nothing that
// one decimal could show.
TEST(DataSet, PriorsOfTrendAreThePublishedMeans) {
  const auto rules = RulesOf("trend");
  EXPECT_THAT(rules, SizeIs(3));
  for (const auto& [indicator, rule] : rules) {
    double product = 1;
    const auto growth = PublishedGrowth(indicator == "*" ? "gdp" : indicator);
    for (const auto& [year, value] : growth) product *= 1 + std::stod(value) / 100;
    const double mean = (std::pow(product, 1.0 / static_cast<double>(growth.size())) - 1) * 100;
    char text[64];
    std::snprintf(text, sizeof text, "damped(to=%.1f%%,phi=0.1)", mean);
    EXPECT_EQ(rule, text) << indicator;
  }
}

TEST(DataSet, StressTakesTheLowestPublishedGrowth) {
  const auto rules = RulesOf("stress");
  EXPECT_THAT(rules, SizeIs(10));
  for (const auto& [indicator, rule] : rules) {
    std::string lowest;
    for (const auto& [year, value] : PublishedGrowth(indicator)) {
      if (lowest.empty() || std::stod(value) < std::stod(lowest)) lowest = value;
    }
    EXPECT_EQ(rule, lowest + "%") << indicator;
  }
}

TEST(DataSet, EveryTargetStandsInItsSection) {
  const std::string text = structure::ReadFile(kFolder + "documents/changsha-work-report-2024.txt");
  std::vector<std::pair<size_t, std::string>> sections;
  for (const Row& row : Rows("document_sections.csv")) {
    sections.emplace_back(text.find(row.at("quote")), row.at("id"));
  }
  EXPECT_TRUE(std::is_sorted(sections.begin(), sections.end()));
  for (const Row& row : Rows("targets.csv")) {
    const size_t at = text.find(row.at("prefix") + row.at("quote"));
    std::string section;
    for (const auto& [begin, id] : sections) {
      if (begin <= at) section = id;
    }
    EXPECT_EQ(row.at("section"), section) << row.at("id");
  }
}

TEST(DataSet, TheTwelveHeadlineTargetsAreThereInReportOrder) {
  std::map<int, std::string> headline;
  for (const Row& row : Rows("targets.csv")) {
    if (row.at("section") == "headline") {
      headline[std::stoi(row.at("position"))] = row.at("indicator");
    }
  }
  EXPECT_THAT(headline, ElementsAreArray(
                            std::map<int, std::string>{{1, "gdp"},
                                                       {2, "local-general-public-budget-revenue"},
                                                       {3, "industrial-value-added"},
                                                       {4, "fixed-asset-investment"},
                                                       {5, "retail-sales"},
                                                       {6, "imports-exports"},
                                                       {7, "household-income"},
                                                       {8, "consumer-prices"},
                                                       {9, "urban-new-jobs"},
                                                       {10, "grain-output"},
                                                       {11, "energy-saving"},
                                                       {12, "carbon-intensity"}}));
}

}  // namespace
}  // namespace indicast
