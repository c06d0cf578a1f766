// TrackYear and DecomposeGrowth (track_year.proto) as values of the use cases. FromProto refuses
// with field paths of the request; ToProto cannot fail. Thread-safe free functions.
#pragma once

#include "absl/status/statusor.h"
#include "indicast/projection/v1/track_year.pb.h"
#include "projection-service/app/decompose_growth.h"
#include "projection-service/app/track_year.h"

namespace indicast::projection {

absl::StatusOr<TrackQuestion> TrackQuestionFromProto(const v1::TrackYearRequest& in);
absl::StatusOr<DecomposeQuestion> DecomposeQuestionFromProto(const v1::DecomposeGrowthRequest& in);

void ToProto(const TrackAnswer& in, v1::TrackYearResponse& out);
void ToProto(const DecomposeAnswer& in, v1::DecomposeGrowthResponse& out);

}  // namespace indicast::projection
