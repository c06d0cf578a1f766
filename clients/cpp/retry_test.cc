// Which methods the channel repeats: every one that changes nothing, none that writes. Each method
// of the contracts is called on a server that is always unavailable and counts.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/connect.h"
#include "common/testing/status_matchers.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/scenario_store_service.pb.h"

namespace indicast::client {
namespace {

class Unavailable final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    class Reactor final : public grpc::ServerGenericBidiReactor {
     public:
      Reactor() { Finish({grpc::StatusCode::UNAVAILABLE, "never"}); }
      void OnDone() override { delete this; }
    };
    {
      const std::lock_guard lock(mutex_);
      ++calls_[context->method()];
    }
    return new Reactor;
  }

  int Calls(const std::string& method) {
    const std::lock_guard lock(mutex_);
    return calls_[method];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> calls_;  // guarded by mutex_
};

// Full paths of all methods of the contracts.
std::vector<std::string> AllMethods() {
  std::vector<std::string> paths;
  for (const google::protobuf::FileDescriptor* file :
       {store::v1::GetIndicatorRequest::descriptor()->file(),
        store::v1::ImportRecordsRequest::descriptor()->file(),
        store::v1::CreateScenarioRequest::descriptor()->file(),
        projection::v1::GetServerInfoRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        paths.push_back(absl::StrCat("/", file->service(i)->full_name(), "/",
                                     file->service(i)->method(j)->name()));
      }
    }
  }
  return paths;
}

TEST(RetryTest, ReadsAreRepeatedAndWritesNever) {
  const std::set<std::string> writes = {"/indicast.store.v1.IndicatorCuration/ImportRecords",
                                        "/indicast.store.v1.IndicatorCuration/ImportRecordStream",
                                        "/indicast.store.v1.IndicatorCuration/RevertRevision",
                                        "/indicast.store.v1.ScenarioStore/CreateScenario"};
  Unavailable service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(&service);
  const auto server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);
  ASSERT_OK_AND_ASSIGN(const auto channel,
                       MakeChannel({.address = absl::StrCat("127.0.0.1:", port)}));
  const std::vector<std::string> methods = AllMethods();
  ASSERT_GE(methods.size(), 30U);
  std::vector<std::thread> callers;
  callers.reserve(methods.size());
  for (const std::string& method : methods) {
    callers.emplace_back([&channel, method] {
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
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const std::string& method : methods) {
    EXPECT_EQ(service.Calls(method), writes.count(method) > 0 ? 1 : 4) << method;
  }
  for (const std::string& method : writes) EXPECT_EQ(service.Calls(method), 1) << method;
  server->Shutdown();
}

}  // namespace
}  // namespace indicast::client
