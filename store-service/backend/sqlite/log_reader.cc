#include <algorithm>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "store-service/backend/sqlite/log_tables.h"
#include "store-service/domain/record_cells.h"

namespace indicast::store {
namespace {

constexpr int kKeyColumns = 2;       // revision, position
constexpr int kChildKeyColumns = 3;  // and ordinal
constexpr Revision kVerifyStep = 256;
constexpr int64_t kVerifyRecords = 20000;  // in one step, unless one revision has more
constexpr size_t kManyRecords = 1000;      // of a revision that is worth a second thread
constexpr int64_t kMaxReserved = 1 << 20;  // records of one reading

std::string SelectSql(const TableLayout& layout, absl::string_view keys) {
  std::string columns(keys);
  for (const Column& column : layout.columns) absl::StrAppend(&columns, ", ", column.name);
  return absl::StrCat("SELECT ", columns, " FROM ", layout.name,
                      " WHERE revision > ? AND revision <= ? ORDER BY ", keys);
}

// Walks a list table beside its record table: both are ordered by revision and position.
class ChildCursor {
 public:
  ChildCursor(Statement& statement, const TableLayout& layout)
      : statement_(statement), columns_(layout.columns.size()) {}
  ChildCursor(ChildCursor&&) = default;

  absl::Status Advance() {
    ASSIGN_OR_RETURN(at_row_, statement_.Step());
    return absl::OkStatus();
  }

  // The rows of one record. Rows that fit no record stay where they are; see at_row().
  absl::StatusOr<std::vector<CellRow>> TakeRowsOf(Revision revision, int64_t position) {
    std::vector<CellRow> rows;
    while (at_row_ && statement_.Int(0) == revision && statement_.Int(1) == position &&
           statement_.Int(2) == static_cast<int64_t>(rows.size())) {
      RETURN_IF_ERROR(statement_.TakeRow(kChildKeyColumns, columns_, rows.emplace_back()));
      RETURN_IF_ERROR(Advance());
    }
    return rows;
  }

  bool at_row() const { return at_row_; }
  Revision revision() const { return statement_.Int(0); }

 private:
  Statement& statement_;
  size_t columns_;
  bool at_row_ = false;
};

absl::Status BindRange(Statement& statement, Revision after, Revision last) {
  statement.Reset();
  RETURN_IF_ERROR(statement.Bind(1, after));
  return statement.Bind(2, last);
}

}  // namespace

LogReader::LogReader(Connection& connection, Statement revisions, Statement checksum,
                     std::vector<RecordStatements> records)
    : connection_(connection),
      revisions_(std::move(revisions)),
      checksum_(std::move(checksum)),
      records_(std::move(records)) {}

absl::StatusOr<LogReader> LogReader::Create(Connection& connection) {
  ASSIGN_OR_RETURN(
      Statement revisions,
      connection.Prepare(
          "SELECT revision, checksum, request_id, request_digest, author, reason, commit_time,"
          " record_count FROM revisions WHERE revision > ? AND revision <= ? ORDER BY revision"));
  ASSIGN_OR_RETURN(Statement checksum,
                   connection.Prepare("SELECT checksum FROM revisions WHERE revision = ?"));
  std::vector<RecordStatements> records;
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    const RecordLayout& layout = LayoutOf(kind);
    ASSIGN_OR_RETURN(Statement row,
                     connection.Prepare(SelectSql(layout.table, "revision, position")));
    RecordStatements statements{std::move(row), {}};
    for (const TableLayout& child : layout.children) {
      ASSIGN_OR_RETURN(Statement child_row,
                       connection.Prepare(SelectSql(child, "revision, position, ordinal")));
      statements.children.push_back(std::move(child_row));
    }
    records.push_back(std::move(statements));
  }
  return LogReader(connection, std::move(revisions), std::move(checksum), std::move(records));
}

absl::StatusOr<std::vector<LogEntry>> LogReader::Read(Revision after, Revision last) {
  ASSIGN_OR_RETURN(const std::string previous, ChecksumOf(after));
  ASSIGN_OR_RETURN(std::vector<LogEntry> entries, ReadUnverified(after, last));
  RETURN_IF_ERROR(CheckChain(entries, previous));
  return entries;
}

absl::StatusOr<std::vector<LogEntry>> LogReader::ReadUnverified(Revision after, Revision last) {
  Range range;
  range.after = after;
  RETURN_IF_ERROR(ReadRevisions(last, range));
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    RETURN_IF_ERROR(ReadRecords(kind, last, range));
  }
  for (size_t i = 0; i < range.entries.size(); ++i) RETURN_IF_ERROR(Arrange(i, range));
  return std::move(range.entries);
}

absl::Status LogReader::CheckChain(const std::vector<LogEntry>& entries,
                                   std::string previous) const {
  for (const LogEntry& entry : entries) {
    if (ChainChecksum(entry, previous) != entry.checksum) {
      return CorruptRevision(connection_, entry.revision, "the content does not fit its checksum");
    }
    previous = entry.checksum;
  }
  return absl::OkStatus();
}

absl::StatusOr<Head> LogReader::VerifyAll(const Progress& progress, const LogSink& verified) {
  ASSIGN_OR_RETURN(const int64_t count,
                   connection_.QueryInt("SELECT coalesce(max(revision), 0) FROM revisions"));
  Head head;
  // Of the step before: large ones are checked and taken while the next one is read.
  std::future<absl::Status> taken;
  const auto finish = [&] { return taken.valid() ? taken.get() : absl::OkStatus(); };
  while (head.revision < count) {
    ASSIGN_OR_RETURN(const Revision last,
                     StepEnd(head.revision, std::min(head.revision + kVerifyStep, count)));
    absl::StatusOr<std::vector<LogEntry>> entries = ReadUnverified(head.revision, last);
    RETURN_IF_ERROR(finish());
    RETURN_IF_ERROR(entries.status());
    const bool large = entries->back().batch.records.size() >= kManyRecords;
    const std::string previous = std::exchange(head, {last, entries->back().checksum}).checksum;
    taken = std::async(large ? std::launch::async : std::launch::deferred,
                       [this, &verified, previous, read = *std::move(entries)]() mutable {
                         absl::Status status = CheckChain(read, previous);
                         if (status.ok() && verified) status = verified(std::move(read));
                         return status;
                       });
    if (progress) RETURN_IF_ERROR(progress(last, count));
  }
  RETURN_IF_ERROR(finish());
  RETURN_IF_ERROR(CheckNoStrayRows(head.revision));
  return head;
}

// So far that the records fit into memory: a revision may have a million.
absl::StatusOr<Revision> LogReader::StepEnd(Revision after, Revision last) {
  RETURN_IF_ERROR(BindRange(revisions_, after, last));
  Revision end = after;
  for (int64_t records = 0; end < last && (end == after || records < kVerifyRecords); ++end) {
    ASSIGN_OR_RETURN(const bool row, revisions_.Step());
    if (!row) break;
    records += revisions_.Int(7);
  }
  revisions_.Reset();
  return std::max(end, after + 1);
}

absl::StatusOr<std::string> LogReader::ChecksumOf(Revision revision) {
  if (revision == 0) return GenesisChecksum();
  checksum_.Reset();
  RETURN_IF_ERROR(checksum_.Bind(1, revision));
  ASSIGN_OR_RETURN(const bool found, checksum_.Step());
  if (!found) return CorruptRevision(connection_, revision, "is missing from the log");
  std::string checksum = checksum_.Text(0);
  checksum_.Reset();
  return checksum;
}

absl::Status LogReader::ReadRevisions(Revision last, Range& range) {
  RETURN_IF_ERROR(BindRange(revisions_, range.after, last));
  Revision expected = range.after;
  int64_t to_reserve = kMaxReserved;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, revisions_.Step());
    if (!row) break;
    ++expected;
    if (revisions_.Int(0) != expected) break;
    LogEntry& entry = range.entries.emplace_back();
    entry.revision = expected;
    entry.checksum = revisions_.Text(1);
    entry.batch.request_id = revisions_.Text(2);
    entry.batch.request_digest = revisions_.Text(3);
    entry.batch.author = revisions_.Text(4);
    entry.batch.reason = revisions_.Text(5);
    entry.batch.commit_time = absl::FromUnixNanos(revisions_.Int(6));
    range.record_counts.push_back(revisions_.Int(7));
    // As far as counts may be believed before they were verified.
    const int64_t reserved = std::clamp<int64_t>(range.record_counts.back(), 0, to_reserve);
    entry.batch.records.reserve(static_cast<size_t>(reserved));
    to_reserve -= reserved;
  }
  revisions_.Reset();
  range.positions.resize(range.entries.size());
  const Revision reached = range.after + static_cast<Revision>(range.entries.size());
  if (reached == last) return absl::OkStatus();
  return CorruptRevision(connection_, reached + 1, "is missing from the log");
}

absl::Status LogReader::ReadRecords(size_t kind, Revision last, Range& range) {
  const RecordLayout& layout = LayoutOf(kind);
  RecordStatements& statements = records_[kind];
  std::vector<ChildCursor> children;
  for (size_t i = 0; i < layout.children.size(); ++i) {
    RETURN_IF_ERROR(BindRange(statements.children[i], range.after, last));
    children.emplace_back(statements.children[i], layout.children[i]);
    RETURN_IF_ERROR(children.back().Advance());
  }
  RETURN_IF_ERROR(BindRange(statements.row, range.after, last));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, statements.row.Step());
    if (!row) break;
    const Revision revision = statements.row.Int(0);
    const int64_t position = statements.row.Int(1);
    // A damaged tree may hand out rows that were not asked for.
    if (revision <= range.after || revision > last) {
      return CorruptRevision(connection_, last,
                             absl::StrCat(layout.table.name, " is out of order"));
    }
    RecordCells cells;
    RETURN_IF_ERROR(statements.row.TakeRow(kKeyColumns, layout.table.columns.size(), cells.row));
    for (ChildCursor& child : children) {
      ASSIGN_OR_RETURN(std::vector<CellRow> rows, child.TakeRowsOf(revision, position));
      cells.children.push_back(std::move(rows));
    }
    absl::StatusOr<Record> record = FromCells(kind, std::move(cells));
    if (!record.ok()) return CorruptRevision(connection_, revision, record.status().message());
    const auto index = static_cast<size_t>(revision - range.after - 1);
    range.entries[index].batch.records.push_back(*std::move(record));
    range.positions[index].push_back(position);
  }
  for (const ChildCursor& child : children) {
    if (child.at_row()) {
      return CorruptRevision(connection_, child.revision(), "a list belongs to no record");
    }
  }
  return absl::OkStatus();
}

// Puts the records of one entry, read kind by kind, into the order of the batch.
absl::Status LogReader::Arrange(size_t index, Range& range) const {
  LogEntry& entry = range.entries[index];
  std::vector<Record>& records = entry.batch.records;
  const std::vector<int64_t>& positions = range.positions[index];
  if (static_cast<int64_t>(records.size()) != range.record_counts[index]) {
    return CorruptRevision(
        connection_, entry.revision,
        absl::StrCat("has ", records.size(), " records instead of ", range.record_counts[index]));
  }
  // Records of one kind come in their order.
  const auto in_place = [i = int64_t{0}](int64_t position) mutable { return position == i++; };
  if (std::all_of(positions.begin(), positions.end(), in_place)) return absl::OkStatus();
  std::vector<size_t> order(records.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const int64_t position = positions[i];
    if (position < 0 || position >= static_cast<int64_t>(order.size())) {
      return CorruptRevision(connection_, entry.revision, "a record has no place");
    }
    order[static_cast<size_t>(position)] = i;
  }
  std::vector<Record> arranged;
  arranged.reserve(records.size());
  for (size_t i = 0; i < order.size(); ++i) {
    // Two records on one place leave another place empty.
    if (positions[order[i]] != static_cast<int64_t>(i)) {
      return CorruptRevision(connection_, entry.revision, "two records have one place");
    }
    arranged.push_back(std::move(records[order[i]]));
  }
  records = std::move(arranged);
  return absl::OkStatus();
}

absl::Status LogReader::CheckNoStrayRows(Revision last) {
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    std::vector<TableLayout> tables = LayoutOf(kind).children;
    tables.push_back(LayoutOf(kind).table);
    for (const TableLayout& table : tables) {
      ASSIGN_OR_RETURN(const int64_t stray, connection_.QueryInt(absl::StrCat(
                                                "SELECT EXISTS(SELECT 1 FROM ", table.name,
                                                " WHERE revision < 1) + "
                                                "EXISTS(SELECT 1 FROM ",
                                                table.name, " WHERE revision > ", last, ")")));
      if (stray != 0) {
        return CorruptRevision(connection_, last,
                               absl::StrCat(table.name, " has rows of a revision outside the log"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace indicast::store
