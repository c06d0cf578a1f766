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

absl::Status RevisionNotFound(Revision revision, Revision head) {
  return Error(absl::StatusCode::kNotFound, "REVISION_NOT_FOUND",
               absl::StrCat("there is no revision ", revision, "; the newest one is ", head),
               {{"revision", absl::StrCat(revision)}, {"head_revision", absl::StrCat(head)}});
}

}  // namespace

// What a write is to do. Plan may take content out of a request, GiveBack puts it back.
class Store::Intent {
 public:
  Intent(WriteEnvelope envelope, std::string digest)
      : envelope_(std::move(envelope)), digest_(std::move(digest)) {}
  Intent(const Intent&) = delete;
  Intent& operator=(const Intent&) = delete;
  virtual ~Intent() = default;

  const WriteEnvelope& envelope() const { return envelope_; }
  const std::string& digest() const { return digest_; }
  // How it follows from the newest state, with all checks.
  virtual absl::StatusOr<ImportPlan> Plan(const Snapshot& before) = 0;
  // Adds to the report what shows in the state with the records.
  virtual void Examine(const std::vector<Record>& records, const Snapshot& next,
                       ImportReport& report) = 0;
  // The records of the last plan were not written.
  virtual void GiveBack(std::vector<Record>& records) = 0;
  // How it once followed from an older state.
  virtual ImportPlan Replay(const Snapshot& now, const AsOf& before) = 0;

 private:
  const WriteEnvelope envelope_;
  const std::string digest_;
};

class Store::ImportIntent final : public Intent {
 public:
  ImportIntent(ImportRequest& request, std::string digest, const ImportLimits& limits)
      : Intent(EnvelopeOf(request), std::move(digest)), request_(request), limits_(limits) {}

  absl::StatusOr<ImportPlan> Plan(const Snapshot& before) override {
    RETURN_IF_ERROR(CheckNew(request_, before));
    RETURN_IF_ERROR(CheckEtags(request_, before));
    const Endings endings = FindEndings(request_, before, {});
    RETURN_IF_ERROR(CheckImport(request_, before, endings, &wordings_));
    ImportPlan plan = TakePlan(request_, before);
    AddEndings(endings, plan);
    places_ = std::move(plan.places);
    ImportReport& report = plan.report;
    report.exceeded = FindExceeded(request_, endings, plan, limits_, before, {});
    if (request_.validate_only || !report.exceeded.empty() || !request_.confirmed_plan.empty()) {
      report.plan = PlanDigest(plan, before);
    }
    RETURN_IF_ERROR(CheckConfirmed(request_, report));
    if (!request_.validate_only) report.plan.clear();
    return plan;
  }

  void Examine(const std::vector<Record>& records, const Snapshot& next,
               ImportReport& report) override {
    AddFindings(request_, records, places_, wordings_, next, report);
  }

  void GiveBack(std::vector<Record>& records) override {
    ReturnObservations(records, places_, request_);
  }

  ImportPlan Replay(const Snapshot& now, const AsOf& before) override {
    const Endings endings = FindEndings(request_, now, before);
    ImportPlan plan = PlanImport(request_, now, before);
    AddEndings(endings, plan);
    plan.report.exceeded = FindExceeded(request_, endings, plan, limits_, now, before);
    AddFindings(request_, now, plan.report);
    return plan;
  }

 private:
  ImportRequest& request_;
  const ImportLimits& limits_;
  std::vector<WordingVerdict> wordings_;
  std::vector<uint32_t> places_;
};

class Store::RevertIntent final : public Intent {
 public:
  RevertIntent(const RevertRequest& request, LogEntry entry)
      : Intent(request.envelope, RevertDigest(request)), entry_(std::move(entry)) {}

  absl::StatusOr<ImportPlan> Plan(const Snapshot& before) override {
    return PlanRevert(entry_, before);
  }
  // What was stored once has been looked at.
  void Examine(const std::vector<Record>&, const Snapshot&, ImportReport&) override {}
  void GiveBack(std::vector<Record>&) override {}
  ImportPlan Replay(const Snapshot& now, const AsOf& before) override {
    return ReplayRevert(entry_, now, before);
  }

 private:
  const LogEntry entry_;  // to take back
};

struct Store::Pending {
  std::shared_ptr<const Snapshot> before;
  ImportReport report;
  LogEntry entry;

  // Adds the findings; returns the state that the entry leads to, but for its checksum.
  absl::StatusOr<std::shared_ptr<const Snapshot>> Examine(Intent& intent) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> next, before->Apply(entry));
    intent.Examine(entry.batch.records, *next, report);
    return next;
  }
};

Store::Store(const Clock& clock, const WatchHub::Limits& limits, const ImportLimits& import_limits)
    : clock_(clock), hub_(limits), import_limits_(import_limits), snapshot_(Snapshot::Empty()) {}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(std::unique_ptr<StoreBackend> backend,
                                                   const Clock& clock,
                                                   const WatchHub::Limits& limits,
                                                   const ImportLimits& import_limits) {
  std::unique_ptr<Store> store(new Store(clock, limits, import_limits));
  const std::lock_guard lock(store->import_mutex_);
  RETURN_IF_ERROR(store->Finish(std::move(backend)));
  return store;
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const BackendOpener& open, const Clock& clock,
                                                   const WatchHub::Limits& limits,
                                                   const ImportLimits& import_limits) {
  std::unique_ptr<Store> store(new Store(clock, limits, import_limits));
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
  ImportIntent intent(request, digest.get(), import_limits_);
  return Run(intent);
}

absl::StatusOr<ImportResult> Store::Revert(const RevertRequest& request) {
  RETURN_IF_ERROR(ValidateRevert(request));
  const Revision head = snapshot()->revision();
  if (request.revision > head) return RevisionNotFound(request.revision, head);
  ASSIGN_OR_RETURN(std::vector<LogEntry> entries, backend_->ReadLog(request.revision - 1, 1));
  if (entries.empty()) return RevisionNotFound(request.revision, head);
  RevertIntent intent(request, std::move(entries.front()));
  return Run(intent);
}

absl::StatusOr<ImportResult> Store::Run(Intent& intent) {
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

absl::StatusOr<ImportResult> Store::RunLocked(Intent& intent) {
  const WriteEnvelope& envelope = intent.envelope();
  for (int attempt = 1;; ++attempt) {
    const auto known = answered_.find(envelope.request_id);
    if (known != answered_.end() && !envelope.validate_only) {
      if (known->second.digest != intent.digest()) return RequestIdReused(envelope.request_id);
      return AnswerAgain(intent, known->second);
    }
    Pending pending;
    pending.before = snapshot();
    const Snapshot& before = *pending.before;
    const std::optional<Revision>& expected = envelope.expected_revision;
    if (expected.has_value() && *expected != before.revision()) {
      return RevisionMoved(*expected, before.revision());
    }
    ASSIGN_OR_RETURN(ImportPlan plan, intent.Plan(before));
    pending.report = std::move(plan.report);
    LogEntry& entry = pending.entry;
    entry.revision = before.revision() + 1;
    entry.batch.request_id = envelope.request_id;
    entry.batch.request_digest = intent.digest();
    entry.batch.author = envelope.author;
    entry.batch.reason = envelope.reason;
    // Microseconds: what every backend keeps.
    entry.batch.commit_time = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    entry.batch.records = std::move(plan.records);
    if (envelope.validate_only || entry.batch.records.empty()) {
      RETURN_IF_ERROR(pending.Examine(intent).status());
      ImportResult result = {before.info(before.revision()), !entry.batch.records.empty(),
                             std::move(pending.report)};
      if (!envelope.validate_only) {
        RememberUnwritten(envelope.request_id, {intent.digest(), 0, result});
      }
      return result;
    }
    absl::StatusOr<ImportResult> result = Write(intent, std::move(pending));
    // Another process wrote in between: look again at what it wrote.
    if (!absl::IsAborted(result.status()) || attempt == kAppendAttempts) return result;
    RETURN_IF_ERROR(CatchUp());
  }
}

absl::StatusOr<ImportResult> Store::AnswerAgain(Intent& intent, const Answered& first) {
  if (first.result.has_value()) return *first.result;
  const std::shared_ptr<const Snapshot> now = snapshot();
  // The report follows from the state before: nothing of it needs to be stored.
  ImportPlan plan = intent.Replay(*now, {first.revision - 1, std::nullopt});
  return ImportResult{now->info(first.revision), true, std::move(plan.report)};
}

absl::StatusOr<ImportResult> Store::Write(Intent& intent, Pending pending) {
  LogEntry& entry = pending.entry;
  std::vector<Record>& records = entry.batch.records;
  // The next state of a large import is made while it is being written. Only the withdrawal of what
  // is not there could fail, and must before anything is written.
  const bool beside = records.size() >= kManyRecords &&
                      std::none_of(records.begin(), records.end(), [](const Record& record) {
                        return std::holds_alternative<Withdrawal>(record);
                      });
  auto examined = std::async(beside ? std::launch::async : std::launch::deferred,
                             [&] { return pending.Examine(intent); });
  absl::StatusOr<std::shared_ptr<const Snapshot>> next = nullptr;
  if (!beside) next = examined.get();
  RETURN_IF_ERROR(next.status());
  const absl::StatusOr<AppendResult> appended =
      backend_->Append(entry.batch, pending.before->revision());
  if (beside) next = examined.get();
  ReadStats();
  if (!appended.ok() || appended->repeated) intent.GiveBack(records);
  RETURN_IF_ERROR(appended.status());
  if (appended->repeated) {
    // Written by another process since the last look.
    RETURN_IF_ERROR(CatchUp());
    return AnswerAgain(intent, {intent.digest(), appended->revision, {}});
  }
  RETURN_IF_ERROR(next.status());
  entry.checksum = appended->checksum;
  std::shared_ptr<const Snapshot> written = (*next)->WithChecksum(appended->checksum);
  answered_[intent.envelope().request_id] = {intent.digest(), appended->revision, {}};
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
