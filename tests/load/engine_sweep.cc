// The engine called in process: evaluates the points of a pinned job file on one thread, without
// RPC, text or files, and prints rows and seconds. The peer of indicast-batch in
// tests/load/sweep.sh.
//   indicast-engine-sweep JOB STORE_ADDRESS
#include <iostream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "clients/batch/job_file.h"
#include "common/clock/clock.h"
#include "common/rpc/call.h"
#include "common/status/status_macros.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "projection-service/app/projector.h"
#include "projection-service/app/sweep.h"
#include "projection-service/rpc/sweep_method.h"
#include "projection-service/store_client/grpc_store_reader.h"

namespace indicast {
namespace {

constexpr size_t kRowsAtATime = 256;

absl::Status Evaluate(const std::string& path, const std::string& store_address) {
  ASSIGN_OR_RETURN(const batch::Job job, batch::ReadJobFile(path, batch::Language::kEnglish));
  const auto store = projection::MakeGrpcStoreReader(
      grpc::CreateChannel(store_address, grpc::InsecureChannelCredentials()), store_address,
      SystemClock());
  projection::Projector projector(*store, "bench");
  ASSIGN_OR_RETURN(const projection::SweepQuestion question,
                   projection::SweepFromProto(batch::ToRequest(job, 0, 0)));
  const rpc::CallContext call;
  // Reads the inputs from the store, as a service has done before a batch begins.
  RETURN_IF_ERROR(projection::SweepRun::Start(projector, question, call).status());
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(const auto run, projection::SweepRun::Start(projector, question, call));
  size_t rows = 0;
  size_t values = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const auto some, run->NextRows(kRowsAtATime, call));
    if (some.empty()) break;
    rows += some.size();
    for (const auto& row : some) values += row.point.outputs.size();
  }
  std::cout << rows << " rows, " << values << " values, "
            << absl::ToDoubleSeconds(absl::Now() - start) << " s\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace indicast

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: indicast-engine-sweep JOB STORE_ADDRESS\n";
    return 2;
  }
  const absl::Status status = indicast::Evaluate(argv[1], argv[2]);
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
