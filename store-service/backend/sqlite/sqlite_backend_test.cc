#include "store-service/backend/sqlite/sqlite_backend.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/migrations.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "store-service/domain/record_cells.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Code = absl::StatusCode;

class SqliteTest : public ::testing::Test {
 protected:
  const std::string& directory() const { return directory_.path(); }
  std::string database() const { return directory() + "/indicast.db"; }
  std::string head() const { return directory() + "/head"; }

  absl::StatusOr<std::unique_ptr<StoreBackend>> Open() { return OpenDirectoryForTest(directory()); }
  absl::StatusOr<std::unique_ptr<StoreBackend>> OpenAcceptingLog() {
    SqliteOptions options;
    options.directory = directory();
    options.accept_log = true;
    return OpenSqlite(options);
  }
  Revision HeadAfterOpening() {
    const auto store = Open();
    EXPECT_THAT(store, IsOk());
    return store.ok() ? (*store)->Stats()->head : -1;
  }

 private:
  indicast::testing::TemporaryDirectory directory_{FastRoot()};
};

// --- Directories and files that cannot be used ---------------------------------------------------

TEST_F(SqliteTest, MakesItsDirectory) {
  const std::string nested = directory() + "/a/b";
  EXPECT_THAT(OpenDirectoryForTest(nested), IsOk());
  EXPECT_TRUE(std::filesystem::exists(nested + "/indicast.db"));
}

TEST_F(SqliteTest, UnwritableDirectoryIsRefused) {
  WriteFileForTest(directory() + "/file", "");
  for (const std::string& path : {directory() + "/file", directory() + "/file/below",
                                  std::string("/proc/indicast"), std::string()}) {
    const auto store = OpenDirectoryForTest(path);
    EXPECT_THAT(store, StatusIs(Code::kPermissionDenied, HasSubstr(path)));
    EXPECT_THAT(store, HasReason("DATA_DIR_UNWRITABLE"));
  }
}

TEST_F(SqliteTest, OneStoreADirectory) {
  ASSERT_OK_AND_ASSIGN(auto store, Open());
  const auto second = Open();
  EXPECT_THAT(second, StatusIs(Code::kUnavailable,
                               AllOf(HasSubstr(directory()), HasSubstr(absl::StrCat(::getpid())))));
  EXPECT_THAT(second, HasReason("DATA_DIR_LOCKED"));
  store.reset();
  EXPECT_THAT(Open(), IsOk());
}

TEST_F(SqliteTest, FilesOfOthersAreRefusedAndLeftAlone) {
  RunSql(directory(), "CREATE TABLE t(x); INSERT INTO t VALUES(1); PRAGMA user_version=7");
  const std::string sqlite_of_others = ReadFileForTest(database());
  for (const std::string& content :
       {sqlite_of_others, std::string("not a database, but long enough"), std::string(5000, 'x'),
        std::string(5000, '\0')}) {
    WriteFileForTest(database(), content);
    const auto store = Open();
    EXPECT_THAT(store, StatusIs(Code::kDataLoss, HasSubstr(database())));
    EXPECT_THAT(store, HasReason("STORE_CORRUPT"));
    EXPECT_TRUE(ReadFileForTest(database()) == content);
  }
}

TEST_F(SqliteTest, NewerDatabaseIsRefusedAndLeftAlone) {
  FillStore(directory(), SmallLog());
  RunSql(directory(),
         "INSERT INTO schema_migrations VALUES(99, 'from the future'); PRAGMA user_version=99");
  const std::string before = ReadFileForTest(database());
  const auto store = Open();
  EXPECT_THAT(store, StatusIs(Code::kFailedPrecondition, HasSubstr("schema version 99")));
  EXPECT_THAT(store, HasReason("DATABASE_TOO_NEW"));
  EXPECT_TRUE(ReadFileForTest(database()) == before);
}

// --- Older schemas -------------------------------------------------------------------------------

struct OldFolder {
  int schema = 0;
  size_t first_records = 0;  // in revision 1
};

// tests/data-folders/schema-N: two revisions with every kind of record but withdrawals, written by
// a program whose newest schema was N. Their chain and head file must still fit after migrating.
constexpr OldFolder kOldFolders[] = {{1, 13}, {2, 15}, {3, 15}};

TEST_F(SqliteTest, DatabasesOfOlderSchemasAreMigratedAndTheirLogKept) {
  for (const OldFolder& old : kOldFolders) {
    SCOPED_TRACE(old.schema);
    const std::string kept =
        absl::StrCat(INDICAST_SOURCE_DIR "/tests/data-folders/schema-", old.schema, "/");
    const indicast::testing::TemporaryDirectory copy;
    RunSql(copy.path(), ReadFileForTest(kept + "indicast.sql"));
    WriteFileForTest(copy.path() + "/head", ReadFileForTest(kept + "head"));
    {
      ASSERT_OK_AND_ASSIGN(const auto store, OpenDirectoryForTest(copy.path()));
      ASSERT_OK_AND_ASSIGN(const auto log, store->ReadLog(0, 10));
      ASSERT_THAT(log, SizeIs(2));
      EXPECT_EQ(log[0].batch.records.size(), old.first_records);
      WriteBatch all = SampleBatch(3);
      all.records = SampleRecords();
      EXPECT_THAT(store->Append(all, 2), IsOk());
    }
    ASSERT_OK_AND_ASSIGN(const auto again, OpenDirectoryForTest(copy.path()));
    ASSERT_OK_AND_ASSIGN(const auto log, again->ReadLog(2, 10));
    ASSERT_THAT(log, SizeIs(1));
    EXPECT_TRUE(log[0].batch.records == SampleRecords());
    EXPECT_THAT(QuerySql(copy.path(), "SELECT max(version) FROM schema_migrations"),
                ElementsAre(absl::StrCat(Migrations().back().version)));
  }
  EXPECT_EQ(kOldFolders[std::size(kOldFolders) - 1].schema, Migrations().back().version - 1);
}

// --- The log against the head file ---------------------------------------------------------------

TEST_F(SqliteTest, LogThatEndsBeforeTheHeadFileIsRefused) {
  FillStore(directory(), {SampleBatch(1), SampleBatch(2)});
  const std::string newest = ReadFileForTest(head());
  RunSql(directory(),
         "DELETE FROM revisions WHERE revision = 2;"
         "DELETE FROM observation_versions WHERE revision = 2");
  const auto store = Open();
  EXPECT_THAT(store, StatusIs(Code::kDataLoss,
                              AllOf(HasSubstr(database()), HasSubstr("revision 1"),
                                    HasSubstr("revision 2 was acknowledged"), HasSubstr(head()))));
  EXPECT_EQ(DetailOf(store.status()).metadata["revision"], "1");
  EXPECT_EQ(ReadFileForTest(head()), newest);
}

TEST_F(SqliteTest, LogBeyondTheHeadFileIsAcceptedAndTheHeadFileBroughtUpToDate) {
  FillStore(directory(), {SampleBatch(1)});
  const std::string older = ReadFileForTest(head());
  {
    ASSERT_OK_AND_ASSIGN(auto store, Open());
    ASSERT_THAT(store->Append(SampleBatch(2), 1), IsOk());
    ASSERT_THAT(store->Append(SampleBatch(3), 2), IsOk());
  }
  const std::string newest = ReadFileForTest(head());
  WriteFileForTest(head(), older);
  EXPECT_EQ(HeadAfterOpening(), 3);
  EXPECT_EQ(ReadFileForTest(head()), newest);
}

TEST_F(SqliteTest, AnotherStoresHeadFileIsRefused) {
  FillStore(directory(), {SampleBatch(1), SampleBatch(2)});
  indicast::testing::TemporaryDirectory other;
  FillStore(other.path(), {SampleBatch(8)});
  WriteFileForTest(head(), ReadFileForTest(other.path() + "/head"));
  EXPECT_THAT(Open(), StatusIs(Code::kDataLoss, HasSubstr("revision 1: is not the one")));
}

TEST_F(SqliteTest, MissingOrDamagedHeadFileIsRefusedUntilTheLogIsAccepted) {
  FillStore(directory(), SmallLog());
  const std::string content = ReadFileForTest(head());
  const std::vector<std::string> damaged = {"", "garbage", content + "\n", content.substr(1),
                                            std::string(5000, 'x')};
  for (const std::string& bytes : damaged) {
    WriteFileForTest(head(), bytes);
    EXPECT_THAT(Open(), AllOf(StatusIs(Code::kDataLoss, HasSubstr(head()))));
  }
  std::filesystem::remove(head());
  EXPECT_THAT(Open(),
              AllOf(StatusIs(Code::kDataLoss, HasSubstr(head())), HasReason("STORE_CORRUPT")));
  EXPECT_FALSE(std::filesystem::exists(head()));
  EXPECT_THAT(OpenAcceptingLog(), IsOk());
  EXPECT_EQ(ReadFileForTest(head()), content);
  EXPECT_EQ(HeadAfterOpening(), 3);
}

TEST_F(SqliteTest, AcceptingTheLogStillVerifiesIt) {
  FillStore(directory(), SmallLog());
  RunSql(directory(), "UPDATE observation_versions SET value = '9' WHERE revision = 1");
  EXPECT_THAT(OpenAcceptingLog(), StatusIs(Code::kDataLoss, HasSubstr("revision 1")));
}

TEST_F(SqliteTest, LostDatabaseIsNotReplacedByAnEmptyOne) {
  FillStore(directory(), SmallLog());
  WriteFileForTest(database(), "");
  EXPECT_THAT(Open(), StatusIs(Code::kDataLoss, HasSubstr("missing or empty")));
  std::filesystem::remove(database());
  EXPECT_THAT(Open(), StatusIs(Code::kDataLoss, HasSubstr("revision 3 was acknowledged")));
  EXPECT_FALSE(std::filesystem::exists(database()));
}

TEST_F(SqliteTest, DatabaseWithoutRevisionsNeedsNoHeadFile) {
  FillStore(directory(), {});
  std::filesystem::remove(head());
  EXPECT_EQ(HeadAfterOpening(), 0);
  EXPECT_TRUE(std::filesystem::exists(head()));
}

// --- Changes behind the store's back -------------------------------------------------------------

TEST_F(SqliteTest, AChangeOfAnyCellIsFound) {
  FillStore(directory(), SmallLog());
  const std::string good = ReadFileForTest(database());
  std::vector<std::string> tables = {"revisions"};
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    tables.push_back(LayoutOf(kind).table.name);
    for (const TableLayout& child : LayoutOf(kind).children) tables.push_back(child.name);
  }
  int changes = 0;
  for (const std::string& table : tables) {
    for (const std::string& column :
         QuerySql(directory(), absl::StrCat("SELECT name FROM pragma_table_info('", table, "')"))) {
      // The last revision of the table, whatever the type of the column.
      RunSql(
          directory(),
          absl::StrCat("UPDATE ", table, " SET ", column, " = CASE typeof(", column,
                       ") WHEN 'integer' THEN ", column, " + 100 WHEN 'text' THEN 'x' || ", column,
                       " ELSE '1' END WHERE revision = (SELECT max(revision) FROM ", table, ")"));
      EXPECT_THAT(Open(), AllOf(StatusIs(Code::kDataLoss), HasReason("STORE_CORRUPT")))
          << table << "." << column;
      WriteFileForTest(database(), good);
      ++changes;
    }
  }
  EXPECT_GT(changes, 130);
  EXPECT_EQ(HeadAfterOpening(), 3);
}

TEST_F(SqliteTest, MissingAndAddedRowsAreFound) {
  FillStore(directory(), SmallLog());
  const std::string good = ReadFileForTest(database());
  for (const char* change :
       {"DELETE FROM revisions WHERE revision = 2",
        "DELETE FROM observation_versions WHERE revision = 1 AND position = 2",
        "DELETE FROM indicator_aliases WHERE ordinal = 3", "DELETE FROM indicator_links",
        "DELETE FROM indicator_releases", "DELETE FROM area_boundary_changes WHERE ordinal = 1",
        "DELETE FROM scenario_points WHERE ordinal = 0",
        "DELETE FROM scenario_assumptions WHERE ordinal = 14",
        "INSERT INTO withdrawals VALUES(4, 0, 'key')",
        "INSERT INTO withdrawals VALUES(0, 0, 'key')",
        "INSERT INTO withdrawals VALUES(3, 3, 'key')",
        "INSERT INTO indicator_aliases VALUES(2, 0, 0, 'not an indicator')",
        "INSERT INTO indicator_aliases VALUES(9, 0, 0, 'no revision')",
        "UPDATE revisions SET revision = 5 WHERE revision = 3"}) {
    RunSql(directory(), change);
    EXPECT_THAT(Open(), AllOf(StatusIs(Code::kDataLoss), HasReason("STORE_CORRUPT"))) << change;
    WriteFileForTest(database(), good);
  }
}

TEST_F(SqliteTest, ChangedDefinitionsAreFound) {
  FillStore(directory(), SmallLog());
  const std::string good = ReadFileForTest(database());
  for (const char* change :
       {"DROP VIEW current_target", "DROP INDEX target_versions_by_id",
        "DROP VIEW current_area; CREATE VIEW current_area AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON withdrawals BEGIN DELETE FROM withdrawals; END",
        "PRAGMA user_version=1", "PRAGMA application_id=1"}) {
    RunSql(directory(), change);
    EXPECT_THAT(Open(), AllOf(StatusIs(Code::kDataLoss), HasReason("STORE_CORRUPT"))) << change;
    WriteFileForTest(database(), good);
  }
  RunSql(directory(),
         "CREATE VIEW mine AS SELECT 1; CREATE INDEX my_index ON withdrawals(position)");
  EXPECT_EQ(HeadAfterOpening(), 3);
}

TEST_F(SqliteTest, WritingEndsWhenAnotherProgramWrites) {
  ASSERT_OK_AND_ASSIGN(auto store, Open());
  ASSERT_THAT(store->Append(SampleBatch(1), 0), IsOk());
  RunSql(directory(), "INSERT INTO revisions VALUES(2, 'x', 'other', '', '', '', 0, 1)");
  EXPECT_THAT(store->Append(SampleBatch(2), 1), HasReason("STORE_CORRUPT"));
  EXPECT_THAT(store->Append(SampleBatch(2), 1), HasReason("STORE_READ_ONLY"));
  EXPECT_THAT(store->Stats()->write_failure, HasReason("STORE_CORRUPT"));
  EXPECT_THAT(store->ReadLog(0, 10), IsOkAndHolds(SizeIs(1)));
}

TEST_F(SqliteTest, DamageFoundWhileReadingEndsWriting) {
  ASSERT_OK_AND_ASSIGN(auto store, Open());
  ASSERT_THAT(store->Append(SampleBatch(1), 0), IsOk());
  RunSql(directory(), "UPDATE observation_versions SET value = '1'");
  EXPECT_THAT(store->ReadLog(0, 10), AllOf(StatusIs(Code::kDataLoss, HasSubstr("revision 1"))));
  EXPECT_THAT(store->Append(SampleBatch(2), 1), HasReason("STORE_READ_ONLY"));
}

// --- Plain SQL -----------------------------------------------------------------------------------

TEST_F(SqliteTest, TablesAreThoseOfTheLayouts) {
  FillStore(directory(), {});
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    std::vector<TableLayout> tables = LayoutOf(kind).children;
    tables.push_back(LayoutOf(kind).table);
    for (const TableLayout& table : tables) {
      std::vector<std::string> expected = {"revision|INTEGER|1", "position|INTEGER|1"};
      if (&table != &tables.back()) expected.emplace_back("ordinal|INTEGER|1");
      for (const Column& column : table.columns) {
        expected.push_back(absl::StrCat(column.name, "|", column.integer ? "INTEGER" : "TEXT", "|",
                                        column.nullable ? 0 : 1));
      }
      EXPECT_EQ(QuerySql(directory(),
                         absl::StrCat("SELECT name, type, \"notnull\" FROM pragma_table_info('",
                                      table.name, "')")),
                expected)
          << table.name;
    }
  }
}

TEST_F(SqliteTest, ViewsShowTheCurrentStateWhileTheStoreRuns) {
  ASSERT_OK_AND_ASSIGN(auto store, Open());
  const Observation old = SampleObservation(2022, "4.5");
  Observation corrected = SampleObservation(2022, "4.6");
  const Observation kept = SampleObservation(2023, "4.80");
  WriteBatch first = SampleBatch(1);
  first.records = {old, kept, Area{"changsha", {"长沙", ""}, ""}};
  WriteBatch second = SampleBatch(2);
  second.records = {corrected, Area{"changsha", {"长沙市", ""}, ""}};
  ASSERT_THAT(store->Append(first, 0), IsOk());
  ASSERT_THAT(store->Append(second, 1), IsOk());
  const char* const kObservations =
      "SELECT vintage_key, value, approximate_value, revision FROM current_observation "
      "ORDER BY period";
  EXPECT_THAT(QuerySql(directory(), kObservations),
              ElementsAre(KeyOf(corrected) + "|4.6|4.6|2", KeyOf(kept) + "|4.80|4.8|1"));
  EXPECT_THAT(QuerySql(directory(), "SELECT name_zh FROM current_area"), ElementsAre("长沙市"));

  WriteBatch third = SampleBatch(3);
  third.records = {Withdrawal{KeyOf(corrected)}};
  ASSERT_THAT(store->Append(third, 2), IsOk());
  EXPECT_THAT(QuerySql(directory(), kObservations), ElementsAre(KeyOf(kept) + "|4.80|4.8|1"));
  WriteBatch fourth = SampleBatch(4);
  fourth.records = {old};
  ASSERT_THAT(store->Append(fourth, 3), IsOk());
  EXPECT_THAT(QuerySql(directory(), kObservations),
              ElementsAre(KeyOf(old) + "|4.5|4.5|4", KeyOf(kept) + "|4.80|4.8|1"));
}

TEST_F(SqliteTest, StatsCountTheBytesOnDisk) {
  ASSERT_OK_AND_ASSIGN(auto store, Open());
  const int64_t empty = store->Stats()->bytes;
  EXPECT_GT(empty, 0);
  ASSERT_THAT(store->Append(SampleBatch(1, 1000), 0), IsOk());
  EXPECT_GT(store->Stats()->bytes, empty + 100000);
}

TEST_F(SqliteTest, WriteAheadLogIsEmptiedWhileRunning) {
  ASSERT_OK_AND_ASSIGN(auto store, Open());
  uintmax_t largest = 0;
  for (int i = 0; i < 40; ++i) {
    ASSERT_THAT(store->Append(SampleBatch(i, 1000), i), IsOk());
    largest = std::max(largest, std::filesystem::file_size(database() + "-wal"));
  }
  // More than that was written: the log starts over after each checkpoint.
  EXPECT_LT(largest, 6u << 20);
  EXPECT_GT(std::filesystem::file_size(database()), 8u << 20);
  store.reset();
  EXPECT_FALSE(std::filesystem::exists(database() + "-wal"));
  EXPECT_EQ(HeadAfterOpening(), 40);
}

}  // namespace
}  // namespace indicast::store
