#include "store-service/app/etag.h"

#include <string>
#include <utility>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

class EtagTest : public ::testing::Test {
 protected:
  EtagTest() : store_(Store::Open(MemoryBackend(), clock_).value()) {
    EXPECT_THAT(store_->Import(BaseImport()), IsOk());
  }

  // A correction of the growth of 2022 by someone who has seen `etag`.
  absl::StatusOr<ImportResult> Correct(std::string id, absl::string_view value, std::string etag) {
    ImportRequest request = TestRequest(std::move(id));
    request.observations = {TestObservation("2022", value)};
    request.etags = {{"observations", 0, std::move(etag)}};
    return store_->Import(request);
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
};

TEST_F(EtagTest, OnlyWhoHasSeenTheCurrentVersionMayReplaceIt) {
  EXPECT_THAT(Correct("one", "4.6", "1"), IsOk());
  const absl::Status late = Correct("two", "4.7", "1").status();
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(late, HasReason("ETAG_MOVED"));
  EXPECT_THAT(late, HasField("observations[0].etag"));
  EXPECT_EQ(DetailOf(late).metadata.at("etag"), "2");
  EXPECT_THAT(Correct("three", "4.7", "2"), IsOk());
}

TEST_F(EtagTest, ZeroMeansThatNothingMayBeThere) {
  EXPECT_THAT(Correct("one", "4.6", "0"), HasReason("ETAG_MOVED"));
  ImportRequest request = TestRequest("new");
  request.observations = {TestObservation("2021", "4.6")};
  request.etags = {{"observations", 0, "0"}};
  EXPECT_THAT(store_->Import(request), IsOk());
  request.request_id = "again";
  EXPECT_THAT(store_->Import(request), HasReason("ETAG_MOVED"));
}

TEST_F(EtagTest, EveryKindOfRecordIsChecked) {
  ImportRequest request = BaseImport("again");
  for (const char* list :
       {"areas", "units", "documents", "indicators", "observations", "targets", "scenarios"}) {
    request.etags.push_back({list, 0, "7"});
  }
  const absl::Status status = store_->Import(request).status();
  EXPECT_THAT(DetailOf(status).violations, SizeIs(7));
  EXPECT_EQ(DetailOf(status).violations[2].field, "documents[0].etag");
  for (ExpectedEtag& expected : request.etags) expected.etag = "1";
  EXPECT_THAT(store_->Import(request), IsOk());
}

TEST_F(EtagTest, AWithdrawalMayCarryOne) {
  ImportRequest request = TestRequest("end");
  const Observation figure = TestObservation("2022", "4.5");
  request.withdrawals = {{figure.series, figure.period, figure.stage, figure.evidence.document}};
  request.etags = {{"withdrawals", 0, "3"}};
  EXPECT_THAT(store_->Import(request), HasField("withdrawals[0].etag"));
  request.etags[0].etag = "1";
  EXPECT_THAT(store_->Import(request), IsOk());
  // What is withdrawn is not there.
  EXPECT_THAT(Correct("back", "4.5", "0"), IsOk());
}

TEST_F(EtagTest, ATextThatNoReadGivesIsAWrongField) {
  for (const char* etag : {"abc", "", "01", "-1", "99999999999999999999"}) {
    const absl::Status status = Correct("one", "4.6", etag).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << etag;
    EXPECT_THAT(status, HasField("observations[0].etag")) << etag;
  }
}

TEST_F(EtagTest, EtagsTellRequestsApartAndARepeatedOneIsAnsweredAgain) {
  ASSERT_OK_AND_ASSIGN(const ImportResult first, Correct("one", "4.6", "1"));
  ASSERT_OK_AND_ASSIGN(const ImportResult again, Correct("one", "4.6", "1"));
  EXPECT_EQ(again.head.revision, first.head.revision);
  EXPECT_EQ(again.report, first.report);
  EXPECT_THAT(Correct("one", "4.6", "2"), HasReason("REQUEST_ID_REUSED"));
}

TEST(EtagDigestTest, ARequestWithoutEtagsKeepsItsDigest) {
  ImportRequest request = TestRequest("one");
  request.observations = {TestObservation("2022", "4.5")};
  // Stored in the logs of older versions.
  const std::string digest = "2c35a0bf86452fc75661b497a989d184cd902355f6f54885e08387831f5a4823";
  EXPECT_EQ(RequestDigest(request), digest);
  request.etags = {{"observations", 0, "1"}};
  EXPECT_NE(RequestDigest(request), digest);
}

TEST(EtagDigestTest, TheOrderInWhichListsWereSentDoesNotMatter) {
  ImportRequest request = TestRequest("one");
  request.areas = {TestArea("changsha")};
  request.observations = {TestObservation("2022", "4.5")};
  request.etags = {{"observations", 0, "1"}, {"areas", 0, "2"}};
  const std::string digest = RequestDigest(request);
  std::swap(request.etags[0], request.etags[1]);
  EXPECT_EQ(RequestDigest(request), digest);
  request.etags[0].etag = "3";
  EXPECT_NE(RequestDigest(request), digest);
}

}  // namespace
}  // namespace indicast::store
