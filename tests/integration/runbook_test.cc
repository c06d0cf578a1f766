// docs/runbook.md, run as it stands in an empty folder: from the first start to a restored store.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/integration/page_run.h"
#include "tests/integration/service_processes.h"

namespace indicast::testing {
namespace {

std::string Page() { return ReadFile(SourcePath("docs/runbook.md")); }

TEST(Runbook, HasEverySituation) {
  for (const char* heading : {"## Start", "## Stop", "## Back up", "## Verify", "## Restore",
                              "## The disk is full", "## A sync failed"}) {
    EXPECT_TRUE(absl::StrContains(Page(), absl::StrCat("\n", heading, "\n"))) << heading;
  }
}

TEST(Runbook, EveryBlockRunsAndGivesWhatThePageShows) { ExpectPageRuns("docs/runbook.md", 6); }

}  // namespace
}  // namespace indicast::testing
