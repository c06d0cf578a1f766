#include "clients/cpp/import_split.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::store::v1;
using ::testing::SizeIs;

std::vector<pb::ImportRecordStreamRequest> PartsOf(const pb::ImportRecordsRequest& request,
                                                   size_t part_bytes) {
  ImportSplit split(request, part_bytes);
  std::vector<pb::ImportRecordStreamRequest> parts;
  pb::ImportRecordStreamRequest part;
  while (split.Next(part)) parts.push_back(part);
  EXPECT_EQ(split.records_sent(), split.record_count());
  EXPECT_FALSE(split.Next(part));
  return parts;
}

pb::ImportRecordsRequest Sample() {
  pb::ImportRecordsRequest request;
  request.set_request_id("id");
  request.set_reason("why");
  request.set_validate_only(true);
  request.set_expected_revision(0);
  request.set_confirmed_plan("plan");
  request.mutable_thresholds()->set_max_changed_count(7);
  for (int i = 0; i < 40; ++i) {
    request.add_areas()->set_id(absl::StrCat("area-", i));
    request.add_units()->set_id(absl::StrCat("unit-", i));
    request.add_documents()->set_id(absl::StrCat("document-", i));
    request.add_indicators()->set_id(absl::StrCat("indicator-", i));
    request.add_observations()->set_published_text(absl::StrCat(i));
    request.add_targets()->set_id(absl::StrCat("target-", i));
    request.add_scenarios()->set_id(absl::StrCat("scenario-", i));
    request.add_withdrawals()->set_document(absl::StrCat("document-", i));
    request.add_replacements()->add_documents(absl::StrCat("document-", i));
  }
  return request;
}

TEST(ImportSplitTest, TheJoinedPartsAreTheRequestAndOnlyTheFirstHasTheEnvelope) {
  const pb::ImportRecordsRequest request = Sample();
  for (const size_t bytes : {size_t{1}, size_t{50}, size_t{200}, size_t{1000}, size_t{1} << 20}) {
    pb::ImportRecordsRequest joined;
    bool first = true;
    for (const auto& message : PartsOf(request, bytes)) {
      EXPECT_EQ(message.part().request_id().empty(), !first);
      EXPECT_EQ(message.part().has_expected_revision(), first);
      joined.MergeFrom(message.part());
      first = false;
    }
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(joined, request)) << bytes;
  }
}

TEST(ImportSplitTest, PartsKeepToTheSize) {
  const std::vector<pb::ImportRecordStreamRequest> parts = PartsOf(Sample(), 200);
  EXPECT_THAT(parts, SizeIs(::testing::Gt(10U)));
  for (size_t i = 1; i < parts.size(); ++i) EXPECT_LE(parts[i].part().ByteSizeLong(), 200U);
}

TEST(ImportSplitTest, ALargeRecordIsAPartOfItsOwn) {
  pb::ImportRecordsRequest request;
  request.add_documents()->set_text("short");
  request.add_documents()->set_text(std::string(5000, 'x'));
  request.add_documents()->set_text("short");
  const auto parts = PartsOf(request, 1000);
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_EQ(parts[1].part().documents_size(), 1);
}

TEST(ImportSplitTest, ARequestWithoutRecordsIsOnePart) {
  pb::ImportRecordsRequest request;
  request.set_request_id("id");
  EXPECT_THAT(PartsOf(request, 1000), SizeIs(1));
}

}  // namespace
}  // namespace indicast::client
