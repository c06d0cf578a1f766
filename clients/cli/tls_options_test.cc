// Which TLS settings a call gets: flags, then environment; none for the services of `indicast up`.
#include <sstream>
#include <string>

#include "clients/cli/cli.h"
#include "clients/cli/context.h"
#include "clients/cli/errors.h"
#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli {
namespace {

using ::testing::HasSubstr;

class TlsOptionsTest : public ::testing::Test {
 protected:
  TlsOptionsTest() {
    environment_.variables = {{"INDICAST_TLS_CA", "/env/ca.crt"},
                              {"INDICAST_TLS_CERTIFICATE", "/env/tls.crt"},
                              {"INDICAST_TLS_KEY", "/env/tls.key"},
                              {"INDICAST_TLS_SERVER_NAME", "store.city"}};
  }

  std::optional<client::TlsOptions> Found(bool in_session = false) {
    Context context(environment_, options_, out_, out_);
    return context.ConnectTo({"127.0.0.1:1", "--store", in_session}).tls;
  }

  Environment environment_;
  GlobalOptions options_;
  std::ostringstream out_;
};

TEST_F(TlsOptionsTest, TheEnvironmentSpeaksWhereNoFlagDoes) {
  ASSERT_TRUE(Found().has_value());
  EXPECT_EQ(Found()->ca, "/env/ca.crt");
  EXPECT_EQ(Found()->certificate, "/env/tls.crt");
  EXPECT_EQ(Found()->key, "/env/tls.key");
  EXPECT_EQ(Found()->server_name, "store.city");
}

TEST_F(TlsOptionsTest, FlagsWinAndAPairStaysAPair) {
  options_.tls.ca = "/flag/ca.crt";
  options_.tls.certificate = "/flag/tls.crt";
  EXPECT_EQ(Found()->ca, "/flag/ca.crt");
  EXPECT_EQ(Found()->certificate, "/flag/tls.crt");
  EXPECT_EQ(Found()->key, "") << "the key of another certificate would not fit";
  EXPECT_EQ(Found()->server_name, "store.city");
}

TEST_F(TlsOptionsTest, WithoutAWordOfItCallsAreInClear) {
  environment_.variables.clear();
  EXPECT_FALSE(Found().has_value());
  options_.tls.ca = "/flag/ca.crt";
  EXPECT_TRUE(Found().has_value());
}

TEST_F(TlsOptionsTest, TheServicesOfUpAreCalledInClear) {
  EXPECT_FALSE(Found(/*in_session=*/true).has_value());
  options_.in_clear = true;
  EXPECT_FALSE(Found().has_value());
}

TEST_F(TlsOptionsTest, EveryTlsErrorHasAnExitCodeAndANextStepInBothLanguages) {
  for (const char* reason :
       {"TLS_CERTIFICATE_EXPIRED", "TLS_CERTIFICATE_NOT_YET_VALID", "TLS_CERTIFICATE_UNFIT",
        "TLS_CLIENT_REFUSED", "TLS_FILE_INVALID", "TLS_FILE_UNREADABLE", "TLS_INCOMPLETE",
        "TLS_KEY_EXPOSED", "TLS_KEY_MISMATCH", "TLS_NOT_SPOKEN", "TLS_REQUIRED",
        "TLS_SERVER_NOT_TRUSTED"}) {
    const absl::Status status = Error(absl::StatusCode::kFailedPrecondition, reason, "x");
    const bool refused = std::string(reason) == "TLS_CLIENT_REFUSED";
    EXPECT_EQ(ExitCodeOf(status), refused ? ExitCode::kNotAllowed : ExitCode::kConfiguration)
        << reason;
    const std::string chinese = NextStep(status, output::Language::kChinese);
    const std::string english = NextStep(status, output::Language::kEnglish);
    EXPECT_NE(chinese, "") << reason;
    EXPECT_NE(english, "") << reason;
    EXPECT_NE(chinese, english) << reason;
  }
}

}  // namespace
}  // namespace indicast::cli
