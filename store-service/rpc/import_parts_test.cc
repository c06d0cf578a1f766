#include "store-service/rpc/import_parts.h"

#include <string>
#include <utility>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"
#include "store-service/rpc/convert.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::AllOf;
using ::testing::SizeIs;

class ImportPartsTest : public ::testing::Test {
 protected:
  static v1::ImportRecordStreamRequest First() {
    v1::ImportRecordStreamRequest message;
    message.mutable_part()->set_request_id("streamed");
    message.mutable_part()->set_reason("test");
    return message;
  }
  static v1::ImportRecordStreamRequest Areas(int count, const std::string& prefix) {
    v1::ImportRecordStreamRequest message;
    for (int i = 0; i < count; ++i) {
      ToProto(testing::TestArea(prefix + std::to_string(i)), message.mutable_part()->add_areas());
    }
    return message;
  }

  StreamedImportLimits limits_;
  StreamedBytes bytes_{1 << 20};
};

TEST_F(ImportPartsTest, PartsMakeOneRequestInTheOrderOfSending) {
  ImportParts parts(limits_, bytes_);
  v1::ImportRecordStreamRequest first = First();
  first.mutable_part()->set_validate_only(true);
  first.mutable_part()->set_expected_revision(3);
  ToProto(testing::TestArea("first"), first.mutable_part()->add_areas());
  ASSERT_THAT(parts.Add(first), IsOk());
  ASSERT_THAT(parts.Add(Areas(2, "a")), IsOk());
  ASSERT_THAT(parts.Add(Areas(1, "b")), IsOk());
  ASSERT_OK_AND_ASSIGN(const ImportRequest request, parts.Finish());
  EXPECT_EQ(request.request_id, "streamed");
  EXPECT_EQ(request.reason, "test");
  EXPECT_TRUE(request.validate_only);
  EXPECT_EQ(request.expected_revision, 3);
  ASSERT_THAT(request.areas, SizeIs(4));
  EXPECT_EQ(request.areas[0].id, "first");
  EXPECT_EQ(request.areas[2].id, "a1");
  EXPECT_EQ(request.areas[3].id, "b0");
}

TEST_F(ImportPartsTest, FieldsAreCountedOverTheWholeStream) {
  ImportParts parts(limits_, bytes_);
  ASSERT_THAT(parts.Add(First()), IsOk());
  ASSERT_THAT(parts.Add(Areas(5, "a")), IsOk());
  v1::ImportRecordStreamRequest wrong = Areas(1, "b");
  wrong.mutable_part()->add_areas()->set_id("NOT AN ID");
  ASSERT_THAT(parts.Add(wrong), IsOk());
  EXPECT_THAT(parts.Finish().status(), AllOf(HasReason("FIELD_INVALID"), HasField("areas[6].id")));
}

TEST_F(ImportPartsTest, OnlyTheFirstPartHasAnEnvelope) {
  const auto refused = [this](const std::string& field, auto set) {
    ImportParts parts(limits_, bytes_);
    ASSERT_THAT(parts.Add(First()), IsOk());
    v1::ImportRecordStreamRequest second;
    set(*second.mutable_part());
    ASSERT_THAT(parts.Add(second), IsOk());
    EXPECT_THAT(parts.Finish().status(), HasField(field));
  };
  refused("request_id", [](auto& part) { part.set_request_id("again"); });
  refused("reason", [](auto& part) { part.set_reason("again"); });
  refused("validate_only", [](auto& part) { part.set_validate_only(true); });
  refused("expected_revision", [](auto& part) { part.set_expected_revision(0); });
  refused("thresholds", [](auto& part) { part.mutable_thresholds(); });
  refused("confirmed_plan", [](auto& part) { part.set_confirmed_plan("plan"); });
}

TEST_F(ImportPartsTest, AMessageWithoutAPartIsRefused) {
  ImportParts parts(limits_, bytes_);
  ASSERT_THAT(parts.Add(v1::ImportRecordStreamRequest()), IsOk());
  EXPECT_THAT(parts.Finish().status(), HasField("part"));
}

TEST_F(ImportPartsTest, RecordsBeyondTheLimitAreRefusedAtOnce) {
  limits_.max_records = 10;
  ImportParts parts(limits_, bytes_);
  ASSERT_THAT(parts.Add(First()), IsOk());
  ASSERT_THAT(parts.Add(Areas(10, "a")), IsOk());
  v1::ImportRecordStreamRequest more;
  more.mutable_part()->add_withdrawals();
  EXPECT_THAT(parts.Add(more), HasReason("IMPORT_TOO_LARGE"));
}

TEST_F(ImportPartsTest, BytesBeyondTheLimitAreRefusedAtOnce) {
  const auto part = Areas(3, "a");
  limits_.max_bytes = static_cast<int64_t>(2 * part.ByteSizeLong());
  ImportParts parts(limits_, bytes_);
  ASSERT_THAT(parts.Add(part), IsOk());
  ASSERT_THAT(parts.Add(part), IsOk());
  EXPECT_THAT(parts.Add(part), HasReason("IMPORT_TOO_LARGE"));
}

TEST_F(ImportPartsTest, AllStreamsTogetherKeepToTheBytes) {
  const auto part = Areas(3, "a");
  StreamedBytes scarce(static_cast<int64_t>(3 * part.ByteSizeLong()));
  {
    ImportParts one(limits_, scarce);
    ImportParts other(limits_, scarce);
    ASSERT_THAT(one.Add(part), IsOk());
    ASSERT_THAT(other.Add(part), IsOk());
    ASSERT_THAT(one.Add(part), IsOk());
    EXPECT_THAT(other.Add(part), HasReason("SERVER_BUSY"));
  }
  EXPECT_EQ(scarce.held(), 0);
}

}  // namespace
}  // namespace indicast::store
