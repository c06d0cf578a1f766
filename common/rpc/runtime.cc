#include "common/rpc/runtime.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "indicast_version.h"

namespace indicast::rpc {
namespace {

LoggerOptions LoggerOptionsOf(const ServerOptions& options) {
  LoggerOptions out;
  out.service = options.program;
  out.version = INDICAST_VERSION;
  if (options.log_sink) out.sink = options.log_sink;
  out.clock = options.clock;
  return out;
}

}  // namespace

Runtime::Runtime(const ServerOptions& options)
    : options_(options),
      policy_(options.tls.has_value() ? auth::CertificateTrustPolicy() : auth::LocalTrustPolicy()),
      logger_(LoggerOptionsOf(options)),
      metrics_(options.program, INDICAST_VERSION, INDICAST_COMMIT) {
  const auto depth = [](std::unique_ptr<Executor>& pool) {
    return [&pool] { return pool == nullptr ? 0.0 : static_cast<double>(pool->waiting()); };
  };
  storage_metrics_ = &metrics_.AddPool("storage", depth(storage_));
  compute_metrics_ = &metrics_.AddPool("compute", depth(compute_));
  const auto make = [this](const char* name, int threads, PoolMetrics* metrics) {
    return std::make_unique<Executor>(
        ExecutorOptions{name, threads, static_cast<size_t>(options_.queue_limit),
                        [metrics](absl::Duration wait) { metrics->wait.Observe(wait); }});
  };
  storage_ = make("storage", options_.storage_threads, storage_metrics_);
  compute_ = make("compute", options_.compute_threads, compute_metrics_);
  metrics_.AddCounter("indicast_log_dropped_total",
                      "Log events dropped because the queue was full.",
                      [this] { return static_cast<double>(logger_.dropped()); });
}

Runtime::~Runtime() { StopPools(); }

Executor& Runtime::pool(Dispatch dispatch) {
  return dispatch == Dispatch::kStorage ? *storage_ : *compute_;
}

PoolMetrics& Runtime::pool_metrics(Dispatch dispatch) {
  return dispatch == Dispatch::kStorage ? *storage_metrics_ : *compute_metrics_;
}

void Runtime::StopPools() {
  storage_->Stop();
  compute_->Stop();
}

void Runtime::OnDrain(std::function<void()> end) {
  const std::lock_guard lock(drain_mutex_);
  on_drain_.push_back(std::move(end));
}

bool Runtime::AddDrained(const std::shared_ptr<DrainedCall>& call) {
  const std::lock_guard lock(drain_mutex_);
  if (!draining_) drained_.emplace(call.get(), call);
  return !draining_;
}

void Runtime::RemoveDrained(const DrainedCall* call) {
  const std::lock_guard lock(drain_mutex_);
  drained_.erase(call);
}

void Runtime::EndStreams() {
  std::vector<std::function<void()>> ends;
  std::vector<std::shared_ptr<DrainedCall>> calls;
  {
    const std::lock_guard lock(drain_mutex_);
    draining_ = true;
    ends.swap(on_drain_);
    calls.reserve(drained_.size());
    for (const auto& [key, call] : drained_) calls.push_back(call.lock());
  }
  for (const auto& end : ends) end();
  for (const auto& call : calls) {
    if (call != nullptr) call->OnDrain();
  }
}

size_t Runtime::SlotOf(const Method& method) {
  // Fibonacci hashing; the low bits of an address say little.
  const auto address = reinterpret_cast<uintptr_t>(&method);
  return static_cast<size_t>((address * 0x9E3779B97F4A7C15ULL) >> 55);
}

const MethodState& Runtime::StateOf(const Method& method) {
  static_assert(kSlots == size_t{1} << (64 - 55));
  for (size_t i = 0, slot = SlotOf(method); i < kSlots; ++i, slot = (slot + 1) % kSlots) {
    const MethodState* state = slots_[slot].load(std::memory_order_acquire);
    if (state == nullptr) break;
    if (state->method == &method) return *state;
  }
  return AddState(method);
}

const MethodState& Runtime::AddState(const Method& method) {
  const std::lock_guard lock(states_mutex_);
  for (const auto& state : states_) {
    if (state->method == &method) return *state;
  }
  auto state = std::make_unique<MethodState>();
  state->method = &method;
  state->path = absl::StrCat("/", method.service, "/", method.name);
  state->metrics = &metrics_.AddMethod("unary", method.service, method.name);
  const MethodState& added = *states_.emplace_back(std::move(state));
  for (size_t i = 0, slot = SlotOf(method); i < kSlots; ++i, slot = (slot + 1) % kSlots) {
    if (slots_[slot].load(std::memory_order_relaxed) != nullptr) continue;
    slots_[slot].store(&added, std::memory_order_release);
    break;
  }
  return added;
}

int64_t Runtime::CallsInFlight() {
  const std::lock_guard lock(states_mutex_);
  int64_t calls = 0;
  for (const auto& state : states_) {
    // Answers first: a call that ends in between must not count below zero.
    uint64_t handled = 0;
    for (size_t code = 0; code < CallMetrics::kCodes; ++code) {
      handled += state->metrics->handled(code);
    }
    calls += static_cast<int64_t>(state->metrics->started() - handled);
  }
  return calls;
}

bool Runtime::OpenStream() {
  if (open_streams_.fetch_add(1, std::memory_order_relaxed) < options_.stream_limit) return true;
  CloseStream();
  return false;
}

void Runtime::CloseStream() { open_streams_.fetch_sub(1, std::memory_order_relaxed); }

}  // namespace indicast::rpc
