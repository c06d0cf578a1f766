// A server on loopback that answers every method of every service with one status, and counts. For
// tests only.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/scenario_store_service.pb.h"

namespace indicast::client::testing {

class CountingServer {
 public:
  explicit CountingServer(grpc::Status answer) : service_(std::move(answer)) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  ~CountingServer() { server_->Shutdown(); }

  const std::string& address() const { return address_; }
  // By full path; methods that were never called are not in it.
  std::map<std::string, int> calls() { return service_.calls(); }

 private:
  class Service final : public grpc::CallbackGenericService {
   public:
    explicit Service(grpc::Status answer) : answer_(std::move(answer)) {}

    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
      class Reactor final : public grpc::ServerGenericBidiReactor {
       public:
        explicit Reactor(const grpc::Status& answer) { Finish(answer); }
        void OnDone() override { delete this; }
      };
      {
        const std::lock_guard lock(mutex_);
        ++calls_[context->method()];
      }
      return new Reactor(answer_);
    }

    std::map<std::string, int> calls() {
      const std::lock_guard lock(mutex_);
      return calls_;
    }

   private:
    const grpc::Status answer_;
    std::mutex mutex_;
    std::map<std::string, int> calls_;  // guarded by mutex_
  };

  Service service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

// Full paths of all methods in the file of a service.
inline std::vector<std::string> MethodsIn(const google::protobuf::FileDescriptor& file) {
  std::vector<std::string> paths;
  for (int i = 0; i < file.service_count(); ++i) {
    for (int j = 0; j < file.service(i)->method_count(); ++j) {
      paths.push_back(
          absl::StrCat("/", file.service(i)->full_name(), "/", file.service(i)->method(j)->name()));
    }
  }
  return paths;
}

inline std::vector<std::string> StoreMethods() {
  std::vector<std::string> all = MethodsIn(*store::v1::GetIndicatorRequest::descriptor()->file());
  for (const auto* file : {store::v1::ImportRecordsRequest::descriptor()->file(),
                           store::v1::CreateScenarioRequest::descriptor()->file()}) {
    const std::vector<std::string> more = MethodsIn(*file);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

inline std::vector<std::string> ProjectionMethods() {
  return MethodsIn(*projection::v1::GetServerInfoRequest::descriptor()->file());
}

}  // namespace indicast::client::testing
