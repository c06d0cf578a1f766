// A server with the Probe service, whose behaviour each test sets. For tests only.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/clock/clock.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/handlers.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "nlohmann/json.hpp"
#include "runtime_probe.grpc.pb.h"

namespace indicast::rpc::testing {

// What the Probe service does.
struct Behaviour {
  Dispatch dispatch = Dispatch::kStorage;
  std::function<absl::Status(CallContext&, const ProbeRequest&, ProbeResponse&)> unary =
      [](CallContext&, const ProbeRequest& request, ProbeResponse& response) {
        response.set_text(request.text());
        return absl::OkStatus();
      };
  // Called once a call of Stream.
  std::function<StreamProducer<ProbeResponse>()> stream;
  // Called once a call of Receive.
  std::function<std::unique_ptr<StreamConsumer<ProbeRequest>>(ProbeResponse*)> receive;
};

class ProbeService final : public Probe::CallbackService {
 public:
  ProbeService(Runtime& runtime, const Behaviour& behaviour)
      : runtime_(runtime), behaviour_(behaviour) {}

  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const ProbeRequest* request,
                                 ProbeResponse* response) override {
    static constexpr Method kRead{"indicast.rpc.testing.Probe", "Read"};
    return Unary(context, kRead, request, response);
  }
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const ProbeRequest* request,
                                  ProbeResponse* response) override {
    static constexpr Method kWrite{"indicast.rpc.testing.Probe", "Write", /*write=*/true};
    return Unary(context, kWrite, request, response);
  }
  grpc::ServerWriteReactor<ProbeResponse>* Stream(grpc::CallbackServerContext* context,
                                                  const ProbeRequest*) override {
    static constexpr Method kStream{"indicast.rpc.testing.Probe", "Stream"};
    return RunServerStream<ProbeResponse>(runtime_, context, kStream, behaviour_.dispatch,
                                          behaviour_.stream());
  }
  grpc::ServerReadReactor<ProbeRequest>* Receive(grpc::CallbackServerContext* context,
                                                 ProbeResponse* response) override {
    static constexpr Method kReceive{"indicast.rpc.testing.Probe", "Receive", /*write=*/true};
    return RunClientStream<ProbeRequest>(runtime_, context, kReceive, behaviour_.dispatch,
                                         behaviour_.receive(response));
  }

 private:
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Method& method,
                                  const ProbeRequest* request, ProbeResponse* response) {
    return RunUnary(runtime_, context, method, behaviour_.dispatch,
                    [this, request, response](CallContext& call) {
                      return behaviour_.unary(call, *request, *response);
                    });
  }

  Runtime& runtime_;
  const Behaviour& behaviour_;
};

// Keeps the log lines as JSON.
class LogLines {
 public:
  LogSink Sink() {
    return [this](absl::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(nlohmann::json::parse(line.begin(), line.end()));
    };
  }
  // Lines with this msg.
  std::vector<nlohmann::json> With(const std::string& message) {
    const std::lock_guard lock(mutex_);
    std::vector<nlohmann::json> out;
    for (const auto& line : lines_) {
      if (line["msg"] == message) out.push_back(line);
    }
    return out;
  }
  std::string All() {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& line : lines_) out += line.dump() + "\n";
    return out;
  }

 private:
  std::mutex mutex_;
  std::vector<nlohmann::json> lines_;
};

// Set `options` and `behaviour`, then Start.
class ProbeTest : public ::testing::Test {
 protected:
  ProbeTest() {
    options.program = "probe";
    options.storage_threads = 1;
    options.compute_threads = 1;
    options.log_sink = log.Sink();
  }
  ~ProbeTest() override { server = nullptr; }

  absl::Status Start() {
    auto started = Server::Start(options, [this](Runtime& runtime) {
      std::vector<std::unique_ptr<grpc::Service>> services;
      services.push_back(std::make_unique<ProbeService>(runtime, behaviour));
      return services;
    });
    if (!started.ok()) return started.status();
    server = *std::move(started);
    stub = Probe::NewStub(server->InProcessChannel());
    return absl::OkStatus();
  }

  // One call of Read with this text.
  grpc::Status Read(const std::string& text, ProbeResponse* response = nullptr,
                    grpc::ClientContext* context = nullptr) {
    grpc::ClientContext own_context;
    ProbeResponse own_response;
    ProbeRequest request;
    request.set_text(text);
    return stub->Read(context != nullptr ? context : &own_context, request,
                      response != nullptr ? response : &own_response);
  }

  // Waits for something that another thread is about to do; the test's time limit bounds it.
  static void Until(const std::function<bool()>& condition) {
    while (!condition()) std::this_thread::yield();
  }

  // Graceful at the end of the server, unlike the in-process transport, which just closes.
  std::shared_ptr<grpc::Channel> TcpChannel() const {
    return grpc::CreateChannel(server->address(), grpc::InsecureChannelCredentials());
  }

  FakeClock clock{absl::Now()};  // used when options.clock says so
  ServerOptions options;
  Behaviour behaviour;
  LogLines log;
  std::unique_ptr<Server> server;
  std::unique_ptr<Probe::Stub> stub;
};

inline std::string TrailingRequestId(const grpc::ClientContext& context) {
  const auto& metadata = context.GetServerTrailingMetadata();
  const auto it = metadata.find("x-request-id");
  return it == metadata.end() ? "" : std::string(it->second.data(), it->second.size());
}

}  // namespace indicast::rpc::testing
