// Writes log entries into the tables and rebuilds them from there. Statements are made from the
// layouts of store-service/domain/record_cells.h; what they read is checked against the checksums.
// Thread-compatible: whoever uses them holds the mutex of their connection.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store-service/backend/sqlite/connection.h"
#include "store-service/backend/sqlite/head_file.h"
#include "store-service/backend/store_backend.h"
#include "store-service/domain/record_cells.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

// kDataLoss (STORE_CORRUPT) for the file of `connection`, naming the revision.
absl::Status CorruptRevision(const Connection& connection, Revision revision,
                             absl::string_view what);

// Inserts within a transaction of the caller.
class LogWriter {
 public:
  static absl::StatusOr<LogWriter> Create(Connection& connection);

  struct KnownRequest {
    Head head;  // the revision that the request made
    std::string digest;
  };
  absl::StatusOr<std::optional<KnownRequest>> FindRequest(const std::string& request_id);
  // The last revision in the tables.
  absl::StatusOr<Head> LastRevision();
  // The rows of the records, then that of the revision, whose checksum may be found meanwhile.
  absl::Status InsertRecords(Revision revision, const WriteBatch& batch);
  absl::Status InsertRevision(const Head& head, const WriteBatch& batch);

 private:
  struct RecordStatements {
    Statement row;
    std::vector<Statement> children;
  };

  LogWriter(Statement find, Statement last, Statement insert,
            std::vector<RecordStatements> records);
  absl::Status InsertRecord(Revision revision, int64_t position, const Record& record);
  absl::Status InsertObservation(Revision revision, int64_t position, Statement& insert,
                                 const Observation& observation);

  Statement find_request_;
  Statement last_revision_;
  Statement insert_revision_;
  std::vector<RecordStatements> insert_record_;  // by kind
  ObservationRow row_;
};

class LogReader {
 public:
  static absl::StatusOr<LogReader> Create(Connection& connection);

  // The entries after `after` up to `last`, all of them, each verified against its predecessor.
  // kDataLoss (STORE_CORRUPT) naming the first revision that is not as written.
  absl::StatusOr<std::vector<LogEntry>> Read(Revision after, Revision last);
  // Told after every few hundred revisions; an error of its ends the reading.
  using Progress = std::function<absl::Status(Revision done, Revision total)>;
  // Reads and verifies everything; returns the last revision. Rows that belong to no revision are
  // kDataLoss too.
  // What was verified goes to `verified`, unless that is empty, in order but on any thread.
  absl::StatusOr<Head> VerifyAll(const Progress& progress = {}, const LogSink& verified = {});
  // The stored checksum of a revision (of revision 0: GenesisChecksum()).
  absl::StatusOr<std::string> ChecksumOf(Revision revision);

 private:
  struct RecordStatements {
    Statement row;
    std::vector<Statement> children;
  };
  // The entries under construction with the position of every record.
  struct Range {
    Revision after = 0;
    std::vector<LogEntry> entries;
    std::vector<int64_t> record_counts;
    std::vector<std::vector<int64_t>> positions;
  };

  LogReader(Connection& connection, Statement revisions, Statement checksum,
            std::vector<RecordStatements> records);
  absl::StatusOr<std::vector<LogEntry>> ReadUnverified(Revision after, Revision last);
  absl::Status CheckChain(const std::vector<LogEntry>& entries, std::string previous) const;
  absl::StatusOr<Revision> StepEnd(Revision after, Revision last);
  absl::Status ReadRevisions(Revision last, Range& range);
  absl::Status ReadRecords(size_t kind, Revision last, Range& range);
  absl::Status Arrange(size_t index, Range& range) const;
  absl::Status CheckNoStrayRows(Revision last);

  Connection& connection_;
  Statement revisions_;
  Statement checksum_;
  std::vector<RecordStatements> records_;  // by kind
};

}  // namespace indicast::store
