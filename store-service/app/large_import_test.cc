// Imports of so many records that work runs on a second thread.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

constexpr int kFigures = 12000;

ImportRequest LargeImport(const std::string& request_id) {
  ImportRequest request = TestRequest(request_id);
  for (int i = 0; i < kFigures; ++i) {
    Observation& figure = request.observations.emplace_back(
        TestObservation(absl::StrCat(1000 + i / 4 % 1000), absl::StrCat(i % 90, ".5")));
    figure.series.scope = absl::StrCat("part-", i / 4000, i % 4);
  }
  return request;
}

class LargeImportTest : public ::testing::Test {
 protected:
  LargeImportTest() : store_(Open()) {}

  std::unique_ptr<Store> Open() {
    return Store::Open([&](const LogSink& verified) {
             return OpenSqlite(
                 {.directory = directory_.path(), .in_memory = false, .accept_log = false},
                 verified);
           })
        .value();
  }

  indicast::testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

TEST_F(LargeImportTest, IsOneRevisionThatARestartReadsBackOnce) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(LargeImport("large")));
  EXPECT_EQ(result.head.revision, 2);
  EXPECT_EQ(result.report.added, kFigures);
  EXPECT_EQ(result.report.wordings_checked, kFigures);
  const std::string checksum = store_->snapshot()->checksum();
  const auto last = LargeImport("large").observations.back();

  for (const bool reopened : {false, true}) {
    if (reopened) {
      store_ = nullptr;
      store_ = Open();
    }
    const Snapshot& snapshot = *store_->snapshot();
    EXPECT_EQ(snapshot.revision(), 2);
    EXPECT_EQ(snapshot.checksum(), checksum);
    EXPECT_EQ(snapshot.counts().observations, 3 + kFigures);
    const auto found = snapshot.Preferred(last.series, last.period);
    ASSERT_TRUE(found.has_value());
    EXPECT_TRUE(*found->observation == last);
    EXPECT_EQ(found->revision, 2);
    // A repetition, also after the restart: the digest does not depend on how it was computed.
    ASSERT_OK_AND_ASSIGN(const ImportResult again, store_->Import(LargeImport("large")));
    EXPECT_EQ(again.head.revision, 2);
    EXPECT_EQ(again.report, result.report);
  }
}

TEST_F(LargeImportTest, IsWhatTheSameFiguresAreInSmallImports) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ASSERT_THAT(store_->Import(LargeImport("large")), IsOk());
  const std::unique_ptr<Store> other = Store::Open(MemoryBackend()).value();
  ASSERT_THAT(other->Import(BaseImport()), IsOk());
  const ImportRequest all = LargeImport("all");
  for (size_t begin = 0; begin < all.observations.size(); begin += 500) {
    ImportRequest some = TestRequest(absl::StrCat("from-", begin));
    some.observations.assign(all.observations.begin() + static_cast<ptrdiff_t>(begin),
                             all.observations.begin() + static_cast<ptrdiff_t>(begin + 500));
    ASSERT_THAT(other->Import(std::move(some)), IsOk());
  }
  ObservationQuery query;
  query.all_vintages = true;
  const auto content = [&](const Store& store) {
    std::vector<std::string> figures;
    store.snapshot()->Visit(query, {}, [&](const VintageView& view) {
      figures.push_back(
          absl::StrCat(KeyOf(*view.observation), "=", view.observation->value->ToString()));
      return true;
    });
    return figures;
  };
  EXPECT_EQ(content(*store_), content(*other));
}

TEST_F(LargeImportTest, EveryWrongRecordIsNamedInItsOrderAndNothingIsWritten) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ImportRequest request = LargeImport("wrong");
  request.observations[7].series.area = "nowhere";
  request.observations[kFigures - 1].evidence.document = "nothing";
  const absl::Status status = store_->Import(std::move(request)).status();
  EXPECT_THAT(status, HasReason("AREA_NOT_FOUND"));
  EXPECT_THAT(status, HasField("observations[7].series.area"));
  EXPECT_THAT(status, HasField(absl::StrCat("observations[", kFigures - 1, "].evidence.document")));
  EXPECT_EQ(store_->snapshot()->revision(), 1);
}

TEST_F(LargeImportTest, ChangedAndRepeatedFiguresAreToldApart) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ASSERT_THAT(store_->Import(LargeImport("large")), IsOk());
  ImportRequest request = LargeImport("correction");
  request.observations.push_back(request.observations.front());
  request.observations[kFigures - 1].value = Number("77");
  request.observations[kFigures - 1].published_text = "增长77%";
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(std::move(request)));
  EXPECT_EQ(result.report.added, 0);
  EXPECT_EQ(result.report.changed, 1);
  EXPECT_EQ(result.report.unchanged, kFigures - 1);
  EXPECT_EQ(result.report.wordings_checked, kFigures + 1);
  request = LargeImport("contradiction");
  request.observations[0] = request.observations[1];
  request.observations[0].value = Number("3");
  EXPECT_THAT(store_->Import(std::move(request)), HasReason("DUPLICATE_KEY"));
}

}  // namespace
}  // namespace indicast::store
