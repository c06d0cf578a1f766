#include "store-service/backend/sqlite/backup.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/crash_point.h"
#include "store-service/backend/sqlite/connection.h"
#include "store-service/backend/sqlite/file_io.h"
#include "store-service/backend/sqlite/head_file.h"
#include "store-service/backend/sqlite/staging_directory.h"

namespace indicast::store {
namespace {

// Without a journal: a copy that breaks off is removed.
constexpr char kCopySettings[] = "PRAGMA journal_mode=OFF; PRAGMA synchronous=FULL;";

absl::Status CopyDatabase(StoredLog& from, const std::string& to,
                          const OperationProgress& progress) {
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<Connection> copy, Connection::Open(to));
    RETURN_IF_ERROR(copy->Execute(kCopySettings));
    RETURN_IF_ERROR(from.connection().CopyTo(*copy, [&](int64_t done, int64_t total) {
      return progress ? progress(OperationStep::kCopyPages, done, total) : absl::OkStatus();
    }));
  }
  return Sync(to);
}

// The copy has the pages of the source, so what is wrong with it is wrong there: the message names
// the directory that still exists.
absl::Status NameSource(const absl::Status& status, const std::string& staging,
                        const std::string& source) {
  if (!absl::IsDataLoss(status)) return status;
  ErrorDetail detail = DetailOf(status);
  for (auto& [name, value] : detail.metadata) {
    value = absl::StrReplaceAll(value, {{staging, source}});
  }
  return ErrorWithDetail(status.code(),
                         absl::StrCat("nothing was copied: ",
                                      absl::StrReplaceAll(status.message(), {{staging, source}})),
                         std::move(detail));
}

absl::StatusOr<LogReport> CopyInto(const std::string& source, const std::string& target,
                                   const OperationProgress& progress) {
  ASSIGN_OR_RETURN(StoredLog log, StoredLog::Open(source));
  ASSIGN_OR_RETURN(StagingDirectory staging, StagingDirectory::Create(target));
  RETURN_IF_ERROR(CopyDatabase(log, staging.path() + "/indicast.db", progress));
  CrashPoint("backup-copied");
  const HeadFile head_file(staging.path());
  ASSIGN_OR_RETURN(StoredLog copy, StoredLog::Open(staging.path()));
  absl::StatusOr<LogReport> report = copy.Verify(log.acknowledged(), head_file, progress);
  if (!report.ok()) return NameSource(report.status(), staging.path(), source);
  RETURN_IF_ERROR(head_file.Prepare(report->head));
  RETURN_IF_ERROR(head_file.Publish());
  CrashPoint("backup-verified");
  RETURN_IF_ERROR(staging.Publish());
  CrashPoint("backup-published");
  return report;
}

}  // namespace

absl::StatusOr<LogReport> BackUp(const std::string& directory, const std::string& destination,
                                 const OperationProgress& progress) {
  const std::string target = NormalPath(destination);
  RETURN_IF_ERROR(CheckTargetFree(target, /*empty_allowed=*/false));
  return CopyInto(NormalPath(directory), target, progress);
}

absl::StatusOr<LogReport> Restore(const std::string& backup, const std::string& directory,
                                  const OperationProgress& progress) {
  const std::string target = NormalPath(directory);
  RETURN_IF_ERROR(CheckTargetFree(target, /*empty_allowed=*/true));
  const std::string source = NormalPath(backup);
  RETURN_IF_ERROR(VerifyDirectory(source, progress).status());
  return CopyInto(source, target, progress);
}

}  // namespace indicast::store
