// docs/tls.md, run as it stands in an empty folder.
#include "gtest/gtest.h"
#include "tests/integration/page_run.h"

namespace indicast::testing {
namespace {

TEST(TlsPage, EveryBlockRunsAndGivesWhatThePageShows) { ExpectPageRuns("docs/tls.md", 6); }

}  // namespace
}  // namespace indicast::testing
