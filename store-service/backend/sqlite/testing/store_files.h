// Files of a SQLite store in the hands of a test: copied, damaged, changed by plain SQL.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/backend/store_backend.h"

namespace indicast::store {

// Where tests with thousands of files and syncs go: memory where there is such a place, else the
// usual temporary directory.
std::string FastRoot();

absl::StatusOr<std::unique_ptr<StoreBackend>> OpenDirectoryForTest(const std::string& directory);

// Appends `batches` to the empty store in `directory` and closes it.
void FillStore(const std::string& directory, const std::vector<WriteBatch>& batches);

// Three small batches; the second holds every kind of record.
std::vector<WriteBatch> SmallLog();

std::string ReadFileForTest(const std::string& path);
void WriteFileForTest(const std::string& path, absl::string_view content);

// Runs statements on the database file as another program would; fails the test on an error.
void RunSql(const std::string& directory, const std::string& sql);
// All rows of a query, columns joined by '|', NULL as "NULL".
std::vector<std::string> QuerySql(const std::string& directory, const std::string& sql);

}  // namespace indicast::store
