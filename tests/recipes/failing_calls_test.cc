// R4: system calls of the real store fail, made so by strace from outside. The first failed sync
// ends writing: nothing is acknowledged after it, though later syncs would succeed, the health of
// curation says so, reading goes on, and after a restart everything acknowledged is there once. A
// full disk refuses writes until there is space again, without a restart.
//
// INDICAST_FAULT_CALLS (default 3): the 1st to the n-th call of a kind fails, each in its turn.
#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/recipes/measure.h"
#include "tests/recipes/store_under_test.h"

namespace indicast::testing {
namespace {

using ::grpc::health::v1::HealthCheckResponse;

constexpr char kStrace[] = "/usr/bin/strace";
constexpr char kCuration[] = "indicast.store.v1.IndicatorCuration";
constexpr char kReads[] = "indicast.store.v1.IndicatorStore";

// strace on a running process, until it goes.
class Tracer {
 public:
  // Null when nothing can be traced here; `why` says so.
  static std::unique_ptr<Tracer> Attach(pid_t pid, const std::string& call,
                                        const std::string& inject, const std::string& path,
                                        std::string& why) {
    Command command;
    command.program = kStrace;
    command.arguments = {"-f",
                         "-o",
                         "/dev/null",
                         "-e",
                         absl::StrCat("trace=", call),
                         "-e",
                         absl::StrCat("inject=", call, ":", inject)};
    if (!path.empty()) {
      // As the store names it, and as the kernel does.
      for (const std::string& name :
           {path, std::filesystem::path(path).lexically_normal().string()}) {
        command.arguments.insert(command.arguments.end(), {"-P", name});
      }
    }
    command.arguments.insert(command.arguments.end(), {"-p", absl::StrCat(pid)});
    auto process = Process::Start(command);
    if (!process.ok()) {
      why = std::string(process.status().message());
      return nullptr;
    }
    const absl::Time limit = absl::Now() + absl::Seconds(30);
    while (!absl::StrContains((*process)->Stderr(), " attached")) {
      if (!(*process)->IsRunning() || absl::Now() > limit) {
        why = absl::StrCat("strace cannot attach: ", (*process)->Stderr());
        return nullptr;
      }
      absl::SleepFor(absl::Milliseconds(2));
    }
    return std::unique_ptr<Tracer>(new Tracer(*std::move(process)));
  }
  // The traced process goes on as if nothing had been.
  ~Tracer() { EXPECT_THAT(process_->Terminate(), IsOk()); }

 private:
  explicit Tracer(std::unique_ptr<Process> process) : process_(std::move(process)) {}
  std::unique_ptr<Process> process_;
};

class FailingCallsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // strace counts the calls of each thread: one thread makes them all.
    ServiceOptions options;
    options.store_flags = {"--storage_threads=1"};
    ASSERT_OK_AND_ASSIGN(store_, StoreUnderTest::Start(options));
    std::string why;
    if (Tracer::Attach(store_->process().pid(), "fdatasync", "error=EIO:when=60000", "", why) ==
        nullptr) {
      GTEST_SKIP() << "R4 cannot run here: " << why;
    }
  }

  std::unique_ptr<Tracer> Fail(const std::string& call, const std::string& inject,
                               const std::string& path = "") {
    std::string why;
    auto tracer = Tracer::Attach(store_->process().pid(), call, inject, path, why);
    EXPECT_NE(tracer, nullptr) << why;
    return tracer;
  }

  HealthCheckResponse::ServingStatus HealthOf(const std::string& service) {
    const auto stub = grpc::health::v1::Health::NewStub(
        grpc::CreateChannel(store_->address().address, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    const grpc::Status status = stub->Check(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.status();
  }

  store::v1::ImportRecordsRequest NextWrite() {
    const std::string id = absl::StrCat("write-", ++count_);
    auto request = EmptyImport(id);
    *request.add_observations() = store_->Figure(0, id, 2020, count_);
    return request;
  }

  // Writes until one is refused, which is returned; every one before is acknowledged.
  store::v1::ImportRecordsRequest WriteUntilRefused(int limit, absl::Status& refusal) {
    for (int i = 0; i < limit; ++i) {
      const auto request = NextWrite();
      const auto response = store_->client()->ImportRecords(request);
      if (!response.ok()) {
        refusal = response.status();
        return request;
      }
      Acknowledge(request, response->head().revision());
    }
    ADD_FAILURE() << limit << " writes and none was refused";
    return {};
  }

  void Acknowledge(const store::v1::ImportRecordsRequest& request, int64_t revision) {
    acknowledged_[WatchKey(request.observations(0))] = revision;
  }

  // Everything acknowledged is in the log once, where it was acknowledged; nothing else but the one
  // that `refused` may have left.
  void CheckLog(const store::v1::ImportRecordsRequest& refused) {
    const auto log = ReadKeys(*store_->client(), 1);
    ASSERT_THAT(log, IsOk());
    std::map<std::string, int64_t> found;
    for (const auto& [revision, keys] : *log) {
      for (const std::string& key : keys) EXPECT_TRUE(found.emplace(key, revision).second) << key;
    }
    for (const auto& [key, revision] : acknowledged_) {
      EXPECT_EQ(found[key], revision) << key << " was acknowledged";
      found.erase(key);
    }
    found.erase(WatchKey(refused.observations(0)));
    EXPECT_TRUE(found.empty()) << found.begin()->first << " was not acknowledged";
  }

  // One failure that must end writing.
  void EndWriting(const std::string& call, const std::string& inject, int nth,
                  const std::string& path = "") {
    SCOPED_TRACE(absl::StrCat(call, " ", inject, " call ", nth));
    auto tracer = Fail(call, absl::StrCat(inject, ":when=", nth), path);
    ASSERT_NE(tracer, nullptr);
    absl::Status refusal;
    // A write makes at least one of these calls; strace may reach the writing thread a little late.
    const auto refused = WriteUntilRefused(nth + 20, refusal);
    ASSERT_THAT(refusal, HasReason("STORE_READ_ONLY"));
    // Only the n-th call failed: the next ones would succeed.
    EXPECT_THAT(store_->client()->ImportRecords(NextWrite()), HasReason("STORE_READ_ONLY"));
    tracer.reset();
    EXPECT_THAT(store_->client()->ImportRecords(refused), HasReason("STORE_READ_ONLY"));
    EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::NOT_SERVING);
    EXPECT_EQ(HealthOf(kReads), HealthCheckResponse::SERVING);
    CheckLog(refused);
    store_->Kill();
    ASSERT_THAT(store_->Restart(), IsOk());
    EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::SERVING);
    CheckLog(refused);
    const auto again = store_->client()->ImportRecords(refused);
    ASSERT_THAT(again, IsOk());
    Acknowledge(refused, again->head().revision());
    CheckLog(refused);
    ++faults_;
  }

  const int calls_ = FromEnvironment("INDICAST_FAULT_CALLS", 3);
  std::unique_ptr<StoreUnderTest> store_;
  std::map<std::string, int64_t> acknowledged_;  // revision by key
  int count_ = 0;
  int faults_ = 0;
};

TEST_F(FailingCallsTest, TheFirstFailedSyncEndsWriting) {
  // SQLite also syncs the directory of a new log, whose result it ignores; the store does it
  // itself, before the first write and with every head file.
  const std::string log = store_->data_directory() + "/indicast.db-wal";
  for (int nth = 1; nth <= calls_ && !HasFailure(); ++nth) {
    EndWriting("fdatasync", "error=EIO", nth, log);
    EndWriting("fsync", "error=EIO", nth);
  }
  EXPECT_THAT(store_->Stop(), IsOk());
  if (HasFailure()) return;
  ReportRecipe("R4", absl::StrCat(faults_, " failed syncs (1st to ", calls_,
                                  "th fdatasync and fsync, EIO): read only and NOT_SERVING after "
                                  "each, ",
                                  acknowledged_.size(), " acknowledged writes kept"));
}

TEST_F(FailingCallsTest, AFailedWriteOrRenameEndsWriting) {
  const std::string head = store_->data_directory() + "/head.next";
  for (int nth = 1; nth <= calls_ && !HasFailure(); ++nth) {
    EndWriting("pwrite64", "error=EIO", nth);
    EndWriting("rename", "error=EIO", nth);
    EndWriting("openat", "error=EMFILE", nth, head);
  }
  EXPECT_THAT(store_->Stop(), IsOk());
  if (HasFailure()) return;
  ReportRecipe("R4", absl::StrCat(faults_,
                                  " failed writes, renames and opens (EIO, EMFILE): read "
                                  "only after each, ",
                                  acknowledged_.size(), " acknowledged writes kept"));
}

TEST_F(FailingCallsTest, AFullDiskRefusesUntilThereIsSpace) {
  const std::string head = store_->data_directory() + "/head.next";
  const std::pair<std::string, std::string> calls[] = {
      {"pwrite64", ""}, {"openat", head}, {"write", head}};
  for (int nth = 1; nth <= calls_ && !HasFailure(); ++nth) {
    for (const auto& [call, path] : calls) {
      SCOPED_TRACE(absl::StrCat(call, " from the ", nth, "th on"));
      auto tracer = Fail(call, absl::StrCat("error=ENOSPC:when=", nth, "+"), path);
      ASSERT_NE(tracer, nullptr);
      absl::Status refusal;
      const auto refused = WriteUntilRefused(nth + 20, refusal);
      ASSERT_THAT(refusal, HasReason("DISK_FULL"));
      EXPECT_THAT(store_->client()->ImportRecords(refused), HasReason("DISK_FULL"));
      EXPECT_EQ(HealthOf(kCuration), HealthCheckResponse::SERVING) << "a later write may succeed";
      CheckLog(refused);
      tracer.reset();
      const auto again = store_->client()->ImportRecords(refused);
      ASSERT_THAT(again, IsOk());
      Acknowledge(refused, again->head().revision());
      CheckLog(refused);
      ++faults_;
    }
  }
  EXPECT_THAT(store_->Stop(), IsOk());
  if (HasFailure()) return;
  ReportRecipe("R4", absl::StrCat(faults_, " full disks (ENOSPC from the 1st to ", calls_,
                                  "th call on): refused, then written without a restart, ",
                                  acknowledged_.size(), " acknowledged writes kept"));
}

}  // namespace
}  // namespace indicast::testing
