#include "common/tls/client_verifier.h"

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "common/tls/testing/test_ca.h"

namespace indicast::tls {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::TestCa;
using testing::Wanted;

class ClientVerifierTest : public ::testing::Test {
 protected:
  absl::Status Verify(const std::string& chain, absl::Time now = absl::Now()) const {
    return verifier_->Verify(chain, now);
  }
  static auto Refused(const std::string& cause) {
    return AllOf(HasReason("TLS_CLIENT_REFUSED"),
                 StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(cause)));
  }

  TestCa ca_{"city CA"};
  std::unique_ptr<ClientVerifier> verifier_ = *ClientVerifier::Create(ca_.pem());
};

TEST_F(ClientVerifierTest, AcceptsWhatItsCaIssued) {
  EXPECT_THAT(Verify(ca_.Issue().certificate), IsOk());
  EXPECT_THAT(Verify(ca_.Issue(Wanted{.usages = ""}).certificate), IsOk());
}

TEST_F(ClientVerifierTest, RefusesAnotherCaOfTheSameName) {
  const TestCa other("city CA");
  EXPECT_THAT(Verify(other.Issue().certificate), HasReason("TLS_CLIENT_REFUSED"));
  const TestCa stranger("other CA");
  EXPECT_THAT(Verify(stranger.Issue().certificate), Refused("its CA is not the one"));
  EXPECT_THAT(Verify(stranger.Issue().certificate + stranger.pem()),
              Refused("its CA is not the one"));
  EXPECT_THAT(Verify(stranger.Issue().certificate + ca_.pem()), Refused("its CA is not the one"));
  EXPECT_THAT(Verify(stranger.pem()), Refused("its CA is not the one"));
}

TEST_F(ClientVerifierTest, RefusesWhatIsOutOfItsTime) {
  const auto old =
      ca_.Issue(Wanted{.common_name = "planner", .not_after = absl::Now() - absl::Hours(1)});
  const absl::Status expired = Verify(old.certificate);
  EXPECT_THAT(expired, Refused("it has expired"));
  EXPECT_EQ(DetailOf(expired).metadata.at("subject"), "CN=planner");
  EXPECT_EQ(DetailOf(expired).metadata.at("issuer"), "CN=city CA");
  EXPECT_THAT(Verify(ca_.Issue(Wanted{.not_before = absl::Now() + absl::Hours(1)}).certificate),
              Refused("it is not valid yet"));
  EXPECT_THAT(Verify(ca_.Issue().certificate, absl::Now() + absl::Hours(25)),
              Refused("it has expired"));
}

TEST_F(ClientVerifierTest, RefusesTheCertificateOfAServer) {
  EXPECT_THAT(Verify(ca_.Issue(Wanted{.usages = "serverAuth"}).certificate),
              Refused("may not identify a client"));
}

TEST_F(ClientVerifierTest, RefusesWeakKeys) {
  EXPECT_THAT(Verify(ca_.Issue(Wanted{.weak = true}).certificate), HasReason("TLS_CLIENT_REFUSED"));
}

TEST_F(ClientVerifierTest, NeedsTheCertificatesBetween) {
  const auto middle = ca_.IssueCa("middle CA");
  const std::string own = middle->Issue().certificate;
  EXPECT_THAT(Verify(own + middle->pem()), IsOk());
  EXPECT_THAT(Verify(own), Refused("its CA is not the one"));
}

TEST_F(ClientVerifierTest, RefusesNothingAndNonsense) {
  for (const char* chain :
       {"", "\n", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    EXPECT_THAT(Verify(chain), HasReason("TLS_CLIENT_REFUSED")) << chain;
  }
}

TEST_F(ClientVerifierTest, ACertificateThatIsNoCaCannotIssue) {
  // A client that signs for another one with its own key.
  const auto middle = ca_.IssueCa("middle CA");
  EXPECT_THAT(Verify(middle->Issue().certificate + ca_.Issue().certificate),
              HasReason("TLS_CLIENT_REFUSED"));
}

TEST(ClientVerifierCreateTest, NeedsACertificate) {
  EXPECT_THAT(ClientVerifier::Create(""), HasReason("TLS_FILE_INVALID"));
}

}  // namespace
}  // namespace indicast::tls
