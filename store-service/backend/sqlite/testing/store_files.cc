#include "store-service/backend/sqlite/testing/store_files.h"

#include <sqlite3.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

int CollectRow(void* rows, int columns, char** values, char**) {
  std::vector<std::string> cells;
  cells.reserve(static_cast<size_t>(columns));
  for (int i = 0; i < columns; ++i) cells.emplace_back(values[i] == nullptr ? "NULL" : values[i]);
  static_cast<std::vector<std::string>*>(rows)->push_back(absl::StrJoin(cells, "|"));
  return 0;
}

}  // namespace

std::string FastRoot() {
  constexpr char kMemory[] = "/dev/shm";
  return ::access(kMemory, W_OK) == 0 ? kMemory : ::testing::TempDir();
}

absl::StatusOr<std::unique_ptr<StoreBackend>> OpenDirectoryForTest(const std::string& directory) {
  SqliteOptions options;
  options.directory = directory;
  return OpenSqlite(options);
}

void FillStore(const std::string& directory, const std::vector<WriteBatch>& batches) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<StoreBackend> store, OpenDirectoryForTest(directory));
  Revision head = 0;
  for (const WriteBatch& batch : batches) {
    ASSERT_THAT(store->Append(batch, head++), indicast::testing::IsOk());
  }
}

std::vector<WriteBatch> SmallLog() {
  std::vector<WriteBatch> batches = {SampleBatch(1), SampleBatch(2), SampleBatch(3)};
  batches[1].records = SampleRecords();
  return batches;
}

std::string ReadFileForTest(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void WriteFileForTest(const std::string& path, absl::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  ASSERT_TRUE(file.good()) << path;
}

void RunSql(const std::string& directory, const std::string& sql) { QuerySql(directory, sql); }

std::vector<std::string> QuerySql(const std::string& directory, const std::string& sql) {
  std::vector<std::string> rows;
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open((directory + "/indicast.db").c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, "PRAGMA synchronous=OFF", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), CollectRow, &rows, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db) << " in " << sql;
  sqlite3_close(db);
  return rows;
}

}  // namespace indicast::store
