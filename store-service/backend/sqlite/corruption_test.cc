// Rotten bytes: whatever byte of a store's files is flipped, wherever a file is cut, opening the
// store is refused as STORE_CORRUPT or gives exactly the log that was written.
//
// Every INDICAST_CORRUPTION_STRIDE-th offset is tried (default: a prime that keeps the test short).
// INDICAST_CORRUPTION_PART="2/3": of these the second of three parts, so that several processes
// share the work. INDICAST_CORRUPTION_PAGE: bytes of a page (default: SQLite's 4096); with 512 the
// same records make a file of a fraction of the size, with little in it that is unused.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

constexpr size_t kShortStride = 997;
constexpr char kDatabase[] = "/indicast.db";
constexpr char kWal[] = "/indicast.db-wal";
constexpr char kHead[] = "/head";

size_t FromEnvironment(const char* name, size_t otherwise) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* text = std::getenv(name);
  size_t value = otherwise;
  if (text != nullptr && (!absl::SimpleAtoi(text, &value) || value == 0)) std::abort();
  return value;
}

size_t Stride() { return FromEnvironment("INDICAST_CORRUPTION_STRIDE", kShortStride); }

// A store to be, in pages of the size that is asked for.
void PreparePages(const std::string& directory) {
  const size_t bytes = FromEnvironment("INDICAST_CORRUPTION_PAGE", 4096);
  RunSql(directory, absl::StrCat("PRAGMA page_size=", bytes,
                                 "; CREATE TABLE made(x); DROP TABLE made; VACUUM"));
}

// Which of several processes this one is.
struct Part {
  size_t number = 0;
  size_t parts = 1;
};

Part ThisPart() {
  Part part;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* text = std::getenv("INDICAST_CORRUPTION_PART");
  if (text == nullptr) return part;
  const std::vector<std::string> words = absl::StrSplit(text, '/');
  if (words.size() != 2 || !absl::SimpleAtoi(words[0], &part.number) ||
      !absl::SimpleAtoi(words[1], &part.parts) || part.number < 1 || part.number > part.parts) {
    std::abort();
  }
  --part.number;
  return part;
}

// The files of a store at rest.
struct Files {
  std::string database;
  std::string wal;  // empty: none
  std::string head;

  static Files Of(const std::string& directory) {
    Files files;
    files.database = ReadFileForTest(directory + kDatabase);
    if (std::filesystem::exists(directory + kWal)) files.wal = ReadFileForTest(directory + kWal);
    files.head = ReadFileForTest(directory + kHead);
    return files;
  }

  void PutInto(const std::string& directory) const {
    WriteFileForTest(directory + kDatabase, database);
    std::filesystem::remove(directory + "/indicast.db-shm");
    std::filesystem::remove(directory + kWal);
    if (!wal.empty()) WriteFileForTest(directory + kWal, wal);
    WriteFileForTest(directory + kHead, head);
  }
};

struct Outcomes {
  int refused = 0;
  int intact = 0;
};

struct Sizes {
  size_t database = 0;
  size_t wal = 0;
  size_t head = 0;
};

// The largest files of the process.
Sizes& TheSizes() {
  static Sizes sizes;
  return sizes;
}

// Of the whole process.
Outcomes& Total() {
  static Outcomes total;
  return total;
}

class CorruptionTest : public ::testing::Test {
 protected:
  static void TearDownTestSuite() {
    if (::testing::UnitTest::GetInstance()->current_test_suite()->Failed()) return;
    std::cout << "recipe R6: " << Total().refused + Total().intact << " damaged stores (every "
              << Stride() << ". byte flipped, every " << Stride() << ". length cut, part "
              << ThisPart().number + 1 << " of " << ThisPart().parts << ", files of "
              << TheSizes().database << ", " << TheSizes().wal << " and " << TheSizes().head
              << " bytes): " << Total().refused << " refused, " << Total().intact
              << " intact as written, no wrong value" << std::endl;
  }
  void SetUp() override { batches_ = SmallLog(); }

  // Closed in order: everything is in the database file.
  Files ClosedStore() {
    indicast::testing::TemporaryDirectory directory(FastRoot());
    PreparePages(directory.path());
    FillStore(directory.path(), batches_);
    return Files::Of(directory.path());
  }

  // As kill -9 leaves it: the second and third revision only in the write-ahead log.
  Files KilledStore() {
    indicast::testing::TemporaryDirectory directory(FastRoot());
    PreparePages(directory.path());
    FillStore(directory.path(), {batches_[0]});
    const auto store = OpenDirectoryForTest(directory.path());
    EXPECT_THAT(store, indicast::testing::IsOk());
    EXPECT_THAT((*store)->Append(batches_[1], 1), indicast::testing::IsOk());
    EXPECT_THAT((*store)->Append(batches_[2], 2), indicast::testing::IsOk());
    return Files::Of(directory.path());
  }

  // Opens the damaged files and counts what came of it.
  void Try(const Files& files, const std::string& what, Outcomes& outcomes) {
    TheSizes().database = std::max(TheSizes().database, files.database.size());
    TheSizes().wal = std::max(TheSizes().wal, files.wal.size());
    TheSizes().head = std::max(TheSizes().head, files.head.size());
    files.PutInto(directory_.path());
    auto store = OpenDirectoryForTest(directory_.path());
    if (!store.ok()) {
      EXPECT_THAT(store, indicast::testing::StatusIs(absl::StatusCode::kDataLoss)) << what;
      EXPECT_THAT(store, indicast::testing::HasReason("STORE_CORRUPT")) << what;
      EXPECT_THAT(std::string(store.status().message()), ::testing::HasSubstr(directory_.path()))
          << what;
      ++outcomes.refused;
      ++Total().refused;
      return;
    }
    ExpectIntact(**store, what);
    // What opens can also go on, and is whole after that.
    const WriteBatch next = SampleBatch(99);
    const auto appended = (*store)->Append(next, 3);
    EXPECT_THAT(appended, indicast::testing::IsOk()) << what;
    store->reset();
    const auto again = OpenDirectoryForTest(directory_.path());
    EXPECT_THAT(again, indicast::testing::IsOk()) << what << ", opened again";
    ++outcomes.intact;
    ++Total().intact;
  }

  void ExpectIntact(StoreBackend& store, const std::string& what) {
    const auto log = store.ReadLog(0, 10000);
    ASSERT_THAT(log, indicast::testing::IsOk()) << what;
    ASSERT_EQ(log->size(), batches_.size()) << what;
    for (size_t i = 0; i < batches_.size(); ++i) {
      EXPECT_TRUE((*log)[i].batch.records == batches_[i].records) << what;
      EXPECT_EQ((*log)[i].batch.reason, batches_[i].reason) << what;
    }
  }

  // Neighbours go to different processes, so that all have as much to do.
  bool IsOurs(size_t offset) const { return offset / stride_ % part_.parts == part_.number; }

  Outcomes FlipEach(const Files& good, std::string Files::*file) {
    Outcomes outcomes;
    Files files = good;
    std::string& bytes = files.*file;
    for (size_t i = 0; i < bytes.size(); i += stride_) {
      if (!IsOurs(i)) continue;
      const char byte = bytes[i];
      bytes[i] = static_cast<char>(byte ^ (1 << (i % 8)));
      Try(files, absl::StrCat("flipped byte ", i), outcomes);
      bytes[i] = byte;
    }
    return outcomes;
  }

  Outcomes CutEach(const Files& good, std::string Files::*file) {
    Outcomes outcomes;
    for (size_t size = 0; size < (good.*file).size(); size += stride_) {
      if (!IsOurs(size)) continue;
      Files files = good;
      (files.*file).resize(size);
      Try(files, absl::StrCat("cut to ", size), outcomes);
    }
    return outcomes;
  }

  size_t stride_ = Stride();
  Part part_ = ThisPart();
  std::vector<WriteBatch> batches_;
  indicast::testing::TemporaryDirectory directory_{FastRoot()};
};

TEST_F(CorruptionTest, WithoutDamageBothStoresAreIntact) {
  ASSERT_TRUE(ClosedStore().wal.empty());
  ASSERT_FALSE(KilledStore().wal.empty());
  Outcomes outcomes;
  Try(ClosedStore(), "closed", outcomes);
  Try(KilledStore(), "killed", outcomes);
  EXPECT_EQ(outcomes.intact, 2);
}

TEST_F(CorruptionTest, FlippedBytesOfTheDatabase) {
  const Outcomes outcomes = FlipEach(ClosedStore(), &Files::database);
  EXPECT_GT(outcomes.refused, 0);
  EXPECT_GT(outcomes.intact, 0);
}

TEST_F(CorruptionTest, FlippedBytesOfTheFileHeader) {
  Files files = ClosedStore();
  Outcomes outcomes;
  for (size_t i = 0; i < 100; ++i) {
    const char byte = files.database[i];
    for (size_t bit = 0; bit < 8; ++bit) {
      if (stride_ > 1 && bit != i % 8) continue;
      files.database[i] = static_cast<char>(byte ^ (1 << bit));
      Try(files, absl::StrCat("flipped bit ", bit, " of byte ", i), outcomes);
    }
    files.database[i] = static_cast<char>(byte ^ 0xff);
    Try(files, absl::StrCat("inverted byte ", i), outcomes);
    files.database[i] = byte;
  }
  EXPECT_GT(outcomes.refused, 50);
}

TEST_F(CorruptionTest, FlippedBytesOfTheDatabaseUnderAWriteAheadLog) {
  const Outcomes outcomes = FlipEach(KilledStore(), &Files::database);
  EXPECT_GT(outcomes.intact, 0);
}

TEST_F(CorruptionTest, FlippedBytesOfTheWriteAheadLog) {
  stride_ = std::max<size_t>(stride_ / 4, 1);
  const Outcomes outcomes = FlipEach(KilledStore(), &Files::wal);
  EXPECT_GT(outcomes.refused, outcomes.intact);
}

TEST_F(CorruptionTest, FlippedBytesOfTheHeadFile) {
  stride_ = 1;
  part_ = {};
  const Files files = ClosedStore();
  const Outcomes outcomes = FlipEach(files, &Files::head);
  EXPECT_EQ(outcomes.refused, static_cast<int>(files.head.size()));
  EXPECT_EQ(outcomes.intact, 0);
}

TEST_F(CorruptionTest, CutDatabase) {
  const Outcomes outcomes = CutEach(ClosedStore(), &Files::database);
  EXPECT_EQ(outcomes.intact, 0);
  EXPECT_GT(outcomes.refused, 0);
}

TEST_F(CorruptionTest, CutWriteAheadLog) {
  stride_ = std::max<size_t>(stride_ / 4, 1);
  const Outcomes outcomes = CutEach(KilledStore(), &Files::wal);
  EXPECT_EQ(outcomes.intact, 0);
  EXPECT_GT(outcomes.refused, 0);
}

TEST_F(CorruptionTest, CutHeadFile) {
  stride_ = 1;
  part_ = {};
  const Files files = ClosedStore();
  EXPECT_EQ(CutEach(files, &Files::head).refused, static_cast<int>(files.head.size()));
}

}  // namespace
}  // namespace indicast::store
