#include "common/rpc/health.h"

#include <string>
#include <thread>

#include "common/rpc/status_map.h"
#include "common/rpc/testing/probe_server.h"

namespace indicast::rpc {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;

class HealthTest : public testing::ProbeTest {
 protected:
  void SetUp() override {
    options.drain_grace = absl::Hours(1);
    ASSERT_THAT(Start(), IsOk());
    health = Health::NewStub(server->InProcessChannel());
  }

  static HealthCheckRequest Ask(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    return request;
  }

  // The state, or SERVICE_UNKNOWN on NOT_FOUND.
  HealthCheckResponse::ServingStatus Check(const std::string& service) {
    grpc::ClientContext context;
    HealthCheckResponse response;
    const grpc::Status status = health->Check(&context, Ask(service), &response);
    if (!status.ok()) {
      EXPECT_THAT(FromGrpcStatus(status), HasReason("SERVICE_UNKNOWN"));
      EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
      return HealthCheckResponse::SERVICE_UNKNOWN;
    }
    return response.status();
  }

  std::unique_ptr<Health::Stub> health;
};

TEST_F(HealthTest, CheckKnowsTheProcessAndEveryServiceByItsFullName) {
  EXPECT_EQ(Check(""), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("indicast.rpc.testing.Probe"), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("grpc.health.v1.Health"), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("Probe"), HealthCheckResponse::SERVICE_UNKNOWN);
  server->SetServing(false);
  EXPECT_EQ(Check(""), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check("indicast.rpc.testing.Probe"), HealthCheckResponse::NOT_SERVING);
  server->SetServing(true);
  EXPECT_EQ(Check(""), HealthCheckResponse::SERVING);
}

TEST_F(HealthTest, OneServiceCanBeHeldBackAlone) {
  const std::string probe = "indicast.rpc.testing.Probe";
  grpc::ClientContext context;
  const auto reader = health->Watch(&context, Ask(probe));
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  server->SetServing(probe, false);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check(probe), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check(""), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("grpc.health.v1.Health"), HealthCheckResponse::SERVING);
  server->SetServing(false);
  server->SetServing(true);
  EXPECT_EQ(Check(probe), HealthCheckResponse::NOT_SERVING) << "still held back";
  server->SetServing(probe, true);
  EXPECT_EQ(Check(probe), HealthCheckResponse::SERVING);
  context.TryCancel();
}

TEST_F(HealthTest, WatchSendsTheStateAtOnceAndEachChange) {
  grpc::ClientContext context;
  const auto reader = health->Watch(&context, Ask("indicast.rpc.testing.Probe"));
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  server->SetServing(true);  // no change, no message
  server->SetServing(false);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  server->SetServing(true);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  context.TryCancel();
  while (reader->Read(&response)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(HealthTest, WatchOfAnUnknownServiceStaysOpen) {
  grpc::ClientContext context;
  const auto reader = health->Watch(&context, Ask("no.such.Service"));
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVICE_UNKNOWN);
  context.TryCancel();
}

TEST_F(HealthTest, DrainTellsWatchersAndDoesNotWaitForThem) {
  grpc::ClientContext context;
  const auto remote = Health::NewStub(TcpChannel());
  const auto reader = remote->Watch(&context, Ask(""));
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  std::thread drain([&] { server->Drain(); });
  // The server ends the stream itself, with its own reason, long before the grace of an hour.
  while (reader->Read(&response)) EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("SERVER_DRAINING"));
  drain.join();
}

}  // namespace
}  // namespace indicast::rpc
