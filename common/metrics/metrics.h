// Metrics of a process, under the names operators of gRPC services know, in the Prometheus text
// format. Thread-safe.
//
//   grpc_server_started_total, grpc_server_handled_total, grpc_server_handling_seconds (labels of
//   go-grpc-prometheus: grpc_type, grpc_service, grpc_method, grpc_code), grpc_server_in_flight;
//   indicast_pool_*{pool}; indicast_build_info; process_*; gauges and counters the services add.
//
// Every series exists at zero from the moment its method, pool or gauge is added. CallMetrics and
// Histogram are resolved once and then cost a few relaxed atomic additions: no lock, no label
// lookup.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace indicast {

// Upper bounds of the duration buckets in seconds; +Inf follows.
inline constexpr std::array<double, 14> kDurationBuckets = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

// Counts durations in kDurationBuckets.
class DurationHistogram {
 public:
  void Observe(absl::Duration d);

  // Not cumulative; the last one is the overflow.
  std::array<uint64_t, kDurationBuckets.size() + 1> Counts() const;
  double SumSeconds() const;

 private:
  std::array<std::atomic<uint64_t>, kDurationBuckets.size() + 1> counts_{};
  std::atomic<uint64_t> sum_nanos_{0};
};

// The counters of one RPC method.
class CallMetrics {
 public:
  static constexpr size_t kCodes = 17;  // canonical gRPC codes 0..16

  void Started() { started_.fetch_add(1, std::memory_order_relaxed); }
  // `code` outside 0..16 counts as UNKNOWN.
  void Handled(int code, absl::Duration took);

  uint64_t started() const { return started_.load(std::memory_order_relaxed); }
  uint64_t handled(size_t code) const { return handled_[code].load(std::memory_order_relaxed); }
  const DurationHistogram& handling() const { return handling_; }

 private:
  std::atomic<uint64_t> started_{0};
  std::array<std::atomic<uint64_t>, kCodes> handled_{};
  DurationHistogram handling_;
};

// The counters of one pool.
struct PoolMetrics {
  DurationHistogram wait;
  std::atomic<uint64_t> rejected{0};
};

class Metrics {
 public:
  Metrics(absl::string_view program, absl::string_view version, absl::string_view commit);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // References live as long as this object; adding a name again gives the same one.
  // `type` is "unary", "server_stream", "client_stream" or "bidi_stream".
  CallMetrics& AddMethod(absl::string_view type, absl::string_view service,
                         absl::string_view method);
  // `depth` is asked at each scrape and must stay valid.
  PoolMetrics& AddPool(absl::string_view pool, std::function<double()> depth);
  // A value asked at each scrape; `read` must be thread-safe and stay valid. Names follow the
  // Prometheus rules: base units, "_total" for counters.
  void AddGauge(absl::string_view name, absl::string_view help, std::function<double()> read);
  void AddCounter(absl::string_view name, absl::string_view help, std::function<double()> read);

  // All series in the text exposition format 0.0.4.
  std::string Text() const;

 private:
  struct Families;

  mutable std::mutex mutex_;
  const std::unique_ptr<Families> families_;  // guarded by mutex_
};

}  // namespace indicast
