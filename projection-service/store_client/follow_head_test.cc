// FollowHead against a server that answers from a script.
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "projection-service/store_client/grpc_store_reader.h"

namespace indicast::projection {
namespace {

namespace pb = ::indicast::store::v1;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

// Sends its script, then ends, or with an end of OK goes on until the caller has gone.
class Scripted final : public pb::IndicatorStore::Service {
 public:
  grpc::Status Watch(grpc::ServerContext* context, const pb::WatchRequest* request,
                     grpc::ServerWriter<pb::WatchResponse>* writer) override {
    asked = *request;
    for (const pb::WatchResponse& answer : answers) writer->Write(answer);
    while (end.ok() && !context->IsCancelled()) std::this_thread::yield();
    return end;
  }

  pb::WatchRequest asked;
  std::vector<pb::WatchResponse> answers;
  grpc::Status end = grpc::Status::OK;
};

class FollowHeadTest : public ::testing::Test {
 protected:
  void Serve(grpc::Service& service) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
    const std::string address = absl::StrCat("127.0.0.1:", port);
    ASSERT_OK_AND_ASSIGN(auto channel, MakeStoreChannel(address));
    reader_ = MakeGrpcStoreReader(std::move(channel), address, SystemClock());
  }
  void TearDown() override { server_->Shutdown(); }

  absl::Status Follow(std::optional<int64_t> after) {
    return reader_->FollowHead(
        after,
        [this](int64_t revision) {
          told_.push_back(revision);
          if (revision == stop_at_) stop_.request_stop();
        },
        stop_.get_token());
  }

  Scripted script_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<StoreReader> reader_;
  std::stop_source stop_;
  int64_t stop_at_ = -1;
  std::vector<int64_t> told_;
};

TEST_F(FollowHeadTest, TellsWholeRevisionsAndWhereToGoOn) {
  Serve(script_);
  script_.answers = {Bookmark(4), Part(5, false), Part(5, true), Bookmark(6), Part(7, false)};
  script_.end = rpc::ToGrpcStatus(Error(absl::StatusCode::kResourceExhausted, "WATCH_TOO_SLOW",
                                        "slow", {{"resume_revision", "6"}}),
                                  "id");
  const absl::Status end = Follow(4);
  EXPECT_THAT(told_, ElementsAre(4, 5, 6));
  EXPECT_THAT(end, HasReason("WATCH_TOO_SLOW"));
  EXPECT_EQ(DetailOf(end).metadata.at("resume_revision"), "6");
  EXPECT_EQ(script_.asked.start_after_revision(), 4);
  EXPECT_EQ(script_.asked.bookmark_interval(), 1);
  EXPECT_FALSE(script_.asked.include_records());
}

TEST_F(FollowHeadTest, StopsWhileNothingIsWritten) {
  Serve(script_);
  script_.answers = {Bookmark(9)};
  stop_at_ = 9;
  EXPECT_THAT(Follow({}), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_FALSE(script_.asked.has_start_after_revision());
  EXPECT_THAT(Follow({}), StatusIs(absl::StatusCode::kCancelled)) << "stopped before it began";
  EXPECT_THAT(told_, ElementsAre(9));
}

TEST_F(FollowHeadTest, AnOlderStoreSaysThatItCannot) {
  pb::IndicatorStore::Service older;
  Serve(older);
  EXPECT_THAT(Follow({}), StatusIs(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(told_, IsEmpty());
}

}  // namespace
}  // namespace indicast::projection
