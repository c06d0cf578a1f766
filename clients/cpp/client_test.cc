// The clients against a server on loopback that answers from a script: what they send, repeat, page
// and make of errors.
#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/connect.h"
#include "clients/cpp/projection_client.h"
#include "clients/cpp/store_client.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::store::v1;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string MetadataOf(const grpc::ServerContext& context, const char* key) {
  const auto it = context.client_metadata().find(key);
  return it == context.client_metadata().end() ? ""
                                               : std::string(it->second.data(), it->second.size());
}

class ScriptedStore final : public pb::IndicatorStore::Service {
 public:
  grpc::Status GetServerInfo(grpc::ServerContext* context, const pb::GetServerInfoRequest*,
                             pb::GetServerInfoResponse* response) override {
    ++info_calls;
    language = MetadataOf(*context, "accept-language");
    request_id = MetadataOf(*context, "x-request-id");
    if (info_calls <= unavailable_calls) return {grpc::StatusCode::UNAVAILABLE, "starting"};
    response->set_version("1");
    return grpc::Status::OK;
  }

  grpc::Status GetIndicator(grpc::ServerContext*, const pb::GetIndicatorRequest* request,
                            pb::GetIndicatorResponse*) override {
    return rpc::ToGrpcStatus(
        Error(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND",
              absl::StrCat("no indicator ", request->id()), {{"nearest", "gdp"}}),
        "server-request-id");
  }

  grpc::Status ListIndicators(grpc::ServerContext*, const pb::ListIndicatorsRequest* request,
                              pb::ListIndicatorsResponse* response) override {
    page_sizes.push_back(request->page_size());
    const std::string& token = request->page_token();
    response->add_indicators()->set_id(absl::StrCat("after-", token));
    response->set_revision(7);
    if (stuck_token || token.empty()) {
      response->set_next_page_token("b");
    } else if (token == "b") {
      response->set_next_page_token("c");
    }
    return grpc::Status::OK;
  }

  grpc::Status ListUnits(grpc::ServerContext* context, const pb::ListUnitsRequest*,
                         pb::ListUnitsResponse*) override {
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    return {grpc::StatusCode::CANCELLED, ""};
  }

  grpc::Status StreamObservations(
      grpc::ServerContext* context, const pb::StreamObservationsRequest*,
      grpc::ServerWriter<pb::StreamObservationsResponse>* writer) override {
    for (int64_t part = 1; part <= 3 && !context->IsCancelled(); ++part) {
      pb::StreamObservationsResponse response;
      response.set_revision(part);
      writer->Write(response);
    }
    return fail_stream ? grpc::Status(grpc::StatusCode::DATA_LOSS, "broken") : grpc::Status::OK;
  }

  int unavailable_calls = 0;
  bool stuck_token = false;
  bool fail_stream = false;
  std::atomic<int> info_calls = 0;
  std::string language;
  std::string request_id;
  std::vector<int> page_sizes;
};

class ScriptedCuration final : public pb::IndicatorCuration::Service {
 public:
  grpc::Status ImportRecords(grpc::ServerContext*, const pb::ImportRecordsRequest*,
                             pb::ImportRecordsResponse*) override {
    ++calls;
    return {grpc::StatusCode::UNAVAILABLE, "starting"};
  }
  std::atomic<int> calls = 0;
};

class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&store_);
    builder.RegisterService(&curation_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    options_.address = absl::StrCat("127.0.0.1:", port);
  }
  void TearDown() override { server_->Shutdown(); }

  std::unique_ptr<StoreClient> Connect() const {
    auto client = StoreClient::Connect(options_);
    EXPECT_THAT(client, IsOk());
    return *std::move(client);
  }

  ScriptedStore store_;
  ScriptedCuration curation_;
  std::unique_ptr<grpc::Server> server_;
  ConnectOptions options_;
};

TEST_F(ClientTest, SendsLanguageAndAFreshRequestId) {
  options_.language = "zh";
  const auto client = Connect();
  ASSERT_THAT(client->GetServerInfo(), IsOk());
  EXPECT_EQ(store_.language, "zh");
  const std::string first = store_.request_id;
  EXPECT_EQ(first.size(), 16U);
  ASSERT_THAT(client->GetServerInfo(), IsOk());
  EXPECT_NE(store_.request_id, first);
}

TEST_F(ClientTest, RepeatsReadsWhileTheServiceIsUnavailable) {
  store_.unavailable_calls = 3;
  EXPECT_THAT(Connect()->GetServerInfo(), IsOk());
  EXPECT_EQ(store_.info_calls, 4);
}

TEST_F(ClientTest, GivesUpAfterFourTries) {
  store_.unavailable_calls = 100;
  EXPECT_THAT(Connect()->GetServerInfo(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(store_.info_calls, 4);
}

TEST_F(ClientTest, NeverRepeatsWritesByItself) {
  EXPECT_THAT(Connect()->ImportRecords({}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(curation_.calls, 1);
}

TEST_F(ClientTest, KeepsTheServersReasonAndRequestId) {
  pb::GetIndicatorRequest request;
  request.set_id("gpd");
  const auto answer = Connect()->GetIndicator(request);
  EXPECT_THAT(answer, AllOf(StatusIs(absl::StatusCode::kNotFound, "no indicator gpd"),
                            HasReason("INDICATOR_NOT_FOUND")));
  const ErrorDetail detail = DetailOf(answer.status());
  EXPECT_EQ(detail.metadata.at("nearest"), "gdp");
  EXPECT_EQ(detail.metadata.at("request_id"), "server-request-id");
}

TEST_F(ClientTest, FollowsPagesToTheEnd) {
  ASSERT_OK_AND_ASSIGN(const auto all, Connect()->ListAllIndicators({}));
  ASSERT_EQ(all.items.size(), 3U);
  EXPECT_EQ(all.items[2].id(), "after-c");
  EXPECT_EQ(all.revision, 7);
  EXPECT_THAT(store_.page_sizes, ::testing::Each(1000));
}

TEST_F(ClientTest, RefusesATokenThatComesBack) {
  store_.stuck_token = true;
  EXPECT_THAT(Connect()->ListAllIndicators({}), HasReason("PAGE_TOKEN_REPEATED"));
}

TEST_F(ClientTest, GoesToTheAddressesOfAName) {
  options_.address = absl::StrCat("dns:///localhost", options_.address.substr(strlen("127.0.0.1")));
  EXPECT_THAT(Connect()->GetServerInfo(), IsOk());
  store_.unavailable_calls = store_.info_calls + 1;
  EXPECT_THAT(Connect()->GetServerInfo(), IsOk());
  EXPECT_EQ(store_.info_calls, 3) << "repeated here too";
}

TEST_F(ClientTest, EndsAtTheDeadline) {
  options_.deadline = absl::Milliseconds(50);
  const auto units = Connect()->ListUnits({});
  EXPECT_THAT(units, AllOf(StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("within 50ms")),
                           HasReason("DEADLINE_EXCEEDED")));
  EXPECT_EQ(DetailOf(units.status()).metadata.at("request_id").size(), 16U);
}

TEST_F(ClientTest, HandsOverEveryPartOfAStream) {
  std::vector<int64_t> revisions;
  EXPECT_THAT(Connect()->StreamObservations({},
                                            [&](const auto& part) {
                                              revisions.push_back(part.revision());
                                              return absl::OkStatus();
                                            }),
              IsOk());
  EXPECT_THAT(revisions, ::testing::ElementsAre(1, 2, 3));
}

TEST_F(ClientTest, AStreamEndsWithTheErrorOfEitherSide) {
  const auto client = Connect();
  EXPECT_EQ(client->StreamObservations({}, [](const auto&) { return absl::AbortedError("mine"); }),
            absl::AbortedError("mine"));
  store_.fail_stream = true;
  EXPECT_THAT(client->StreamObservations({}, [](const auto&) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ClientTest, SaysWhereNothingAnswers) {
  server_->Shutdown();
  EXPECT_THAT(Connect()->GetServerInfo(),
              AllOf(HasReason("SERVICE_UNREACHABLE"),
                    StatusIs(absl::StatusCode::kUnavailable, HasSubstr(options_.address))));
}

TEST(ConnectTest, RefusesPlaintextBeyondThisMachine) {
  for (const char* address : {"example.com:443", "10.0.0.1:1", "0.0.0.0:1", "127.example.com:1",
                              "dns:///store:9090", "[2001:db8::1]:1"}) {
    EXPECT_THAT(StoreClient::Connect({.address = address}), HasReason("INSECURE_ADDRESS"))
        << address;
  }
  for (const char* address : {"127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1", "unix:/x"}) {
    EXPECT_THAT(ProjectionClient::Connect({.address = address}), IsOk()) << address;
  }
}

TEST(ConnectTest, RefusesWhatIsNoAddress) {
  for (const char* address :
       {"", "localhost", "localhost:", ":1", "localhost:0", "localhost:65536", "localhost:x"}) {
    EXPECT_THAT(StoreClient::Connect({.address = address}), HasReason("ADDRESS_INVALID"))
        << address;
  }
}

}  // namespace
}  // namespace indicast::client
