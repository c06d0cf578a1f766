#include "common/rpc/handlers.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/rpc/status_map.h"
#include "common/rpc/testing/probe_server.h"
#include "common/status/error.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace indicast::rpc {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::Probe;
using testing::ProbeRequest;
using testing::ProbeResponse;
using testing::ProbeTest;
using ::testing::SizeIs;
using testing::TrailingRequestId;

constexpr char kReadLabels[] =
    R"({grpc_type="unary",grpc_service="indicast.rpc.testing.Probe",grpc_method="Read")";

class UnaryTest : public ProbeTest {
 protected:
  uint64_t Handled(const std::string& code) {
    const std::string series =
        std::string("grpc_server_handled_total") + kReadLabels + ",grpc_code=\"" + code + "\"} ";
    const std::string text = server->runtime().metrics().Text();
    return std::stoull(text.substr(text.find(series) + series.size()));
  }
};

class DispatchTest : public UnaryTest, public ::testing::WithParamInterface<Dispatch> {};

TEST_P(DispatchTest, AnswersAndCounts) {
  behaviour.dispatch = GetParam();
  ASSERT_THAT(Start(), IsOk());
  ProbeResponse response;
  EXPECT_TRUE(Read("长沙", &response).ok());
  EXPECT_EQ(response.text(), "长沙");
  EXPECT_EQ(Handled("OK"), 1U);
}

TEST_P(DispatchTest, ATypedErrorArrivesWithItsDetailAndTheRequestId) {
  behaviour.dispatch = GetParam();
  behaviour.unary = [](CallContext&, const ProbeRequest&, ProbeResponse&) {
    return FieldError("period", "2023-13: month 1..12", "PERIOD_INVALID");
  };
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  const absl::Status status = FromGrpcStatus(Read("", nullptr, &context));
  EXPECT_THAT(status, HasReason("PERIOD_INVALID"));
  EXPECT_THAT(status, indicast::testing::HasField("period"));
  EXPECT_EQ(DetailOf(status).metadata.at(kRequestIdKey), TrailingRequestId(context));
  EXPECT_EQ(Handled("InvalidArgument"), 1U);
}

TEST_P(DispatchTest, AnExceptionBecomesInternalAndItsTextStaysInTheLog) {
  behaviour.dispatch = GetParam();
  behaviour.unary = [](CallContext&, const ProbeRequest&, ProbeResponse&) -> absl::Status {
    throw std::runtime_error("secret detail");
  };
  ASSERT_THAT(Start(), IsOk());
  const absl::Status status = FromGrpcStatus(Read(""));
  EXPECT_THAT(status, HasReason("INTERNAL_ERROR"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("secret"))));
  server->runtime().logger().Flush();
  ASSERT_THAT(log.With("exception at the RPC border"), SizeIs(1));
  EXPECT_EQ(log.With("exception at the RPC border")[0]["error"], "secret detail");
}

TEST_P(DispatchTest, ACallThatComesTooLateNeverRuns) {
  options.clock = &clock;
  behaviour.dispatch = GetParam();
  std::atomic<bool> ran{false};
  behaviour.unary = [&](CallContext&, const ProbeRequest&, ProbeResponse&) {
    ran = true;
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  clock.Advance(absl::Hours(2));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
  EXPECT_THAT(FromGrpcStatus(Read("", nullptr, &context)), HasReason("DEADLINE_PASSED"));
  EXPECT_FALSE(ran);
}

INSTANTIATE_TEST_SUITE_P(All, DispatchTest,
                         ::testing::Values(Dispatch::kInline, Dispatch::kStorage,
                                           Dispatch::kCompute));

TEST_F(UnaryTest, AFullQueueRefusesAndTheWaitingCallsAreStillAnswered) {
  options.queue_limit = 1;
  absl::Notification running;
  absl::Notification go;
  behaviour.unary = [&](CallContext&, const ProbeRequest& request, ProbeResponse&) {
    if (request.text() == "first") {
      running.Notify();
      go.WaitForNotification();
    }
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  std::thread first([&] { EXPECT_TRUE(Read("first").ok()); });
  running.WaitForNotification();
  std::thread second([&] { EXPECT_TRUE(Read("second").ok()); });
  Until([&] { return server->runtime().pool(Dispatch::kStorage).waiting() == 1; });
  const absl::Status refused = FromGrpcStatus(Read("third"));
  EXPECT_THAT(refused, HasReason("SERVER_BUSY"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(server->runtime().metrics().Text(),
              HasSubstr("indicast_pool_rejected_total{pool=\"storage\"} 1\n"));
  go.Notify();
  first.join();
  second.join();
  EXPECT_EQ(Handled("OK"), 2U);
}

TEST_F(UnaryTest, TheReactionStaysFreeWhileThePoolIsStuck) {
  absl::Notification running;
  absl::Notification go;
  behaviour.unary = [&](CallContext&, const ProbeRequest&, ProbeResponse&) {
    running.Notify();
    go.WaitForNotification();
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  std::thread stuck([&] { EXPECT_TRUE(Read("").ok()); });
  running.WaitForNotification();
  const auto health = grpc::health::v1::Health::NewStub(server->InProcessChannel());
  grpc::ClientContext context;
  grpc::health::v1::HealthCheckResponse response;
  EXPECT_TRUE(health->Check(&context, {}, &response).ok());
  go.Notify();
  stuck.join();
}

TEST_F(UnaryTest, ACancelledCallSeesItAndEndsOnce) {
  absl::Notification running;
  behaviour.unary = [&](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    running.Notify();
    Until([&] { return call.IsCancelled(); });
    return absl::CancelledError("gave up");
  };
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  std::thread caller(
      [&] { EXPECT_EQ(Read("", nullptr, &context).error_code(), grpc::StatusCode::CANCELLED); });
  running.WaitForNotification();
  context.TryCancel();
  caller.join();
  Until([&] { return Handled("Canceled") == 1; });
}

TEST_F(UnaryTest, ACallThatWaitedTooLongNeverRuns) {
  options.clock = &clock;
  absl::Notification running;
  absl::Notification go;
  std::atomic<bool> second_ran{false};
  behaviour.unary = [&](CallContext&, const ProbeRequest& request, ProbeResponse&) {
    if (request.text() == "first") {
      running.Notify();
      go.WaitForNotification();
    } else {
      second_ran = true;
    }
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  std::thread first([&] { EXPECT_TRUE(Read("first").ok()); });
  running.WaitForNotification();
  std::thread second([&] {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
    EXPECT_THAT(FromGrpcStatus(Read("second", nullptr, &context)), HasReason("DEADLINE_PASSED"));
  });
  Until([&] { return server->runtime().pool(Dispatch::kStorage).waiting() == 1; });
  clock.Advance(absl::Hours(2));
  go.Notify();
  first.join();
  second.join();
  EXPECT_FALSE(second_ran);
}

TEST_F(UnaryTest, ASaneRequestIdIsKeptAndReturned) {
  std::string seen;
  behaviour.unary = [&](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    seen = call.request_id;
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", "import-2024:a/b");
  EXPECT_TRUE(Read("", nullptr, &context).ok());
  EXPECT_EQ(seen, "import-2024:a/b");
  EXPECT_EQ(TrailingRequestId(context), "import-2024:a/b");
}

TEST_F(UnaryTest, AnOddRequestIdIsReplaced) {
  std::vector<std::string> seen;
  behaviour.unary = [&](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    seen.push_back(call.request_id);
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  for (const std::string& odd : {std::string("a b"), std::string(65, 'a'), std::string("a\"b")}) {
    grpc::ClientContext context;
    context.AddMetadata("x-request-id", odd);
    EXPECT_TRUE(Read("", nullptr, &context).ok());
  }
  ASSERT_THAT(seen, SizeIs(3));
  for (const std::string& id : seen) EXPECT_THAT(id, MatchesRegex("[0-9a-z]{13}"));
  EXPECT_NE(seen[0], seen[1]);
}

TEST_F(UnaryTest, ContextCarriesTraceLanguageDeadlineAndCaller) {
  CallContext seen;
  behaviour.unary = [&](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    seen = call;
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  {
    grpc::ClientContext context;
    context.AddMetadata("traceparent", parent);
    context.AddMetadata("accept-language", "fr, zh-CN;q=0.8, en");
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
    EXPECT_TRUE(Read("", nullptr, &context).ok());
  }
  EXPECT_EQ(seen.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(seen.traceparent, parent);
  EXPECT_EQ(seen.language, "zh");
  EXPECT_EQ(seen.principal, "local");
  EXPECT_EQ(seen.service, "indicast.rpc.testing.Probe");
  EXPECT_EQ(seen.method, "Read");
  EXPECT_LT(seen.deadline, absl::Now() + absl::Hours(1) + absl::Seconds(1));
  EXPECT_GT(seen.deadline, absl::Now() + absl::Minutes(50));
  EXPECT_TRUE(Read("").ok());
  EXPECT_EQ(seen.deadline, absl::InfiniteFuture());
  EXPECT_EQ(seen.language, "en");
}

class TraceparentTest : public UnaryTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(TraceparentTest, AMalformedHeaderIsIgnored) {
  std::string trace = "unset";
  behaviour.unary = [&](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    trace = call.trace_id + call.traceparent;
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  context.AddMetadata("traceparent", GetParam());
  EXPECT_TRUE(Read("", nullptr, &context).ok());
  EXPECT_EQ(trace, "");
}

INSTANTIATE_TEST_SUITE_P(
    All, TraceparentTest,
    ::testing::Values("", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                      "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"));

TEST_F(UnaryTest, AWriteIsLoggedAndAuditedWithItsRevision) {
  behaviour.unary = [](CallContext& call, const ProbeRequest&, ProbeResponse&) {
    call.revision = 42;
    return absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  ProbeRequest request;
  request.set_text("unpublished figure");
  ProbeResponse response;
  ASSERT_TRUE(stub->Write(&context, request, &response).ok());
  server->runtime().logger().Flush();
  for (const char* message : {"call", "audit"}) {
    ASSERT_THAT(log.With(message), SizeIs(1)) << message;
    const nlohmann::json line = log.With(message)[0];
    EXPECT_EQ(line["level"], "info");
    EXPECT_EQ(line["service"], "probe");
    EXPECT_EQ(line["rpc"], "/indicast.rpc.testing.Probe/Write");
    EXPECT_EQ(line["code"], "OK");
    EXPECT_EQ(line["actor"], "local");
    EXPECT_EQ(line["revision"], 42);
    EXPECT_EQ(line["request_id"], TrailingRequestId(context));
    EXPECT_TRUE(line["dur_ms"].is_number());
  }
  EXPECT_THAT(log.All(), Not(HasSubstr("unpublished")));
}

TEST_F(UnaryTest, AReadIsLoggedOnlyWhenItFailsOrIsSlowOrSampled) {
  behaviour.unary = [](CallContext&, const ProbeRequest& request, ProbeResponse&) {
    return request.text() == "bad" ? FieldError("period", "unpublished is no period")
                                   : absl::OkStatus();
  };
  ASSERT_THAT(Start(), IsOk());
  EXPECT_TRUE(Read("good").ok());
  EXPECT_FALSE(Read("bad").ok());
  server->runtime().logger().Flush();
  ASSERT_THAT(log.With("call"), SizeIs(1));
  EXPECT_EQ(log.With("call")[0]["reason"], "FIELD_INVALID");
  EXPECT_EQ(log.With("call")[0]["field"], "period");
  EXPECT_THAT(log.With("call")[0].dump(), Not(HasSubstr("unpublished")));
  EXPECT_THAT(log.With("audit"), IsEmpty());
}

TEST_F(UnaryTest, ASlowReadIsLogged) {
  options.slow_call = absl::ZeroDuration();
  ASSERT_THAT(Start(), IsOk());
  EXPECT_TRUE(Read("").ok());
  server->runtime().logger().Flush();
  EXPECT_THAT(log.With("call"), SizeIs(1));
}

TEST_F(UnaryTest, ASampledReadIsLogged) {
  options.log_read_sample = 1.0;
  ASSERT_THAT(Start(), IsOk());
  EXPECT_TRUE(Read("").ok());
  server->runtime().logger().Flush();
  EXPECT_THAT(log.With("call"), SizeIs(1));
}

TEST_F(UnaryTest, TheLargestErrorGetsThroughToAClientOverTcp) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "长";
  behaviour.unary = [&](CallContext&, const ProbeRequest&, ProbeResponse&) {
    ErrorDetail detail{.reason = "R", .metadata = {{"a", text}, {"b", text}}, .violations = {}};
    detail.violations.assign(100, {text, text});
    return ErrorWithDetail(absl::StatusCode::kInvalidArgument, text, detail);
  };
  ASSERT_THAT(Start(), IsOk());
  const auto remote =
      Probe::NewStub(grpc::CreateChannel(server->address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", std::string(64, 'r'));
  ProbeResponse response;
  const absl::Status status = FromGrpcStatus(remote->Read(&context, {}, &response));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason("R"));
  EXPECT_EQ(TrailingRequestId(context), std::string(64, 'r'));
}

TEST_F(UnaryTest, AMessageAboveTheLimitIsRefused) {
  options.max_request_bytes = 2048;
  ASSERT_THAT(Start(), IsOk());
  EXPECT_TRUE(Read(std::string(1500, 'a')).ok());
  EXPECT_EQ(Read(std::string(3000, 'a')).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

class StreamLimitsTest : public ProbeTest {
 protected:
  // Messages 0..count-1, then `last`.
  void Count(int count, absl::Status last = absl::OkStatus()) {
    behaviour.stream = [this, count, last] {
      return [this, count, last, next = 0](
                 CallContext&, ProbeResponse& response) mutable -> absl::StatusOr<bool> {
        ++produced;
        if (next == count) {
          if (!last.ok()) return last;
          return false;
        }
        response.set_number(next++);
        return true;
      };
    };
  }
  std::unique_ptr<grpc::ClientReader<ProbeResponse>> Open(grpc::ClientContext* context) {
    return stub->Stream(context, ProbeRequest());
  }

  std::atomic<int> produced{0};
};

class StreamTest : public StreamLimitsTest, public ::testing::WithParamInterface<Dispatch> {};

TEST_P(StreamTest, DeliversEveryMessageInOrderThenTheEnd) {
  behaviour.dispatch = GetParam();
  Count(1000);
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  const auto reader = Open(&context);
  ProbeResponse response;
  int expected = 0;
  while (reader->Read(&response)) ASSERT_EQ(response.number(), expected++);
  EXPECT_EQ(expected, 1000);
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_P(StreamTest, AnErrorEndsTheStreamAfterTheMessagesBeforeIt) {
  behaviour.dispatch = GetParam();
  Count(2, Error(absl::StatusCode::kDataLoss, "CHAIN_BROKEN", "x"));
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  const auto reader = Open(&context);
  ProbeResponse response;
  int messages = 0;
  while (reader->Read(&response)) ++messages;
  EXPECT_EQ(messages, 2);
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("CHAIN_BROKEN"));
}

TEST_P(StreamTest, AnExceptionEndsTheStreamWithInternal) {
  behaviour.dispatch = GetParam();
  behaviour.stream = [] {
    return [](CallContext&, ProbeResponse&) -> absl::StatusOr<bool> { throw 7; };
  };
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  const auto reader = Open(&context);
  ProbeResponse response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("INTERNAL_ERROR"));
}

INSTANTIATE_TEST_SUITE_P(All, StreamTest, ::testing::Values(Dispatch::kInline, Dispatch::kStorage));

TEST_F(StreamLimitsTest, ASlowReaderSlowsTheProducerAndHoldsNoThread) {
  Count(100000);
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext context;
  const auto reader = Open(&context);
  ProbeResponse response;
  ASSERT_TRUE(reader->Read(&response));
  // The only storage thread is free although the stream is open.
  EXPECT_TRUE(Read("other").ok());
  EXPECT_LE(produced, 10);
  context.TryCancel();
  while (reader->Read(&response)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(StreamLimitsTest, OpenStreamsAreLimitedAndACancelledOneMakesRoom) {
  options.stream_limit = 1;
  Count(100000);
  ASSERT_THAT(Start(), IsOk());
  grpc::ClientContext first_context;
  const auto first = Open(&first_context);
  ProbeResponse response;
  ASSERT_TRUE(first->Read(&response));
  {
    grpc::ClientContext context;
    const auto second = Open(&context);
    EXPECT_FALSE(second->Read(&response));
    EXPECT_THAT(FromGrpcStatus(second->Finish()), HasReason("SERVER_BUSY"));
  }
  first_context.TryCancel();
  while (first->Read(&response)) {
  }
  EXPECT_FALSE(first->Finish().ok());
  Until([&] {
    grpc::ClientContext context;
    const auto next = Open(&context);
    const bool open = next->Read(&response);
    context.TryCancel();
    while (next->Read(&response)) {
    }
    return open || next->Finish().error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED;
  });
}

}  // namespace
}  // namespace indicast::rpc
