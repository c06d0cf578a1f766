// Conversions between the values of common/ and indicast.type.v1, for the RPC borders of both
// services and for clients. FromProto refuses unset and unknown values with a field path relative
// to the message ("text"); ToProto cannot fail. Thread-safe free functions.
#pragma once

#include "absl/status/statusor.h"
#include "common/decimal/decimal.h"
#include "common/period/date.h"
#include "common/period/period.h"
#include "common/vocabulary/vocabulary.h"
#include "indicast/type/v1/value.pb.h"
#include "indicast/type/v1/vocabulary.pb.h"

namespace indicast::wire {

absl::StatusOr<Decimal> FromProto(const type::v1::Decimal& in);
absl::StatusOr<Period> FromProto(const type::v1::Period& in);
type::v1::Decimal ToProto(const Decimal& in);
type::v1::Period ToProto(const Period& in);

// Code lists. kInvalidArgument for the unspecified value (CODE_MISSING) and for values this build
// does not know (CODE_UNKNOWN), without a field: put the field's name before it with PrefixField.
absl::StatusOr<Measure> FromProto(type::v1::Measure in);
absl::StatusOr<PriceBasis> FromProto(type::v1::PriceBasis in);
absl::StatusOr<Qualifier> FromProto(type::v1::Qualifier in);
absl::StatusOr<Stage> FromProto(type::v1::Stage in);
absl::StatusOr<ObservationStatus> FromProto(type::v1::ObservationStatus in);
absl::StatusOr<Nature> FromProto(type::v1::Nature in);
absl::StatusOr<Direction> FromProto(type::v1::Direction in);
absl::StatusOr<Relation> FromProto(type::v1::Relation in);
absl::StatusOr<TargetKind> FromProto(type::v1::TargetKind in);
absl::StatusOr<Confidence> FromProto(type::v1::Confidence in);
absl::StatusOr<DerivationFormula> FromProto(type::v1::DerivationFormula in);
type::v1::Measure ToProto(Measure in);
type::v1::PriceBasis ToProto(PriceBasis in);
type::v1::Qualifier ToProto(Qualifier in);
type::v1::Stage ToProto(Stage in);
type::v1::ObservationStatus ToProto(ObservationStatus in);
type::v1::Nature ToProto(Nature in);
type::v1::Direction ToProto(Direction in);
type::v1::Relation ToProto(Relation in);
type::v1::TargetKind ToProto(TargetKind in);
type::v1::Confidence ToProto(Confidence in);
type::v1::DerivationFormula ToProto(DerivationFormula in);

}  // namespace indicast::wire
