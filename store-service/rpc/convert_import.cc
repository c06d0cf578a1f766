#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;

// Appends; the paths count from the first record of the request.
template <typename Message, typename T>
void TakeAll(FieldReader& fields, absl::string_view list,
             const google::protobuf::RepeatedPtrField<Message>& in, std::vector<T>& out) {
  if (out.empty()) out.reserve(static_cast<size_t>(in.size()));
  for (int i = 0; i < in.size() && fields.count() < kMaxViolations; ++i) {
    T record;
    fields.Take(RecordPath(list, out.size()), FromProto(in[i]), record);
    out.push_back(std::move(record));
  }
}

}  // namespace

void TakeEnvelope(const v1::ImportRecordsRequest& in, ImportRequest& out) {
  out.request_id = in.request_id();
  out.reason = in.reason();
  out.validate_only = in.validate_only();
  if (in.has_expected_revision()) out.expected_revision = in.expected_revision();
}

void TakeRecords(const v1::ImportRecordsRequest& in, FieldReader& fields, ImportRequest& out) {
  TakeAll(fields, "areas", in.areas(), out.areas);
  TakeAll(fields, "units", in.units(), out.units);
  TakeAll(fields, "documents", in.documents(), out.documents);
  TakeAll(fields, "indicators", in.indicators(), out.indicators);
  TakeAll(fields, "observations", in.observations(), out.observations);
  TakeAll(fields, "targets", in.targets(), out.targets);
  TakeAll(fields, "scenarios", in.scenarios(), out.scenarios);
}

absl::StatusOr<ImportRequest> FromProto(const v1::ImportRecordsRequest& in) {
  ImportRequest out;
  FieldReader fields;
  TakeEnvelope(in, out);
  TakeRecords(in, fields, out);
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

void ToProto(const ImportReport& in, v1::ImportReport* report) {
  report->set_added_count(in.added);
  report->set_changed_count(in.changed);
  report->set_unchanged_count(in.unchanged);
  for (const ImportChange& change : in.changes) {
    v1::ImportReport::Change* added = report->add_changes();
    added->set_kind(change.kind);
    added->set_key(change.key);
    added->set_before(change.before);
    added->set_after(change.after);
  }
  report->set_wordings_checked_count(in.wordings_checked);
  report->set_finding_count(in.finding_count);
  for (const ImportFinding& finding : in.findings) {
    v1::ImportReport::Finding* added = report->add_findings();
    added->set_code(finding.code);
    added->set_field(finding.field);
    added->set_text(finding.text);
  }
}

void ToProto(const ImportResult& in, v1::ImportRecordsResponse* out) {
  ToProto(in.head, out->mutable_head());
  out->set_changed(in.changed);
  ToProto(in.report, out->mutable_report());
}

void ToProto(const ImportResult& in, v1::ImportRecordStreamResponse* out) {
  ToProto(in.head, out->mutable_head());
  out->set_changed(in.changed);
  ToProto(in.report, out->mutable_report());
}

}  // namespace indicast::store
