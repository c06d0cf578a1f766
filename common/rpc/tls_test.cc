// Mutual TLS of the server runtime over loopback: who is let in, as whom, who is refused with which
// words on both sides, and certificates that change while the server runs.
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/channel_arguments.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel_tls.h"
#include "common/rpc/testing/probe_server.h"
#include "common/testing/temporary_directory.h"
#include "common/tls/testing/test_ca.h"

namespace indicast::rpc {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Probe;
using testing::ProbeRequest;
using testing::ProbeResponse;
using tls::Files;
using tls::testing::Issued;
using tls::testing::TestCa;
using tls::testing::Wanted;
using tls::testing::WriteFiles;
using tls::testing::WriteText;

constexpr absl::Duration kLimit = absl::Seconds(20);

class TlsTest : public testing::ProbeTest {
 protected:
  TlsTest() {
    const Issued own = ca.Issue(Wanted{.common_name = "probe"});
    server_files = WriteFiles(directory.path() + "/server", own, ca.pem());
    client_files =
        Client("planner", ca.Issue(Wanted{.common_name = "planner",
                                          .names = {"DNS:desk", "URI:spiffe://city/planner"},
                                          .usages = "clientAuth"}));
    options.tls = TlsOptions{.files = server_files, .reload_interval = absl::Milliseconds(5)};
    behaviour.unary = [this](CallContext& call, const ProbeRequest& request,
                             ProbeResponse& response) {
      principal = call.principal;
      response.set_text(request.text());
      return absl::OkStatus();
    };
  }

  Files Client(const std::string& folder, const Issued& own) {
    return WriteFiles(absl::StrCat(directory.path(), "/", folder), own, ca.pem());
  }

  // A connection of its own: channels with the same arguments would share one.
  grpc::Status Call(const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                    grpc::ChannelArguments arguments = {}) const {
    static int number = 0;
    arguments.SetInt("indicast.test.connection", ++number);
    const auto remote =
        Probe::NewStub(grpc::CreateCustomChannel(server->address(), credentials, arguments));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    ProbeResponse response;
    ProbeRequest request;
    request.set_text("hello");
    return remote->Read(&context, request, &response);
  }
  grpc::Status Call(const ChannelTls& tls) const {
    grpc::ChannelArguments arguments;
    const auto credentials = MakeChannelCredentials(tls, absl::Now(), arguments);
    EXPECT_THAT(credentials, IsOk());
    return Call(*credentials, arguments);
  }
  // A client that does not check its own files.
  grpc::Status CallWith(const std::string& ca_pem, const Issued& own) const {
    return Call(grpc::SslCredentials({ca_pem, own.key, own.certificate}));
  }
  // The certificate that the server shows now.
  std::string SubjectShown() const {
    const TestCa stranger("stranger");
    const Files files = WriteFiles(directory.path() + "/curious", stranger.Issue(), stranger.pem());
    const absl::Status seen =
        ExplainUnavailable(server->address(), ChannelTls{.files = Files{.ca = files.ca}});
    return std::string(seen.message());
  }

  // The fields of the first line with this msg, once it is there.
  nlohmann::json Line(const std::string& message) {
    const absl::Time deadline = absl::Now() + kLimit;
    while (log.With(message).empty() && absl::Now() < deadline) std::this_thread::yield();
    const auto lines = log.With(message);
    EXPECT_FALSE(lines.empty()) << "no line '" << message << "' in\n" << log.All();
    return lines.empty() ? nlohmann::json::object() : lines[0];
  }
  bool Soon(const std::function<bool()>& condition) const {
    const absl::Time deadline = absl::Now() + kLimit;
    while (!condition()) {
      if (absl::Now() > deadline) return false;
      absl::SleepFor(absl::Milliseconds(2));
    }
    return true;
  }

  indicast::testing::TemporaryDirectory directory;
  TestCa ca{"city CA"};
  Files server_files;
  Files client_files;
  std::string principal;
};

TEST_F(TlsTest, ServesWhoeverShowsACertificateAndKnowsWhoTheyAre) {
  ASSERT_THAT(Start(), IsOk());
  const grpc::Status status = Call(ChannelTls{.files = client_files});
  EXPECT_TRUE(status.ok()) << status.error_message() << log.All();
  EXPECT_EQ(principal, "spiffe://city/planner");
  EXPECT_EQ(Line("serving")["tls"], true);
  EXPECT_EQ(Line("TLS credentials")["subject"], "CN=probe");
}

TEST_F(TlsTest, WithoutAUriTheDnsNameSpeaksThenTheSubject) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_TRUE(
      CallWith(ca.pem(), ca.Issue(Wanted{.common_name = "x", .names = {"DNS:desk.city"}})).ok());
  EXPECT_EQ(principal, "desk.city");
  EXPECT_TRUE(CallWith(ca.pem(), ca.Issue(Wanted{.common_name = "batch", .names = {}})).ok());
  EXPECT_EQ(principal, "CN=batch");
}

TEST_F(TlsTest, ListensBeyondLoopbackWithTls) {
  options.address = "0.0.0.0:0";
  EXPECT_THAT(Start(), IsOk());
}

TEST_F(TlsTest, ServesOverAUnixSocketToo) {
  options.address = absl::StrCat("unix:", directory.path(), "/probe.sock");
  ASSERT_THAT(Start(), IsOk());
  const grpc::Status status = Call(ChannelTls{.files = client_files});
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(principal, "spiffe://city/planner");
  EXPECT_THAT(ExplainUnavailable(server->address(), std::nullopt), HasReason("TLS_REQUIRED"));
}

TEST_F(TlsTest, TheProcessItselfIsLocal) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_TRUE(Read("x").ok());
  EXPECT_EQ(principal, "local");
}

TEST_F(TlsTest, AClientOfAnotherCaIsRefused) {
  ASSERT_THAT(Start(), IsOk());
  const TestCa other("other CA");
  const Files files = Client("stranger", other.Issue(Wanted{.common_name = "stranger"}));
  EXPECT_EQ(Call(ChannelTls{.files = files}).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto line = Line("TLS client refused");
  EXPECT_EQ(line["reason"], "TLS_CLIENT_REFUSED");
  EXPECT_EQ(line["subject"], "CN=stranger");
  EXPECT_EQ(line["issuer"], "CN=other CA");
  EXPECT_THAT(line["cause"], HasSubstr("--tls_client_ca"));
  EXPECT_THAT(ExplainUnavailable(server->address(), ChannelTls{.files = files}),
              AllOf(HasReason("TLS_CLIENT_REFUSED"),
                    StatusIs(absl::StatusCode::kUnauthenticated,
                             AllOf(HasSubstr("CN=stranger, issued by CN=other CA"),
                                   HasSubstr("use a certificate from the CA")))));
  EXPECT_EQ(principal, "") << "no call got through";
}

TEST_F(TlsTest, AnExpiredClientCertificateIsRefused) {
  ASSERT_THAT(Start(), IsOk());
  const Issued old =
      ca.Issue(Wanted{.common_name = "late", .not_after = absl::Now() - absl::Minutes(1)});
  EXPECT_EQ(CallWith(ca.pem(), old).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto line = Line("TLS client refused");
  EXPECT_EQ(line["cause"], "it has expired");
  EXPECT_EQ(line["subject"], "CN=late");
  grpc::ChannelArguments arguments;
  EXPECT_THAT(
      MakeChannelCredentials(ChannelTls{.files = Client("late", old)}, absl::Now(), arguments),
      HasReason("TLS_CERTIFICATE_EXPIRED"));
  EXPECT_EQ(principal, "");
}

TEST_F(TlsTest, AClientWithoutCertificateIsRefused) {
  ASSERT_THAT(Start(), IsOk());
  const ChannelTls nobody{.files = Files{.ca = server_files.ca}};
  EXPECT_EQ(Call(nobody).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Line("TLS handshake failed")["cause"], "it showed no certificate");
  EXPECT_THAT(ExplainUnavailable(server->address(), nobody),
              AllOf(HasReason("TLS_CLIENT_REFUSED"),
                    StatusIs(absl::StatusCode::kUnauthenticated,
                             HasSubstr("wants a client certificate and got none"))));
  EXPECT_EQ(principal, "");
}

TEST_F(TlsTest, PlainTextToATlsPortIsRefused) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(Call(grpc::InsecureChannelCredentials()).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Line("TLS handshake failed")["cause"], "it does not speak TLS");
  EXPECT_THAT(ExplainUnavailable(server->address(), std::nullopt),
              AllOf(HasReason("TLS_REQUIRED"),
                    StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("spoke in clear"))));
  EXPECT_EQ(principal, "");
}

TEST_F(TlsTest, TlsToAPlainTextPortIsRefused) {
  options.tls.reset();
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(Call(ChannelTls{.files = client_files}).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(ExplainUnavailable(server->address(), ChannelTls{.files = client_files}),
              HasReason("TLS_NOT_SPOKEN"));
  EXPECT_THAT(ExplainUnavailable(server->address(), std::nullopt), IsOk());
}

TEST_F(TlsTest, AClientRefusesAServerOfAnotherCaOrName) {
  ASSERT_THAT(Start(), IsOk());
  const TestCa other("other CA");
  ChannelTls tls{.files = client_files};
  WriteText(client_files.ca, other.pem());
  EXPECT_EQ(Call(tls).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Line("TLS handshake failed")["cause"], "its certificate is not trusted")
      << "the client's line, in the same process";
  EXPECT_THAT(ExplainUnavailable(server->address(), tls),
              AllOf(HasReason("TLS_SERVER_NOT_TRUSTED"),
                    StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("CN=probe"))));
  WriteText(client_files.ca, ca.pem());
  tls.server_name = "elsewhere";
  EXPECT_EQ(Call(tls).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(ExplainUnavailable(server->address(), tls),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       HasSubstr("it is for localhost, 127.0.0.1, not for elsewhere")));
  tls.server_name = "localhost";
  EXPECT_TRUE(Call(tls).ok());
  EXPECT_THAT(ExplainUnavailable(server->address(), tls), IsOk());
}

TEST_F(TlsTest, DoesNotStartOnFilesThatWouldNotWork) {
  WriteText(server_files.key, ca.Issue().key);
  EXPECT_THAT(Start(), HasReason("TLS_KEY_MISMATCH"));
  WriteFiles(directory.path() + "/server",
             ca.Issue(Wanted{.not_after = absl::Now() - absl::Hours(1)}), ca.pem());
  EXPECT_THAT(Start(), HasReason("TLS_CERTIFICATE_EXPIRED"));
  EXPECT_TRUE(log.With("serving").empty());
}

TEST_F(TlsTest, NewConnectionsGetTheNewCertificate) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_THAT(SubjectShown(), HasSubstr("CN=probe"));
  WriteFiles(directory.path() + "/server", ca.Issue(Wanted{.common_name = "renewed"}), ca.pem());
  EXPECT_TRUE(Soon([&] { return absl::StrContains(SubjectShown(), "CN=renewed"); }))
      << SubjectShown();
  EXPECT_EQ(Line("TLS credentials reloaded")["subject"], "CN=renewed");
  EXPECT_TRUE(Call(ChannelTls{.files = client_files}).ok());
}

TEST_F(TlsTest, AnotherCaForClientsIsTaken) {
  ASSERT_THAT(Start(), IsOk());
  const TestCa next("next CA");
  WriteText(server_files.ca, next.pem());
  const Issued own = next.Issue(Wanted{.common_name = "newcomer"});
  EXPECT_TRUE(Soon([&] { return CallWith(ca.pem(), own).ok(); }));
  EXPECT_FALSE(Call(ChannelTls{.files = client_files}).ok());
}

TEST_F(TlsTest, FilesThatWouldNotWorkAreNotTaken) {
  ASSERT_THAT(Start(), IsOk());
  WriteText(server_files.key, ca.Issue().key);
  const auto line = Line("TLS files not taken, the last good ones stay in use");
  EXPECT_EQ(line["reason"], "TLS_KEY_MISMATCH");
  EXPECT_THAT(line["error"], HasSubstr(server_files.key));
  absl::SleepFor(absl::Seconds(1.2));  // the provider under gRPC would look once
  EXPECT_TRUE(Call(ChannelTls{.files = client_files}).ok()) << log.All();
  EXPECT_THAT(SubjectShown(), HasSubstr("CN=probe"));
}

TEST_F(TlsTest, MetricsTellWhenTheCertificateExpires) {
  ASSERT_THAT(Start(), IsOk());
  const std::string text = server->runtime().metrics().Text();
  const size_t at = text.find("\nindicast_tls_certificate_not_after_timestamp_seconds ");
  ASSERT_NE(at, std::string::npos) << text;
  const double not_after = std::stod(text.substr(text.find(' ', at + 1)));
  EXPECT_NEAR(not_after, absl::ToDoubleSeconds(absl::Now() + absl::Hours(24) - absl::UnixEpoch()),
              300);
  EXPECT_THAT(text, AllOf(HasSubstr("\nindicast_tls_client_ca_not_after_timestamp_seconds "),
                          HasSubstr("\nindicast_tls_reloads_total 0"),
                          HasSubstr("\nindicast_tls_reload_refusals_total 0")));
}

TEST_F(TlsTest, ACertificateNearItsEndIsAWarning) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(Line("TLS certificate expires soon")["level"], "warning");
  EXPECT_NEAR(Line("TLS certificate expires soon")["days_left"].get<double>(), 1.0, 0.1);
}

TEST_F(TlsTest, InClearThereAreNoTlsMetrics) {
  options.tls.reset();
  ASSERT_THAT(Start(), IsOk());
  EXPECT_THAT(server->runtime().metrics().Text(), Not(HasSubstr("indicast_tls_")));
  EXPECT_EQ(Line("serving")["tls"], false);
}

}  // namespace
}  // namespace indicast::rpc
