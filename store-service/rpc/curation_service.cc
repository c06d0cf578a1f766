#include "store-service/rpc/curation_service.h"

#include "common/rpc/handlers.h"
#include "common/status/status_macros.h"
#include "store-service/rpc/convert.h"

namespace indicast::store {
namespace {

constexpr rpc::Method kImportRecords = {"indicast.store.v1.IndicatorCuration", "ImportRecords",
                                        true};

constexpr rpc::Method kRevertRevision = {"indicast.store.v1.IndicatorCuration", "RevertRevision",
                                         true};

}  // namespace

CurationService::CurationService(Store& store, rpc::Runtime& runtime)
    : store_(store), runtime_(runtime) {}

grpc::ServerUnaryReactor* CurationService::ImportRecords(grpc::CallbackServerContext* context,
                                                         const v1::ImportRecordsRequest* request,
                                                         v1::ImportRecordsResponse* response) {
  return rpc::RunUnary(runtime_, context, kImportRecords, rpc::Dispatch::kStorage,
                       [this, request, response](rpc::CallContext& call) -> absl::Status {
                         ASSIGN_OR_RETURN(ImportRequest import, FromProto(*request));
                         import.author = call.principal;
                         ASSIGN_OR_RETURN(const ImportResult result, store_.Import(import));
                         if (result.changed && !import.validate_only) {
                           call.revision = result.head.revision;
                         }
                         ToProto(result, response);
                         return absl::OkStatus();
                       });
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
