// The projection service follows the real store: new revisions are read ahead without a question,
// and its health knows at once that the store has gone and that it is back. The questions are an
// hour apart, so that only what the store tells can be the cause.
#include <grpcpp/grpcpp.h>

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kLimit = absl::Seconds(60);

class StoreFollowTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ServiceOptions options;
    // One that stays the same when the store is started again.
    options.store_address = absl::StrCat("unix:", NewDirectory("store-socket"), "/store.sock");
    options.projection_flags = {"--store_check_interval=1h"};
    ASSERT_OK_AND_ASSIGN(services_, StartEmpty(options));
    ASSERT_OK_AND_ASSIGN(data_, ReadImport("data/changsha"));
    ASSERT_THAT(services_.store->ImportRecords(data_), IsOk());
    health_ = grpc::health::v1::Health::NewStub(grpc::CreateChannel(
        services_.processes->projection_address().address, grpc::InsecureChannelCredentials()));
  }

  double Metric(const std::string& name) {
    Command curl;
    curl.program = "/usr/bin/curl";
    curl.arguments = {
        "-s", absl::StrCat("http://", services_.processes->projection_address().admin, "/metrics")};
    const auto finished = RunToEnd(curl);
    EXPECT_THAT(finished, IsOk());
    double value = -1;
    if (!finished.ok()) return value;
    for (const std::string& line : std::vector<std::string>(absl::StrSplit(finished->out, '\n'))) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      if (words.size() == 2 && words[0] == name) {
        EXPECT_TRUE(absl::SimpleAtod(words[1], &value)) << line;
      }
    }
    return value;
  }

  void AwaitMetric(const std::string& name, double wanted) {
    const absl::Time deadline = absl::Now() + kLimit;
    while (Metric(name) != wanted) {
      ASSERT_LT(absl::Now(), deadline) << name << " is " << Metric(name) << ", not " << wanted;
      absl::SleepFor(absl::Milliseconds(20));
    }
  }

  void AwaitHealth(HealthCheckResponse::ServingStatus wanted) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    const auto stream = health_->Watch(&context, {});
    HealthCheckResponse response;
    bool reached = false;
    while (!reached && stream->Read(&response)) reached = response.status() == wanted;
    context.TryCancel();
    EXPECT_TRUE(reached) << "still " << HealthCheckResponse::ServingStatus_Name(response.status());
  }

  int64_t ProjectedRevision() {
    projection::v1::ProjectRequest request;
    request.mutable_scenario()->set_scenario("plan");
    const auto response = services_.projection->Project(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->result().receipt().data_revision() : -1;
  }

  // A revision with a figure in a series of its own.
  void Write(const std::string& id) {
    store::v1::ImportRecordsRequest request;
    request.set_request_id(id);
    request.set_reason("one more figure");
    for (const auto& o : data_.observations()) {
      if (o.evidence().has_quote() || o.series().measure() != type::v1::MEASURE_LEVEL) continue;
      *request.add_observations() = o;
      break;
    }
    request.mutable_observations(0)->mutable_series()->set_scope(id);
    ASSERT_THAT(services_.store->ImportRecords(request), IsOk());
  }

  LoadedServices services_;
  store::v1::ImportRecordsRequest data_;
  std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

TEST_F(StoreFollowTest, ANewRevisionIsReadAheadAsItIsWritten) {
  EXPECT_EQ(ProjectedRevision(), 1);
  EXPECT_EQ(Metric("indicast_projection_input_loads_total"), 1);
  Write("second");
  AwaitMetric("indicast_projection_store_revision", 2);
  AwaitMetric("indicast_projection_input_loads_total", 2);
  EXPECT_EQ(ProjectedRevision(), 2);
  EXPECT_EQ(Metric("indicast_projection_input_loads_total"), 2) << "read again, not ahead";
  services_.store = nullptr;
  EXPECT_THAT(services_.processes->Stop(), IsOk());
}

TEST_F(StoreFollowTest, HealthFollowsAStoreThatIsKilledAndStartedAgain) {
  EXPECT_EQ(ProjectedRevision(), 1);
  for (int round = 0; round < 3; ++round) {
    AwaitHealth(HealthCheckResponse::SERVING);
    services_.processes->store().Kill();
    AwaitHealth(HealthCheckResponse::NOT_SERVING);
    ASSERT_THAT(services_.processes->StartStore(), IsOk());
    AwaitHealth(HealthCheckResponse::SERVING);
    Write(absl::StrCat("round-", round));
    AwaitMetric("indicast_projection_store_revision", round + 2);
    EXPECT_EQ(ProjectedRevision(), round + 2);
  }
  // One that ends in order too. Its client goes first: one that is connected and silent holds up
  // the end of the store.
  services_.store = nullptr;
  EXPECT_THAT(services_.processes->store().Terminate(), IsOkAndHolds(0));
  AwaitHealth(HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Metric("indicast_projection_store_reachable"), 0);
}

}  // namespace
}  // namespace indicast::testing
