#include "clients/cli/commands/watch.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ChangesDocumentTest, SaysWhatHappenedToEachRecord) {
  store::v1::WatchedRevision revision;
  revision.mutable_info()->set_revision(7);
  revision.add_changes()->set_key("new");
  revision.mutable_changes(0)->set_kind(store::v1::RECORD_KIND_AREA);
  revision.add_changes()->set_previous_revision(3);
  revision.add_changes()->set_withdrawn(true);
  std::ostringstream out;
  output::Write(ChangesDocument(revision), output::Format::kNdjson, output::Language::kEnglish,
                out);
  EXPECT_THAT(out.str(), AllOf(HasSubstr(R"("kind":"area","key":"new","change":"added")"),
                               HasSubstr(R"("change":"changed","previous_revision":3)"),
                               HasSubstr(R"("change":"withdrawn","previous_revision":null)")));
}

}  // namespace
}  // namespace indicast::cli
