// StoreClient::Watch against a server that answers from a script: what is handed over, and where a
// caller goes on from.
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/store_client.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::store::v1;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

pb::WatchResponse Part(int64_t revision, bool last) {
  pb::WatchResponse response;
  response.mutable_revision()->mutable_info()->set_revision(revision);
  response.mutable_revision()->set_last_part(last);
  return response;
}

pb::WatchResponse Bookmark(int64_t revision) {
  pb::WatchResponse response;
  response.mutable_bookmark()->set_revision(revision);
  return response;
}

// Sends its script, then ends, or goes on until the caller has gone.
class Scripted final : public pb::IndicatorStore::CallbackService {
 public:
  class Stream final : public grpc::ServerWriteReactor<pb::WatchResponse> {
   public:
    explicit Stream(const Scripted& script) : script_(script) { Go(); }
    void OnWriteDone(bool ok) override { ok ? Go() : Finish(grpc::Status::CANCELLED); }
    void OnCancel() override {
      if (script_.endless) Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    void Go() {
      if (next_ < script_.answers.size()) return StartWrite(&script_.answers[next_++]);
      if (!script_.endless) Finish(script_.end);
    }
    const Scripted& script_;
    size_t next_ = 0;
  };

  grpc::ServerWriteReactor<pb::WatchResponse>* Watch(grpc::CallbackServerContext*,
                                                     const pb::WatchRequest*) override {
    return new Stream(*this);
  }

  std::vector<pb::WatchResponse> answers;
  grpc::Status end = grpc::Status::OK;
  bool endless = false;
};

class WatchClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&script_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    ASSERT_OK_AND_ASSIGN(client_, StoreClient::Connect({absl::StrCat("127.0.0.1:", port)}));
  }
  void TearDown() override { server_->Shutdown(); }

  WatchEnd Watch(const pb::WatchRequest& request, WatchStop* stop = nullptr) {
    return client_->Watch(
        request,
        [&](const pb::WatchResponse& response) {
          seen_.push_back(response.has_bookmark() ? -response.bookmark().revision()
                                                  : response.revision().info().revision());
          return on_response_ ? on_response_(response) : absl::OkStatus();
        },
        stop, absl::Minutes(1));
  }

  static grpc::Status TooSlow(const std::string& resume) {
    return rpc::ToGrpcStatus(Error(absl::StatusCode::kResourceExhausted, "WATCH_TOO_SLOW", "slow",
                                   {{"resume_revision", resume}}),
                             "id");
  }

  Scripted script_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<StoreClient> client_;
  std::vector<int64_t> seen_;
  std::function<absl::Status(const pb::WatchResponse&)> on_response_;
};

TEST_F(WatchClientTest, GoesOnAfterTheLastWholeRevision) {
  script_.answers = {Bookmark(3), Part(4, true), Part(5, false), Part(5, true), Part(6, false)};
  script_.end = TooSlow("5");
  const WatchEnd end = Watch({});
  EXPECT_THAT(seen_, ElementsAre(-3, 4, 5, 5, 6));
  EXPECT_THAT(end.resume_revision, Optional(Eq(5)));
  EXPECT_THAT(end.status, HasReason("WATCH_TOO_SLOW"));
}

TEST_F(WatchClientTest, WhereNothingCameTheServerOrTheRequestSaysWhere) {
  script_.end = TooSlow("9");
  EXPECT_THAT(Watch({}).resume_revision, Optional(Eq(9)));
  pb::WatchRequest request;
  request.set_start_after_revision(7);
  EXPECT_THAT(Watch(request).resume_revision, Optional(Eq(7)));
  script_.end = grpc::Status(grpc::StatusCode::INTERNAL, "broken");
  EXPECT_FALSE(Watch({}).resume_revision.has_value());
}

TEST_F(WatchClientTest, AnErrorOfTheCallerEndsItBeforeItsAnswer) {
  script_.answers = {Part(1, true), Part(2, true)};
  script_.endless = true;
  on_response_ = [](const pb::WatchResponse& response) {
    return response.revision().info().revision() == 2 ? absl::AbortedError("mine")
                                                      : absl::OkStatus();
  };
  const WatchEnd end = Watch({});
  EXPECT_EQ(end.status, absl::AbortedError("mine"));
  EXPECT_THAT(end.resume_revision, Optional(Eq(1)));
}

TEST_F(WatchClientTest, AnotherThreadStopsIt) {
  script_.answers = {Bookmark(1)};
  script_.endless = true;
  WatchStop stop;
  std::thread other;
  on_response_ = [&](const pb::WatchResponse&) {
    other = std::thread([&stop] { stop.Stop(); });
    return absl::OkStatus();
  };
  EXPECT_THAT(Watch({}, &stop).status, StatusIs(absl::StatusCode::kCancelled));
  other.join();
  EXPECT_TRUE(stop.stopped());
  // A watch that begins too late ends at once.
  on_response_ = nullptr;
  EXPECT_THAT(Watch({}, &stop).status, StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(WatchClientTest, AnEndWithoutAnErrorIsOneToRepeat) {
  script_.answers = {Part(1, true)};
  const WatchEnd end = Watch({});
  EXPECT_THAT(end.status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(end.status, HasReason("WATCH_ENDED"));
}

}  // namespace
}  // namespace indicast::client
