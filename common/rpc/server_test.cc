#include "common/rpc/server.h"

#include <arpa/inet.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/support/sync_stream.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/address.h"
#include "common/rpc/status_map.h"
#include "common/rpc/testing/probe_server.h"
#include "google/protobuf/descriptor.pb.h"

namespace indicast::rpc {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using testing::Probe;
using testing::ProbeRequest;
using testing::ProbeResponse;
using ::testing::StartsWith;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The whole answer to one HTTP request; empty when nobody listens.
std::string Http(const std::string& address, const std::string& request_line) {
  const absl::StatusOr<ListenAddress> parsed = ParseListenAddress(address);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(static_cast<uint16_t>(parsed->port));
  inet_pton(AF_INET, parsed->host.c_str(), &peer.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  std::string answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0) {
    const std::string request =
        absl::StrCat(request_line, " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(send(fd, request.data(), request.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t n = 0; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<size_t>(n));
    }
  }
  close(fd);
  return answer;
}

class ServerTest : public testing::ProbeTest {
 protected:
  // The status of one call over a new TCP connection.
  grpc::Status CallOverTcp(const std::string& address) {
    const auto remote =
        Probe::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    ProbeResponse response;
    return remote->Read(&context, ProbeRequest(), &response);
  }
};

TEST_F(ServerTest, ServesOnAFreeLoopbackPortAndSaysWhich) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_THAT(server->address(), StartsWith("127.0.0.1:"));
  EXPECT_NE(server->address(), "127.0.0.1:0");
  EXPECT_TRUE(CallOverTcp(server->address()).ok());
}

TEST_F(ServerTest, StartAndDrainGiveNoCauseForWarnings) {
  ASSERT_THAT(Start(), IsOk());
  server->Drain();
  EXPECT_THAT(log.All(), HasSubstr("\"msg\":\"serving\""));
  EXPECT_THAT(log.All(), Not(HasSubstr("warning")));
}

TEST_F(ServerTest, ServesOnAUnixSocketAndRefusesOneInUse) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/probe-", getpid(), ".sock");
  options.address = absl::StrCat("unix:", path);
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(server->address(), options.address);
  EXPECT_TRUE(CallOverTcp(server->address()).ok());
  const auto second = Server::Start(
      options, [](Runtime&) { return std::vector<std::unique_ptr<grpc::Service>>(); });
  EXPECT_THAT(second, HasReason("ADDRESS_IN_USE"));
  EXPECT_TRUE(CallOverTcp(server->address()).ok());
}

TEST_F(ServerTest, WritesTheAddressFileOnceItServes) {
  options.address_file = absl::StrCat(::testing::TempDir(), "/address-", getpid(), ".json");
  ASSERT_THAT(Start(), IsOk());
  const auto content = nlohmann::json::parse(ReadFile(options.address_file));
  EXPECT_EQ(content["address"], server->address());
  EXPECT_EQ(content["admin"], server->admin_address());
  std::filesystem::remove(options.address_file);
}

TEST_F(ServerTest, AnUnwritableAddressFileIsAnError) {
  options.address_file = absl::StrCat(::testing::TempDir(), "/no-such-folder/address.json");
  EXPECT_THAT(Start(), HasReason("ADDRESS_FILE_UNWRITABLE"));
}

TEST_F(ServerTest, RefusesClearTextBeyondLoopback) {
  options.address = "0.0.0.0:0";
  EXPECT_THAT(Start(), HasReason("INSECURE_ADDRESS"));
}

TEST_F(ServerTest, RefusesAnAdminPortBeyondLoopbackWithoutLeave) {
  options.admin_address = "0.0.0.0:0";
  EXPECT_THAT(Start(), HasReason("INSECURE_ADDRESS"));
  options.admin_beyond_loopback = true;
  EXPECT_THAT(Start(), IsOk());
}

TEST_F(ServerTest, RefusesAPortInUse) {
  ASSERT_THAT(Start(), IsOk());
  ServerOptions second = options;
  second.address = server->address();
  const auto none = [](Runtime&) { return std::vector<std::unique_ptr<grpc::Service>>(); };
  EXPECT_THAT(Server::Start(second, none), HasReason("ADDRESS_IN_USE"));
  EXPECT_THAT(Server::Start(second, none), StatusIs(absl::StatusCode::kUnavailable));
  second.address = "127.0.0.1:0";
  second.admin_address = server->admin_address();
  EXPECT_THAT(Server::Start(second, none), HasReason("ADDRESS_IN_USE"));
  EXPECT_TRUE(CallOverTcp(server->address()).ok());
}

TEST_F(ServerTest, RefusesAHostThatIsNotOfThisMachine) {
  options.admin_address = "192.0.2.1:0";  // TEST-NET-1
  options.admin_beyond_loopback = true;
  EXPECT_THAT(Start(), HasReason("ADDRESS_INVALID"));
}

TEST_F(ServerTest, RefusesOptionsOutOfRange) {
  options.storage_threads = 0;
  EXPECT_THAT(Start(), indicast::testing::HasField("storage_threads"));
}

TEST_F(ServerTest, AdminPagesTellLifeReadinessAndMetrics) {
  ASSERT_THAT(Start(), IsOk());
  const std::string admin = server->admin_address();
  EXPECT_THAT(Http(admin, "GET /livez"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Http(admin, "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  server->SetServing(false);
  EXPECT_THAT(Http(admin, "GET /livez"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Http(admin, "GET /readyz"), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(Http(admin, "GET /metrics"), HasSubstr("\nindicast_build_info{program=\"probe\""));
  EXPECT_THAT(Http(admin, "GET /"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Http(admin, "GET /metrics/../../etc/passwd"), StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(Http(admin, "POST /metrics"), StartsWith("HTTP/1.1 405 "));
}

// Names and labels are a contract with dashboards and alerts. After a wanted change:
//   INDICAST_UPDATE_GOLDEN=1 rpc_server_test --gtest_filter='*Golden*'
TEST_F(ServerTest, MetricNamesAreGolden) {
  ASSERT_THAT(Start(), IsOk());
  const std::string text = Http(server->admin_address(), "GET /metrics");
  std::set<std::string> names;
  for (absl::string_view line : absl::StrSplit(text.substr(text.find("\r\n\r\n") + 4), '\n')) {
    if (line.empty() || absl::StartsWith(line, "# HELP")) continue;
    if (absl::StartsWith(line, "# TYPE")) {
      names.emplace(line);
    } else if (!absl::StrContains(line, "Reflection")) {
      // The series without its value; build labels vary.
      absl::string_view series = line.substr(0, line.rfind(' '));
      if (absl::StartsWith(series, "indicast_build_info")) series = "indicast_build_info{...}";
      names.emplace(series);
    }
  }
  const std::string got = absl::StrJoin(names, "\n") + "\n";
  const std::string path =
      absl::StrCat(INDICAST_SOURCE_DIR, "/common/rpc/testing/metric_names.golden");
  if (std::getenv("INDICAST_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << got;
  EXPECT_EQ(got, ReadFile(path));
}

// Calls server reflection, for which the library ships no client stub.
std::vector<testing::ReflectionResponse> Reflect(
    const std::shared_ptr<grpc::Channel>& channel,
    const std::vector<testing::ReflectionRequest>& requests) {
  const grpc::internal::RpcMethod method(
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
      grpc::internal::RpcMethod::BIDI_STREAMING, channel);
  grpc::ClientContext context;
  using Factory = grpc::internal::ClientReaderWriterFactory<testing::ReflectionRequest,
                                                            testing::ReflectionResponse>;
  const std::unique_ptr<
      grpc::ClientReaderWriter<testing::ReflectionRequest, testing::ReflectionResponse>>
      stream(Factory::Create(channel.get(), method, &context));
  std::vector<testing::ReflectionResponse> responses;
  for (const auto& request : requests) {
    EXPECT_TRUE(stream->Write(request));
    EXPECT_TRUE(stream->Read(&responses.emplace_back()));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  return responses;
}

TEST_F(ServerTest, ReflectionListsTheServicesAndDescribesEachOfThem) {
  ASSERT_THAT(Start(), IsOk());
  testing::ReflectionRequest list;
  list.set_list_services("*");
  const auto listed = Reflect(server->InProcessChannel(), {list});
  std::vector<std::string> names;
  std::vector<testing::ReflectionRequest> questions;
  for (const auto& service : listed[0].services().service()) {
    names.push_back(service.name());
    questions.emplace_back().set_file_containing_symbol(service.name());
  }
  EXPECT_THAT(names, IsSupersetOf({"indicast.rpc.testing.Probe", "grpc.health.v1.Health"}));
  const auto described = Reflect(server->InProcessChannel(), questions);
  ASSERT_EQ(described.size(), names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    bool found = false;
    for (const std::string& bytes : described[i].files().file_descriptor_proto()) {
      google::protobuf::FileDescriptorProto file;
      ASSERT_TRUE(file.ParseFromString(bytes));
      for (const auto& service : file.service()) {
        found = found || absl::StrCat(file.package(), ".", service.name()) == names[i];
      }
    }
    EXPECT_TRUE(found) << names[i];
  }
}

TEST_F(ServerTest, DrainFinishesTheCallsInFlightAndRefusesNewOnes) {
  options.drain_grace = absl::Hours(1);
  absl::Notification running;
  absl::Notification go;
  behaviour.unary = [&](CallContext&, const ProbeRequest& request, ProbeResponse& response) {
    if (request.text() == "slow") {
      running.Notify();
      go.WaitForNotification();
    }
    response.set_text("done");
    return absl::OkStatus();
  };
  behaviour.dispatch = Dispatch::kStorage;
  ASSERT_THAT(Start(), IsOk());
  stub = Probe::NewStub(TcpChannel());
  const std::string address = server->address();
  const std::string admin = server->admin_address();
  ProbeResponse response;
  std::thread in_flight([&] { EXPECT_TRUE(Read("slow", &response).ok()); });
  running.WaitForNotification();
  std::atomic<bool> drained{false};
  std::thread drain([&] {
    server->Drain();
    drained = true;
  });
  // A refused connection is how a new client learns of it; the pool is busy, so nothing is
  // answered.
  grpc::Status refused;
  Until([&] {
    const auto remote =
        Probe::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
    ProbeResponse ignored;
    refused = remote->Read(&context, ProbeRequest(), &ignored);
    return refused.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED;
  });
  // gRPC 1.51 cancels what arrives on an open connection in the instant of closing.
  EXPECT_THAT(refused.error_code(),
              AnyOf(grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED));
  EXPECT_THAT(Http(admin, "GET /readyz"), StartsWith("HTTP/1.1 503 "));
  EXPECT_FALSE(drained);
  go.Notify();
  in_flight.join();
  EXPECT_EQ(response.text(), "done");
  drain.join();
  server->Drain();  // idempotent
}

TEST_F(ServerTest, ACallThatHonoursCancellationDoesNotHoldUpTheDrain) {
  options.drain_grace = absl::Milliseconds(20);
  options.on_stuck = [] { ADD_FAILURE() << "not stuck"; };
  absl::Notification running;
  behaviour.unary = [&](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    running.Notify();
    Until([&] { return call.IsCancelled(); });
    return absl::CancelledError("gave up");
  };
  ASSERT_THAT(Start(), IsOk());
  stub = Probe::NewStub(TcpChannel());
  std::thread in_flight([&] {
    EXPECT_THAT(Read("").error_code(),
                AnyOf(grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED));
  });
  running.WaitForNotification();
  server->Drain();
  in_flight.join();
}

TEST_F(ServerTest, ACallThatIgnoresCancellationWakesTheWatchdog) {
  options.drain_grace = absl::Milliseconds(10);
  options.drain_watchdog = absl::Milliseconds(10);
  absl::Notification running;
  absl::Notification stuck;
  options.on_stuck = [&] { stuck.Notify(); };
  behaviour.unary = [&](CallContext&, const ProbeRequest&, ProbeResponse&) {
    running.Notify();
    stuck.WaitForNotification();
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  stub = Probe::NewStub(TcpChannel());
  std::thread in_flight([&] { EXPECT_FALSE(Read("").ok()); });
  running.WaitForNotification();
  server->Drain();
  EXPECT_TRUE(stuck.HasBeenNotified());
  in_flight.join();
}

// A client that speaks HTTP/2 but reads nothing, as one that is stopped or makes no calls.
class SilentConnection {
 public:
  explicit SilentConnection(const std::string& address) {
    const absl::StatusOr<ListenAddress> parsed = ParseListenAddress(address);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<uint16_t>(parsed->port));
    inet_pton(AF_INET, parsed->host.c_str(), &peer.sin_addr);
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer), 0);
    const std::string hello =
        absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", std::string("\0\0\0\4\0\0\0\0\0", 9));
    EXPECT_EQ(send(fd_, hello.data(), hello.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(hello.size()));
    char settings = 0;
    EXPECT_EQ(recv(fd_, &settings, 1, 0), 1) << "the server did not answer";
  }
  ~SilentConnection() { close(fd_); }
  SilentConnection(const SilentConnection&) = delete;
  SilentConnection& operator=(const SilentConnection&) = delete;

 private:
  int fd_ = -1;
};

TEST_F(ServerTest, AConnectionWithoutCallsDoesNotHoldUpTheDrain) {
  options.drain_grace = absl::Hours(1);
  options.drain_idle = absl::Milliseconds(50);
  ASSERT_THAT(Start(), IsOk());
  const SilentConnection silent(server->address());
  const absl::Time begin = absl::Now();
  server->Drain();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
}

TEST_F(ServerTest, SetServingAfterDrainDoesNotBringItBack) {
  ASSERT_THAT(Start(), IsOk());
  server->Drain();
  server->SetServing(true);
  EXPECT_EQ(Http(server->admin_address(), "GET /readyz"), "");
  EXPECT_EQ(CallOverTcp(server->address()).error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace indicast::rpc
