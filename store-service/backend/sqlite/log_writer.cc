#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/crash_point.h"
#include "store-service/backend/sqlite/log_tables.h"
#include "store-service/domain/record_cells.h"

namespace indicast::store {
namespace {

constexpr int kKeyColumns = 2;       // revision, position
constexpr int kChildKeyColumns = 3;  // and ordinal

std::string InsertSql(const TableLayout& layout, absl::string_view keys, int key_columns) {
  std::string columns(keys);
  std::string values = "?";
  for (int i = 1; i < key_columns; ++i) absl::StrAppend(&values, ", ?");
  for (const Column& column : layout.columns) {
    absl::StrAppend(&columns, ", ", column.name);
    absl::StrAppend(&values, ", ?");
  }
  return absl::StrCat("INSERT INTO ", layout.name, "(", columns, ") VALUES(", values, ")");
}

template <typename Row>
absl::Status InsertRow(Statement& statement, const Row& row, int first_parameter) {
  for (size_t i = 0; i < row.size(); ++i) {
    RETURN_IF_ERROR(statement.Bind(first_parameter + static_cast<int>(i), row[i]));
  }
  return statement.Run();
}

}  // namespace

absl::Status CorruptRevision(const Connection& connection, Revision revision,
                             absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
               absl::StrCat(connection.path(), ": revision ", revision, ": ", what,
                            "; restore the data directory from a backup"),
               {{"file", connection.path()}, {"revision", absl::StrCat(revision)}});
}

LogWriter::LogWriter(Statement find, Statement last, Statement insert,
                     std::vector<RecordStatements> records)
    : find_request_(std::move(find)),
      last_revision_(std::move(last)),
      insert_revision_(std::move(insert)),
      insert_record_(std::move(records)) {}

absl::StatusOr<LogWriter> LogWriter::Create(Connection& connection) {
  ASSIGN_OR_RETURN(
      Statement find,
      connection.Prepare(
          "SELECT revision, checksum, request_digest FROM revisions WHERE request_id = ?"));
  ASSIGN_OR_RETURN(Statement last,
                   connection.Prepare(
                       "SELECT revision, checksum FROM revisions ORDER BY revision DESC LIMIT 1"));
  ASSIGN_OR_RETURN(
      Statement insert,
      connection.Prepare(
          "INSERT INTO revisions(revision, checksum, request_id, request_digest, author, reason,"
          " commit_time, record_count) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  std::vector<RecordStatements> records;
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    const RecordLayout& layout = LayoutOf(kind);
    ASSIGN_OR_RETURN(Statement row, connection.Prepare(InsertSql(layout.table, "revision, position",
                                                                 kKeyColumns)));
    RecordStatements statements{std::move(row), {}};
    for (const TableLayout& child : layout.children) {
      ASSIGN_OR_RETURN(
          Statement child_row,
          connection.Prepare(InsertSql(child, "revision, position, ordinal", kChildKeyColumns)));
      statements.children.push_back(std::move(child_row));
    }
    records.push_back(std::move(statements));
  }
  return LogWriter(std::move(find), std::move(last), std::move(insert), std::move(records));
}

absl::StatusOr<std::optional<LogWriter::KnownRequest>> LogWriter::FindRequest(
    const std::string& request_id) {
  RETURN_IF_ERROR(find_request_.Bind(1, absl::string_view(request_id)));
  ASSIGN_OR_RETURN(const bool found, find_request_.Step());
  std::optional<KnownRequest> known;
  if (found) {
    known = KnownRequest{{find_request_.Int(0), find_request_.Text(1)}, find_request_.Text(2)};
  }
  find_request_.Reset();
  return known;
}

absl::StatusOr<Head> LogWriter::LastRevision() {
  ASSIGN_OR_RETURN(const bool found, last_revision_.Step());
  Head head;
  if (found) head = {last_revision_.Int(0), last_revision_.Text(1)};
  last_revision_.Reset();
  return head;
}

absl::Status LogWriter::InsertRevision(const Head& head, const WriteBatch& batch) {
  Statement& insert = insert_revision_;
  RETURN_IF_ERROR(insert.Bind(1, head.revision));
  RETURN_IF_ERROR(insert.Bind(2, absl::string_view(head.checksum)));
  RETURN_IF_ERROR(insert.Bind(3, absl::string_view(batch.request_id)));
  RETURN_IF_ERROR(insert.Bind(4, absl::string_view(batch.request_digest)));
  RETURN_IF_ERROR(insert.Bind(5, absl::string_view(batch.author)));
  RETURN_IF_ERROR(insert.Bind(6, absl::string_view(batch.reason)));
  RETURN_IF_ERROR(insert.Bind(7, absl::ToUnixNanos(batch.commit_time)));
  RETURN_IF_ERROR(insert.Bind(8, static_cast<int64_t>(batch.records.size())));
  return insert.Run();
}

absl::Status LogWriter::InsertRecords(Revision revision, const WriteBatch& batch) {
  int64_t position = 0;
  for (const Record& record : batch.records) {
    RETURN_IF_ERROR(InsertRecord(revision, position++, record));
    CrashPoint("append-inserting");
  }
  return absl::OkStatus();
}

absl::Status LogWriter::InsertObservation(Revision revision, int64_t position, Statement& insert,
                                          const Observation& observation) {
  RETURN_IF_ERROR(insert.Bind(1, revision));
  RETURN_IF_ERROR(insert.Bind(2, position));
  return InsertRow(insert, row_.Read(observation), kKeyColumns + 1);
}

absl::Status LogWriter::InsertRecord(Revision revision, int64_t position, const Record& record) {
  RecordStatements& statements = insert_record_[record.index()];
  if (const auto* observation = std::get_if<Observation>(&record)) {
    return InsertObservation(revision, position, statements.row, *observation);
  }
  const RecordCells cells = ToCells(record);
  RETURN_IF_ERROR(statements.row.Bind(1, revision));
  RETURN_IF_ERROR(statements.row.Bind(2, position));
  RETURN_IF_ERROR(InsertRow(statements.row, cells.row, kKeyColumns + 1));
  for (size_t i = 0; i < cells.children.size(); ++i) {
    int64_t ordinal = 0;
    for (const CellRow& row : cells.children[i]) {
      Statement& child = statements.children[i];
      RETURN_IF_ERROR(child.Bind(1, revision));
      RETURN_IF_ERROR(child.Bind(2, position));
      RETURN_IF_ERROR(child.Bind(3, ordinal++));
      RETURN_IF_ERROR(InsertRow(child, row, kChildKeyColumns + 1));
    }
  }
  return absl::OkStatus();
}

}  // namespace indicast::store
