// Requests and answers of indicast.projection.v1 as values of the use cases. FromProto refuses with
// field paths of the request; ToProto cannot fail. Thread-safe free functions.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "projection-service/app/query.h"

namespace indicast::projection {

// `field` is the path of the selection: "scenario" or "scenarios[1]".
absl::StatusOr<ScenarioChoice> ScenarioFromProto(const v1::ScenarioSelection& in,
                                                 const std::string& field);
absl::StatusOr<Frame> FrameFromProto(const v1::ProjectRequest& in);
absl::StatusOr<Frame> FrameFromProto(const v1::CompareScenariosRequest& in);

// Members of the answers of all methods.
void Put(const LocalizedText& in, type::v1::LocalizedText& out);
void Put(const Value& in, v1::ProjectedValue& out);
void Put(const Receipt& in, v1::Receipt& out);
void Put(const ProjectionWarning& in, const InputSet& inputs, v1::ProjectionWarning& out);
v1::PathBasis ToProto(PathBasis basis);
v1::Verdict ToProto(Verdict verdict);
// The record as the store gave it. It was serialized by this process, so it parses.
void PutFigure(const InputSet& inputs, size_t i, store::v1::Observation& out);

// Members of the requests of all methods; `field` is the path of the list or message.
absl::StatusOr<std::vector<QuotaInput>> QuotasFromProto(
    const google::protobuf::RepeatedPtrField<v1::ExternalQuota>& in, const std::string& field);
// Sets revision and publication date of the frame.
absl::Status ReadAsOf(const type::v1::AsOf& in, const std::string& field, Frame& frame);

void ToProto(const ProjectionAnswer& in, v1::ProjectionResult& out);
void ToProto(const Comparison& in, v1::CompareScenariosResponse& out);

}  // namespace indicast::projection
