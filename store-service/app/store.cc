#include "store-service/app/store.h"

#include <algorithm>
#include <future>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/app/import_check.h"
#include "store-service/app/import_findings.h"

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

// From so many records on it pays to use a second thread.
constexpr size_t kManyRecords = 10000;

bool Many(const ImportRequest& request) { return request.observations.size() >= kManyRecords; }

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

}  // namespace

struct Store::Pending {
  std::shared_ptr<const Snapshot> before;
  std::vector<WordingVerdict> wordings;
  std::vector<uint32_t> places;
  ImportReport report;
  LogEntry entry;

  // Adds the findings; returns the state that the entry leads to, but for its checksum.
  absl::StatusOr<std::shared_ptr<const Snapshot>> Examine(const ImportRequest& request) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> next, before->Apply(entry));
    AddFindings(request, entry.batch.records, places, wordings, *next, report);
    return next;
  }
};

Store::Store(const Clock& clock, const WatchHub::Limits& limits)
    : clock_(clock), hub_(limits), snapshot_(Snapshot::Empty()) {}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(std::unique_ptr<StoreBackend> backend,
                                                   const Clock& clock,
                                                   const WatchHub::Limits& limits) {
  std::unique_ptr<Store> store(new Store(clock, limits));
  const std::lock_guard lock(store->import_mutex_);
  RETURN_IF_ERROR(store->Finish(std::move(backend)));
  return store;
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const BackendOpener& open, const Clock& clock,
                                                   const WatchHub::Limits& limits) {
  std::unique_ptr<Store> store(new Store(clock, limits));
  const std::lock_guard lock(store->import_mutex_);
  ASSIGN_OR_RETURN(std::unique_ptr<StoreBackend> backend, open([&](std::vector<LogEntry> entries) {
                     return store->Fold(std::move(entries));
                   }));
  RETURN_IF_ERROR(store->Finish(std::move(backend)));
  return store;
}

absl::Status Store::Finish(std::unique_ptr<StoreBackend> backend) {
  backend_ = std::move(backend);
  RETURN_IF_ERROR(CatchUp());
  ASSIGN_OR_RETURN(const BackendStats stats, backend_->Stats());
  const std::shared_ptr<const Snapshot> replayed = snapshot();
  if (stats.head != replayed->revision()) {
    return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                 absl::StrCat("the log ends at revision ", replayed->revision(), ", but revision ",
                              stats.head, " was acknowledged; restore the newest backup"));
  }
  backend_name_ = stats.name;
  ReadStats();
  return absl::OkStatus();
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
  while (true) {
    ASSIGN_OR_RETURN(std::vector<LogEntry> entries,
                     backend_->ReadLog(snapshot()->revision(), kReplayBatch));
    if (entries.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(Fold(std::move(entries)));
  }
}

absl::Status Store::Fold(std::vector<LogEntry> entries) {
  std::shared_ptr<const Snapshot> folded = snapshot();
  for (LogEntry& entry : entries) {
    const std::string request_id = entry.batch.request_id;
    answered_[request_id] = {entry.batch.request_digest, entry.revision, {}};
    ASSIGN_OR_RETURN(folded, folded->Apply(std::move(entry)));
  }
  const Revision head = folded->revision();
  Publish(std::move(folded));
  hub_.Advance(head);
  return absl::OkStatus();
}

absl::StatusOr<ImportResult> Store::Import(const ImportRequest& request) {
  return Import(ImportRequest(request));
}

absl::StatusOr<ImportResult> Store::Import(ImportRequest&& request) {
  // Runs beside the validation, or after it where that is not worth a thread.
  std::future<std::string> digest =
      std::async(Many(request) ? std::launch::async : std::launch::deferred,
                 [&request] { return RequestDigest(request); });
  RETURN_IF_ERROR(ValidateRequest(request));
  const std::string digested = digest.get();
  const Revision before = hub_.head();
  absl::StatusOr<ImportResult> result = [&] {
    const std::lock_guard lock(import_mutex_);
    return ImportLocked(request, digested);
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

absl::StatusOr<ImportResult> Store::ImportLocked(ImportRequest& request,
                                                 const std::string& digest) {
  for (int attempt = 1;; ++attempt) {
    const auto known = answered_.find(request.request_id);
    if (known != answered_.end() && !request.validate_only) {
      if (known->second.digest != digest) return RequestIdReused(request.request_id);
      return AnswerAgain(request, known->second);
    }
    Pending pending;
    pending.before = snapshot();
    const Snapshot& before = *pending.before;
    if (request.expected_revision.has_value() && *request.expected_revision != before.revision()) {
      return RevisionMoved(*request.expected_revision, before.revision());
    }
    RETURN_IF_ERROR(CheckNew(request, before));
    RETURN_IF_ERROR(CheckImport(request, before, &pending.wordings));
    ImportPlan plan = TakePlan(request, before);
    pending.places = std::move(plan.places);
    pending.report = std::move(plan.report);
    LogEntry& entry = pending.entry;
    entry.revision = before.revision() + 1;
    entry.batch.request_id = request.request_id;
    entry.batch.request_digest = digest;
    entry.batch.author = request.author;
    entry.batch.reason = request.reason;
    // Microseconds: what every backend keeps.
    entry.batch.commit_time = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    entry.batch.records = std::move(plan.records);
    if (request.validate_only || entry.batch.records.empty()) {
      RETURN_IF_ERROR(pending.Examine(request).status());
      ImportResult result = {before.info(before.revision()), !entry.batch.records.empty(),
                             std::move(pending.report)};
      if (!request.validate_only) RememberUnwritten(request.request_id, {digest, 0, result});
      return result;
    }
    absl::StatusOr<ImportResult> result = Write(request, std::move(pending));
    // Another process wrote in between: look again at what it wrote.
    if (!absl::IsAborted(result.status()) || attempt == kAppendAttempts) return result;
    RETURN_IF_ERROR(CatchUp());
  }
}

absl::StatusOr<ImportResult> Store::AnswerAgain(const ImportRequest& request,
                                                const Answered& first) {
  if (first.result.has_value()) return *first.result;
  const std::shared_ptr<const Snapshot> now = snapshot();
  // The report follows from the state before: nothing of it needs to be stored.
  const AsOf before = {first.revision - 1, std::nullopt};
  ImportPlan plan = PlanImport(request, *now, before);
  AddFindings(request, *now, plan.report);
  return ImportResult{now->info(first.revision), true, std::move(plan.report)};
}

absl::StatusOr<ImportResult> Store::Write(ImportRequest& request, Pending pending) {
  LogEntry& entry = pending.entry;
  std::vector<Record>& records = entry.batch.records;
  // The next state of a large import is made while it is being written. Only the withdrawal of what
  // is not there could fail, and must before anything is written.
  const bool beside = records.size() >= kManyRecords &&
                      std::none_of(records.begin(), records.end(), [](const Record& record) {
                        return std::holds_alternative<Withdrawal>(record);
                      });
  auto examined = std::async(beside ? std::launch::async : std::launch::deferred,
                             [&] { return pending.Examine(request); });
  absl::StatusOr<std::shared_ptr<const Snapshot>> next = nullptr;
  if (!beside) next = examined.get();
  RETURN_IF_ERROR(next.status());
  const absl::StatusOr<AppendResult> appended =
      backend_->Append(entry.batch, pending.before->revision());
  if (beside) next = examined.get();
  ReadStats();
  if (!appended.ok() || appended->repeated) ReturnObservations(records, pending.places, request);
  RETURN_IF_ERROR(appended.status());
  if (appended->repeated) {
    // Written by another process since the last look.
    RETURN_IF_ERROR(CatchUp());
    return AnswerAgain(request, {entry.batch.request_digest, appended->revision, {}});
  }
  RETURN_IF_ERROR(next.status());
  entry.checksum = appended->checksum;
  std::shared_ptr<const Snapshot> written = (*next)->WithChecksum(appended->checksum);
  answered_[request.request_id] = {entry.batch.request_digest, appended->revision, {}};
  ImportResult result = {written->info(appended->revision), true, std::move(pending.report)};
  const Revision head = written->revision();
  // Without a watcher, a revision beyond what is kept in memory anyway is left to the log.
  if (hub_.watchers() == 0 && records.size() > hub_.limits().recent_records) {
    Publish(std::move(written));
    hub_.Advance(head);
    return result;
  }
  std::shared_ptr<const RevisionChanges> changes = ChangesOf(std::move(entry), *pending.before);
  Publish(std::move(written));
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
