#include "tests/load/correction.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "absl/strings/str_cat.h"

namespace indicast::load {
namespace {

constexpr std::chrono::minutes kDeadline{5};

}  // namespace

Corrections::Corrections(const CountrySize& size)
    : country_(size),
      salt_(std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()) {}

store::v1::ImportRecordsRequest Corrections::Next() {
  const CountrySize& size = country_.size();
  const int64_t i = count_++;
  store::v1::ImportRecordsRequest request;
  request.set_request_id(absl::StrCat("correction-", salt_, "-", i));
  request.set_reason("a correction");
  store::v1::Observation& figure = *request.add_observations();
  figure = country_.Figure(static_cast<int>(i % size.areas),
                           static_cast<int>(i / size.areas % size.indicators),
                           static_cast<int>(i % size.months), 2);
  // The same value with another remark: no threshold stops it.
  figure.mutable_note()->set_zh(absl::StrCat("更正编号", salt_, "-", i));
  return request;
}

absl::Status Import(store::v1::IndicatorCuration::Stub& stub,
                    const store::v1::ImportRecordsRequest& request,
                    store::v1::ImportRecordsResponse& answer) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  const grpc::Status status = stub.ImportRecords(&context, request, &answer);
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      absl::StrCat("ImportRecords: ", status.error_message()));
}

}  // namespace indicast::load
