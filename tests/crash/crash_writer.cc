// A store that is going to be killed: appends `count` batches to the directory and writes one line
// for each acknowledgement, which is the revision; then backs it up, where a place for that is
// given.
//   crash_writer DIRECTORY COUNT [BACKUP]
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "store-service/backend/sqlite/backup.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "tests/crash/crash_batch.h"

namespace indicast::store {
namespace {

absl::Status Write(const std::string& directory, int count, const std::string& backup) {
  SqliteOptions options;
  options.directory = directory;
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreBackend> store, OpenSqlite(options));
  ASSIGN_OR_RETURN(const BackendStats stats, store->Stats());
  Revision head = stats.head;
  for (int i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const AppendResult result, store->Append(CrashBatch(head + 1), head));
    head = result.revision;
    const std::string line = absl::StrCat(head, "\n");
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) {
      return absl::InternalError("cannot report an acknowledgement");
    }
  }
  if (backup.empty()) return absl::OkStatus();
  return BackUp(directory, backup, {}).status();
}

}  // namespace
}  // namespace indicast::store

int main(int argc, char** argv) {
  int count = 0;
  if (argc < 3 || argc > 4 || !absl::SimpleAtoi(argv[2], &count)) return 2;
  const absl::Status status = indicast::store::Write(argv[1], count, argc == 4 ? argv[3] : "");
  if (status.ok()) return 0;
  std::cerr << status << '\n';
  return 1;
}
