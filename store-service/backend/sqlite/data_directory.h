// The directory of one store: created when missing, held by one process at a time.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "store-service/backend/sqlite/file_io.h"

namespace indicast::store {

// Holds an exclusive lock on the directory (flock on its file "lock") until it goes.
class DataDirectory {
 public:
  // kPermissionDenied (DATA_DIR_UNWRITABLE): cannot be created or written.
  // kUnavailable (DATA_DIR_LOCKED): another process, or another open store in this one, holds it.
  static absl::StatusOr<DataDirectory> Open(const std::string& path);

  const std::string& path() const { return path_; }
  std::string database_path() const { return path_ + "/indicast.db"; }
  // Bytes of the database file and its write-ahead log; 0 when there is none.
  int64_t DatabaseBytes() const;

 private:
  DataDirectory(std::string path, FileDescriptor lock);

  std::string path_;
  FileDescriptor lock_;
};

}  // namespace indicast::store
