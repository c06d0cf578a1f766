#include "common/rpc/call_scope.h"

#include <algorithm>
#include <exception>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/auth/policy.h"
#include "common/rpc/peer_identity.h"
#include "common/rpc/runtime.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"

namespace indicast::rpc::internal {
namespace {

constexpr char kRequestIdHeader[] = "x-request-id";

// Random bits for ids and sampling; not for secrets. SplitMix64, one state a thread.
uint64_t NextRandom() {
  thread_local uint64_t state = [] {
    std::random_device device;
    return (static_cast<uint64_t>(device()) << 32) ^ device();
  }();
  uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

// 13 characters: 64 random bits that fit the string without an allocation.
std::string MakeRequestId() {
  constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  uint64_t bits = NextRandom();
  std::string id(13, '0');
  for (char& c : id) {
    c = kAlphabet[bits & 31];
    bits >>= 5;
  }
  return id;
}

bool IsSaneRequestId(absl::string_view id) {
  constexpr size_t kMaxBytes = 64;
  return !id.empty() && id.size() <= kMaxBytes && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           absl::string_view("-_.:/+=@").find(c) != absl::string_view::npos;
  });
}

bool IsLowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

// The trace id of a traceparent header (W3C Trace Context, level 1), empty when malformed.
absl::string_view TraceIdOf(absl::string_view header) {
  constexpr size_t kBytes = 55;  // version-traceid-parentid-flags: 2 + 32 + 16 + 2 and dashes
  if (header.size() < kBytes || header[2] != '-' || header[35] != '-' || header[52] != '-') {
    return {};
  }
  const absl::string_view version = header.substr(0, 2);
  const absl::string_view trace = header.substr(3, 32);
  const absl::string_view parent = header.substr(36, 16);
  if (version == "ff" || (version == "00" && header.size() != kBytes)) return {};
  if (!IsLowerHex(version) || !IsLowerHex(trace) || !IsLowerHex(parent) ||
      !IsLowerHex(header.substr(53, 2)) || IsZero(trace) || IsZero(parent)) {
    return {};
  }
  return trace;
}

// The first language of an accept-language header that we speak; English otherwise.
const char* LanguageOf(absl::string_view header) {
  for (absl::string_view part : absl::StrSplit(header.substr(0, 100), ',')) {
    part = absl::StripLeadingAsciiWhitespace(part);
    if (absl::StartsWithIgnoreCase(part, "zh")) return "zh";
    if (absl::StartsWithIgnoreCase(part, "en")) return "en";
  }
  return "en";
}

absl::string_view View(const grpc::string_ref& ref) { return {ref.data(), ref.size()}; }

LogLevel LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
      return LogLevel::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
      return LogLevel::kWarning;
    default:
      return LogLevel::kInfo;
  }
}

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

}  // namespace

CallScope::CallScope(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
                     const std::atomic<bool>* cancelled)
    : runtime_(runtime),
      context_(context),
      state_(runtime.StateOf(method)),
      start_(std::chrono::steady_clock::now()) {
  state_.metrics->Started();
  call_.service = method.service;
  call_.method = method.name;
  call_.cancelled = cancelled;
  call_.deadline = DeadlineOf(*context);
  ReadMetadata();
  if (!client_sent_id_) call_.request_id = MakeRequestId();
}

void CallScope::ReadMetadata() {
  for (const auto& [key_ref, value_ref] : context_->client_metadata()) {
    const absl::string_view key = View(key_ref);
    const absl::string_view value = View(value_ref);
    if (key == kRequestIdHeader) {
      if (client_sent_id_ || !IsSaneRequestId(value)) continue;
      call_.request_id = std::string(value);
      client_sent_id_ = true;
    } else if (key == "traceparent") {
      const absl::string_view trace = TraceIdOf(value);
      if (trace.empty()) continue;
      call_.trace_id = std::string(trace);
      call_.traceparent = std::string(value.substr(0, 55));
    } else if (key == "accept-language") {
      call_.language = LanguageOf(value);
    }
  }
}

absl::Status CallScope::Admit() {
  absl::Status alive = CheckAlive();
  if (!alive.ok()) return alive;
  const auth::Caller caller = Authenticate();
  call_.principal = caller.principal;
  const auth::Decision decision =
      auth::Evaluate(runtime_.policy(), caller, state_.path, /*area=*/"");
  if (!decision.allowed) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_ALLOWED",
                 absl::StrCat("'", call_.principal, "' may not call ", state_.path,
                              "; ask the operator for the right"));
  }
  return absl::OkStatus();
}

auth::Caller CallScope::Authenticate() const {
  // In clear, which is refused beyond loopback, whoever reaches us is local; so is the process
  // itself over its in-process channel.
  if (runtime_.options().tls.has_value()) {
    const auto context = context_->auth_context();
    if (context != nullptr && context->IsPeerAuthenticated()) return {PrincipalOf(*context)};
  }
  return {"local"};
}

absl::Status CallScope::CheckAlive() const {
  if (call_.IsCancelled()) {
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the call was cancelled");
  }
  if (call_.deadline != absl::InfiniteFuture() && runtime_.clock().Now() >= call_.deadline) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED",
                 "the deadline passed; allow more time or try again later");
  }
  return absl::OkStatus();
}

grpc::Status CallScope::End(const absl::Status& status) {
  const absl::Duration took = absl::FromChrono(std::chrono::steady_clock::now() - start_);
  state_.metrics->Handled(static_cast<int>(status.code()), took);
  const bool write = state_.method->write;
  if (client_sent_id_ || write || !status.ok()) {
    context_->AddTrailingMetadata(kRequestIdHeader, call_.request_id);
  }
  if (write || !status.ok() || took >= runtime_.options().slow_call || Sampled()) {
    Log(status, took);
  }
  return ToGrpcStatus(status, call_.request_id);
}

bool CallScope::Sampled() const {
  const double share = runtime_.options().log_read_sample;
  if (share <= 0) return false;
  constexpr double kRange = 0x1p53;
  return static_cast<double>(NextRandom() >> 11) < share * kRange;
}

void CallScope::Log(const absl::Status& status, absl::Duration took) const {
  std::vector<LogField> fields = {
      {"request_id", call_.request_id},
      {"rpc", state_.path},
      {"code", absl::StatusCodeToString(status.code())},
      {"dur_ms", absl::ToDoubleMilliseconds(took)},
      {"actor", call_.principal},
  };
  if (!call_.trace_id.empty()) fields.push_back({"trace_id", call_.trace_id});
  if (call_.revision != 0) fields.push_back({"revision", call_.revision});
  if (!status.ok()) {
    // Reason and fields, not the message: messages quote what the caller sent.
    const ErrorDetail detail = DetailOf(status);
    if (!detail.reason.empty()) fields.push_back({"reason", detail.reason});
    if (!detail.violations.empty()) {
      fields.push_back({"field", Shorten(detail.violations[0].field)});
      fields.push_back({"fields", static_cast<int64_t>(detail.violations.size())});
    }
    if (LevelOf(status.code()) == LogLevel::kError) {
      fields.push_back({"error", Shorten(status.message(), 500)});
    }
  }
  Logger& logger = runtime_.logger();
  if (state_.method->write || status.code() == absl::StatusCode::kPermissionDenied ||
      status.code() == absl::StatusCode::kUnauthenticated) {
    logger.Log(LogLevel::kInfo, "audit", fields);
  }
  logger.Log(LevelOf(status.code()), "call", std::move(fields));
}

absl::Status Guard(Runtime& runtime, const CallContext& call,
                   absl::FunctionRef<absl::Status()> body) {
  std::string what;
  try {
    return body();
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    what = "not a std::exception";
  }
  runtime.logger().Log(LogLevel::kError, "exception at the RPC border",
                       {{"request_id", call.request_id},
                        {"rpc", absl::StrCat("/", call.service, "/", call.method)},
                        {"error", Shorten(what, 500)}});
  return Error(
      absl::StatusCode::kInternal, "INTERNAL_ERROR",
      absl::StrCat("internal error; give the request id ", call.request_id, " to the operator"));
}

absl::Status BusyError(absl::string_view what) {
  return Error(absl::StatusCode::kResourceExhausted, "SERVER_BUSY",
               absl::StrCat("the server is busy: ", what, "; try again later"));
}

}  // namespace indicast::rpc::internal
