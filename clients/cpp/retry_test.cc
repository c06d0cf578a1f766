// Which methods the channel repeats: every one that changes nothing, none that writes. Each method
// of the contracts is called on a server that is always unavailable.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cpp/connect.h"
#include "clients/cpp/testing/counting_server.h"
#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

// One unary call; what a method of a stream makes of it does not matter here.
void Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::CompletionQueue queue;
  grpc::Status status;
  const auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << method;
}

TEST(RetryTest, ReadsAreRepeatedAndWritesNever) {
  const std::set<std::string> writes = {"/indicast.store.v1.IndicatorCuration/ImportRecords",
                                        "/indicast.store.v1.IndicatorCuration/ImportRecordStream",
                                        "/indicast.store.v1.IndicatorCuration/RevertRevision",
                                        "/indicast.store.v1.ScenarioStore/CreateScenario"};
  testing::CountingServer server({grpc::StatusCode::UNAVAILABLE, "never"});
  ASSERT_OK_AND_ASSIGN(const auto channel, MakeChannel({.address = server.address()}));
  std::vector<std::string> methods = testing::StoreMethods();
  const std::vector<std::string> more = testing::ProjectionMethods();
  methods.insert(methods.end(), more.begin(), more.end());
  std::vector<std::thread> callers;
  callers.reserve(methods.size());
  for (const std::string& method : methods) {
    callers.emplace_back([&channel, method] { Call(channel, method); });
  }
  for (std::thread& caller : callers) caller.join();
  std::map<std::string, int> wanted;
  for (const std::string& method : methods) wanted[method] = writes.count(method) > 0 ? 1 : 4;
  EXPECT_EQ(server.calls(), wanted);
  for (const std::string& method : writes) EXPECT_EQ(wanted.count(method), 1U) << method;
}

}  // namespace
}  // namespace indicast::client
