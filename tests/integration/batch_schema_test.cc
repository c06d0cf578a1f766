// The published schema and the program's own checks say the same of every sample.
#include <fstream>
#include <string>
#include <vector>

#include "clients/batch/job_file.h"
#include "clients/batch/job_samples.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "nlohmann/json.hpp"
#include "tests/integration/service_processes.h"

namespace indicast::testing {
namespace {

using batch::SampleJob;
using batch::SampleJobs;

constexpr char kValidate[] = R"py(
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
samples = json.load(open(sys.argv[2], encoding="utf-8"))
print(json.dumps([validator.is_valid(json.loads(text)) for text in samples]))
)py";

TEST(JobSchemaTest, JudgesAsTheProgramDoes) {
  const TemporaryDirectory folder;
  const std::vector<SampleJob> samples = SampleJobs();
  nlohmann::json texts = nlohmann::json::array();
  for (const SampleJob& sample : samples) texts.push_back(sample.text);
  std::ofstream(folder.path() + "/samples.json") << texts.dump();
  ASSERT_OK_AND_ASSIGN(const Finished run,
                       RunToEnd({"/usr/bin/python3",
                                 {"-c", kValidate, SourcePath("clients/batch/job.schema.json"),
                                  folder.path() + "/samples.json"},
                                 {}}));
  ASSERT_EQ(run.exit_code, 0) << run.err << "\nthe test needs python3-jsonschema";
  const auto verdicts = nlohmann::json::parse(run.out);
  ASSERT_EQ(verdicts.size(), samples.size());
  for (size_t i = 0; i < verdicts.size(); ++i) {
    const SampleJob& sample = samples[i];
    EXPECT_EQ(verdicts[i].get<bool>(), sample.field.empty() || !sample.schema_knows) << sample.text;
  }
}

}  // namespace
}  // namespace indicast::testing
