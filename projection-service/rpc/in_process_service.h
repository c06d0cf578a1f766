// InProcessService: the projection service over a store of plain values, for tests of what travels
// on the wire. Figures and targets carry records with their ids, values and units.
// Thread-compatible.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/rpc/projection_service.h"
#include "projection-service/store_client/fake_store_reader.h"
#include "projection-service/store_client/with_records.h"

namespace indicast::projection {

class InProcessService {
 public:
  explicit InProcessService(InputParts parts)
      : store_(WithRecords(std::move(parts))), projector_(store_, "0.1.0 test") {
    rpc::ServerOptions options;
    options.program = "indicast-projection";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    auto server = rpc::Server::Start(options, [this](rpc::Runtime& runtime) {
      std::vector<std::unique_ptr<grpc::Service>> services;
      services.push_back(MakeProjectionService(runtime, projector_));
      return services;
    });
    EXPECT_THAT(server, testing::IsOk());
    server_ = *std::move(server);
    stub_ = v1::Projection::NewStub(server_->InProcessChannel());
  }
  InProcessService(const InProcessService&) = delete;
  InProcessService& operator=(const InProcessService&) = delete;
  ~InProcessService() { server_->Drain(); }

  FakeStoreReader& store() { return store_; }

  // One unary call: service.Call(&v1::Projection::Stub::Project, request, response).
  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (v1::Projection::Stub::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(((*stub_).*method)(&context, request, &response));
  }

 private:
  FakeStoreReader store_;
  Projector projector_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::Projection::Stub> stub_;
};

}  // namespace indicast::projection
