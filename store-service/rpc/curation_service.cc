#include "store-service/rpc/curation_service.h"

#include <utility>

#include "common/rpc/client_stream.h"
#include "common/rpc/handlers.h"
#include "common/status/status_macros.h"
#include "store-service/rpc/convert.h"

namespace indicast::store {
namespace {

constexpr rpc::Method kImportRecords = {"indicast.store.v1.IndicatorCuration", "ImportRecords",
                                        true};
constexpr rpc::Method kImportRecordStream = {"indicast.store.v1.IndicatorCuration",
                                             "ImportRecordStream", true};

class ImportStream final : public rpc::StreamConsumer<v1::ImportRecordStreamRequest> {
 public:
  ImportStream(Store& store, const StreamedImportLimits& limits,
               std::shared_ptr<StreamedBytes> bytes, v1::ImportRecordStreamResponse* response)
      : store_(store), bytes_(std::move(bytes)), parts_(limits, *bytes_), response_(response) {}

  absl::Status Take(rpc::CallContext&, v1::ImportRecordStreamRequest& message) override {
    return parts_.Add(message);
  }

  absl::Status Finish(rpc::CallContext& call) override {
    ASSIGN_OR_RETURN(ImportRequest import, parts_.Finish());
    import.author = call.principal;
    const bool validate_only = import.validate_only;
    ASSIGN_OR_RETURN(const ImportResult result, store_.Import(std::move(import)));
    if (result.changed && !validate_only) call.revision = result.head.revision;
    ToProto(result, response_);
    return absl::OkStatus();
  }

 private:
  Store& store_;
  const std::shared_ptr<StreamedBytes> bytes_;
  ImportParts parts_;
  v1::ImportRecordStreamResponse* const response_;
};

constexpr rpc::Method kRevertRevision = {"indicast.store.v1.IndicatorCuration", "RevertRevision",
                                         true};

}  // namespace

CurationService::CurationService(Store& store, rpc::Runtime& runtime,
                                 const StreamedImportLimits& limits)
    : store_(store),
      runtime_(runtime),
      limits_(limits),
      streamed_bytes_(std::make_shared<StreamedBytes>(limits.max_bytes)) {}

grpc::ServerUnaryReactor* CurationService::ImportRecords(grpc::CallbackServerContext* context,
                                                         const v1::ImportRecordsRequest* request,
                                                         v1::ImportRecordsResponse* response) {
  return rpc::RunUnary(runtime_, context, kImportRecords, rpc::Dispatch::kStorage,
                       [this, request, response](rpc::CallContext& call) -> absl::Status {
                         ASSIGN_OR_RETURN(ImportRequest import, FromProto(*request));
                         import.author = call.principal;
                         const bool validate_only = import.validate_only;
                         ASSIGN_OR_RETURN(const ImportResult result,
                                          store_.Import(std::move(import)));
                         if (result.changed && !validate_only) {
                           call.revision = result.head.revision;
                         }
                         ToProto(result, response);
                         return absl::OkStatus();
                       });
}

grpc::ServerReadReactor<v1::ImportRecordStreamRequest>* CurationService::ImportRecordStream(
    grpc::CallbackServerContext* context, v1::ImportRecordStreamResponse* response) {
  return rpc::RunClientStream<v1::ImportRecordStreamRequest>(
      runtime_, context, kImportRecordStream, rpc::Dispatch::kStorage,
      std::make_unique<ImportStream>(store_, limits_, streamed_bytes_, response));
}

grpc::ServerUnaryReactor* CurationService::RevertRevision(grpc::CallbackServerContext* context,
                                                          const v1::RevertRevisionRequest* request,
                                                          v1::RevertRevisionResponse* response) {
  return rpc::RunUnary(runtime_, context, kRevertRevision, rpc::Dispatch::kStorage,
                       [this, request, response](rpc::CallContext& call) -> absl::Status {
                         RevertRequest revert = FromProto(*request);
                         revert.envelope.author = call.principal;
                         ASSIGN_OR_RETURN(const ImportResult result, store_.Revert(revert));
                         if (result.changed && !revert.envelope.validate_only) {
                           call.revision = result.head.revision;
                         }
                         ToProto(result, response);
                         return absl::OkStatus();
                       });
}

}  // namespace indicast::store
