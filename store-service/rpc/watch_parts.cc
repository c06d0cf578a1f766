#include "store-service/rpc/watch_parts.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "store-service/app/scenarios.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"

namespace indicast::store {
namespace {

constexpr size_t kPartBytes = 512 << 10;
constexpr int kPartChanges = 1000;
constexpr int kDefaultInterval = 100;
constexpr int kMaxInterval = 10000;
constexpr int kMaxFilterIds = 1000;

template <typename Ids>
void TakeIds(FieldReader& fields, absl::string_view field, const Ids& in,
             std::vector<std::string>& out) {
  if (in.size() > kMaxFilterIds) {
    fields.Add(field, absl::StrCat("has ", in.size(), " ids; at most ", kMaxFilterIds));
    return;
  }
  out.assign(in.begin(), in.end());
}

void TakeKinds(FieldReader& fields, const v1::WatchFilter& in, std::vector<RecordKind>& out) {
  for (int i = 0; i < in.kinds_size(); ++i) {
    const v1::RecordKind kind = in.kinds(i);
    const std::string field = absl::StrCat("filter.kinds[", i, "]");
    if (kind == v1::RECORD_KIND_UNSPECIFIED) {
      fields.Add("", FieldError(field, "must be set", "CODE_MISSING"));
    } else if (!v1::RecordKind_IsValid(kind)) {
      fields.Add("", FieldError(field,
                                absl::StrCat("has the value ", static_cast<int>(kind),
                                             ", which this server does not know"),
                                "CODE_UNKNOWN"));
    } else {
      out.push_back(static_cast<RecordKind>(kind));
    }
  }
}

absl::StatusOr<WatchOptions> FromProto(const v1::WatchRequest& in) {
  WatchOptions out;
  FieldReader fields;
  if (in.has_start_after_revision()) out.start_after = in.start_after_revision();
  TakeIds(fields, "filter.indicators", in.filter().indicators(), out.filter.indicators);
  TakeIds(fields, "filter.areas", in.filter().areas(), out.filter.areas);
  TakeKinds(fields, in.filter(), out.filter.kinds);
  if (in.bookmark_interval() < 0 || in.bookmark_interval() > kMaxInterval) {
    fields.Add("bookmark_interval", absl::StrCat("is ", in.bookmark_interval(), ", must be 1..",
                                                 kMaxInterval, ", or 0 for ", kDefaultInterval));
  }
  out.bookmark_interval = in.bookmark_interval() == 0 ? kDefaultInterval : in.bookmark_interval();
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

// Writes a record as it was right after its revision.
class RecordWriter {
 public:
  RecordWriter(const Snapshot& snapshot, Revision revision, v1::RecordChange& out)
      : snapshot_(snapshot), as_of_{revision, std::nullopt}, out_(out) {}

  void operator()(const Area& record) const { Put(record, out_.mutable_area()); }
  void operator()(const Unit& record) const { Put(record, out_.mutable_unit()); }
  void operator()(const Indicator& record) const { Put(record, out_.mutable_indicator()); }
  void operator()(const Document& record) const {
    ToProto(record, DocumentText::kWithout, out_.mutable_document());
    PutEtag(*as_of_.revision, out_.mutable_document());
  }
  void operator()(const Observation& record) const { PutDated(record, out_.mutable_observation()); }
  void operator()(const Target& record) const { PutDated(record, out_.mutable_target()); }
  void operator()(const Scenario& record) const {
    const auto found = GetScenario(snapshot_, record.id, as_of_);
    if (found.ok()) ToProto(found->scenario, out_.mutable_scenario());
  }
  void operator()(const Withdrawal&) const {}

 private:
  template <typename T, typename Message>
  void Put(const T& record, Message* out) const {
    ToProto(record, out);
    PutEtag(*as_of_.revision, out);
  }

  template <typename T, typename Message>
  void PutDated(const T& record, Message* out) const {
    Put(record, out);
    ToProto(snapshot_.PublicationOf(record, as_of_), out->mutable_publication());
    out->set_revision(*as_of_.revision);
  }

  const Snapshot& snapshot_;
  const AsOf as_of_;
  v1::RecordChange& out_;
};

}  // namespace

absl::StatusOr<WatchParts> WatchParts::Start(Store& store, const v1::WatchRequest& request) {
  ASSIGN_OR_RETURN(WatchOptions options, FromProto(request));
  ASSIGN_OR_RETURN(WatchCursor cursor, WatchCursor::Start(store, std::move(options)));
  return WatchParts(store, std::move(cursor), request.include_records());
}

absl::StatusOr<bool> WatchParts::Next(v1::WatchResponse& part) {
  if (!step_.has_value()) {
    ASSIGN_OR_RETURN(step_, cursor_.Next());
    if (!step_.has_value()) return false;
    next_ = 0;
  }
  if (step_->changes != nullptr) {
    Fill(*part.mutable_revision());
    if (!part.revision().last_part()) return true;
  } else {
    part.mutable_bookmark()->set_revision(step_->revision);
  }
  position_ = step_->revision;
  step_.reset();
  return true;
}

void WatchParts::Fill(v1::WatchedRevision& part) {
  const RevisionChanges& changes = *step_->changes;
  const std::shared_ptr<const Snapshot> snapshot = store_->snapshot();
  ToProto(snapshot->info(step_->revision), part.mutable_info());
  size_t bytes = 0;
  while (next_ < step_->passing.size() && bytes < kPartBytes &&
         part.changes_size() < kPartChanges) {
    const RecordChange& change = changes.changes[step_->passing[next_++]];
    v1::RecordChange& added = *part.add_changes();
    added.set_kind(static_cast<v1::RecordKind>(change.kind));
    added.set_key(change.key);
    added.set_previous_revision(change.previous);
    added.set_withdrawn(change.withdrawn);
    if (with_records_) {
      std::visit(RecordWriter(*snapshot, step_->revision, added),
                 changes.entry.batch.records[change.record]);
    }
    bytes += added.ByteSizeLong();
  }
  part.set_last_part(next_ == step_->passing.size());
}

}  // namespace indicast::store
