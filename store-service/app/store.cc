#include "store-service/app/store.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/app/etag.h"
#include "store-service/app/import_check.h"
#include "store-service/app/import_findings.h"
#include "store-service/app/import_replacement.h"

namespace indicast::store {
namespace {

constexpr int kReplayBatch = 1000;
constexpr size_t kMaxUnwritten = 1024;
constexpr int kAppendAttempts = 3;

absl::Status RevisionMoved(Revision expected, Revision head) {
  return Error(
      absl::StatusCode::kAborted, "REVISION_MOVED",
      absl::StrCat("expected revision ", expected, ", but the newest one is ", head,
                   "; read again, check the change, and repeat with the new revision"),
      {{"expected_revision", absl::StrCat(expected)}, {"head_revision", absl::StrCat(head)}});
}

absl::Status RequestIdReused(const std::string& request_id) {
  return FieldError("request_id",
                    absl::StrCat("'", Shorten(request_id),
                                 "' was used before with other content; choose a new one"),
                    "REQUEST_ID_REUSED");
}

// Adds the findings of the plan; the state it leads to shares all else with `before`.
absl::Status Examine(const ImportRequest& request, const Snapshot& before, ImportPlan& plan) {
  LogEntry entry;
  entry.revision = before.revision() + 1;
  entry.batch.records = plan.records;
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> next, before.Apply(entry));
  AddFindings(request, *next, plan.report);
  return absl::OkStatus();
}

absl::Status CheckNew(const ImportRequest& request, const Snapshot& snapshot) {
  if (!request.only_new) return absl::OkStatus();
  for (const Scenario& scenario : request.scenarios) {
    if (snapshot.FindScenario(scenario.id) == nullptr) continue;
    return Error(absl::StatusCode::kAlreadyExists, "SCENARIO_EXISTS",
                 absl::StrCat("there is a scenario '", scenario.id,
                              "' already; choose another id, or change it by an import"),
                 {{"id", scenario.id}});
  }
  return absl::OkStatus();
}

// Everything that an import writes and reports over the newest state, or why it may not.
absl::StatusOr<ImportPlan> PlanChecked(const ImportRequest& request, const ImportLimits& limits,
                                       const Snapshot& before) {
  RETURN_IF_ERROR(CheckNew(request, before));
  RETURN_IF_ERROR(CheckEtags(request, before));
  const Endings endings = FindEndings(request, before, {});
  RETURN_IF_ERROR(CheckImport(request, before, endings));
  ImportPlan plan = PlanImport(request, before, {});
  AddEndings(endings, plan);
  plan.report.exceeded = FindExceeded(request, endings, plan, limits, before, {});
  if (request.validate_only || !plan.report.exceeded.empty() || !request.confirmed_plan.empty()) {
    plan.report.plan = PlanDigest(plan, before);
  }
  RETURN_IF_ERROR(CheckConfirmed(request, plan.report));
  if (!request.validate_only) plan.report.plan.clear();
  RETURN_IF_ERROR(Examine(request, before, plan));
  return plan;
}

// The same over the state within `before`, when it was written.
ImportPlan PlanAgain(const ImportRequest& request, const ImportLimits& limits, const Snapshot& now,
                     const AsOf& before) {
  const Endings endings = FindEndings(request, now, before);
  ImportPlan plan = PlanImport(request, now, before);
  AddEndings(endings, plan);
  plan.report.exceeded = FindExceeded(request, endings, plan, limits, now, before);
  AddFindings(request, now, plan.report);
  return plan;
}

absl::Status RevisionNotFound(Revision revision, Revision head) {
  return Error(absl::StatusCode::kNotFound, "REVISION_NOT_FOUND",
               absl::StrCat("there is no revision ", revision, "; the newest one is ", head),
               {{"revision", absl::StrCat(revision)}, {"head_revision", absl::StrCat(head)}});
}

}  // namespace

Store::Store(std::unique_ptr<StoreBackend> backend, const Clock& clock,
             const WatchHub::Limits& limits, const ImportLimits& import_limits)
    : backend_(std::move(backend)),
      clock_(clock),
      hub_(limits),
      import_limits_(import_limits),
      snapshot_(Snapshot::Empty()) {}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(std::unique_ptr<StoreBackend> backend,
                                                   const Clock& clock,
                                                   const WatchHub::Limits& limits,
                                                   const ImportLimits& import_limits) {
  std::unique_ptr<Store> store(new Store(std::move(backend), clock, limits, import_limits));
  const std::lock_guard lock(store->import_mutex_);
  RETURN_IF_ERROR(store->CatchUp());
  ASSIGN_OR_RETURN(const BackendStats stats, store->backend_->Stats());
  const std::shared_ptr<const Snapshot> replayed = store->snapshot();
  if (stats.head != replayed->revision()) {
    return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                 absl::StrCat("the log ends at revision ", replayed->revision(), ", but revision ",
                              stats.head, " was acknowledged; restore the newest backup"));
  }
  store->backend_name_ = stats.name;
  store->ReadStats();
  return store;
}

std::shared_ptr<const Snapshot> Store::snapshot() const {
  const std::lock_guard lock(publish_mutex_);
  return snapshot_;
}

int64_t Store::backend_bytes() const {
  const std::lock_guard lock(publish_mutex_);
  return backend_bytes_;
}

bool Store::writable() const {
  const std::lock_guard lock(publish_mutex_);
  return write_failure_.ok();
}

void Store::OnWritingEnded(WritingEnded ended) {
  {
    const std::lock_guard lock(publish_mutex_);
    writing_ended_ = std::move(ended);
  }
  TellWritingEnded();
}

void Store::TellWritingEnded() {
  WritingEnded ended;
  absl::Status failure;
  {
    const std::lock_guard lock(publish_mutex_);
    if (write_failure_.ok()) return;
    failure = write_failure_;
    ended = std::exchange(writing_ended_, nullptr);
  }
  if (ended) ended(failure);
}

void Store::Publish(std::shared_ptr<const Snapshot> next) {
  const std::lock_guard lock(publish_mutex_);
  snapshot_.swap(next);  // the old one dies outside the lock
}

void Store::ReadStats() {
  const absl::StatusOr<BackendStats> stats = backend_->Stats();
  if (!stats.ok()) return;
  {
    const std::lock_guard lock(publish_mutex_);
    backend_bytes_ = stats->bytes;
    write_failure_ = stats->write_failure;
  }
  TellWritingEnded();
}

absl::Status Store::CatchUp() {
  std::shared_ptr<const Snapshot> folded = snapshot();
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<LogEntry> entries,
                     backend_->ReadLog(folded->revision(), kReplayBatch));
    if (entries.empty()) break;
    for (const LogEntry& entry : entries) {
      ASSIGN_OR_RETURN(folded, folded->Apply(entry));
      answered_[entry.batch.request_id] = {entry.batch.request_digest, entry.revision, {}};
    }
  }
  const Revision head = folded->revision();
  Publish(std::move(folded));
  hub_.Advance(head);
  return absl::OkStatus();
}

absl::StatusOr<ImportResult> Store::Import(const ImportRequest& request) {
  RETURN_IF_ERROR(ValidateRequest(request));
  return Run({EnvelopeOf(request), RequestDigest(request),
              [&](const Snapshot& before) { return PlanChecked(request, import_limits_, before); },
              [&](const Snapshot& now, const AsOf& before) {
                return PlanAgain(request, import_limits_, now, before);
              }});
}

absl::StatusOr<ImportResult> Store::Revert(const RevertRequest& request) {
  RETURN_IF_ERROR(ValidateRevert(request));
  const Revision head = snapshot()->revision();
  if (request.revision > head) return RevisionNotFound(request.revision, head);
  ASSIGN_OR_RETURN(const std::vector<LogEntry> entries, backend_->ReadLog(request.revision - 1, 1));
  if (entries.empty()) return RevisionNotFound(request.revision, head);
  const LogEntry& entry = entries.front();
  return Run(
      {request.envelope, RevertDigest(request),
       [&](const Snapshot& before) { return PlanRevert(entry, before); },
       [&](const Snapshot& now, const AsOf& before) { return ReplayRevert(entry, now, before); }});
}

absl::StatusOr<ImportResult> Store::Run(const Intent& intent) {
  const Revision before = hub_.head();
  absl::StatusOr<ImportResult> result = [&] {
    const std::lock_guard lock(import_mutex_);
    return RunLocked(intent);
  }();
  if (hub_.head() != before) hub_.Notify();
  return result;
}

absl::StatusOr<std::vector<std::shared_ptr<const RevisionChanges>>> Store::ReadChanges(
    Revision after, int limit) {
  const std::shared_ptr<const Snapshot> now = snapshot();
  ASSIGN_OR_RETURN(std::vector<LogEntry> entries, backend_->ReadLog(after, limit));
  std::vector<std::shared_ptr<const RevisionChanges>> changes;
  changes.reserve(entries.size());
  for (LogEntry& entry : entries) {
    if (entry.revision > now->revision()) break;
    changes.push_back(ChangesOf(std::move(entry), *now));
  }
  return changes;
}

absl::StatusOr<ImportResult> Store::RunLocked(const Intent& intent) {
  const WriteEnvelope& envelope = intent.envelope;
  for (int attempt = 1;; ++attempt) {
    const auto known = answered_.find(envelope.request_id);
    if (known != answered_.end() && !envelope.validate_only) {
      if (known->second.digest != intent.digest) return RequestIdReused(envelope.request_id);
      return AnswerAgain(intent, known->second);
    }
    const std::shared_ptr<const Snapshot> before = snapshot();
    const std::optional<Revision>& expected = envelope.expected_revision;
    if (expected.has_value() && *expected != before->revision()) {
      return RevisionMoved(*expected, before->revision());
    }
    ASSIGN_OR_RETURN(ImportPlan plan, intent.plan(*before));
    if (envelope.validate_only || plan.records.empty()) {
      ImportResult result = {before->info(before->revision()), !plan.records.empty(),
                             std::move(plan.report)};
      if (!envelope.validate_only) {
        RememberUnwritten(envelope.request_id, {intent.digest, 0, result});
      }
      return result;
    }
    absl::StatusOr<ImportResult> result = Write(intent, std::move(plan));
    // Another process wrote in between: look again at what it wrote.
    if (!absl::IsAborted(result.status()) || attempt == kAppendAttempts) return result;
    RETURN_IF_ERROR(CatchUp());
  }
}

absl::StatusOr<ImportResult> Store::AnswerAgain(const Intent& intent, const Answered& first) {
  if (first.result.has_value()) return *first.result;
  const std::shared_ptr<const Snapshot> now = snapshot();
  // The report follows from the state before: nothing of it needs to be stored.
  ImportPlan plan = intent.replay(*now, {first.revision - 1, std::nullopt});
  return ImportResult{now->info(first.revision), true, std::move(plan.report)};
}

absl::StatusOr<ImportResult> Store::Write(const Intent& intent, ImportPlan plan) {
  const std::shared_ptr<const Snapshot> before = snapshot();
  const WriteEnvelope& envelope = intent.envelope;
  LogEntry entry;
  entry.batch.request_id = envelope.request_id;
  entry.batch.request_digest = intent.digest;
  entry.batch.author = envelope.author;
  entry.batch.reason = envelope.reason;
  // Microseconds: what every backend keeps.
  entry.batch.commit_time = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
  entry.batch.records = std::move(plan.records);
  const absl::StatusOr<AppendResult> appended = backend_->Append(entry.batch, before->revision());
  ReadStats();
  if (!appended.ok()) return appended.status();
  if (appended->repeated) {
    // Written by another process since the last look.
    RETURN_IF_ERROR(CatchUp());
    return AnswerAgain(intent, {intent.digest, appended->revision, {}});
  }
  entry.revision = appended->revision;
  entry.checksum = appended->checksum;
  ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> next, before->Apply(entry));
  answered_[envelope.request_id] = {intent.digest, appended->revision, {}};
  ImportResult result = {next->info(appended->revision), true, std::move(plan.report)};
  std::shared_ptr<const RevisionChanges> changes = ChangesOf(std::move(entry), *before);
  Publish(std::move(next));
  hub_.Publish(std::move(changes));
  return result;
}

void Store::RememberUnwritten(const std::string& request_id, Answered answered) {
  answered_[request_id] = std::move(answered);
  unwritten_.push_back(request_id);
  if (unwritten_.size() <= kMaxUnwritten) return;
  answered_.erase(unwritten_.front());
  unwritten_.pop_front();
}

}  // namespace indicast::store
