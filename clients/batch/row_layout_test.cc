#include "clients/batch/row_layout.h"

#include <string>
#include <vector>

#include "clients/batch/scripted_source.h"
#include "common/testing/status_matchers.h"

namespace indicast::batch {
namespace {

namespace pb = ::indicast::projection::v1;
using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;

// The parts of an answer for one row.
std::vector<pb::SweepResponse> Answer(const Job& job, int64_t index) {
  ScriptedSource source;
  std::vector<pb::SweepResponse> parts;
  EXPECT_THAT(source.Sweep(ToRequest(job, index, index + 1),
                           [&parts](const pb::SweepResponse& part) {
                             parts.push_back(part);
                             return absl::OkStatus();
                           }),
              IsOk());
  return parts;
}

std::string LineOf(const Job& job, int64_t index) {
  const auto parts = Answer(job, index);
  auto layout = RowLayout::Create(job, parts[0].heading(), Language::kEnglish);
  EXPECT_THAT(layout, IsOk());
  std::string line;
  EXPECT_THAT(layout->AppendRow(parts[1].rows().rows(0), index, line), IsOk());
  return line;
}

TEST(RowLayoutTest, NamesColumnsAndUnits) {
  Job job = ScriptedJob();
  const auto heading = Answer(job, 0)[0].heading();
  ASSERT_OK_AND_ASSIGN(const RowLayout layout, RowLayout::Create(job, heading, Language::kEnglish));
  EXPECT_EQ(layout.HeaderLine(),
            "index,set.imports-exports.2024,gdp.growth.2024,gdp-2024.gap,gdp-2024.verdict,"
            "trade-2024.gap,trade-2024.verdict,reason_code,reason_zh,reason_en\n");
  EXPECT_EQ(layout.columns()[1], (Column{"set.imports-exports.2024", "percent"}));
  EXPECT_EQ(layout.columns()[3], (Column{"gdp-2024.gap", "percentage-point"}));
  EXPECT_EQ(layout.columns()[4], (Column{"gdp-2024.verdict", ""}));
  job.factors[0].from_year = 2025;
  job.factors[0].to_year = 2026;
  ASSERT_OK_AND_ASSIGN(const RowLayout years, RowLayout::Create(job, heading, Language::kEnglish));
  EXPECT_EQ(years.columns()[1].name, "set.imports-exports.2025-2026");
}

TEST(RowLayoutTest, WritesValuesVerdictsAndReasons) {
  EXPECT_EQ(LineOf(ScriptedJob(), 13), "13,3,13.0,13.1,met,13.2,at-risk,,,\n");
  EXPECT_EQ(LineOf(ScriptedJob(), 97),
            "97,7,,,,,,GROWTH_UNDEFINED,增速须高于-100%,"
            "\"growth must be above -100 %, \"\"always\"\"\"\n");
}

TEST(RowLayoutTest, KeepsTheTargetsAskedForWithTheirVerdicts) {
  Job job = ScriptedJob();
  job.targets = std::vector<std::string>{"trade-2024"};
  EXPECT_EQ(LineOf(job, 14), "14,4,14.0,14.2,missed,,,\n");
  job.targets = std::vector<std::string>{};
  EXPECT_EQ(LineOf(job, 14), "14,4,14.0,,,\n");
  job.targets = std::vector<std::string>{"gdp-2024", "gdp-2042"};
  EXPECT_THAT(RowLayout::Create(job, Answer(job, 0)[0].heading(), Language::kEnglish),
              HasField("outputs.targets[1]"));
}

TEST(RowLayoutTest, RefusesRowsThatBreakTheContract) {
  const Job job = ScriptedJob();
  const auto parts = Answer(job, 13);
  ASSERT_OK_AND_ASSIGN(const RowLayout layout,
                       RowLayout::Create(job, parts[0].heading(), Language::kEnglish));
  const pb::SweepRow good = parts[1].rows().rows(0);
  std::string out = "kept";
  EXPECT_THAT(layout.AppendRow(good, 14, out), HasReason("SWEEP_ANSWER_INVALID"));
  pb::SweepRow row = good;
  row.add_inputs();
  EXPECT_THAT(layout.AppendRow(row, 13, out), HasReason("SWEEP_ANSWER_INVALID"));
  row = good;
  row.mutable_outputs()->RemoveLast();
  EXPECT_THAT(layout.AppendRow(row, 13, out), HasReason("SWEEP_ANSWER_INVALID"));
  row = good;
  row.clear_verdicts();
  EXPECT_THAT(layout.AppendRow(row, 13, out), HasReason("SWEEP_ANSWER_INVALID"));
  row = good;
  row.clear_outputs();  // without a reason
  EXPECT_THAT(layout.AppendRow(row, 13, out), HasReason("SWEEP_ANSWER_INVALID"));
  EXPECT_EQ(out, "kept");
}

}  // namespace
}  // namespace indicast::batch
