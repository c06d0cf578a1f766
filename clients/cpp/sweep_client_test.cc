// SweepClient against a server that answers from a script.
#include "clients/cpp/sweep_client.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::projection::v1;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;

// A heading, then one row in each part; then the end, or nothing until the caller has gone.
class Scripted final : public pb::Projection::Service {
 public:
  grpc::Status Sweep(grpc::ServerContext* context, const pb::SweepRequest* request,
                     grpc::ServerWriter<pb::SweepResponse>* writer) override {
    pb::SweepResponse part;
    part.mutable_heading()->set_points(request->end());
    writer->Write(part);
    for (int64_t i = request->begin(); i < request->end(); ++i) {
      part.mutable_rows()->Clear();
      part.mutable_rows()->add_rows()->set_index(i);
      writer->Write(part);
    }
    while (endless && !context->IsCancelled()) std::this_thread::yield();
    return end;
  }

  grpc::Status end = grpc::Status::OK;
  bool endless = false;
};

class SweepClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&script_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    ASSERT_OK_AND_ASSIGN(client_, SweepClient::Connect({absl::StrCat("127.0.0.1:", port)}));
    request_.set_begin(3);
    request_.set_end(6);
  }
  void TearDown() override { server_->Shutdown(); }

  // Heading as -1, rows by index.
  absl::Status Sweep(int64_t refused = -2, WatchStop* stop = nullptr) {
    return client_->Sweep(
        request_,
        [this, refused](const pb::SweepResponse& part) {
          seen_.push_back(part.has_heading() ? -1 : part.rows().rows(0).index());
          return seen_.back() == refused ? absl::AbortedError("mine") : absl::OkStatus();
        },
        stop);
  }

  Scripted script_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<SweepClient> client_;
  pb::SweepRequest request_;
  std::vector<int64_t> seen_;
  std::atomic<bool> is_last_row_here_{false};
};

TEST_F(SweepClientTest, HandsOverEveryPartInOrder) {
  EXPECT_THAT(Sweep(), IsOk());
  EXPECT_THAT(seen_, ElementsAre(-1, 3, 4, 5));
}

TEST_F(SweepClientTest, RowsBeforeATypedErrorAreHandedOver) {
  script_.end =
      rpc::ToGrpcStatus(Error(absl::StatusCode::kUnavailable, "SERVER_DRAINING", "stopping"), "id");
  EXPECT_THAT(Sweep(), HasReason("SERVER_DRAINING"));
  EXPECT_THAT(seen_, ElementsAre(-1, 3, 4, 5));
}

TEST_F(SweepClientTest, AnErrorOfTheCallerEndsIt) {
  script_.endless = true;
  EXPECT_EQ(Sweep(/*refused=*/4), absl::AbortedError("mine"));
  EXPECT_THAT(seen_, ElementsAre(-1, 3, 4));
}

TEST_F(SweepClientTest, AnotherThreadStopsIt) {
  script_.endless = true;
  WatchStop stop;
  std::thread other([this, &stop] {
    while (!is_last_row_here_) std::this_thread::yield();
    stop.Stop();
  });
  const absl::Status status = client_->Sweep(
      request_,
      [this](const pb::SweepResponse& part) {
        if (part.has_rows() && part.rows().rows(0).index() == 5) is_last_row_here_ = true;
        return absl::OkStatus();
      },
      &stop);
  other.join();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Sweep(-2, &stop), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(seen_, ElementsAre());
}

TEST(SweepClientAddressTest, RefusesWhatIsNone) {
  EXPECT_THAT(SweepClient::Connect({"nowhere"}), HasReason("ADDRESS_INVALID"));
}

}  // namespace
}  // namespace indicast::client
