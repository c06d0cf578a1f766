// The shared parts of the questions about a plan (plan.proto) as values of the use cases. FromProto
// refuses with field paths of the request; ToProto cannot fail. Thread-safe free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "indicast/projection/v1/plan.pb.h"
#include "indicast/projection/v1/seek_targets.pb.h"
#include "projection-service/app/plan_setting.h"

namespace indicast::projection {

// A decimal of the request: kInvalidArgument at `field` when it is unset or no decimal.
absl::StatusOr<Decimal> RequiredDecimal(bool is_set, const type::v1::Decimal& in,
                                        const std::string& field);
// Unset stays unset.
absl::StatusOr<std::optional<Decimal>> OptionalDecimal(bool is_set, const type::v1::Decimal& in,
                                                       const std::string& field);

// Fields of errors begin with "frame".
absl::StatusOr<PlanQuestion> PlanQuestionFromProto(const v1::PlanFrame& in);
// Fields of errors begin with "goals".
absl::StatusOr<std::vector<PlanGoal>> GoalsFromProto(
    const google::protobuf::RepeatedPtrField<v1::Goal>& in);
// Fields of errors begin with `field`.
absl::StatusOr<std::vector<StatedLaw>> PriorsFromProto(
    const google::protobuf::RepeatedPtrField<v1::GrowthPrior>& in, const std::string& field);

// A number of an answer, at most 12 significant digits; not finite: stays unset.
void PutNumber(double in, type::v1::Decimal& out);

void Put(const GrowthOutlook& in, const InputSet& inputs, v1::GrowthOutlook& out);
void Put(const LeftOutTarget& in, v1::LeftOut& out);
void Put(const PlanAnswerContext& in, const InputSet& inputs, int year, v1::PlanContext& out);

}  // namespace indicast::projection
