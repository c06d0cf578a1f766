// Both services as processes over mutual TLS: they work with what the development CA issues, refuse
// whoever should not get in with words on both sides, refuse to start on files that would not work,
// and take up new certificates under load without one failed call.
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "common/tls/handshake_probe.h"
#include "common/tls/testing/test_ca.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "nlohmann/json.hpp"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using tls::Files;
using tls::testing::Issued;
using tls::testing::TestCa;
using tls::testing::Wanted;
using tls::testing::WriteFiles;
using tls::testing::WriteText;

constexpr absl::Duration kLimit = absl::Seconds(30);

std::vector<std::string> ServerFlags(const Files& files) {
  return {absl::StrCat("--tls_certificate=", files.certificate),
          absl::StrCat("--tls_key=", files.key), absl::StrCat("--tls_client_ca=", files.ca),
          "--tls_reload_interval=50ms", "--tls_connection_age=1s"};
}

Files FilesIn(const std::string& folder) {
  return {folder + "/tls.crt", folder + "/tls.key", folder + "/ca.crt"};
}

// What the command line takes from its environment.
std::map<std::string, std::string> ClientEnvironment(const Files& files) {
  return {{"INDICAST_TLS_CA", files.ca},
          {"INDICAST_TLS_CERTIFICATE", files.certificate},
          {"INDICAST_TLS_KEY", files.key}};
}

client::TlsOptions ClientOptions(const Files& files) {
  return {.ca = files.ca, .certificate = files.certificate, .key = files.key};
}

// Both services with these files.
ServiceOptions OptionsOf(const Files& store, const Files& projection, const Files& client) {
  ServiceOptions options;
  options.store_flags = ServerFlags(store);
  options.projection_flags = ServerFlags(projection);
  options.projection_flags.push_back(absl::StrCat("--store_tls_ca=", projection.ca));
  options.client_environment = ClientEnvironment(client);
  return options;
}

bool Soon(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + kLimit;
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return true;
}

// The JSON lines of a log with this msg.
std::vector<nlohmann::json> Lines(const std::string& log, const std::string& message) {
  std::vector<nlohmann::json> lines;
  for (const absl::string_view line : absl::StrSplit(log, '\n', absl::SkipEmpty())) {
    auto json = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
    if (json.is_object() && json.value("msg", "") == message) lines.push_back(std::move(json));
  }
  return lines;
}

class TlsProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = NewDirectory("tls");
    store_ = WriteFiles(folder_ + "/store", ca_.Issue(Wanted{.common_name = "store"}), ca_.pem());
    projection_ = WriteFiles(folder_ + "/projection",
                             ca_.Issue(Wanted{.common_name = "projection"}), ca_.pem());
    planner_ = WriteFiles(folder_ + "/planner",
                          ca_.Issue(Wanted{.common_name = "planner",
                                           .names = {"URI:spiffe://city/planner"},
                                           .usages = "clientAuth"}),
                          ca_.pem());
  }

  void StartBoth() {
    ASSERT_OK_AND_ASSIGN(services_,
                         ServiceProcesses::Start(OptionsOf(store_, projection_, planner_)));
  }
  void StartStoreAlone() {
    ServiceOptions options = OptionsOf(store_, projection_, planner_);
    options.projection = false;
    ASSERT_OK_AND_ASSIGN(services_, ServiceProcesses::Start(options));
  }

  // The command line with other TLS settings than the planner's.
  Finished RunWith(const std::map<std::string, std::string>& tls,
                   std::vector<std::string> arguments = {"indicator", "list"}) const {
    Command command;
    command.program = ProgramPath("indicast");
    command.arguments = std::move(arguments);
    command.environment = {{"INDICAST_STORE", services_->store_address().address},
                           {"HOME", folder_}};
    command.environment.insert(tls.begin(), tls.end());
    return RunToEnd(command).value();
  }
  // A call by a client that does not look at its own certificate.
  grpc::Status CallStoreWith(const Issued& own) const {
    const auto stub = store::v1::IndicatorStore::NewStub(
        grpc::CreateChannel(services_->store_address().address,
                            grpc::SslCredentials({ca_.pem(), own.key, own.certificate})));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    store::v1::GetServerInfoResponse response;
    return stub->GetServerInfo(&context, {}, &response);
  }
  // The first line with this msg of the store's log, once it is there.
  nlohmann::json StoreLine(const std::string& message) const {
    const auto lines = [&] { return Lines(services_->store().Stderr(), message); };
    EXPECT_TRUE(Soon([&] { return !lines().empty(); })) << services_->store().Stderr();
    const auto found = lines();
    return found.empty() ? nlohmann::json::object() : found[0];
  }

  std::string folder_;
  TestCa ca_{"city CA"};
  Files store_;
  Files projection_;
  Files planner_;
  std::unique_ptr<ServiceProcesses> services_;
};

TEST_F(TlsProcessTest, TheWholeWayIsOverTlsAndTheAuthorIsTheCertificates) {
  StartBoth();
  ASSERT_OK_AND_ASSIGN(const Finished import,
                       services_->RunClient({"import", SourcePath("data/changsha")}));
  ASSERT_EQ(import.exit_code, 0) << import.err;
  ASSERT_OK_AND_ASSIGN(const Finished board, services_->RunClient({"target", "board"}));
  EXPECT_EQ(board.exit_code, 0) << board.err;
  ASSERT_OK_AND_ASSIGN(const Finished revisions,
                       services_->RunClient({"revision", "list", "-o", "json"}));
  EXPECT_THAT(revisions.out, HasSubstr("spiffe://city/planner")) << revisions.err;
  EXPECT_EQ(StoreLine("audit")["actor"], "spiffe://city/planner");
  EXPECT_THAT(services_->Stop(), IsOk());
}

TEST_F(TlsProcessTest, InClearIsRefusedOnBothSides) {
  StartStoreAlone();
  const Finished finished = RunWith({});
  EXPECT_EQ(finished.exit_code, 78);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("TLS_REQUIRED"), HasSubstr("next: add --tls-ca")));
  EXPECT_EQ(StoreLine("TLS handshake failed")["cause"], "it does not speak TLS");
  const Finished chinese = RunWith({}, {"indicator", "list", "--lang", "zh"});
  EXPECT_THAT(chinese.err, HasSubstr("下一步:加上 --tls-ca"));
}

TEST_F(TlsProcessTest, AMissingClientCertificateIsRefusedOnBothSides) {
  StartStoreAlone();
  const Finished finished = RunWith({{"INDICAST_TLS_CA", planner_.ca}});
  EXPECT_EQ(finished.exit_code, 77);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("TLS_CLIENT_REFUSED"),
                                  HasSubstr("wants a client certificate"), HasSubstr("next: ")));
  EXPECT_EQ(StoreLine("TLS handshake failed")["cause"], "it showed no certificate");
}

TEST_F(TlsProcessTest, AnotherCaIsRefusedOnBothSides) {
  StartStoreAlone();
  const TestCa other("other CA");
  const Files stranger =
      WriteFiles(folder_ + "/stranger", other.Issue(Wanted{.common_name = "stranger"}), ca_.pem());
  const Finished finished = RunWith(ClientEnvironment(stranger));
  EXPECT_EQ(finished.exit_code, 77);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("TLS_CLIENT_REFUSED"), HasSubstr("CN=stranger"),
                                  HasSubstr("next: ")));
  const auto line = StoreLine("TLS client refused");
  EXPECT_EQ(line["subject"], "CN=stranger");
  EXPECT_THAT(line["cause"], HasSubstr("its CA is not the one"));
  // And the other way round: a service that the client does not trust.
  WriteText(stranger.ca, other.pem());
  const Finished distrust = RunWith(ClientEnvironment(stranger));
  EXPECT_EQ(distrust.exit_code, 78);
  EXPECT_THAT(distrust.err, AllOf(HasSubstr("TLS_SERVER_NOT_TRUSTED"), HasSubstr("CN=store"),
                                  HasSubstr("next: ")));
}

TEST_F(TlsProcessTest, AnExpiredClientCertificateIsRefusedOnBothSides) {
  StartStoreAlone();
  const Issued late =
      ca_.Issue(Wanted{.common_name = "late", .not_after = absl::Now() - absl::Minutes(5)});
  const Finished finished =
      RunWith(ClientEnvironment(WriteFiles(folder_ + "/late", late, ca_.pem())));
  EXPECT_EQ(finished.exit_code, 78);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("TLS_CERTIFICATE_EXPIRED"), HasSubstr("expired on 2"),
                                  HasSubstr("next: renew")));
  EXPECT_EQ(CallStoreWith(late).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto line = StoreLine("TLS client refused");
  EXPECT_EQ(line["subject"], "CN=late");
  EXPECT_EQ(line["cause"], "it has expired");
}

// A session that is taken up again carries the certificate of the first handshake.
TEST_F(TlsProcessTest, AResumedSessionIsJudgedAgain) {
  StartStoreAlone();
  const TestCa other("other CA");
  const Files stranger =
      WriteFiles(folder_ + "/stranger", other.Issue(Wanted{.common_name = "stranger"}), ca_.pem());
  for (const char* version : {"-tls1_3", "-tls1_2"}) {
    const size_t before = Lines(services_->store().Stderr(), "TLS client refused").size();
    const std::string client =
        absl::StrCat("(sleep 0.5) | openssl s_client -connect ", services_->store_address().address,
                     " -alpn h2 -CAfile ", planner_.ca, " ", version);
    const std::string session = absl::StrCat(folder_, "/session", version);
    Command shell{
        "/bin/sh",
        {"-c", absl::StrCat(client, " -cert ", stranger.certificate, " -key ", stranger.key,
                            " -sess_out ", session, "; ", client, " -sess_in ", session)},
        {}};
    ASSERT_OK_AND_ASSIGN(const Finished finished, RunToEnd(shell, kLimit));
    EXPECT_THAT(finished.out, HasSubstr("Reused, TLSv1.")) << finished.err;
    EXPECT_TRUE(Soon([&] {
      return Lines(services_->store().Stderr(), "TLS client refused").size() == before + 2;
    })) << services_->store().Stderr();
  }
}

TEST_F(TlsProcessTest, AServiceDoesNotStartOnFilesThatWouldNotWork) {
  const auto run = [&](const char* program, std::vector<std::string> flags) {
    Command command;
    command.program = ProgramPath(program);
    command.arguments = std::move(flags);
    command.arguments.push_back("--address=127.0.0.1:0");
    return RunToEnd(command, kLimit).value();
  };
  const std::string data = absl::StrCat("--data_dir=", NewDirectory("data"));
  const auto store = [&] {
    std::vector<std::string> flags = ServerFlags(store_);
    flags.push_back(data);
    return run("indicast-store", flags);
  };
  WriteText(store_.key, ca_.Issue().key);
  const Finished mismatch = store();
  EXPECT_EQ(mismatch.exit_code, 78);
  EXPECT_THAT(mismatch.err,
              AllOf(HasSubstr("is not the key of certificate"), HasSubstr(store_.key)));
  EXPECT_TRUE(Lines(mismatch.err, "serving").empty());
  WriteFiles(folder_ + "/store", ca_.Issue(Wanted{.not_after = absl::Now() - absl::Hours(1)}),
             ca_.pem());
  EXPECT_THAT(store().err, HasSubstr("expired on"));
  WriteFiles(folder_ + "/store", ca_.Issue(Wanted{.not_before = absl::Now() + absl::Hours(1)}),
             ca_.pem());
  EXPECT_THAT(store().err, HasSubstr("is valid from"));
  std::filesystem::permissions(store_.key, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(store().err, HasSubstr("may be read or changed by others"));
  std::filesystem::remove(store_.key);
  EXPECT_THAT(store().err, HasSubstr("No such file"));
  const Finished half = run("indicast-projection", {"--tls_key=" + projection_.key});
  EXPECT_EQ(half.exit_code, 78);
  EXPECT_THAT(half.err, HasSubstr("TLS needs all of"));
  WriteText(projection_.key, ca_.Issue().key);
  const Finished projection = run("indicast-projection", ServerFlags(projection_));
  EXPECT_EQ(projection.exit_code, 78);
  EXPECT_THAT(projection.err, HasSubstr("is not the key of certificate"));
}

TEST_F(TlsProcessTest, AProjectionServiceThatDistrustsTheStoreSaysSo) {
  const TestCa other("other CA");
  const std::string wrong = folder_ + "/wrong.crt";
  WriteText(wrong, other.pem());
  ServiceOptions options = OptionsOf(store_, projection_, planner_);
  options.projection_flags.back() = "--store_tls_ca=" + wrong;
  ASSERT_OK_AND_ASSIGN(services_, ServiceProcesses::Start(options));
  ASSERT_OK_AND_ASSIGN(const Finished project,
                       services_->RunClient({"project", "--scenario", "plan"}));
  EXPECT_EQ(project.exit_code, 69);
  EXPECT_THAT(project.err, AllOf(HasSubstr("STORE_UNAVAILABLE"), HasSubstr("is not trusted"),
                                 HasSubstr("CN=store")));
  const auto lines = Lines(services_->projection().Stderr(), "TLS handshake failed");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0]["cause"], "its certificate is not trusted");
}

// Calls without pause while the test says so; counts what failed.
class Caller {
 public:
  Caller(std::string name, std::function<absl::Status()> call)
      : name_(std::move(name)), thread_([this, call = std::move(call)] {
          while (!stop_) {
            const absl::Status status = call();
            ++calls_;
            if (status.ok()) continue;
            ++failures_;
            ADD_FAILURE() << name_ << ": " << status;
            return;
          }
        }) {}
  ~Caller() { Stop(); }
  void Stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int calls() const { return calls_; }
  int failures() const { return failures_; }

 private:
  const std::string name_;
  std::atomic<bool> stop_{false};
  std::atomic<int> calls_{0};
  std::atomic<int> failures_{0};
  std::thread thread_;
};

TEST_F(TlsProcessTest, CertificatesChangeUnderLoadWithoutAFailedCall) {
  StartBoth();
  client::ConnectOptions connect;
  connect.deadline = absl::Seconds(60);
  connect.tls = ClientOptions(planner_);
  connect.address = services_->store_address().address;
  ASSERT_OK_AND_ASSIGN(const auto store, client::StoreClient::Connect(connect));
  connect.address = services_->projection_address().address;
  ASSERT_OK_AND_ASSIGN(const auto projection, client::ProjectionClient::Connect(connect));
  ASSERT_OK_AND_ASSIGN(const auto data, ReadImport("data/changsha"));
  ASSERT_THAT(store->ImportRecords(data), IsOk());
  projection::v1::ProjectRequest project;
  project.mutable_scenario()->set_scenario("plan");
  store::v1::ImportRecordsRequest check = data;  // a write, which no channel repeats
  check.set_validate_only(true);
  check.set_request_id(client::NewRequestId());

  Caller read("read", [&] { return store->GetServerInfo().status(); });
  Caller stream("stream", [&] {
    return store->StreamObservations({}, [](const auto&) { return absl::OkStatus(); });
  });
  Caller write("write", [&] { return store->ImportRecords(check).status(); });
  Caller projected("projection", [&] { return projection->Project(project).status(); });
  const auto shown = [&](const std::string& address) {
    const TestCa stranger("stranger");
    const Files files = WriteFiles(folder_ + "/curious", stranger.Issue(), stranger.pem());
    const tls::ProbeTarget target{address, "", Files{.ca = files.ca}};
    return std::string(tls::ExplainConnection(target, absl::Seconds(2)).message());
  };
  for (int round = 1; round <= 3; ++round) {
    const std::string name = absl::StrCat("renewed-", round);
    for (const char* who : {"store", "projection", "planner"}) {
      // As a pair behind one link, like a mounted secret.
      const std::string folder = absl::StrCat(folder_, "/", who);
      WriteFiles(folder + ".new", ca_.Issue(Wanted{.common_name = name}), ca_.pem());
      std::filesystem::rename(folder, absl::StrCat(folder, ".old-", round));
      std::filesystem::rename(folder + ".new", folder);
    }
    for (const auto& address : {services_->store_address(), services_->projection_address()}) {
      EXPECT_TRUE(Soon([&] { return absl::StrContains(shown(address.address), "CN=" + name); }))
          << shown(address.address);
    }
    // Files that would not work, for as long as connections live.
    WriteText(store_.key, ca_.Issue().key);
    absl::SleepFor(absl::Seconds(2));
  }
  for (Caller* caller : {&read, &stream, &write, &projected}) {
    caller->Stop();
    EXPECT_GT(caller->calls(), 3);
    EXPECT_EQ(caller->failures(), 0);
  }
  const std::string log = services_->store().Stderr();
  EXPECT_EQ(Lines(log, "TLS credentials reloaded").size(), 3U) << log;
  EXPECT_GE(Lines(log, "TLS files not taken, the last good ones stay in use").size(), 3U);
  EXPECT_TRUE(Lines(log, "TLS client refused").empty());
}

TEST_F(TlsProcessTest, WhatTheDevelopmentCaIssuesWorksAndIsRenewed) {
  const std::string folder = folder_ + "/dev";
  const auto script = [&](std::vector<std::string> arguments) {
    Command command;
    command.program = SourcePath("deploy/tls/make-dev-ca.sh");
    command.arguments = std::move(arguments);
    command.arguments.insert(command.arguments.begin(), folder);
    const auto finished = RunToEnd(command, kLimit);
    EXPECT_THAT(finished, IsOk());
    EXPECT_EQ(finished->exit_code, 0) << finished->err;
    return finished->out;
  };
  EXPECT_EQ(script({"--client", "batch"}),
            "ca: made\nstore: issued\nprojection: issued\nbatch: issued\nplanner: issued\n");
  EXPECT_EQ(script({}), "store: kept\nprojection: kept\nbatch: kept\nplanner: kept\n");
  ASSERT_OK_AND_ASSIGN(services_, ServiceProcesses::Start(OptionsOf(FilesIn(folder + "/store"),
                                                                    FilesIn(folder + "/projection"),
                                                                    FilesIn(folder + "/planner"))));
  const auto status = [&] {
    const auto finished = services_->RunClient({"status"});
    EXPECT_THAT(finished, IsOk());
    return finished->exit_code;
  };
  EXPECT_EQ(status(), 0);
  const std::string before = ReadFile(folder + "/store/tls.crt");
  EXPECT_EQ(script({"--renew"}),
            "store: issued\nprojection: issued\nbatch: issued\nplanner: issued\n");
  EXPECT_NE(ReadFile(folder + "/store/tls.crt"), before);
  EXPECT_TRUE(Soon(
      [&] { return !Lines(services_->store().Stderr(), "TLS credentials reloaded").empty(); }));
  EXPECT_EQ(status(), 0);
  EXPECT_TRUE(
      Lines(services_->store().Stderr(), "TLS files not taken, the last good ones stay in use")
          .empty());
}

}  // namespace
}  // namespace indicast::testing
