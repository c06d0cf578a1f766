// The clients over TLS: what they accept as options, what they say when the other side does not
// fit.
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cpp/projection_client.h"
#include "clients/cpp/store_client.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "common/tls/testing/test_ca.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using tls::Files;
using tls::testing::Issued;
using tls::testing::TestCa;
using tls::testing::Wanted;
using tls::testing::WriteFiles;
using tls::testing::WriteText;

class TinyStore final : public store::v1::IndicatorStore::Service {
  grpc::Status GetServerInfo(grpc::ServerContext*, const store::v1::GetServerInfoRequest*,
                             store::v1::GetServerInfoResponse* response) override {
    response->set_version("tls");
    return grpc::Status::OK;
  }
};

class TlsClientTest : public ::testing::Test {
 protected:
  void SetUp() override { Serve(true); }
  void TearDown() override { server_->Shutdown(); }

  void Serve(bool tls) {
    if (server_ != nullptr) server_->Shutdown();
    const Issued own = ca_.Issue();
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = ca_.pem();
    options.pem_key_cert_pairs = {{own.key, own.certificate}};
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(
        "127.0.0.1:0",
        tls ? grpc::SslServerCredentials(options) : grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&store_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    options_.address = absl::StrCat("127.0.0.1:", port);
    const Files files =
        WriteFiles(directory_.path(), ca_.Issue(Wanted{.common_name = "planner"}), ca_.pem());
    options_.tls = TlsOptions{.ca = files.ca, .certificate = files.certificate, .key = files.key};
  }

  absl::Status Call() const {
    const auto client = StoreClient::Connect(options_);
    return client.ok() ? (*client)->GetServerInfo().status() : client.status();
  }

  indicast::testing::TemporaryDirectory directory_;
  TestCa ca_{"city CA"};
  TinyStore store_;
  std::unique_ptr<grpc::Server> server_;
  ConnectOptions options_;
};

TEST_F(TlsClientTest, CallsOverMutualTls) { EXPECT_THAT(Call(), IsOk()); }

TEST_F(TlsClientTest, InClearToATlsPortSaysWhatIsMissing) {
  options_.tls.reset();
  EXPECT_THAT(Call(),
              AllOf(HasReason("TLS_REQUIRED"),
                    StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(options_.address))));
}

TEST_F(TlsClientTest, TlsToAPortInClearSaysSo) {
  Serve(false);
  EXPECT_THAT(Call(), HasReason("TLS_NOT_SPOKEN"));
}

TEST_F(TlsClientTest, WithoutCertificateTheServiceWantsOne) {
  options_.tls->certificate.clear();
  options_.tls->key.clear();
  EXPECT_THAT(Call(), AllOf(HasReason("TLS_CLIENT_REFUSED"),
                            StatusIs(absl::StatusCode::kUnauthenticated,
                                     HasSubstr("wants a client certificate"))));
}

TEST_F(TlsClientTest, ACertificateOfAnotherCaIsRefusedByTheService) {
  const TestCa other("other CA");
  WriteFiles(directory_.path(), other.Issue(), ca_.pem());
  EXPECT_THAT(Call(),
              AllOf(HasReason("TLS_CLIENT_REFUSED"), StatusIs(absl::StatusCode::kUnauthenticated,
                                                              HasSubstr("issued by CN=other CA"))));
}

TEST_F(TlsClientTest, AServiceOfAnotherCaIsNotTrusted) {
  const TestCa other("other CA");
  WriteText(options_.tls->ca, other.pem());
  EXPECT_THAT(Call(), HasReason("TLS_SERVER_NOT_TRUSTED"));
}

TEST_F(TlsClientTest, BadFilesAreFoundBeforeAnyCall) {
  WriteText(options_.tls->key, ca_.Issue().key);
  EXPECT_THAT(StoreClient::Connect(options_), HasReason("TLS_KEY_MISMATCH"));
  WriteFiles(directory_.path(), ca_.Issue(Wanted{.not_after = absl::Now() - absl::Minutes(1)}),
             ca_.pem());
  EXPECT_THAT(ProjectionClient::Connect(options_), HasReason("TLS_CERTIFICATE_EXPIRED"));
  options_.tls->ca = directory_.path() + "/none.crt";
  options_.tls->certificate.clear();
  options_.tls->key.clear();
  EXPECT_THAT(StoreClient::Connect(options_), HasReason("TLS_FILE_UNREADABLE"));
}

TEST_F(TlsClientTest, HalfASetOfOptionsIsRefused) {
  const TlsOptions whole = *options_.tls;
  options_.tls->ca.clear();
  EXPECT_THAT(StoreClient::Connect(options_), HasReason("TLS_INCOMPLETE"));
  options_.tls = whole;
  options_.tls->key.clear();
  EXPECT_THAT(StoreClient::Connect(options_), HasReason("TLS_INCOMPLETE"));
  options_.tls = whole;
  options_.tls->certificate.clear();
  EXPECT_THAT(StoreClient::Connect(options_), HasReason("TLS_INCOMPLETE"));
}

TEST_F(TlsClientTest, WithTlsAnyMachineMayBeCalled) {
  for (const char* address : {"store.city:50061", "10.0.0.1:1", "dns:///store:50061"}) {
    options_.address = address;
    EXPECT_THAT(StoreClient::Connect(options_), IsOk()) << address;
  }
}

TEST_F(TlsClientTest, AnotherDeadlineGoesOverTheSameConnection) {
  ASSERT_OK_AND_ASSIGN(const auto client, StoreClient::Connect(options_));
  EXPECT_THAT(client->WithDeadline(absl::Seconds(30))->GetServerInfo(), IsOk());
  EXPECT_THAT(client->WithDeadline(-absl::Seconds(1))->GetServerInfo(),
              HasReason("DEADLINE_EXCEEDED"));
  EXPECT_THAT(client->GetServerInfo(), IsOk());
}

TEST(TlsFromEnvironmentTest, ReadsItsFourVariables) {
  const std::map<std::string, std::string> variables = {{"INDICAST_TLS_CA", "/ca"},
                                                        {"INDICAST_TLS_CERTIFICATE", "/crt"},
                                                        {"INDICAST_TLS_KEY", "/key"},
                                                        {"INDICAST_TLS_SERVER_NAME", "store"}};
  const auto tls = TlsFromEnvironment([&](const std::string& name) { return variables.at(name); });
  ASSERT_TRUE(tls.has_value());
  EXPECT_EQ(tls->ca, "/ca");
  EXPECT_EQ(tls->certificate, "/crt");
  EXPECT_EQ(tls->key, "/key");
  EXPECT_EQ(tls->server_name, "store");
  EXPECT_FALSE(TlsFromEnvironment([](const std::string&) { return ""; }).has_value());
}

}  // namespace
}  // namespace indicast::client
