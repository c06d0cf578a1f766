// indicast-store as a process: how it starts, refuses to start, and ends.
#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "indicast_version.h"
#include "nlohmann/json.hpp"
#include "store-service/domain/test_records.h"
#include "store-service/rpc/convert.h"
#include "tests/integration/process.h"

namespace indicast::store {
namespace {

using ::indicast::testing::AwaitFile;
using ::indicast::testing::Command;
using ::indicast::testing::Finished;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::NewDirectory;
using ::indicast::testing::Process;
using ::indicast::testing::RunToEnd;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Command StoreCommand(std::vector<std::string> arguments) {
  Command command;
  command.program = absl::StrCat(INDICAST_BINARY_DIR, "/bin/indicast-store");
  command.arguments = std::move(arguments);
  return command;
}

Finished RunStore(std::vector<std::string> arguments) {
  return RunToEnd(StoreCommand(std::move(arguments))).value();
}

// One line of our own says what is wrong; the log may say more before it, as JSON.
void ExpectRefusal(const Finished& finished, int exit_code, const std::string& words) {
  EXPECT_EQ(finished.exit_code, exit_code) << finished.err;
  std::vector<std::string> own;
  for (const absl::string_view line : absl::StrSplit(finished.err, '\n', absl::SkipEmpty())) {
    if (!absl::StartsWith(line, "{")) own.emplace_back(line);
  }
  EXPECT_THAT(own, ElementsAre(AllOf(StartsWith("indicast-store: "), HasSubstr(words))));
  EXPECT_THAT(finished.err, Not(HasSubstr("\"serving\"")));
}

struct Running {
  std::unique_ptr<Process> process;
  std::string address;
};

Running StartOn(const std::string& directory) {
  const std::string file = directory + ".address.json";
  std::filesystem::remove(file);
  Running running;
  running.process = Process::Start(StoreCommand({"--data_dir=" + directory, "--address=127.0.0.1:0",
                                                 "--admin_address=", "--address_file=" + file}))
                        .value();
  const auto json = nlohmann::json::parse(AwaitFile(file, *running.process).value());
  running.address = json["address"].get<std::string>();
  return running;
}

int64_t HeadOf(const std::string& address) {
  const auto stub =
      v1::IndicatorStore::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::GetServerInfoResponse info;
  const grpc::Status status = stub->GetServerInfo(&context, v1::GetServerInfoRequest(), &info);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return info.head().revision();
}

void ImportOneArea(const std::string& address) {
  const auto stub = v1::IndicatorCuration::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  v1::ImportRecordsRequest request;
  request.set_request_id("one");
  request.set_reason("test");
  ToProto(testing::TestArea("changsha"), request.add_areas());
  grpc::ClientContext context;
  v1::ImportRecordsResponse response;
  const grpc::Status status = stub->ImportRecords(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST(StoreProcessTest, HelpAndVersionSucceed) {
  const Finished help = RunStore({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("indicast-store --data_dir="), HasSubstr("--address=127"),
                              HasSubstr("--drain_grace=20s")));
  const Finished version = RunStore({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, StartsWith(absl::StrCat("indicast-store ", INDICAST_VERSION)));
}

TEST(StoreProcessTest, PrintConfigShowsWhatIsInForce) {
  const Finished config =
      RunStore({"--data_dir=/nowhere", "--storage_threads", "2", "--print_config"});
  EXPECT_EQ(config.exit_code, 0) << config.err;
  EXPECT_THAT(config.out,
              AllOf(HasSubstr("--data_dir=/nowhere\n"), HasSubstr("--storage_threads=2\n"),
                    HasSubstr("--address=127.0.0.1:50061  # default\n")));
}

TEST(StoreProcessTest, WrongConfigurationIsOneLineAndExitCode78) {
  const std::string directory = "--data_dir=" + NewDirectory("never-made") + "/below";
  ExpectRefusal(RunStore({}), 78, "--data_dir is required");
  ExpectRefusal(RunStore({"--nope"}), 78, "unknown flag '--nope'");
  ExpectRefusal(RunStore({directory, "stray"}), 78, "unexpected argument 'stray'");
  ExpectRefusal(RunStore({directory, "--storage_threads=many"}), 78, "--storage_threads=many");
  ExpectRefusal(RunStore({directory, "--storage_threads=0"}), 78, "1..256");
  ExpectRefusal(RunStore({directory, "--drain_grace=-1s"}), 78, "--drain_grace=-1s");
  ExpectRefusal(RunStore({directory, "--log_read_sample=nan"}), 78, "--log_read_sample");
  ExpectRefusal(RunStore({directory, "--max_changed_count=-1"}), 78, "--max_changed_count=-1");
  ExpectRefusal(RunStore({directory, "--max_replaced_count=-1"}), 78, "--max_replaced_count=-1");
  ExpectRefusal(RunStore({directory, "--max_level_factor=1"}), 78, "above 1");
  ExpectRefusal(RunStore({directory, "--max_level_factor=ten"}), 78, "--max_level_factor=ten");
  ExpectRefusal(RunStore({directory, "--data_dir"}), 78, "--data_dir=: want a value");
}

TEST(StoreProcessTest, RefusesPlaintextBeyondLoopback) {
  const std::string directory = "--data_dir=" + NewDirectory("beyond");
  ExpectRefusal(RunStore({directory, "--address=0.0.0.0:0"}), 78, "0.0.0.0");
  ExpectRefusal(RunStore({directory, "--address=127.0.0.1:0", "--admin_address=0.0.0.0:0"}), 78,
                "0.0.0.0");
  ExpectRefusal(RunStore({directory, "--address=localhost:port"}), 78, "localhost:port");
}

TEST(StoreProcessTest, ServesDrainsAndKeepsItsRevision) {
  const std::string directory = NewDirectory("serve");
  Running first = StartOn(directory);
  EXPECT_EQ(HeadOf(first.address), 0);
  ImportOneArea(first.address);
  EXPECT_EQ(HeadOf(first.address), 1);
  EXPECT_THAT(first.process->Terminate(), IsOkAndHolds(Eq(0)));
  Running second = StartOn(directory);
  EXPECT_EQ(HeadOf(second.address), 1);
  second.process->Kill();
  Running third = StartOn(directory);
  EXPECT_EQ(HeadOf(third.address), 1);
}

TEST(StoreProcessTest, APortOrDirectoryInUseIsExitCode69) {
  const std::string directory = NewDirectory("in-use");
  const Running running = StartOn(directory);
  ExpectRefusal(RunStore({"--data_dir=" + NewDirectory("other"), "--address=" + running.address}),
                69, running.address);
  ExpectRefusal(RunStore({"--data_dir=" + directory, "--address=127.0.0.1:0"}), 69, directory);
  EXPECT_EQ(HeadOf(running.address), 0) << "the running store is not disturbed";
}

TEST(StoreProcessTest, AnUnwritableDirectoryIsRefused) {
  // Below a file, because the tests may run as root.
  const std::string file = NewDirectory("unwritable") + "/file";
  std::ofstream(file) << "x";
  const Finished finished = RunStore({"--data_dir=" + file + "/data", "--address=127.0.0.1:0"});
  ExpectRefusal(finished, 77, file);
}

TEST(StoreProcessTest, ACorruptDatabaseIsExitCode65AndLeftAlone) {
  const std::string directory = NewDirectory("corrupt");
  Running running = StartOn(directory);
  ImportOneArea(running.address);
  ASSERT_THAT(running.process->Terminate(), IsOkAndHolds(Eq(0)));
  const std::string database = directory + "/indicast.db";
  std::string bytes = ::indicast::testing::ReadFile(database);
  const size_t name = bytes.find("Changsha");
  ASSERT_NE(name, std::string::npos);
  bytes[name] = 'K';
  std::ofstream(database, std::ios::binary) << bytes;
  ExpectRefusal(RunStore({"--data_dir=" + directory, "--address=127.0.0.1:0"}), 65, "revision 1");
  EXPECT_EQ(::indicast::testing::ReadFile(database), bytes);
}

}  // namespace
}  // namespace indicast::store
