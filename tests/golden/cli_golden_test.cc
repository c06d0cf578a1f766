// The words and digits of the command line, byte for byte, against both services as processes and
// the data set that ships. INDICAST_UPDATE_GOLDEN=1 rewrites the files; the diff is reviewed.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/golden/mask.h"
#include "tests/integration/service_processes.h"

namespace indicast::testing {
namespace {

using ::testing::HasSubstr;

struct GoldenCase {
  std::string name;  // of the file
  std::vector<std::string> arguments;
  int exit_code = 0;
};

std::string PrintName(const ::testing::TestParamInfo<GoldenCase>& info) {
  return absl::StrReplaceAll(info.param.name, {{"-", "_"}});
}

// One pair of services with the shipped data for all cases: every case only reads.
class CliGolden : public ::testing::TestWithParam<GoldenCase> {
 protected:
  static void SetUpTestSuite() {
    auto started = ServiceProcesses::Start({});
    ASSERT_THAT(started, IsOk());
    services_ = started->release();
    ASSERT_OK_AND_ASSIGN(const Finished import,
                         services_->RunClient({"import", SourcePath("data/changsha"), "--reason",
                                               "the data set that ships"}));
    ASSERT_EQ(import.exit_code, 0) << import.out << import.err;
  }

  static void TearDownTestSuite() {
    if (services_ == nullptr) return;
    EXPECT_THAT(services_->Stop(), IsOk());
    delete services_;
    services_ = nullptr;
  }

  static ServiceProcesses* services_;
};

ServiceProcesses* CliGolden::services_ = nullptr;

std::string Transcript(const GoldenCase& golden, const Finished& finished) {
  std::string text = absl::StrCat("$ indicast ", absl::StrJoin(golden.arguments, " "), "\n");
  absl::StrAppend(&text, finished.out);
  if (!finished.err.empty()) absl::StrAppend(&text, "-- stderr\n", finished.err);
  absl::StrAppend(&text, "-- exit ", finished.exit_code, "\n");
  return Mask(absl::StrReplaceAll(text, {{SourcePath(""), ""}}));
}

TEST_P(CliGolden, SaysExactlyWhatTheFileSays) {
  const GoldenCase& golden = GetParam();
  ASSERT_NE(services_, nullptr);
  ASSERT_OK_AND_ASSIGN(const Finished finished, services_->RunClient(golden.arguments));
  EXPECT_EQ(finished.exit_code, golden.exit_code) << finished.err;
  const std::string actual = Transcript(golden, finished);
  const std::string path = SourcePath(absl::StrCat("tests/golden/cli/", golden.name, ".txt"));
  if (std::getenv("INDICAST_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::binary);
    file << actual;
    ASSERT_TRUE(file.flush()) << "cannot write " << path;
    return;
  }
  EXPECT_EQ(actual, ReadFile(path)) << "rewrite with INDICAST_UPDATE_GOLDEN=1 and review the diff";
}

INSTANTIATE_TEST_SUITE_P(
    Targets, CliGolden,
    ::testing::Values(
        GoldenCase{"target-board-zh", {"target", "board", "--lang", "zh"}},
        GoldenCase{"target-board-en", {"target", "board", "--lang", "en"}},
        GoldenCase{"target-board-json", {"target", "board", "-o", "json"}},
        GoldenCase{"target-board-csv-zh", {"target", "board", "-o", "csv", "--lang", "zh"}},
        GoldenCase{"target-board-csv-en", {"target", "board", "-o", "csv", "--lang", "en"}},
        GoldenCase{"target-board-plan-all-zh",
                   {"target", "board", "--scenario", "plan", "--section", "all", "--lang", "zh"}},
        GoldenCase{"target-board-plan-all-en",
                   {"target", "board", "--scenario", "plan", "--section", "all", "--lang", "en"}},
        GoldenCase{"target-board-hold-fail-missed",
                   {"target", "board", "--scenario", "hold", "--fail-missed", "--lang", "zh"},
                   1},
        GoldenCase{"target-board-hold-quota-zh",
                   {"target", "board", "--scenario", "hold", "--quota", "urban-new-jobs=15",
                    "--lang", "zh"}},
        GoldenCase{"target-list-zh", {"target", "list", "--year", "2024", "--lang", "zh"}},
        GoldenCase{"target-list-en",
                   {"target", "list", "--year", "2024", "--section", "headline", "--lang", "en"}},
        GoldenCase{"target-list-csv", {"target", "list", "-o", "csv", "--lang", "en"}},
        GoldenCase{"target-list-json",
                   {"target", "list", "--section", "innovation", "-o", "json"}}),
    PrintName);

INSTANTIATE_TEST_SUITE_P(
    Projections, CliGolden,
    ::testing::Values(
        GoldenCase{"whatif-zh", {"whatif", "--set", "imports-exports=3%", "--lang", "zh"}},
        GoldenCase{"whatif-en", {"whatif", "--set", "imports-exports=3%", "--lang", "en"}},
        GoldenCase{"whatif-json", {"whatif", "--set", "imports-exports=3%", "-o", "json"}},
        GoldenCase{"whatif-csv", {"whatif", "--set", "imports-exports=3%", "-o", "csv"}},
        GoldenCase{"whatif-gdp-moves-income-zh",
                   {"whatif", "--set", "gdp=5%", "--against", "repeat", "--lang", "zh"}},
        GoldenCase{"project-zh", {"project", "--lang", "zh"}},
        GoldenCase{"project-en", {"project", "--lang", "en"}},
        GoldenCase{
            "project-to-2026-evidence-zh",
            {"project", "--scenario", "repeat", "--indicator", "imports-exports", "--indicator",
             "technology-contracts", "--to", "2026", "--evidence", "--lang", "zh"}},
        GoldenCase{"project-evidence-en",
                   {"project", "--indicator", "imports-exports", "--evidence", "--lang", "en"}},
        GoldenCase{"project-json", {"project", "--indicator", "imports-exports", "-o", "json"}},
        GoldenCase{"project-csv", {"project", "--indicator", "gdp", "-o", "csv"}},
        GoldenCase{"project-shock-and-trend-zh",
                   {"project", "--indicator", "gdp", "--indicator", "retail-sales", "--set",
                    "gdp@2024=shock(size=-3%,persistence=0.5)", "--set",
                    "retail-sales@2024..2026=trend(prior=5.5%)", "--to", "2026", "--lang", "zh"}},
        GoldenCase{"whatif-shares-en",
                   {"whatif", "--against", "repeat", "--set", "gdp=5%", "--set",
                    "household-income=gdp+0.5pp", "--lang", "en"}},
        GoldenCase{"sweep-one-factor-zh",
                   {"sweep", "--vary", "gdp=4%..7%/0.5", "--scenario", "plan", "--lang", "zh"}},
        GoldenCase{"sweep-heat-map-en",
                   {"sweep", "--vary", "gdp=4..7/0.5", "--vary", "imports-exports=-2..10/2",
                    "--indicator", "gdp", "--indicator", "imports-exports", "--indicator",
                    "household-income", "--scenario", "repeat", "--lang", "en"}},
        GoldenCase{"sweep-sobol-range-csv",
                   {"sweep", "--vary", "gdp=3..7", "--vary", "imports-exports=-10..10",
                    "--indicator", "gdp", "--design", "sobol", "--points", "1000", "--seed", "3",
                    "--range", "990:", "-o", "csv"}},
        GoldenCase{"error-sweep-step-en", {"sweep", "--vary", "gdp=3..7/0.3", "--lang", "en"}, 65},
        GoldenCase{"error-sweep-vary-zh", {"sweep", "--vary", "gdp", "--lang", "zh"}, 65}),
    PrintName);

INSTANTIATE_TEST_SUITE_P(
    Tracking, CliGolden,
    ::testing::Values(
        GoldenCase{"track-half-year-zh",
                   {"track", SourcePath("data/examples/half-year-2024"), "--quota",
                    "urban-new-jobs=15", "--lang", "zh"}},
        GoldenCase{
            "track-half-year-en",
            {"track", SourcePath("data/examples/half-year-2024"), "--no-periods", "--lang", "en"}},
        GoldenCase{"track-half-year-csv",
                   {"track", SourcePath("data/examples/half-year-2024/observations.csv"), "-o",
                    "csv", "--lang", "en"}},
        GoldenCase{"track-half-year-json",
                   {"track", SourcePath("data/examples/half-year-2024"), "-o", "json"}},
        GoldenCase{"track-nothing-zh", {"track", "--lang", "zh"}},
        GoldenCase{"error-track-no-file-zh", {"track", "--only-file", "--lang", "zh"}, 2},
        GoldenCase{
            "error-track-year-en",
            {"track", SourcePath("data/examples/half-year-2024"), "--year", "2023", "--lang", "en"},
            65},
        GoldenCase{"contribution-2023-zh",
                   {"contribution", "gdp", "primary-sector", "secondary-sector", "tertiary-sector",
                    "--year", "2023", "--lang", "zh"}},
        GoldenCase{"contribution-set-en",
                   {"contribution", "gdp", "primary-sector", "secondary-sector", "tertiary-sector",
                    "--set", "tertiary-sector=7%", "--lang", "en"}},
        GoldenCase{"contribution-csv",
                   {"contribution", "gdp", "primary-sector", "secondary-sector", "tertiary-sector",
                    "--year", "2023", "-o", "csv", "--lang", "en"}},
        GoldenCase{"error-contribution-no-level-en",
                   {"contribution", "gdp", "industrial-value-added", "household-income", "--year",
                    "2023", "--lang", "en"},
                   65}),
    PrintName);

INSTANTIATE_TEST_SUITE_P(
    Plans, CliGolden,
    ::testing::Values(
        GoldenCase{"seek-zh",
                   {"seek", "--goal", "gdp>=6%", "--goal", "household-income>gdp", "--identity",
                    "gdp=primary-sector+secondary-sector+tertiary-sector", "--lang", "zh"}},
        GoldenCase{"seek-en",
                   {"seek", "--goal", "gdp>=6%", "--goal", "household-income>gdp", "--identity",
                    "gdp=primary-sector+secondary-sector+tertiary-sector", "--common-correlation",
                    "0", "--pin", "primary-sector", "--lang", "en"}},
        GoldenCase{"seek-conflict-zh",
                   {"seek", "--goal", "gdp>=6%", "--soft-goal", "household-income>gdp", "--bound",
                    "household-income=..5.5", "--lang", "zh"},
                   1},
        GoldenCase{"seek-infeasible-en",
                   {"seek", "--goal", "gdp>=6%", "--bound", "gdp=..5", "--lang", "en"},
                   1},
        GoldenCase{"seek-csv", {"seek", "--goal", "gdp>=6%", "-o", "csv"}},
        GoldenCase{"check-zh", {"check", "--lang", "zh"}},
        GoldenCase{
            "check-en",
            {"check", "--goal", "gdp>=6%", "--goal", "household-income>gdp", "--lang", "en"}},
        GoldenCase{"check-json", {"check", "--goal", "gdp>=6%", "-o", "json"}},
        GoldenCase{"error-bad-goal-zh", {"seek", "--goal", "gdp>=", "--lang", "zh"}, 65}),
    PrintName);

constexpr char kExpected2022[] = "gdp.changsha.growth.constant.total@2022@plan-report-2022";
constexpr char kOutcome2022[] = "gdp.changsha.growth.constant.total@2022@communique-2022";

INSTANTIATE_TEST_SUITE_P(
    Rulers, CliGolden,
    ::testing::Values(
        GoldenCase{"compare-zh", {"compare", "gdp", "2022", "2023", "--lang", "zh"}},
        GoldenCase{
            "compare-break-en",
            {"compare", "retail-sales", "2013", "2021", "--measure", "level", "--lang", "en"},
            1},
        GoldenCase{"compare-scope-zh",
                   {"compare",
                    "local-general-public-budget-revenue.changsha.level.current."
                    "older-wider-concept@2010",
                    "local-general-public-budget-revenue.changsha.level.current.total@2013",
                    "--lang", "zh"},
                   1},
        GoldenCase{"compare-expected-en", {"compare", kExpected2022, kOutcome2022, "--lang", "en"}},
        GoldenCase{"compare-json", {"compare", kExpected2022, kOutcome2022, "-o", "json"}},
        GoldenCase{"compare-csv",
                   {"compare", "gdp", "2022", "2023", "--measure", "level", "-o", "csv"}},
        GoldenCase{"error-compare-key-en", {"compare", "gdp@2022", "gdp@2023", "--lang", "en"}, 2},
        GoldenCase{
            "error-compare-period-zh", {"compare", "gdp", "2022", "last", "--lang", "zh"}, 2},
        GoldenCase{"silent-zh",
                   {"silent", "--date", "2024-04-01", "--upcoming", "14", "--lang", "zh"}},
        GoldenCase{"silent-en", {"silent", "--date", "2025-06-01", "--lang", "en"}},
        GoldenCase{"silent-json",
                   {"silent", "--date", "2025-06-01", "--indicator", "gdp", "-o", "json"}},
        GoldenCase{"silent-csv",
                   {"silent", "--date", "2025-06-01", "--indicator", "gdp", "-o", "csv"}},
        GoldenCase{"error-silent-date-zh", {"silent", "--date", "1 May", "--lang", "zh"}, 2}),
    PrintName);

INSTANTIATE_TEST_SUITE_P(
    Store, CliGolden,
    ::testing::Values(
        GoldenCase{"status-json", {"status", "-o", "json"}},
        GoldenCase{"indicator-list-zh", {"indicator", "list", "--lang", "zh"}},
        GoldenCase{"indicator-search-zh", {"indicator", "search", "外贸", "--lang", "zh"}},
        GoldenCase{"indicator-search-en", {"indicator", "search", "retail", "--lang", "en"}},
        GoldenCase{"indicator-show-zh", {"indicator", "show", "imports-exports", "--lang", "zh"}},
        GoldenCase{"indicator-show-en", {"indicator", "show", "imports-exports", "--lang", "en"}},
        GoldenCase{"observation-as-of-2023-02-15",
                   {"observation", "list", "gdp", "--measure", "growth", "--period", "2022",
                    "--as-of", "2023-02-15", "--lang", "zh"}},
        GoldenCase{"observation-as-of-2023-12-31",
                   {"observation", "list", "gdp", "--measure", "growth", "--period", "2022",
                    "--as-of", "2023-12-31", "--lang", "en"}},
        GoldenCase{"observation-list-filter-zh",
                   {"observation", "list", "--filter", "measure = growth AND value > 10", "--from",
                    "2022", "--lang", "zh"}},
        GoldenCase{"observation-list-filter-en",
                   {"observation", "list", "gdp", "--filter", "stage = expected", "--all-vintages",
                    "--lang", "en"}},
        GoldenCase{"error-filter-zh",
                   {"observation", "list", "--filter", "measure = speed", "--lang", "zh"},
                   65},
        GoldenCase{"observation-list-csv",
                   {"observation", "list", "imports-exports", "--all-vintages", "-o", "csv"}},
        GoldenCase{
            "observation-history-zh",
            {"observation", "history", "gdp", "2022", "--measure", "growth", "--lang", "zh"}},
        GoldenCase{"evidence-zh",
                   {"evidence", "imports-exports", "2023", "--measure", "growth", "--lang", "zh"}},
        GoldenCase{"evidence-target-en", {"evidence", "--target", "gdp-2024", "--lang", "en"}},
        GoldenCase{"target-board-all-zh", {"target", "board", "--section", "all", "--lang", "zh"}},
        GoldenCase{"target-board-trend-missed-en",
                   {"target", "board", "--section", "all", "--scenario", "trend", "--verdict",
                    "missed", "--verdict", "at-risk", "--lang", "en"}},
        GoldenCase{"target-board-md-zh", {"target", "board", "-o", "md", "--lang", "zh"}},
        GoldenCase{"target-board-ndjson", {"target", "board", "-o", "ndjson", "--lang", "en"}},
        GoldenCase{"indicator-show-vintages-zh",
                   {"indicator", "show", "high-tech-enterprises", "--lang", "zh"}},
        GoldenCase{
            "evidence-section-en",
            {"evidence", "high-tech-enterprises", "2023", "--measure", "change", "--lang", "en"}},
        GoldenCase{"evidence-derived-zh",
                   {"evidence", "high-tech-enterprises", "2022", "--lang", "zh"}},
        GoldenCase{"conflict-list-zh", {"conflict", "list", "--lang", "zh"}},
        GoldenCase{"conflict-list-rounding-json",
                   {"conflict", "list", "imports-exports", "--rounding", "-o", "json"}},
        GoldenCase{"scenario-diff-stress-zh", {"scenario", "diff", "stress", "--lang", "zh"}, 1},
        GoldenCase{"scenario-diff-en", {"scenario", "diff", "plan", "repeat", "--lang", "en"}, 1},
        GoldenCase{"scenario-create-dry-en",
                   {"scenario", "create", "slow-trade", "--set", "imports-exports=3%", "--dry-run",
                    "--lang", "en"}},
        GoldenCase{"error-scenario-exists-en",
                   {"scenario", "create", "plan", "--parent", "none", "--lang", "en"},
                   65},
        GoldenCase{"scenario-list-zh", {"scenario", "list", "--lang", "zh"}},
        GoldenCase{"scenario-show-en", {"scenario", "show", "plan", "--lang", "en"}},
        GoldenCase{"revision-list-en", {"revision", "list", "--lang", "en"}},
        GoldenCase{"import-replace-preview-zh",
                   {"import", SourcePath("tests/golden/folders/shorter-extract"),
                    "--replace=documents=extract-2024", "--validate-only", "--lang", "zh"}},
        GoldenCase{"import-replace-refused-en",
                   {"import", SourcePath("tests/golden/folders/shorter-extract"),
                    "--replace=documents=extract-2024", "--yes", "--lang", "en"},
                   65},
        GoldenCase{"import-again-zh",
                   {"import", SourcePath("data/changsha"), "--reason", "again", "--lang", "zh"}}),
    PrintName);

constexpr char kSectors[] = "gdp=primary-sector+secondary-sector+tertiary-sector";

INSTANTIATE_TEST_SUITE_P(
    Chances, CliGolden,
    ::testing::Values(
        GoldenCase{"simulate-headline-zh", {"simulate", "--section", "headline", "--lang", "zh"}},
        GoldenCase{"simulate-headline-en",
                   {"simulate", "--section", "headline", "--laws", "--lang", "en"}},
        GoldenCase{"simulate-goals-to-2026-zh",
                   {"simulate", "--goal", "gdp>=6%", "--goal", "household-income>gdp", "--year",
                    "2026", "--levels", "--autocorrelation", "0.3", "--lang", "zh"}},
        GoldenCase{"simulate-json",
                   {"simulate", "--goal", "gdp-2024", "--goal", "retail-sales-2024", "--method",
                    "monte-carlo", "--paths", "20000", "--seed", "7", "-o", "json"}},
        GoldenCase{"simulate-csv", {"simulate", "--section", "headline", "-o", "csv"}},
        GoldenCase{"sensitivity-sectors-zh",
                   {"sensitivity", "gdp", "--identity", kSectors, "--lang", "zh"}},
        GoldenCase{
            "sensitivity-driver-en",
            {"sensitivity", "retail-sales", "--driver", "retail-sales=0.8*household-income",
             "--driver", "household-income=0.9*gdp", "--common-correlation", "0", "--lang", "en"}},
        GoldenCase{"error-simulate-goal-zh", {"simulate", "--goal", "gdp>=", "--lang", "zh"}, 65},
        GoldenCase{"error-simulate-driver-en",
                   {"simulate", "--driver", "gdp=0.5*nothing", "--lang", "en"},
                   65}),
    PrintName);

INSTANTIATE_TEST_SUITE_P(
    Errors, CliGolden,
    ::testing::Values(
        GoldenCase{"error-unknown-scenario-zh",
                   {"target", "board", "--scenario", "repaet", "--lang", "zh"},
                   66},
        GoldenCase{"error-unknown-scenario-en",
                   {"target", "board", "--scenario", "repaet", "--lang", "en"},
                   66},
        GoldenCase{
            "error-bad-replace-zh",
            {"import", SourcePath("data/changsha"), "--replace", "document=x", "--lang", "zh"},
            2},
        GoldenCase{"error-revert-needs-reason-en", {"revision", "revert", "1", "--lang", "en"}, 2},
        GoldenCase{"error-no-revision-zh",
                   {"revision", "revert", "9", "--reason", "x", "--lang", "zh"},
                   66},
        GoldenCase{
            "error-bad-set-zh", {"whatif", "--set", "imports-exports=viel", "--lang", "zh"}, 65},
        GoldenCase{"error-growth-too-low-en",
                   {"whatif", "--set", "imports-exports=-100%", "--lang", "en"},
                   65},
        GoldenCase{"error-unknown-indicator-zh",
                   {"indicator", "show", "import-exports", "--lang", "zh"},
                   66},
        GoldenCase{"error-unknown-indicator-json",
                   {"indicator", "show", "import-exports", "-o", "json", "--lang", "en"},
                   66},
        GoldenCase{"error-unknown-indicator-in-set-en",
                   {"whatif", "--set", "imports-export=3%", "--lang", "en"},
                   66},
        GoldenCase{"error-no-set-zh", {"whatif", "--lang", "zh"}, 2},
        GoldenCase{"error-bad-quota-en", {"target", "board", "--quota", "jobs", "--lang", "en"}, 2},
        GoldenCase{
            "error-no-section-zh", {"target", "board", "--section", "nowhere", "--lang", "zh"}, 66},
        GoldenCase{"error-no-command-en", {"targets", "board", "--lang", "en"}, 2}),
    PrintName);

// What the issue asks for in so many digits, apart from any golden file.
class CliAnswers : public CliGolden {};

TEST_F(CliAnswers, WhatIfImportsGrowByThreePercentNamesIndexAndLevels) {
  ASSERT_NE(services_, nullptr);
  const std::vector<std::string> arguments = {"whatif", "--set", "imports-exports=3%"};
  for (const std::string lang : {"zh", "en"}) {
    std::vector<std::string> with_language = arguments;
    with_language.insert(with_language.end(), {"--lang", lang});
    ASSERT_OK_AND_ASSIGN(const Finished finished, services_->RunClient(with_language));
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    for (const char* text : {"85.00", "87.55", "90.95"}) EXPECT_THAT(finished.out, HasSubstr(text));
    EXPECT_THAT(finished.out, HasSubstr(lang == "zh" ? "2022年=100" : "2022 = 100"));
    EXPECT_THAT(finished.out, HasSubstr(lang == "zh" ? "没有写入任何数据" : "nothing was written"));
  }
}

TEST_F(CliAnswers, ASuppliedQuotaIsJudged) {
  ASSERT_NE(services_, nullptr);
  const auto verdict_with = [](const std::string& quota) -> absl::StatusOr<std::string> {
    std::vector<std::string> arguments = {"target", "board", "--scenario", "hold", "-o", "csv"};
    if (!quota.empty()) arguments.insert(arguments.end(), {"--quota", quota});
    auto finished = services_->RunClient(arguments);
    if (!finished.ok()) return finished.status();
    const size_t row = finished->out.find("urban-new-jobs-2024");
    if (row == std::string::npos) return absl::NotFoundError(finished->out + finished->err);
    return finished->out.substr(row, finished->out.find("\r\n", row) - row);
  };
  EXPECT_THAT(verdict_with(""), IsOkAndHolds(HasSubstr(",unknown,")));
  EXPECT_THAT(verdict_with("urban-new-jobs=15"), IsOkAndHolds(HasSubstr(",met,")));
  EXPECT_THAT(verdict_with("urban-new-jobs=16"), IsOkAndHolds(HasSubstr(",missed,")));
}

}  // namespace
}  // namespace indicast::testing
