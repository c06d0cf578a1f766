// The words of the code lists in both languages, as the offices print them. Unknown values of a
// newer server show as 未知值 / unknown value. Thread-safe free functions.
#pragma once

#include <string>

#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/resources.pb.h"
#include "indicast/type/v1/value.pb.h"
#include "indicast/type/v1/vocabulary.pb.h"

namespace indicast::cli::output {

Text WordOf(type::v1::Measure measure);
Text WordOf(type::v1::PriceBasis basis);
Text WordOf(type::v1::Stage stage);
Text WordOf(type::v1::ObservationStatus status);
Text WordOf(type::v1::Nature nature);
Text WordOf(type::v1::Direction direction);
Text WordOf(type::v1::TargetKind kind);
Text WordOf(type::v1::Relation relation);
Text WordOf(type::v1::Confidence confidence);
Text WordOf(store::v1::PreferenceReason reason);
Text WordOf(store::v1::ConflictKind kind);
Text WordOf(store::v1::DifferenceKind kind);
Text WordOf(store::v1::RulerDifferenceKind kind);
Text WordOf(store::v1::SilenceKind kind);
Text WordOf(projection::v1::Verdict verdict);
Text WordOf(projection::v1::PathBasis basis);

// The same as lower-case codes for programs ("greater-or-equal"); "unspecified" and "unknown" where
// the list has no code.
std::string CodeOf(type::v1::Measure measure);
std::string CodeOf(type::v1::PriceBasis basis);
std::string CodeOf(type::v1::Stage stage);
std::string CodeOf(type::v1::ObservationStatus status);
std::string CodeOf(type::v1::Nature nature);
std::string CodeOf(type::v1::Direction direction);
std::string CodeOf(type::v1::TargetKind kind);
std::string CodeOf(type::v1::Relation relation);
std::string CodeOf(type::v1::Qualifier qualifier);
std::string CodeOf(type::v1::Confidence confidence);
std::string CodeOf(store::v1::PreferenceReason reason);
std::string CodeOf(store::v1::ConflictKind kind);
std::string CodeOf(store::v1::DifferenceKind kind);
std::string CodeOf(store::v1::RulerDifferenceKind kind);
std::string CodeOf(store::v1::SilenceKind kind);
std::string CodeOf(projection::v1::Verdict verdict);
std::string CodeOf(projection::v1::PathBasis basis);

// A verdict: its code for programs, its word with its tone for people.
Cell VerdictCell(projection::v1::Verdict verdict);

// Digits (with a unit or not) under a qualifier: 超过1560 / "more than 1560", 约3 / "about 3".
Text Qualified(type::v1::Qualifier qualifier, const Text& digits);
// Digits under a comparator: 6以上 / "at least 6", 3左右 / "about 3".
Text Compared(type::v1::Relation relation, const Text& digits);
// Another indicator under a comparator: 高于地区生产总值 / "above gross domestic product".
Text ComparedWith(type::v1::Relation relation, const Text& other);

// The quote, or the reason why there is none. A reason written as "Chinese / English" is split.
Text GroundsOf(const type::v1::Evidence& evidence);

Text FromProto(const type::v1::LocalizedText& text);

}  // namespace indicast::cli::output
