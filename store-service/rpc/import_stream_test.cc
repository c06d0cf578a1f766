// ImportRecordStream over an in-process server, on the real runtime and backend.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/services.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

using Parts = std::vector<v1::ImportRecordStreamRequest>;

class ImportStreamTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store_ = Store::Open(MemoryBackend()).value();
    options_.program = "import-stream-test";
    options_.admin_address = "";
    options_.max_request_bytes = 1 << 16;
    options_.queue_limit = 77;
    options_.log_sink = [](absl::string_view) {};
  }
  void TearDown() override {
    if (server_ != nullptr) server_->Drain();
  }

  void Start() {
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options_, [&](rpc::Runtime& runtime) {
                           return MakeServices(*store_, runtime, limits_);
                         }));
    stub_ = v1::IndicatorCuration::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  absl::StatusOr<v1::ImportRecordStreamResponse> Send(const Parts& parts) {
    grpc::ClientContext context;
    v1::ImportRecordStreamResponse response;
    const auto writer = stub_->ImportRecordStream(&context, &response);
    for (const auto& part : parts) {
      if (!writer->Write(part)) break;
    }
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  // The small consistent data set, a part a list.
  static Parts BaseParts(const std::string& request_id = "base") {
    const ImportRequest base = BaseImport();
    Parts parts(7);
    parts[0].mutable_part()->set_request_id(request_id);
    parts[0].mutable_part()->set_reason(base.reason);
    for (const Area& r : base.areas) ToProto(r, parts[0].mutable_part()->add_areas());
    for (const Unit& r : base.units) ToProto(r, parts[1].mutable_part()->add_units());
    for (const Document& r : base.documents) {
      ToProto(r, DocumentText::kWith, parts[2].mutable_part()->add_documents());
    }
    for (const Indicator& r : base.indicators) {
      ToProto(r, parts[3].mutable_part()->add_indicators());
    }
    for (const Observation& r : base.observations) {
      ToProto(r, parts[4].mutable_part()->add_observations());
    }
    for (const Target& r : base.targets) ToProto(r, parts[5].mutable_part()->add_targets());
    for (const Scenario& r : base.scenarios) ToProto(r, parts[6].mutable_part()->add_scenarios());
    return parts;
  }

  void ExpectNothingWritten() {
    EXPECT_EQ(store_->snapshot()->revision(), 0);
    EXPECT_EQ(store_->snapshot()->counts().observations, 0);
  }

  rpc::ServerOptions options_;
  StreamedImportLimits limits_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::IndicatorCuration::Stub> stub_;
};

TEST_F(ImportStreamTest, ThePartsAreOneRevision) {
  Start();
  ASSERT_OK_AND_ASSIGN(const auto response, Send(BaseParts()));
  EXPECT_TRUE(response.changed());
  EXPECT_EQ(response.head().revision(), 1);
  EXPECT_EQ(store_->snapshot()->revision(), 1);
  // The same as one message: the digest is that of the request, so this is a repetition.
  ASSERT_OK_AND_ASSIGN(const ImportResult again, [&] {
    ImportRequest whole = BaseImport();
    whole.author = "local";
    return store_->Import(whole);
  }());
  EXPECT_EQ(again.head.revision, 1);
  EXPECT_EQ(again.report.added, response.report().added_count());
}

TEST_F(ImportStreamTest, RecordsMayComeBeforeWhatTheyName) {
  Start();
  Parts parts = BaseParts();
  for (size_t i = 1; i < parts.size() / 2; ++i) std::swap(parts[i], parts[parts.size() - i]);
  ASSERT_OK_AND_ASSIGN(const auto response, Send(parts));
  EXPECT_EQ(response.head().revision(), 1);
}

TEST_F(ImportStreamTest, TheSameStreamAgainGivesTheFirstAnswer) {
  Start();
  ASSERT_THAT(Send(BaseParts()), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto again, Send(BaseParts()));
  EXPECT_EQ(again.head().revision(), 1);
  Parts other = BaseParts();
  other.pop_back();
  EXPECT_THAT(Send(other), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(ImportStreamTest, ValidateOnlyWritesNothing) {
  Start();
  Parts parts = BaseParts();
  parts[0].mutable_part()->set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Send(parts));
  EXPECT_TRUE(response.changed());
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, AWrongRecordRefusesTheWholeAndIsCountedOverTheStream) {
  Start();
  Parts parts = BaseParts();
  auto* wrong = parts.emplace_back().mutable_part()->add_observations();
  *wrong = parts[4].part().observations(0);
  wrong->mutable_value()->set_text("many");
  EXPECT_THAT(Send(parts), HasField("observations[3].value.text"));
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, ASecondEnvelopeIsRefused) {
  Start();
  Parts parts = BaseParts();
  parts[3].mutable_part()->set_reason("another");
  EXPECT_THAT(Send(parts), HasField("reason"));
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, AnEmptyStreamLacksItsEnvelope) {
  Start();
  EXPECT_THAT(Send({}), HasField("request_id"));
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, AStreamThatBreaksOffWritesNothing) {
  Start();
  grpc::ClientContext context;
  v1::ImportRecordStreamResponse response;
  const auto writer = stub_->ImportRecordStream(&context, &response);
  for (const auto& part : BaseParts()) ASSERT_TRUE(writer->Write(part));
  context.TryCancel();
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  server_->Drain();
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, TheDeadlineEndsASlowStream) {
  Start();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(200));
  v1::ImportRecordStreamResponse response;
  const auto writer = stub_->ImportRecordStream(&context, &response);
  for (const auto& part : BaseParts()) writer->Write(part);
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  server_->Drain();
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, DrainEndsAStreamThatIsBeingSent) {
  options_.drain_grace = absl::Hours(1);
  Start();
  grpc::ClientContext context;
  v1::ImportRecordStreamResponse response;
  const auto writer = stub_->ImportRecordStream(&context, &response);
  for (const auto& part : BaseParts()) ASSERT_TRUE(writer->Write(part));
  // In the pool or waiting for more: either way it has begun.
  while (server_->runtime().CallsInFlight() == 0) std::this_thread::yield();
  server_->Drain();
  EXPECT_THAT(rpc::FromGrpcStatus(writer->Finish()), StatusIs(absl::StatusCode::kUnavailable));
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, TooManyRecordsAreRefused) {
  limits_.max_records = 5;
  Start();
  EXPECT_THAT(Send(BaseParts()), HasReason("IMPORT_TOO_LARGE"));
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, TooManyBytesAreRefusedAndTheNextStreamHasRoom) {
  limits_.max_bytes = 100'000;
  Start();
  Parts parts = BaseParts();
  const size_t rest = parts.size();
  for (int i = 0; i < 4; ++i) {
    parts.emplace_back().mutable_part()->add_documents()->set_text(std::string(30'000, 'x'));
  }
  EXPECT_THAT(Send(parts), HasReason("IMPORT_TOO_LARGE"));
  ExpectNothingWritten();
  parts.resize(rest);
  EXPECT_THAT(Send(parts), IsOk());
}

TEST_F(ImportStreamTest, APartAboveTheMessageLimitIsRefused) {
  Start();
  Parts parts = BaseParts();
  parts.emplace_back().mutable_part()->add_documents()->set_text(std::string(1 << 17, 'x'));
  EXPECT_THAT(Send(parts), StatusIs(absl::StatusCode::kResourceExhausted));
  server_->Drain();
  ExpectNothingWritten();
}

TEST_F(ImportStreamTest, ServerInfoTellsTheLimits) {
  limits_ = {.max_records = 1234, .max_bytes = 56789};
  Start();
  const auto indicators = v1::IndicatorStore::NewStub(server_->InProcessChannel());
  grpc::ClientContext context;
  v1::GetServerInfoResponse info;
  ASSERT_TRUE(indicators->GetServerInfo(&context, {}, &info).ok());
  EXPECT_EQ(info.limits().max_batch_size(), 100);
  EXPECT_EQ(info.limits().max_filter_bytes(), 4096);
  EXPECT_EQ(info.limits().max_streamed_records(), 1234);
  EXPECT_EQ(info.limits().max_streamed_bytes(), 56789);
  EXPECT_EQ(info.limits().max_watchers(), 1000);
  EXPECT_EQ(info.limits().queue_limit(), 77);
}

}  // namespace
}  // namespace indicast::store
