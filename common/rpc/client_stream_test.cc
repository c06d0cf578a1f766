#include "common/rpc/client_stream.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/status_map.h"
#include "common/rpc/testing/probe_server.h"
#include "common/status/error.h"

namespace indicast::rpc {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using testing::Probe;
using testing::ProbeRequest;
using testing::ProbeResponse;
using testing::ProbeTest;
using ::testing::SizeIs;
using testing::TrailingRequestId;

// What the consumers of a test did.
struct Record {
  std::atomic<int> taken{0};
  std::atomic<int> finished{0};
  std::atomic<int> destroyed{0};
  std::function<absl::Status(CallContext&, const ProbeRequest&)> on_take =
      [](CallContext&, const ProbeRequest&) { return absl::OkStatus(); };
  std::function<absl::Status(CallContext&)> on_finish = [](CallContext&) {
    return absl::OkStatus();
  };
};

class Joiner final : public StreamConsumer<ProbeRequest> {
 public:
  Joiner(Record& record, ProbeResponse* response) : record_(record), response_(response) {}
  ~Joiner() override { ++record_.destroyed; }
  absl::Status Take(CallContext& call, ProbeRequest& message) override {
    ++record_.taken;
    const absl::Status status = record_.on_take(call, message);
    texts_.push_back(std::move(*message.mutable_text()));
    return status;
  }
  absl::Status Finish(CallContext& call) override {
    ++record_.finished;
    const absl::Status status = record_.on_finish(call);
    response_->set_text(absl::StrJoin(texts_, ","));
    return status;
  }

 private:
  Record& record_;
  ProbeResponse* const response_;
  std::vector<std::string> texts_;
};

class ClientStreamTest : public ProbeTest {
 protected:
  ClientStreamTest() {
    behaviour.receive = [this](ProbeResponse* response) {
      return std::make_unique<Joiner>(record, response);
    };
    response_.set_text("unset");
  }
  ~ClientStreamTest() override {
    writer = nullptr;
    server = nullptr;  // before the record
  }

  void Open() {
    stub = Probe::NewStub(TcpChannel());
    writer = stub->Receive(&context, &response_);
  }
  bool Write(const std::string& text) {
    ProbeRequest request;
    request.set_text(text);
    return writer->Write(request);
  }
  // Waits until so many messages have been taken.
  void AwaitTaken(int count) {
    Until([&] { return record.taken == count; });
  }
  absl::Status Finish() {
    writer->WritesDone();
    return FromGrpcStatus(writer->Finish());
  }

  Record record;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientWriter<ProbeRequest>> writer;
  ProbeResponse response_;
};

TEST_F(ClientStreamTest, HandsOverEveryMessageInOrderThenAnswers) {
  ASSERT_THAT(Start(), IsOk());
  Open();
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i) {
    texts.push_back(absl::StrCat(i));
    ASSERT_TRUE(Write(texts.back()));
  }
  EXPECT_THAT(Finish(), IsOk());
  EXPECT_EQ(response_.text(), absl::StrJoin(texts, ","));
  EXPECT_EQ(record.finished, 1);
  Until([&] { return record.destroyed == 1; });
}

TEST_F(ClientStreamTest, AnEmptyStreamIsAnswered) {
  ASSERT_THAT(Start(), IsOk());
  Open();
  EXPECT_THAT(Finish(), IsOk());
  EXPECT_EQ(record.taken, 0);
  EXPECT_EQ(record.finished, 1);
}

TEST_F(ClientStreamTest, IsLoggedAuditedAndCountedAsAWrite) {
  record.on_finish = [](CallContext& call) {
    call.revision = 7;
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  context.AddMetadata("x-request-id", "stream-1");
  Open();
  ASSERT_TRUE(Write("a"));
  EXPECT_THAT(Finish(), IsOk());
  EXPECT_EQ(TrailingRequestId(context), "stream-1");
  Until([&] { return !log.With("call").empty(); });
  ASSERT_THAT(log.With("audit"), SizeIs(1));
  EXPECT_EQ(log.With("audit")[0]["request_id"], "stream-1");
  EXPECT_EQ(log.With("audit")[0]["revision"], 7);
  EXPECT_THAT(
      server->runtime().metrics().Text(),
      ::testing::HasSubstr("grpc_server_handled_total{grpc_type=\"client_stream\","
                           "grpc_service=\"indicast.rpc.testing.Probe\",grpc_method=\"Receive\","
                           "grpc_code=\"OK\"} 1"));
}

TEST_F(ClientStreamTest, AnErrorEndsTheStreamWhileItIsBeingSent) {
  record.on_take = [](CallContext&, const ProbeRequest& request) {
    return request.text() == "bad" ? FieldError("text", "is bad") : absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  Open();
  ASSERT_TRUE(Write("good"));
  ASSERT_TRUE(Write("bad"));
  while (Write("more")) {
  }
  EXPECT_THAT(Finish(), HasReason("FIELD_INVALID"));
  EXPECT_EQ(record.taken, 2);
  EXPECT_EQ(record.finished, 0);
  Until([&] { return record.destroyed == 1; });
}

TEST_F(ClientStreamTest, AnExceptionBecomesInternal) {
  record.on_take = [](CallContext&, const ProbeRequest&) -> absl::Status { throw 7; };
  ASSERT_THAT(Start(), IsOk());
  Open();
  Write("a");
  EXPECT_THAT(Finish(), HasReason("INTERNAL_ERROR"));
}

TEST_F(ClientStreamTest, AStreamThatBreaksOffIsNeverFinished) {
  ASSERT_THAT(Start(), IsOk());
  for (int i = 0; i < 200; ++i) {
    grpc::ClientContext own;
    ProbeResponse response;
    const auto remote = Probe::NewStub(TcpChannel());
    const auto stream = remote->Receive(&own, &response);
    ProbeRequest request;
    const int before = record.taken;
    ASSERT_TRUE(stream->Write(request));
    // Some break off at once, some when the server waits for more.
    if (i % 2 == 0) Until([&] { return record.taken > before; });
    own.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  server->Drain();
  EXPECT_EQ(record.finished, 0);
}

TEST_F(ClientStreamTest, AMessageAboveTheLimitEndsTheStreamWithoutFinish) {
  options.max_request_bytes = 1 << 16;
  ASSERT_THAT(Start(), IsOk());
  Open();
  ASSERT_TRUE(Write("small"));
  Write(std::string(1 << 17, 'x'));
  EXPECT_THAT(Finish(), StatusIs(absl::StatusCode::kResourceExhausted));
  server->Drain();
  EXPECT_EQ(record.taken, 1);
  EXPECT_EQ(record.finished, 0);
}

TEST_F(ClientStreamTest, ASlowSenderHoldsNoThreadAndTheDeadlineEndsIt) {
  ASSERT_THAT(Start(), IsOk());
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  Open();
  ASSERT_TRUE(Write("a"));
  AwaitTaken(1);
  // The only storage thread is free although the stream is open.
  EXPECT_TRUE(Read("other").ok());
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  Until([&] { return record.destroyed == 1; });
  EXPECT_EQ(record.finished, 0);
}

TEST_F(ClientStreamTest, ASilentSenderIsEnded) {
  options.stream_idle_limit = absl::Milliseconds(50);
  ASSERT_THAT(Start(), IsOk());
  Open();
  ASSERT_TRUE(Write("a"));
  EXPECT_THAT(FromGrpcStatus(writer->Finish()), HasReason("STREAM_IDLE"));
  Until([&] { return record.destroyed == 1; });
  EXPECT_EQ(record.finished, 0);
}

TEST_F(ClientStreamTest, TheWorkItselfMayTakeLongerThanASilence) {
  options.stream_idle_limit = absl::Milliseconds(20);
  ASSERT_THAT(Start(), IsOk());
  const absl::Time begin = absl::Now();
  record.on_finish = [&](CallContext&) {
    Until([&] { return absl::Now() - begin > absl::Milliseconds(100); });
    return absl::OkStatus();
  };
  Open();
  EXPECT_THAT(Finish(), IsOk());
}

TEST_F(ClientStreamTest, DrainEndsAStreamThatIsStillBeingSentAtOnce) {
  options.drain_grace = absl::Hours(1);
  ASSERT_THAT(Start(), IsOk());
  Open();
  ASSERT_TRUE(Write("a"));
  AwaitTaken(1);
  server->Drain();
  EXPECT_THAT(FromGrpcStatus(writer->Finish()), HasReason("SERVER_DRAINING"));
  EXPECT_EQ(record.finished, 0);
  EXPECT_EQ(record.destroyed, 1);
}

TEST_F(ClientStreamTest, DrainWaitsForTheWorkOfAStreamThatWasSent) {
  options.drain_grace = absl::Hours(1);
  ASSERT_THAT(Start(), IsOk());
  absl::Notification running;
  absl::Notification go;
  record.on_finish = [&](CallContext&) {
    running.Notify();
    go.WaitForNotification();
    return absl::OkStatus();
  };
  Open();
  ASSERT_TRUE(Write("a"));
  writer->WritesDone();
  running.WaitForNotification();
  std::thread drain([&] { server->Drain(); });
  Until([&] { return !log.With("draining").empty(); });
  go.Notify();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(response_.text(), "a");
  drain.join();
}

TEST_F(ClientStreamTest, OpenStreamsAreLimitedAndAnEndedOneMakesRoom) {
  options.stream_limit = 1;
  ASSERT_THAT(Start(), IsOk());
  Open();
  ASSERT_TRUE(Write("a"));
  AwaitTaken(1);
  {
    grpc::ClientContext own;
    ProbeResponse response;
    const auto second = stub->Receive(&own, &response);
    EXPECT_THAT(FromGrpcStatus(second->Finish()), HasReason("SERVER_BUSY"));
  }
  EXPECT_THAT(Finish(), IsOk());
  Until([&] {
    grpc::ClientContext own;
    ProbeResponse response;
    const auto next = stub->Receive(&own, &response);
    next->WritesDone();
    return next->Finish().ok();
  });
}

}  // namespace
}  // namespace indicast::rpc
