#include "clients/batch/job_file.h"

#include <fstream>
#include <string>
#include <vector>

#include "clients/batch/job_samples.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::batch {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::StatusOr<Job> Parse(const std::string& text) { return ParseJob(text, Language::kEnglish); }

TEST(JobFileTest, ReadsEveryField) {
  ASSERT_OK_AND_ASSIGN(const Job job, Parse(R"({
    "$schema": "x", "description": "of a test", "name": "trade",
    "scenario": "plan", "overlay": ["imports-exports=3%", "gdp@2025=level=9"], "area": "changsha",
    "base_year": 2023, "horizon": 2026, "data_revision": 4, "publication_date": "2024-01-31",
    "design": "sobol", "points": 1024, "seed": 9,
    "factors": [{"indicator": "gdp", "from_year": 2024, "to_year": 2025,
                 "low": -0.1, "high": "8.123456789012345678"}],
    "outputs": {"indicators": ["gdp"], "targets": []},
    "quotas": [{"target": "grain", "value": 2.50}]})"));
  EXPECT_EQ(job.name, "trade");
  EXPECT_EQ(job.scenario, "plan");
  EXPECT_THAT(job.overlay, ElementsAre("imports-exports=3%", "gdp@2025=level=9"));
  EXPECT_EQ(job.area, "changsha");
  EXPECT_EQ(job.base_year, 2023);
  EXPECT_EQ(job.horizon, 2026);
  EXPECT_EQ(job.data_revision, 4);
  EXPECT_EQ(job.publication_date, "2024-01-31");
  EXPECT_EQ(job.design, Design::kSobol);
  EXPECT_EQ(job.points, 1024);
  EXPECT_EQ(job.seed, 9);
  ASSERT_THAT(job.factors, SizeIs(1));
  EXPECT_EQ(job.factors[0].indicator, "gdp");
  EXPECT_EQ(job.factors[0].from_year, 2024);
  EXPECT_EQ(job.factors[0].to_year, 2025);
  EXPECT_EQ(job.factors[0].low->ToString(), "-0.1");
  EXPECT_EQ(job.factors[0].high->ToString(), "8.123456789012345678");
  EXPECT_THAT(job.indicators, ElementsAre("gdp"));
  EXPECT_THAT(*job.targets, IsEmpty());
  ASSERT_THAT(job.quotas, SizeIs(1));
  EXPECT_EQ(job.quotas[0].target, "grain");
  EXPECT_EQ(job.quotas[0].value.ToString(), "2.5");
}

TEST(JobFileTest, WhatIsWrittenReadsBackToTheSameJob) {
  for (const SampleJob& sample : SampleJobs()) {
    if (!sample.field.empty()) continue;
    ASSERT_OK_AND_ASSIGN(const Job job, Parse(sample.text));
    ASSERT_OK_AND_ASSIGN(const Job again, Parse(ToJson(job).dump()));
    EXPECT_EQ(ToJson(again), ToJson(job)) << sample.text;
    EXPECT_EQ(HashOf(again), HashOf(job)) << sample.text;
  }
}

TEST(JobFileTest, NamesThePathOfWhatIsWrong) {
  for (const SampleJob& sample : SampleJobs()) {
    if (sample.field.empty()) {
      EXPECT_THAT(Parse(sample.text), IsOk()) << sample.text;
    } else {
      const auto job = Parse(sample.text);
      EXPECT_THAT(job, HasReason("JOB_FILE_INVALID")) << sample.text;
      EXPECT_THAT(job, HasField(sample.field)) << sample.text;
    }
  }
}

TEST(JobFileTest, NamesAllThatIsWrongAtOnceInTheLanguageAskedFor) {
  const std::string text = R"({"design": "grid", "horizont": 2024,
    "factors": [{"indicator": "gdp", "low": 3, "high": 1, "step": 1}, {"low": "x"}]})";
  EXPECT_THAT(DetailOf(Parse(text).status()).violations, SizeIs(6));
  const auto chinese = ParseJob(text, Language::kChinese);
  EXPECT_EQ(DetailOf(chinese.status()).violations[0].description.substr(0, 12), "没有此项");
  EXPECT_THAT(DetailOf(Parse(text).status()).violations[0].description,
              HasSubstr("did you mean horizon?"));
}

TEST(JobFileTest, SaysAtWhichLineItIsNoJson) {
  EXPECT_THAT(Parse("{\"design\": \"grid\",\n  \"factors\": ]\n}"), HasField("line 2, column 14"));
  EXPECT_THAT(Parse(""), HasField("line 1, column 1"));
  EXPECT_THAT(Parse("{\"design\": \"\xFF\"}"), HasField("line 1"));
  EXPECT_THAT(Parse(std::string(100'000, '[')), HasReason("JOB_FILE_INVALID"));
}

TEST(JobFileTest, TheHashCoversWhatDecidesTheRows) {
  ASSERT_OK_AND_ASSIGN(const Job job, Parse(SampleJobs()[0].text));
  Job other = job;
  other.name = "another label";
  EXPECT_EQ(HashOf(other), HashOf(job));
  other.data_revision = 99;
  EXPECT_NE(HashOf(other), HashOf(job));
  other = job;
  other.factors[0].indicator = "cpi";
  EXPECT_NE(HashOf(other), HashOf(job));
  other = job;
  other.targets = std::vector<std::string>{};
  EXPECT_NE(HashOf(other), HashOf(job));
}

TEST(JobFileTest, CountsTheCombinationsOfAGrid) {
  ASSERT_OK_AND_ASSIGN(const Job job, Parse(R"({"design": "grid", "factors": [
    {"indicator": "a", "low": -5, "high": 5, "step": 0.1},
    {"indicator": "b", "values": [1, 2, 3]}]})"));
  EXPECT_EQ(CountPoints(job), 101 * 3);
  const projection::v1::SweepRequest request = ToRequest(job, 5, 9);
  EXPECT_EQ(request.points(), 0);  // a grid counts its own
  EXPECT_EQ(request.begin(), 5);
  EXPECT_EQ(request.end(), 9);
  EXPECT_EQ(request.factors(0).step().text(), "0.1");
  EXPECT_FALSE(request.frame().has_scenario());
  EXPECT_FALSE(request.frame().has_as_of());
}

TEST(JobFileTest, TheRequestHoldsWhatTheJobSays) {
  ASSERT_OK_AND_ASSIGN(const Job job, Parse(R"({"design": "latin-hypercube", "points": 50,
    "seed": 3, "scenario": "plan", "overlay": ["gdp=3%"], "horizon": 2025, "data_revision": 6,
    "outputs": {"indicators": ["gdp"]}, "quotas": [{"target": "grain", "value": "2.50"}],
    "factors": [{"indicator": "a", "low": 1, "high": 2}]})"));
  const projection::v1::SweepRequest request = ToRequest(job, 0, 50);
  EXPECT_EQ(request.design(), projection::v1::SWEEP_DESIGN_LATIN_HYPERCUBE);
  EXPECT_EQ(request.points(), 50);
  EXPECT_EQ(request.seed(), 3);
  EXPECT_EQ(request.frame().scenario().scenario(), "plan");
  ASSERT_EQ(request.frame().scenario().overlay_size(), 1);
  EXPECT_EQ(request.frame().scenario().overlay(0).indicator(), "gdp");
  EXPECT_EQ(request.frame().year(), 2025);
  EXPECT_EQ(request.frame().as_of().revision(), 6);
  EXPECT_EQ(request.frame().indicators(0), "gdp");
  EXPECT_EQ(request.frame().quotas(0).value().text(), "2.50");
}

TEST(JobFileTest, ErrorsOfTheServiceNameTheFieldsOfTheJob) {
  EXPECT_THAT(InJobFields(FieldError("frame.year", "too far"), Job()), HasField("horizon"));
  EXPECT_THAT(InJobFields(FieldError("frame.indicators[2]", "unknown"), Job()),
              HasField("outputs.indicators[2]"));
  EXPECT_THAT(InJobFields(FieldError("frame.scenario.overlay[1].rule", "wrong"), Job()),
              HasField("overlay[1].rule"));
  EXPECT_THAT(InJobFields(FieldError("factors[0].indicator", "unknown"), Job()),
              HasField("factors[0].indicator"));
}

TEST(JobFileTest, AnUnknownIdIsWrongAtItsPlace) {
  Job job;
  job.factors.resize(2);
  job.factors[1].indicator = "gdpp";
  job.indicators = {"gdp", "cpii"};
  job.scenario = "plam";
  const auto unknown = [](const char* reason, const char* indicator) {
    return Error(absl::StatusCode::kNotFound, reason, "indicators: no such one",
                 {{"indicator", indicator}});
  };
  const absl::Status factor = InJobFields(unknown("INDICATOR_NOT_FOUND", "gdpp"), job);
  EXPECT_THAT(factor, HasField("factors[1].indicator"));
  EXPECT_THAT(factor,
              StatusIs(absl::StatusCode::kInvalidArgument, "factors[1].indicator: no such one"));
  EXPECT_THAT(InJobFields(unknown("INDICATOR_NOT_FOUND", "cpii"), job),
              HasField("outputs.indicators[1]"));
  EXPECT_THAT(InJobFields(unknown("SCENARIO_NOT_FOUND", ""), job), HasField("scenario"));
  const absl::Status other = unknown("REVISION_NOT_FOUND", "gdpp");
  EXPECT_EQ(InJobFields(other, job), other);
}

TEST(JobFileTest, ARunNeedsAPinnedRevisionAndAFile) {
  Job job;
  EXPECT_THAT(RequirePinned(job, Language::kEnglish), HasField("data_revision"));
  job.data_revision = 1;
  EXPECT_THAT(RequirePinned(job, Language::kEnglish), IsOk());
  const testing::TemporaryDirectory folder;
  EXPECT_THAT(ReadJobFile(folder.path() + "/none.json", Language::kEnglish),
              HasReason("JOB_FILE_NOT_FOUND"));
  EXPECT_THAT(ReadJobFile(folder.path(), Language::kEnglish), HasReason("JOB_FILE_NOT_FOUND"));
  std::ofstream(folder.path() + "/a.json") << SampleJobs()[0].text;
  EXPECT_THAT(ReadJobFile(folder.path() + "/a.json", Language::kEnglish), IsOk());
}

}  // namespace
}  // namespace indicast::batch
