#include "common/tls/watched_credentials.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "common/tls/testing/test_ca.h"

namespace indicast::tls {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::ElementsAre;
using testing::Issued;
using testing::TestCa;
using testing::Wanted;
using testing::WriteFiles;
using testing::WriteText;

class WatchedCredentialsTest : public ::testing::Test {
 protected:
  WatchedCredentialsTest() {
    options_.files = WriteFiles(directory_.path(), first_, ca_.pem());
    options_.interval = absl::Milliseconds(1);
    options_.on_change = [this](const WatchedCredentials::Shared& fresh) {
      const std::lock_guard lock(mutex_);
      if (!refuse_.ok()) return refuse_;
      taken_.push_back(fresh->own.subject);
      return absl::OkStatus();
    };
    options_.on_refusal = [this](const absl::Status& cause) {
      const std::lock_guard lock(mutex_);
      refused_.push_back(DetailOf(cause).reason);
    };
  }

  std::vector<std::string> Taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }
  std::vector<std::string> Refused() {
    const std::lock_guard lock(mutex_);
    return refused_;
  }
  // The test's time limit bounds it.
  static void Until(const std::function<bool()>& condition) {
    while (!condition()) std::this_thread::yield();
  }

  indicast::testing::TemporaryDirectory directory_;
  TestCa ca_;
  Issued first_ = ca_.Issue(Wanted{.common_name = "first"});
  WatchedCredentials::Options options_;
  std::mutex mutex_;
  absl::Status refuse_;               // guarded by mutex_
  std::vector<std::string> taken_;    // guarded by mutex_
  std::vector<std::string> refused_;  // guarded by mutex_
};

TEST_F(WatchedCredentialsTest, NewFilesAreTaken) {
  ASSERT_OK_AND_ASSIGN(const auto watched, WatchedCredentials::Start(options_));
  EXPECT_THAT(Taken(), ElementsAre("CN=first"));
  const Issued second = ca_.Issue(Wanted{.common_name = "second"});
  // One after the other: between the two the pair does not match.
  WriteText(options_.files.certificate, second.certificate);
  Until([&] { return watched->refusals() == 1; });
  EXPECT_EQ(watched->current()->own.subject, "CN=first");
  WriteText(options_.files.key, second.key);
  Until([&] { return watched->current()->own.subject == "CN=second"; });
  EXPECT_THAT(Taken(), ElementsAre("CN=first", "CN=second"));
  EXPECT_THAT(Refused(), ElementsAre("TLS_KEY_MISMATCH"));
  EXPECT_EQ(watched->reloads(), 1);
}

TEST_F(WatchedCredentialsTest, TheLastGoodOnesStayInUse) {
  ASSERT_OK_AND_ASSIGN(const auto watched, WatchedCredentials::Start(options_));
  WriteFiles(directory_.path(), ca_.Issue(Wanted{.not_after = absl::Now() - absl::Hours(1)}),
             ca_.pem());
  Until([&] { return !Refused().empty() && Refused().back() == "TLS_CERTIFICATE_EXPIRED"; });
  EXPECT_EQ(watched->current()->own.subject, "CN=first");
  EXPECT_THAT(Taken(), ElementsAre("CN=first"));
  EXPECT_EQ(watched->reloads(), 0);
}

TEST_F(WatchedCredentialsTest, ARefusalIsToldOnce) {
  ASSERT_OK_AND_ASSIGN(const auto watched, WatchedCredentials::Start(options_));
  WriteText(options_.files.key, "nonsense");
  Until([&] { return watched->refusals() == 1; });
  for (int i = 0; i < 100; ++i) absl::SleepFor(absl::Microseconds(200));
  EXPECT_EQ(watched->refusals(), 1);
  EXPECT_THAT(Refused(), ElementsAre("TLS_FILE_INVALID"));
}

TEST_F(WatchedCredentialsTest, WhatTheUserRefusesIsNotInUse) {
  ASSERT_OK_AND_ASSIGN(const auto watched, WatchedCredentials::Start(options_));
  {
    const std::lock_guard lock(mutex_);
    refuse_ = Error(absl::StatusCode::kFailedPrecondition, "TLS_MEMORY_FILE", "no memory");
  }
  const Issued second = ca_.Issue(Wanted{.common_name = "second"});
  WriteText(options_.files.key, second.key);
  WriteText(options_.files.certificate, second.certificate);
  Until([&] { return !Refused().empty() && Refused().back() == "TLS_MEMORY_FILE"; });
  EXPECT_EQ(watched->current()->own.subject, "CN=first");
}

TEST_F(WatchedCredentialsTest, DoesNotStartOnBadFiles) {
  WriteText(options_.files.key, ca_.Issue().key);
  EXPECT_THAT(WatchedCredentials::Start(options_), HasReason("TLS_KEY_MISMATCH"));
  WriteText(options_.files.key, first_.key);
  refuse_ = Error(absl::StatusCode::kFailedPrecondition, "TLS_MEMORY_FILE", "no memory");
  EXPECT_THAT(WatchedCredentials::Start(options_), HasReason("TLS_MEMORY_FILE"));
}

}  // namespace
}  // namespace indicast::tls
