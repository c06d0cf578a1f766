#include "store-service/domain/write_batch.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/record_cells.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::testing::Not;

LogEntry SampleEntry() { return {7, SampleBatch(3), ""}; }

TEST(CanonicalBytes, SamplesCoverEveryKindOfRecord) {
  std::set<size_t> kinds;
  for (const Record& record : SampleRecords()) kinds.insert(record.index());
  EXPECT_EQ(kinds.size(), kRecordKinds);
}

TEST(CanonicalBytes, DecodeToTheSameRecord) {
  for (const Record& record : SampleRecords()) {
    const std::string bytes = CanonicalBytes(record);
    ASSERT_OK_AND_ASSIGN(const Record decoded, DecodeRecord(bytes));
    EXPECT_TRUE(decoded == record) << LayoutOf(record.index()).table.name;
    EXPECT_EQ(CanonicalBytes(decoded), bytes);
  }
}

TEST(CanonicalBytes, AreTheSameWrittenOneAfterTheOther) {
  CanonicalWriter writer;
  for (const Record& record : SampleRecords()) {
    EXPECT_EQ(writer.Write(record), CanonicalBytes(record));
    if (const auto* observation = std::get_if<Observation>(&record)) {
      EXPECT_EQ(writer.Write(*observation), CanonicalBytes(record));
    }
  }
}

TEST(CanonicalBytes, DifferForDifferentRecords) {
  std::set<std::string> seen;
  for (const Record& record : SampleRecords()) {
    EXPECT_TRUE(seen.insert(CanonicalBytes(record)).second);
  }
  const Observation base = SampleObservation(2023, "4.0");
  for (const auto& change : std::vector<void (*)(Observation&)>{
           [](Observation& o) { o.value = Decimal::Parse("4").value(); },
           [](Observation& o) { o.value.reset(); }, [](Observation& o) { o.lower_bound = o.value; },
           [](Observation& o) { o.note.zh = "x"; }, [](Observation& o) { o.note.en = "x"; },
           [](Observation& o) { o.period = Period::Parse("2023-01-01/P12M").value(); },
           [](Observation& o) { o.evidence.grounds = TextQuote{}; },
           [](Observation& o) { o.evidence.grounds = std::string(); },
           [](Observation& o) { std::swap(o.series.indicator, o.series.area); }}) {
    Observation changed = base;
    change(changed);
    EXPECT_TRUE(seen.insert(CanonicalBytes(changed)).second);
  }
}

// The format is kept for ever: these digests may never change.
TEST(CanonicalBytes, AreFrozen) {
  EXPECT_EQ(CanonicalBytes(Withdrawal{"k"}),
            absl::string_view("\x01\x0bwithdrawals\x01\x0fobservation_keyt\x01k\x00", 34));
  EXPECT_EQ(ChainChecksum(SampleEntry(), GenesisChecksum()),
            "9d6641326136499c9d84da910bdeb13706c37c8f5f33ab30ac72777ddac4574f");
}

TEST(CanonicalBytes, RefuseEveryShorterOrChangedEncoding) {
  for (const Record& record : SampleRecords()) {
    const std::string bytes = CanonicalBytes(record);
    for (size_t i = 0; i < bytes.size(); ++i) {
      EXPECT_THAT(DecodeRecord(absl::string_view(bytes).substr(0, i)),
                  HasReason("RECORD_BYTES_INVALID"));
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ 0x04);
      const absl::StatusOr<Record> decoded = DecodeRecord(flipped);
      // What still decodes is another record with exactly those bytes.
      if (decoded.ok()) {
        EXPECT_EQ(CanonicalBytes(*decoded), flipped) << i;
      }
    }
    EXPECT_THAT(DecodeRecord(bytes + '\0'), HasReason("RECORD_BYTES_INVALID"));
  }
}

TEST(ChainChecksum, DependsOnEveryMemberAndOnThePredecessor) {
  std::set<std::string> seen = {ChainChecksum(SampleEntry(), GenesisChecksum())};
  for (const auto& change : std::vector<void (*)(LogEntry&)>{
           [](LogEntry& e) { ++e.revision; }, [](LogEntry& e) { e.batch.request_id += "x"; },
           [](LogEntry& e) { e.batch.request_digest[0] ^= 1; },
           [](LogEntry& e) { e.batch.author += "x"; }, [](LogEntry& e) { e.batch.reason += "x"; },
           [](LogEntry& e) { e.batch.commit_time += absl::Nanoseconds(1); },
           [](LogEntry& e) { e.batch.records.pop_back(); },
           [](LogEntry& e) { std::swap(e.batch.records[0], e.batch.records[1]); }}) {
    LogEntry entry = SampleEntry();
    change(entry);
    EXPECT_TRUE(seen.insert(ChainChecksum(entry, GenesisChecksum())).second);
  }
  EXPECT_TRUE(seen.insert(ChainChecksum(SampleEntry(), std::string(64, '1'))).second);
}

TEST(ChainChecksum, IgnoresTheChecksumMember) {
  LogEntry entry = SampleEntry();
  entry.checksum = "anything";
  EXPECT_EQ(ChainChecksum(entry, "p"), ChainChecksum(SampleEntry(), "p"));
}

TEST(RecordCells, RefuseCellsThatNoRecordMakes) {
  const std::vector<Record> records = SampleRecords();
  for (const Record& record : records) {
    const RecordCells cells = ToCells(record);
    const auto& columns = LayoutOf(record.index()).table.columns;
    ASSERT_EQ(cells.row.size(), columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
      RecordCells wrong_type = cells;
      wrong_type.row[i] = columns[i].integer ? Cell("text") : Cell(int64_t{1});
      EXPECT_THAT(FromCells(record.index(), wrong_type),
                  indicast::testing::StatusIs(absl::StatusCode::kDataLoss))
          << columns[i].name;
      if (columns[i].nullable) continue;
      RecordCells null = cells;
      null.row[i] = Cell();
      EXPECT_THAT(FromCells(record.index(), null),
                  indicast::testing::StatusIs(absl::StatusCode::kDataLoss,
                                              ::testing::HasSubstr(columns[i].name)));
    }
  }
}

}  // namespace
}  // namespace indicast::store
