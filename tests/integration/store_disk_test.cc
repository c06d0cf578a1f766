// The real store on a disk that fails or is full: what it answers, what its health says, and what
// brings it back. INDICAST_DISK_ROUNDS (default 3): how often it is full.
#include <grpcpp/grpcpp.h>
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/integration/loaded_services.h"
#include "tests/recipes/measure.h"

namespace indicast::testing {
namespace {

using ::grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

constexpr char kCuration[] = "indicast.store.v1.IndicatorCuration";
constexpr char kReads[] = "indicast.store.v1.IndicatorStore";

class StoreDiskTest : public ::testing::Test {
 protected:
  // A store with the shipped data and nothing else.
  void StartStore(const ServiceOptions& options) {
    ServiceOptions alone = options;
    alone.projection = false;
    ASSERT_OK_AND_ASSIGN(services_, StartEmpty(alone));
    ASSERT_OK_AND_ASSIGN(data_, ReadImport("data/changsha"));
    ASSERT_THAT(services_.store->ImportRecords(data_), IsOk());
  }

  // The client goes first: one that is connected and silent holds up the end of the store.
  void Stop() {
    services_.store = nullptr;
    EXPECT_THAT(services_.processes->Stop(), IsOk());
  }

  void Restart() {
    Stop();
    ASSERT_THAT(services_.processes->StartStore(), IsOk());
    client::ConnectOptions connect;
    connect.address = services_.processes->store_address().address;
    ASSERT_OK_AND_ASSIGN(services_.store, client::StoreClient::Connect(connect));
  }

  HealthCheckResponse::ServingStatus HealthOf(const std::string& service) {
    const auto stub = grpc::health::v1::Health::NewStub(grpc::CreateChannel(
        services_.processes->store_address().address, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    const grpc::Status status = stub->Check(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.status();
  }

  int64_t Head() {
    const auto info = services_.store->GetServerInfo();
    EXPECT_THAT(info, IsOk());
    return info.ok() ? info->head().revision() : -1;
  }

  // A figure that the store does not have yet, `copies` times in series of their own.
  store::v1::ImportRecordsRequest NewFigures(const std::string& id, int copies) {
    store::v1::ImportRecordsRequest request;
    request.set_request_id(id);
    request.set_reason("more figures");
    store::v1::Observation figure;
    for (const auto& o : data_.observations()) {
      if (!o.evidence().has_quote() && o.series().measure() == type::v1::MEASURE_LEVEL) figure = o;
    }
    for (int i = 0; i < copies; ++i) {
      auto* o = request.add_observations();
      *o = figure;
      o->mutable_series()->set_scope(absl::StrCat(id, "-", i / 1000));
      o->mutable_period()->set_text(absl::StrCat(1000 + i % 1000));
    }
    return request;
  }

  LoadedServices services_;
  store::v1::ImportRecordsRequest data_;
};

TEST_F(StoreDiskTest, AfterAFailedSyncItOnlyReadsUntilItIsRestarted) {
  const std::string broken = NewDirectory("failing-sync") + "/broken";
  ServiceOptions options;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* const sanitizer = std::getenv("ASAN_OPTIONS");
  options.store_environment = {{"LD_PRELOAD", INDICAST_FAILING_SYNC_LIBRARY},
                               {"INDICAST_FAILING_SYNC", broken},
                               // The preloaded library comes before the sanitizer's.
                               {"ASAN_OPTIONS", absl::StrCat(sanitizer == nullptr ? "" : sanitizer,
                                                             ":verify_asan_link_order=0")}};
  ASSERT_NO_FATAL_FAILURE(StartStore(options));
  EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::SERVING);

  std::ofstream(broken) << "x";
  const auto figures = NewFigures("once", 1);
  EXPECT_THAT(services_.store->ImportRecords(figures), HasReason("STORE_READ_ONLY"));
  std::filesystem::remove(broken);
  // A sync that would now succeed proves nothing about the one that failed.
  EXPECT_THAT(services_.store->ImportRecords(figures), HasReason("STORE_READ_ONLY"));
  EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(HealthOf(kReads), HealthCheckResponse::SERVING);
  EXPECT_EQ(HealthOf(""), HealthCheckResponse::SERVING);
  EXPECT_EQ(Head(), 1);
  EXPECT_THAT(services_.store->ListAllIndicators({}), IsOk());
  EXPECT_THAT(services_.processes->store().Stderr(), HasSubstr("only reads until it is restarted"));

  ASSERT_NO_FATAL_FAILURE(Restart());
  EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::SERVING);
  EXPECT_THAT(services_.store->ImportRecords(figures), IsOk());
  EXPECT_EQ(Head(), 2);
  Stop();
}

// A file system of its own that is really full, seen by this test and its processes alone.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& path) : path_(path) {
    mounted_ = ::unshare(CLONE_NEWNS) == 0 &&
               ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=12m") == 0;
    if (!mounted_) why_ = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }

  const std::string& path() const { return path_; }
  bool mounted() const { return mounted_; }
  const std::string& why() const { return why_; }
  // Takes all the space that is left.
  void Fill() const {
    std::ofstream filler(path_ + "/filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void Free() const { std::filesystem::remove(path_ + "/filler"); }

 private:
  const std::string path_;
  bool mounted_ = false;
  std::string why_;
};

TEST_F(StoreDiskTest, AFullDiskRefusesWritesAndSpaceBringsThemBackWithoutARestart) {
  const SmallDisk disk(NewDirectory("small-disk"));
  if (!disk.mounted()) GTEST_SKIP() << "no small file system can be mounted here: " << disk.why();
  ServiceOptions options;
  options.data_directory = disk.path() + "/data";
  ASSERT_NO_FATAL_FAILURE(StartStore(options));
  const int rounds = FromEnvironment("INDICAST_DISK_ROUNDS", 3);
  for (int round = 1; round <= rounds; ++round) {
    disk.Fill();
    const auto figures = NewFigures(absl::StrCat("round-", round), 1000);
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto refused = services_.store->ImportRecords(figures);
      EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("free some")));
      EXPECT_THAT(refused, HasReason("DISK_FULL"));
    }
    EXPECT_EQ(Head(), round);
    EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::SERVING) << "a later write may succeed";
    EXPECT_THAT(services_.store->ListAllIndicators({}), IsOk());
    disk.Free();
    EXPECT_THAT(services_.store->ImportRecords(figures), IsOk());
    EXPECT_EQ(Head(), round + 1);
  }
  ASSERT_NO_FATAL_FAILURE(Restart());
  EXPECT_EQ(Head(), rounds + 1);
  Stop();
  if (HasFailure()) return;
  ReportRecipe("R5", absl::StrCat(rounds,
                                  " times full and free again on a tmpfs of 12 MiB: refused, "
                                  "read on, written without a restart, nothing lost"));
}

}  // namespace
}  // namespace indicast::testing
