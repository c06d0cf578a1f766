#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;

// Appends records and the etags that they carry; the paths count from the first record of the
// request.
template <typename Message, typename T>
void TakeAll(FieldReader& fields, absl::string_view list,
             const google::protobuf::RepeatedPtrField<Message>& in, std::vector<T>& out,
             std::vector<ExpectedEtag>& etags) {
  if (out.empty()) out.reserve(static_cast<size_t>(in.size()));
  for (int i = 0; i < in.size() && fields.count() < kMaxViolations; ++i) {
    T record;
    const size_t index = out.size();
    fields.Take(RecordPath(list, index), FromProto(in[i]), record);
    out.push_back(std::move(record));
    if (!in[i].etag().empty()) etags.push_back({std::string(list), index, in[i].etag()});
  }
}

void TakeReplacements(FieldReader& fields, const v1::ImportRecordsRequest& in,
                      std::vector<ObservationReplacement>& out) {
  for (int i = 0; i < in.replacements_size() && fields.count() < kMaxViolations; ++i) {
    ObservationReplacement replacement;
    fields.Take(RecordPath("replacements", out.size()), FromProto(in.replacements(i)), replacement);
    out.push_back(std::move(replacement));
  }
}

v1::ImportReport::Change ToProto(const ImportChange& in) {
  v1::ImportReport::Change out;
  out.set_kind(in.kind);
  out.set_key(in.key);
  out.set_before(in.before);
  out.set_after(in.after);
  return out;
}

}  // namespace

absl::StatusOr<VintageKey> FromProto(const v1::ObservationWithdrawal& in) {
  VintageKey out;
  FieldReader fields;
  fields.Take("series", FromProto(in.series()), out.series);
  fields.Take("period", wire::FromProto(in.period()), out.period);
  fields.Take("stage", wire::FromProto(in.stage()), out.stage);
  out.document = in.document();
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<ObservationReplacement> FromProto(const v1::ObservationReplacement& in) {
  ObservationReplacement out;
  FieldReader fields;
  out.indicators.assign(in.indicators().begin(), in.indicators().end());
  out.areas.assign(in.areas().begin(), in.areas().end());
  out.documents.assign(in.documents().begin(), in.documents().end());
  Period period;
  if (in.has_from_period()) {
    fields.Take("from_period", wire::FromProto(in.from_period()), period);
    out.from_day = period.first_day();
  }
  if (in.has_to_period()) {
    fields.Take("to_period", wire::FromProto(in.to_period()), period);
    out.to_day = period.last_day();
  }
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<ImportThresholds> FromProto(const v1::ImportThresholds& in) {
  ImportThresholds out;
  FieldReader fields;
  if (in.has_max_changed_count()) out.max_changed_count = in.max_changed_count();
  if (in.has_max_replaced_count()) out.max_replaced_count = in.max_replaced_count();
  if (in.has_max_level_factor()) {
    fields.Take("max_level_factor", wire::FromProto(in.max_level_factor()), out.max_level_factor);
  }
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

void TakeEnvelope(const v1::ImportRecordsRequest& in, FieldReader& fields, ImportRequest& out) {
  out.request_id = in.request_id();
  out.reason = in.reason();
  out.validate_only = in.validate_only();
  if (in.has_expected_revision()) out.expected_revision = in.expected_revision();
  fields.Take("thresholds", FromProto(in.thresholds()), out.thresholds);
  out.confirmed_plan = in.confirmed_plan();
}

void TakeRecords(const v1::ImportRecordsRequest& in, FieldReader& fields, ImportRequest& out) {
  TakeAll(fields, "areas", in.areas(), out.areas, out.etags);
  TakeAll(fields, "units", in.units(), out.units, out.etags);
  TakeAll(fields, "documents", in.documents(), out.documents, out.etags);
  TakeAll(fields, "indicators", in.indicators(), out.indicators, out.etags);
  TakeAll(fields, "observations", in.observations(), out.observations, out.etags);
  TakeAll(fields, "targets", in.targets(), out.targets, out.etags);
  TakeAll(fields, "scenarios", in.scenarios(), out.scenarios, out.etags);
  TakeAll(fields, "withdrawals", in.withdrawals(), out.withdrawals, out.etags);
  TakeReplacements(fields, in, out.replacements);
}

absl::StatusOr<ImportRequest> FromProto(const v1::ImportRecordsRequest& in) {
  ImportRequest out;
  FieldReader fields;
  TakeEnvelope(in, fields, out);
  TakeRecords(in, fields, out);
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

RevertRequest FromProto(const v1::RevertRevisionRequest& in) {
  RevertRequest out;
  out.envelope.request_id = in.request_id();
  out.envelope.reason = in.reason();
  out.envelope.validate_only = in.validate_only();
  if (in.has_expected_revision()) out.envelope.expected_revision = in.expected_revision();
  out.revision = in.revision();
  return out;
}

void ToProto(const ImportReport& in, v1::ImportReport* out) {
  out->set_added_count(in.added);
  out->set_changed_count(in.changed);
  out->set_unchanged_count(in.unchanged);
  out->set_withdrawn_count(in.withdrawn);
  for (const ImportChange& change : in.changes) *out->add_changes() = ToProto(change);
  out->set_wordings_checked_count(in.wordings_checked);
  out->set_finding_count(in.finding_count);
  for (const ImportFinding& finding : in.findings) {
    v1::ImportReport::Finding* added = out->add_findings();
    added->set_code(finding.code);
    added->set_field(finding.field);
    added->set_text(finding.text);
  }
  out->set_plan(in.plan);
  for (const ThresholdExceeded& exceeded : in.exceeded) {
    v1::ImportReport::ThresholdExceeded* added = out->add_exceeded();
    added->set_threshold(exceeded.threshold);
    added->set_limit(exceeded.limit);
    added->set_actual(exceeded.actual);
    added->set_key(exceeded.key);
  }
}

void ToProto(const ImportLimits& in, v1::ServerLimits* out) {
  out->set_max_changed_count(in.max_changed_count);
  out->set_max_replaced_count(in.max_replaced_count);
  ToProto(in.max_level_factor, out->mutable_max_level_factor());
}

}  // namespace indicast::store
