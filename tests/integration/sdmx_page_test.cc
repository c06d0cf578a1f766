// docs/sdmx.md, run as it stands: files of two offices into a store, and its own export back.
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "tests/integration/page_run.h"
#include "tests/integration/service_processes.h"

namespace indicast::testing {
namespace {

std::string Page() { return ReadFile(SourcePath("docs/sdmx.md")); }

TEST(SdmxPage, ExplainsEveryPartAndSaysThatTheFilesAreMadeUp) {
  for (const char* words : {"## What is read", "## The mapping file", "## Actions", "**invented**",
                            "虚构", "sdmx-mapping.schema.json"}) {
    EXPECT_TRUE(absl::StrContains(Page(), words)) << words;
  }
}

TEST(SdmxPage, EveryBlockRunsAndGivesWhatThePageShows) { ExpectPageRuns("docs/sdmx.md", 5); }

}  // namespace
}  // namespace indicast::testing
