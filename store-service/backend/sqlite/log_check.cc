#include "store-service/backend/sqlite/log_check.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {

// An empty or missing database beside a head file is a lost one: SQLite would start afresh and
// throw the write-ahead log away.
absl::Status CheckNotLost(const std::string& database, const std::optional<Head>& required) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(database, error);
  const bool empty = error || bytes == 0;
  if (!empty || !required.has_value() || required->revision == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
               absl::StrCat(database, " is missing or empty, but revision ", required->revision,
                            " was acknowledged; restore the data directory from a backup"),
               {{"file", database}, {"revision", absl::StrCat(required->revision)}});
}

absl::Status CheckAgainst(const Connection& db, LogReader& reader, const Head& log,
                          const std::optional<Head>& required, const HeadFile& file) {
  if (!required.has_value()) {
    if (log.revision == 0) return absl::OkStatus();
    return Error(
        absl::StatusCode::kDataLoss, "STORE_CORRUPT",
        absl::StrCat(file.path(),
                     " is missing, so nothing tells whether the log (up to "
                     "revision ",
                     log.revision,
                     ") is complete; restore it from a backup, or accept the log as it is"),
        {{"file", file.path()}});
  }
  if (log.revision < required->revision) {
    return CorruptRevision(db, log.revision,
                           absl::StrCat("is the end of the log, but revision ", required->revision,
                                        " was acknowledged (", file.path(), ")"));
  }
  ASSIGN_OR_RETURN(const std::string checksum, reader.ChecksumOf(required->revision));
  if (checksum == required->checksum) return absl::OkStatus();
  return CorruptRevision(db, required->revision,
                         absl::StrCat("is not the one that was acknowledged (", file.path(), ")"));
}

absl::Status CheckIntegrity(Connection& db) {
  ASSIGN_OR_RETURN(const std::string verdict, db.QueryText("PRAGMA integrity_check(1)"));
  if (verdict == "ok") return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
               absl::StrCat(db.path(), " is damaged: ", Shorten(verdict, 200),
                            "; restore the data directory from a backup"),
               {{"file", db.path()}});
}

}  // namespace indicast::store
