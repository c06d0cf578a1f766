// Messages of indicast.store.v1 to the records of the domain and back. Thread-safe free functions.
//
// FromProto is total: any message gives a valid record (Validate() passes) or kInvalidArgument with
// every wrong field, its path relative to the message ("value.text"); output-only fields are
// ignored. ToProto cannot fail and writes every field of `out`, which must be empty.
// FromProto(ToProto(record)) == record for every valid record.
#pragma once

#include "absl/status/statusor.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/resources.pb.h"
#include "indicast/type/v1/value.pb.h"
#include "store-service/app/etag.h"
#include "store-service/app/import.h"
#include "store-service/app/import_thresholds.h"
#include "store-service/app/revert.h"
#include "store-service/app/scenarios.h"
#include "store-service/domain/records.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

class FieldReader;  // field_reader.h

// convert_values.cc
LocalizedText FromProto(const type::v1::LocalizedText& in);
absl::StatusOr<Publication> FromProto(const type::v1::Publication& in);
absl::StatusOr<Evidence> FromProto(const type::v1::Evidence& in);
// "as_of" before the field is the caller's.
absl::StatusOr<AsOf> FromProto(const type::v1::AsOf& in);
void ToProto(const LocalizedText& in, type::v1::LocalizedText* out);
void ToProto(const Publication& in, type::v1::Publication* out);
void ToProto(const Evidence& in, type::v1::Evidence* out);
void ToProto(const RevisionInfo& in, type::v1::RevisionInfo* out);
void ToProto(const Decimal& in, type::v1::Decimal* out);

// convert_catalogue.cc
absl::StatusOr<Area> FromProto(const v1::Area& in);
absl::StatusOr<Unit> FromProto(const v1::Unit& in);
absl::StatusOr<Document> FromProto(const v1::Document& in);
absl::StatusOr<Indicator> FromProto(const v1::Indicator& in);
enum class DocumentText { kWith, kWithout };
void ToProto(const Area& in, v1::Area* out);
void ToProto(const Unit& in, v1::Unit* out);
void ToProto(const Document& in, DocumentText text, v1::Document* out);
void ToProto(const DocumentSection& in, v1::DocumentSection* out);
void ToProto(const Indicator& in, v1::Indicator* out);
void ToProto(const ReleaseRule& in, v1::ReleaseRule* out);

// convert_figures.cc
absl::StatusOr<SeriesKey> FromProto(const v1::SeriesKey& in);
absl::StatusOr<Observation> FromProto(const v1::Observation& in);
absl::StatusOr<Target> FromProto(const v1::Target& in);
absl::StatusOr<ObservationQuery> FromProto(const v1::ObservationFilter& in);
void ToProto(const SeriesKey& in, v1::SeriesKey* out);
void ToProto(const Observation& in, v1::Observation* out);
void ToProto(const VintageView& in, v1::Observation* out);
void ToProto(const Target& in, v1::Target* out);

// convert_scenario.cc
absl::StatusOr<AssumptionRule> FromProto(const v1::AssumptionRule& in);
absl::StatusOr<Scenario> FromProto(const v1::Scenario& in);
void ToProto(const AssumptionRule& in, v1::AssumptionRule* out);
void ToProto(const Assumption& in, v1::Assumption* out);
void ToProto(const Scenario& in, v1::Scenario* out);
void ToProto(const ScenarioView& in, v1::Scenario* out);

// convert_import.cc. The author is not part of the messages.
absl::StatusOr<VintageKey> FromProto(const v1::ObservationWithdrawal& in);
absl::StatusOr<ObservationReplacement> FromProto(const v1::ObservationReplacement& in);
absl::StatusOr<ImportThresholds> FromProto(const v1::ImportThresholds& in);
absl::StatusOr<ImportRequest> FromProto(const v1::ImportRecordsRequest& in);
// Its two halves: all but the lists; and the lists, appended. What is wrong is noted in `fields`.
void TakeEnvelope(const v1::ImportRecordsRequest& in, FieldReader& fields, ImportRequest& out);
void TakeRecords(const v1::ImportRecordsRequest& in, FieldReader& fields, ImportRequest& out);
RevertRequest FromProto(const v1::RevertRevisionRequest& in);
void ToProto(const ImportReport& in, v1::ImportReport* out);
void ToProto(const ImportLimits& in, v1::ServerLimits* out);
// Of any kind of write.
template <typename Response>
void ToProto(const ImportResult& in, Response* out) {
  ToProto(in.head, out->mutable_head());
  out->set_changed(in.changed);
  ToProto(in.report, out->mutable_report());
}

// A record as a read shows it: with the etag of the version.
template <typename Message>
void PutEtag(Revision revision, Message* out) {
  out->set_etag(EtagOf(revision));
}

}  // namespace indicast::store
