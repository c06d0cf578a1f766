// Watching against a model that keeps a plain list of everything written and scans it.
#include "store-service/app/watch_cursor.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

// One write as a model keeps it.
struct Written {
  Revision revision = 0;
  RecordKind kind = RecordKind::kArea;
  std::string key;
  std::string indicator;
  std::string area;
  bool withdrawn = false;
};

std::string LineOf(Revision revision, RecordKind kind, const std::string& key, Revision previous,
                   bool withdrawn) {
  return absl::StrCat(revision, ": ", static_cast<int>(kind), " ", key, " after ", previous,
                      withdrawn ? " withdrawn" : "");
}

class Model {
 public:
  void Write(Written written) { writes_.push_back(std::move(written)); }

  // What a watcher that starts after `start` is told, a line a change.
  std::vector<std::string> Told(Revision start, const WatchFilter& filter) const {
    std::vector<std::string> lines;
    std::map<std::string, Revision> current;
    for (const Written& w : writes_) {
      Revision& version = current[absl::StrCat(static_cast<int>(w.kind), " ", w.key)];
      const bool passes = Has(filter.kinds, w.kind) && Has(filter.indicators, w.indicator) &&
                          Has(filter.areas, w.area);
      if (w.revision > start && passes) {
        lines.push_back(LineOf(w.revision, w.kind, w.key, version, w.withdrawn));
      }
      version = w.withdrawn ? 0 : w.revision;
    }
    return lines;
  }

 private:
  template <typename T>
  static bool Has(const std::vector<T>& list, const T& value) {
    return list.empty() || std::count(list.begin(), list.end(), value) > 0;
  }

  std::vector<Written> writes_;
};

// A log that is written directly, so that it may hold withdrawals too.
class Log {
 public:
  explicit Log(uint32_t seed) : random_(seed), backend_(MemoryBackend()) {}

  void Write(int revisions) {
    for (int i = 0; i < revisions; ++i) WriteOne();
  }
  const Model& model() const { return model_; }
  Revision head() const { return head_; }
  std::unique_ptr<Store> Open(const WatchHub::Limits& limits = {}) && {
    return Store::Open(std::move(backend_), SystemClock(), limits).value();
  }

 private:
  int Pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  void WriteOne() {
    ++head_;
    WriteBatch batch;
    batch.request_id = absl::StrCat("r", head_);
    batch.request_digest = std::string(64, 'a');
    batch.author = "curator";
    batch.reason = "test";
    batch.commit_time = absl::FromUnixSeconds(1700000000 + head_);
    std::map<std::string, bool> used;  // one record a key
    const int records = 1 + Pick(4);
    for (int i = 0; i < records || batch.records.empty(); ++i) Add(batch, used);
    const auto appended = backend_->Append(batch, head_ - 1);
    ASSERT_THAT(appended, IsOk());
  }

  void Add(WriteBatch& batch, std::map<std::string, bool>& used) {
    Written written = {.revision = head_, .key = "", .indicator = "", .area = ""};
    Record record = TestArea("x");
    if (Pick(3) == 0) {
      written.key = written.area = absl::StrCat("area-", Pick(4));
      record = TestArea(written.key);
    } else if (Pick(4) == 0) {
      written.kind = RecordKind::kIndicator;
      written.key = written.indicator = absl::StrCat("i", Pick(3));
      record = TestIndicator(written.key);
    } else {
      Observation figure = TestObservation(absl::StrCat(2020 + Pick(3)), absl::StrCat(Pick(9)));
      figure.series.indicator = written.indicator = absl::StrCat("i", Pick(3));
      figure.series.area = written.area = absl::StrCat("area-", Pick(4));
      written.kind = RecordKind::kObservation;
      written.key = KeyOf(figure);
      written.withdrawn = current_[written.key] && Pick(3) == 0;
      record = figure;
      if (written.withdrawn) record = Withdrawal{written.key};
    }
    if (std::exchange(used[absl::StrCat(record.index(), written.key)], true) ||
        (written.withdrawn && used[absl::StrCat(Record(Observation()).index(), written.key)])) {
      return;
    }
    if (written.kind == RecordKind::kObservation) current_[written.key] = !written.withdrawn;
    batch.records.push_back(std::move(record));
    model_.Write(std::move(written));
  }

  std::mt19937 random_;
  std::unique_ptr<StoreBackend> backend_;
  Model model_;
  std::map<std::string, bool> current_;
  Revision head_ = 0;
};

// Everything a cursor tells until it has nothing: changes as lines, bookmarks apart.
struct Told {
  std::vector<std::string> lines;
  std::vector<Revision> revisions;
  std::vector<Revision> bookmarks;
};

Told Drain(WatchCursor& cursor) {
  Told told;
  Revision before = cursor.position();
  while (true) {
    const auto step = cursor.Next();
    EXPECT_THAT(step, IsOk());
    if (!step.ok() || !step->has_value()) return told;
    EXPECT_GE((*step)->revision, before);
    EXPECT_EQ((*step)->revision, cursor.position());
    before = (*step)->revision;
    if ((*step)->changes == nullptr) {
      told.bookmarks.push_back(before);
      continue;
    }
    EXPECT_FALSE((*step)->passing.empty());
    EXPECT_EQ((*step)->changes->entry.revision, before);
    told.revisions.push_back(before);
    for (const size_t place : (*step)->passing) {
      const RecordChange& c = (*step)->changes->changes[place];
      told.lines.push_back(LineOf(before, c.kind, c.key, c.previous, c.withdrawn));
    }
  }
}

WatchCursor StartAt(Store& store, std::optional<Revision> start, WatchFilter filter = {},
                    int interval = 100) {
  return WatchCursor::Start(store, {start, std::move(filter), interval}).value();
}

std::vector<WatchFilter> Filters() {
  return {{},
          {{"i1"}, {}, {}},
          {{}, {"area-2", "area-3"}, {}},
          {{"i0", "i2"}, {"area-1"}, {}},
          {{}, {}, {RecordKind::kIndicator}},
          {{"i0"}, {}, {RecordKind::kObservation}},
          {{"no-such"}, {}, {}}};
}

TEST(WatchCursorTest, TellsWhatTheModelSaysFromEveryRevisionUnderEveryFilter) {
  Log log(7);
  log.Write(60);
  const Model model = log.model();
  const Revision head = log.head();
  const auto store = std::move(log).Open();
  for (const WatchFilter& filter : Filters()) {
    for (Revision start = 0; start <= head; ++start) {
      WatchCursor cursor = StartAt(*store, start, filter);
      const Told told = Drain(cursor);
      EXPECT_EQ(told.lines, model.Told(start, filter)) << "after " << start;
      EXPECT_THAT(told.bookmarks, ElementsAre(head));
      EXPECT_EQ(cursor.position(), head);
    }
  }
}

TEST(WatchCursorTest, WithoutAFilterNoRevisionIsLeftOut) {
  Log log(3);
  log.Write(30);
  const auto store = std::move(log).Open();
  WatchCursor cursor = StartAt(*store, 4);
  std::vector<Revision> expected;
  for (Revision r = 5; r <= 30; ++r) expected.push_back(r);
  EXPECT_EQ(Drain(cursor).revisions, expected);
}

TEST(WatchCursorTest, StoppedAtAnyStepAndResumedItTellsTheSame) {
  Log log(11);
  log.Write(25);
  const Model model = log.model();
  const auto store = std::move(log).Open();
  const WatchFilter filter = {{"i1"}, {}, {}};
  for (int steps = 0; steps < 12; ++steps) {
    std::vector<std::string> lines;
    WatchCursor first = StartAt(*store, 0, filter, 3);
    for (int i = 0; i < steps; ++i) {
      const auto step = first.Next().value();
      if (!step.has_value() || step->changes == nullptr) continue;
      for (const size_t place : step->passing) {
        const RecordChange& c = step->changes->changes[place];
        lines.push_back(LineOf(step->revision, c.kind, c.key, c.previous, c.withdrawn));
      }
    }
    WatchCursor second = StartAt(*store, first.position(), filter, 3);
    for (std::string& line : Drain(second).lines) lines.push_back(std::move(line));
    EXPECT_EQ(lines, model.Told(0, filter)) << "stopped after " << steps;
  }
}

TEST(WatchCursorTest, BookmarksMarkSilenceAndPassOverNothing) {
  Log log(5);
  log.Write(50);
  const Model model = log.model();
  const auto store = std::move(log).Open();
  const WatchFilter filter = {{"i2"}, {"area-0"}, {}};
  WatchCursor cursor = StartAt(*store, 0, filter, 4);
  const Told told = Drain(cursor);
  EXPECT_EQ(told.lines, model.Told(0, filter));
  // A bookmark after each four revisions without a change, and one at the head.
  std::vector<Revision> expected;
  Revision last = 0;
  for (Revision r = 1; r <= 50; ++r) {
    if (std::count(told.revisions.begin(), told.revisions.end(), r) > 0) {
      last = r;
    } else if (r - last == 4) {
      expected.push_back(last = r);
    }
  }
  expected.push_back(50);
  EXPECT_EQ(told.bookmarks, expected);
  EXPECT_GT(expected.size(), 3);
}

class LiveTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(store_->Import(BaseImport()), IsOk()); }

  Revision WriteArea(const std::string& id) {
    ImportRequest request = TestRequest(absl::StrCat("area-", id));
    request.areas = {TestArea(id)};
    return store_->Import(request)->head.revision;
  }

  std::unique_ptr<Store> store_ = Store::Open(MemoryBackend()).value();
};

TEST_F(LiveTest, FromNowBeginsWithABookmarkAndTellsWhatIsWrittenLater) {
  WatchCursor cursor = StartAt(*store_, std::nullopt);
  EXPECT_TRUE(cursor.HasNews());
  const Told first = Drain(cursor);
  EXPECT_THAT(first.bookmarks, ElementsAre(1));
  EXPECT_THAT(first.lines, IsEmpty());
  EXPECT_FALSE(cursor.HasNews());
  WriteArea("shanghai");
  EXPECT_TRUE(cursor.HasNews());
  const Told second = Drain(cursor);
  EXPECT_THAT(second.lines, ElementsAre("2: 1 shanghai after 0"));
  EXPECT_THAT(second.bookmarks, IsEmpty());
}

TEST_F(LiveTest, WhatDoesNotPassIsSilentUntilTheInterval) {
  WatchCursor cursor = StartAt(*store_, 1, {{"gdp"}, {}, {}}, 3);
  EXPECT_THAT(Drain(cursor).bookmarks, ElementsAre(1));
  WriteArea("a");
  WriteArea("b");
  EXPECT_THAT(Drain(cursor).bookmarks, IsEmpty());
  WriteArea("c");
  EXPECT_THAT(Drain(cursor).bookmarks, ElementsAre(4));
}

TEST_F(LiveTest, ACorrectionNamesTheVersionBefore) {
  WriteArea("shanghai");
  ImportRequest request = TestRequest("correction");
  request.observations = {TestObservation("2022", "4.6")};
  ASSERT_THAT(store_->Import(request), IsOk());
  WatchCursor cursor = StartAt(*store_, 2);
  EXPECT_THAT(Drain(cursor).lines,
              ElementsAre("3: 5 gdp.changsha.growth.constant.total|2022|reported|report after 1"));
}

TEST_F(LiveTest, MemoryAndLogTellTheSame) {
  for (const char* id : {"a", "b", "c", "d", "e"}) WriteArea(id);
  const auto in_memory = store_->watch_hub().Recent(4);
  ASSERT_NE(in_memory, nullptr);
  const auto from_log = store_->ReadChanges(3, 1).value();
  ASSERT_EQ(from_log.size(), 1);
  EXPECT_EQ(from_log[0]->entry.batch.records, in_memory->entry.batch.records);
  EXPECT_EQ(from_log[0]->entry.checksum, in_memory->entry.checksum);
  ASSERT_EQ(from_log[0]->changes.size(), 1);
  EXPECT_EQ(from_log[0]->changes[0].key, in_memory->changes[0].key);
}

TEST_F(LiveTest, RefusesStartsThatAreNot) {
  const auto beyond = WatchCursor::Start(*store_, {.start_after = 2, .filter = {}});
  EXPECT_THAT(beyond, StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(beyond, HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(WatchCursor::Start(*store_, {.start_after = -1, .filter = {}}),
              HasField("start_after_revision"));
}

}  // namespace
}  // namespace indicast::store
