#include "store-service/app/revert.h"

#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "store-service/app/import_check.h"
#include "store-service/app/import_replacement.h"
#include "store-service/app/summary.h"

namespace indicast::store {
namespace {

constexpr char kReason[] = "REVERT_NOT_POSSIBLE";
constexpr size_t kKeyBytes = 200;

absl::Status NotPossible(Revision revision, std::vector<FieldViolation> violations) {
  std::string message =
      absl::StrCat("revision ", revision, " cannot be taken back: ", violations[0].description);
  if (violations.size() > 1) {
    absl::StrAppend(&message, " (and ", violations.size() - 1, " more)");
  }
  return ErrorWithDetail(absl::StatusCode::kFailedPrecondition, message,
                         {kReason, {}, std::move(violations)});
}

// Collects what takes back the records of one entry.
class RevertDraft {
 public:
  RevertDraft(const LogEntry& entry, const Snapshot& snapshot, const AsOf& now)
      : revision_(entry.revision), snapshot_(snapshot), now_(now), before_{entry.revision - 1, {}} {
    for (const Record& record : entry.batch.records) std::visit(*this, record);
  }

  void operator()(const Area& r) { Restore(r, snapshot_.FindArea(r.id, before_), request_.areas); }
  void operator()(const Unit& r) { Restore(r, snapshot_.FindUnit(r.id, before_), request_.units); }
  void operator()(const Document& r) {
    Restore(r, snapshot_.FindDocument(r.id, before_), request_.documents);
  }
  void operator()(const Indicator& r) {
    Restore(r, snapshot_.FindIndicator(r.id, before_), request_.indicators);
  }
  void operator()(const Target& r) {
    Undo(r, snapshot_.FindTarget(r.id, before_), request_.targets);
  }
  void operator()(const Scenario& r) {
    Undo(r, snapshot_.FindScenario(r.id, before_), request_.scenarios);
  }
  void operator()(const Observation& r) {
    TakeBack({r.series, r.period, r.stage, r.evidence.document});
  }
  void operator()(const Withdrawal& r) {
    if (absl::StatusOr<VintageKey> key = VintageKey::Parse(r.observation_key); key.ok()) {
      TakeBack(*std::move(key));
    }
  }

  const ImportRequest& request() const { return request_; }
  int kept() const { return kept_; }
  const std::vector<FieldViolation>& obstacles() const { return obstacles_; }

 private:
  void Refuse(absl::string_view kind, absl::string_view key, absl::string_view why) {
    obstacles_.push_back(
        {"revision", absl::StrCat(kind, " '", Shorten(key, kKeyBytes), "' ", why)});
  }

  template <typename T>
  bool IsNewest(const T& record) {
    const Revision newest =
        snapshot_.VersionOf(record, now_.revision.value_or(snapshot_.revision()));
    if (newest == revision_) return true;
    Refuse(KindOf(record), RecordKey(record),
           absl::StrCat("was written again by revision ", newest));
    return false;
  }

  // The catalogue: what the revision brought stays.
  template <typename T>
  void Restore(const T& record, const std::shared_ptr<const T>& before, std::vector<T>& list) {
    if (before == nullptr) {
      ++kept_;
    } else if (IsNewest(record)) {
      list.push_back(*before);
    }
  }

  template <typename T>
  void Undo(const T& record, const std::shared_ptr<const T>& before, std::vector<T>& list) {
    if (!IsNewest(record)) return;
    if (before == nullptr) {
      Refuse(KindOf(record), RecordKey(record), "came with it and cannot be withdrawn");
    } else {
      list.push_back(*before);
    }
  }

  void TakeBack(VintageKey key) {
    const Revision newest = NewestOf(key);
    if (newest != revision_) {
      return Refuse("observation", key.ToString(),
                    absl::StrCat("was written again by revision ", newest));
    }
    const auto before =
        snapshot_.FindVintage(key.series, key.period, key.stage, key.document, before_);
    if (before == nullptr) {
      request_.withdrawals.push_back(std::move(key));
    } else {
      request_.observations.push_back(*before);
    }
  }

  // The newest version of the vintage, withdrawals included.
  Revision NewestOf(const VintageKey& key) const {
    Revision newest = 0;
    for (const ObservationVersion& version : snapshot_.History(key.series, key.period, now_)) {
      const Observation& figure = *version.observation;
      if (figure.stage == key.stage && figure.evidence.document == key.document) {
        newest = version.revision;
      }
    }
    return newest;
  }

  const Revision revision_;
  const Snapshot& snapshot_;
  const AsOf now_;
  const AsOf before_;
  ImportRequest request_;
  int kept_ = 0;
  std::vector<FieldViolation> obstacles_;
};

// Names the record that a path of the draft stands for.
std::string NameOf(const ImportRequest& draft, absl::string_view path) {
  std::string name(path);
  for (size_t i = 0; i < draft.withdrawals.size(); ++i) {
    if (!absl::StartsWith(path, RecordPath("withdrawals", i))) continue;
    return absl::StrCat("observation '", Shorten(draft.withdrawals[i].ToString(), kKeyBytes), "'");
  }
  ForEachRecord(draft, [&](absl::string_view list, size_t index, const auto& record) {
    if (absl::StartsWith(path, RecordPath(list, index))) {
      name = absl::StrCat(KindOf(record), " '", Shorten(RecordKey(record), kKeyBytes), "'");
    }
  });
  return name;
}

absl::Status Explain(const ImportRequest& draft, Revision revision, const absl::Status& status) {
  std::vector<FieldViolation> violations = DetailOf(status).violations;
  for (FieldViolation& v : violations) {
    v = {"revision", absl::StrCat("without the revision, ", NameOf(draft, v.field),
                                  " breaks a rule: ", v.description)};
  }
  return NotPossible(revision, std::move(violations));
}

ImportPlan PlanOf(const RevertDraft& draft, const Endings& endings, const Snapshot& snapshot,
                  const AsOf& as_of) {
  ImportPlan plan = PlanImport(draft.request(), snapshot, as_of);
  AddEndings(endings, plan);
  plan.report.unchanged += draft.kept();
  return plan;
}

}  // namespace

absl::Status ValidateRevert(const RevertRequest& request) {
  std::vector<FieldViolation> violations;
  CheckEnvelope(request.envelope, violations);
  if (request.revision < 1) {
    violations.push_back(
        {"revision", absl::StrCat(request.revision, " is no revision; the first one is 1")});
  }
  return violations.empty() ? absl::OkStatus() : FieldErrors(std::move(violations));
}

std::string RevertDigest(const RevertRequest& request) {
  Sha256 digest;
  digest.PutString("indicast revert 1").PutString(request.envelope.reason);
  digest.PutInt(request.envelope.expected_revision.value_or(-1)).PutInt(request.revision);
  return digest.Hex();
}

absl::StatusOr<ImportPlan> PlanRevert(const LogEntry& entry, const Snapshot& snapshot) {
  const RevertDraft draft(entry, snapshot, {});
  if (!draft.obstacles().empty()) return NotPossible(entry.revision, draft.obstacles());
  const Endings endings = FindEndings(draft.request(), snapshot, {});
  const absl::Status status = CheckImport(draft.request(), snapshot, endings);
  if (!status.ok()) return Explain(draft.request(), entry.revision, status);
  return PlanOf(draft, endings, snapshot, {});
}

ImportPlan ReplayRevert(const LogEntry& entry, const Snapshot& snapshot, const AsOf& as_of) {
  const RevertDraft draft(entry, snapshot, as_of);
  return PlanOf(draft, FindEndings(draft.request(), snapshot, as_of), snapshot, as_of);
}

}  // namespace indicast::store
