#include "common/metrics/metrics.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "common/metrics/process.h"
#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"

namespace indicast {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Names as go-grpc-prometheus writes them, which published dashboards and alerts match.
constexpr std::array<const char*, CallMetrics::kCodes> kCodeNames = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

using Labels = std::vector<ClientMetric::Label>;

ClientMetric Counted(Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = value;
  return metric;
}

ClientMetric Gauged(Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  return metric;
}

ClientMetric Distributed(Labels labels, const DurationHistogram& histogram) {
  ClientMetric metric;
  metric.label = std::move(labels);
  const auto counts = histogram.Counts();
  uint64_t sum = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    sum += counts[i];
    const double bound =
        i < kDurationBuckets.size() ? kDurationBuckets[i] : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({sum, bound});
  }
  metric.histogram.sample_count = sum;
  metric.histogram.sample_sum = histogram.SumSeconds();
  return metric;
}

}  // namespace

void DurationHistogram::Observe(absl::Duration d) {
  const int64_t nanos = std::max<int64_t>(0, absl::ToInt64Nanoseconds(d));
  const double seconds = static_cast<double>(nanos) * 1e-9;
  size_t bucket = 0;
  while (bucket < kDurationBuckets.size() && seconds > kDurationBuckets[bucket]) ++bucket;
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_nanos_.fetch_add(static_cast<uint64_t>(nanos), std::memory_order_relaxed);
}

std::array<uint64_t, kDurationBuckets.size() + 1> DurationHistogram::Counts() const {
  std::array<uint64_t, kDurationBuckets.size() + 1> counts{};
  for (size_t i = 0; i < counts.size(); ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
  return counts;
}

double DurationHistogram::SumSeconds() const {
  return static_cast<double>(sum_nanos_.load(std::memory_order_relaxed)) * 1e-9;
}

void CallMetrics::Handled(int code, absl::Duration took) {
  constexpr size_t kUnknown = 2;
  const size_t index =
      code >= 0 && code < static_cast<int>(kCodes) ? static_cast<size_t>(code) : kUnknown;
  handling_.Observe(took);
  handled_[index].fetch_add(1, std::memory_order_relaxed);
}

struct Metrics::Families {
  struct Call {
    std::string type;
    std::string service;
    std::string method;
    CallMetrics metrics;
  };
  struct Pool {
    std::string name;
    std::function<double()> depth;
    PoolMetrics metrics;
  };
  struct Value {
    std::string name;
    std::string help;
    MetricType type;
    std::function<double()> read;
  };

  std::string program;
  std::string version;
  std::string commit;
  std::vector<std::unique_ptr<Call>> calls;
  std::vector<std::unique_ptr<Pool>> pools;
  std::vector<Value> values;

  void AppendCalls(std::vector<MetricFamily>& out) const;
  void AppendPools(std::vector<MetricFamily>& out) const;
  void AppendValues(std::vector<MetricFamily>& out) const;
  void AppendProcess(std::vector<MetricFamily>& out) const;
};

Metrics::Metrics(absl::string_view program, absl::string_view version, absl::string_view commit)
    : families_(std::make_unique<Families>()) {
  families_->program = std::string(program);
  families_->version = std::string(version);
  families_->commit = std::string(commit);
}

Metrics::~Metrics() = default;

CallMetrics& Metrics::AddMethod(absl::string_view type, absl::string_view service,
                                absl::string_view method) {
  const std::lock_guard lock(mutex_);
  for (const auto& call : families_->calls) {
    if (call->service == service && call->method == method) return call->metrics;
  }
  auto call = std::make_unique<Families::Call>();
  call->type = std::string(type);
  call->service = std::string(service);
  call->method = std::string(method);
  return families_->calls.emplace_back(std::move(call))->metrics;
}

PoolMetrics& Metrics::AddPool(absl::string_view pool, std::function<double()> depth) {
  const std::lock_guard lock(mutex_);
  for (const auto& known : families_->pools) {
    if (known->name == pool) return known->metrics;
  }
  auto added = std::make_unique<Families::Pool>();
  added->name = std::string(pool);
  added->depth = std::move(depth);
  return families_->pools.emplace_back(std::move(added))->metrics;
}

void Metrics::AddGauge(absl::string_view name, absl::string_view help,
                       std::function<double()> read) {
  const std::lock_guard lock(mutex_);
  families_->values.push_back(
      {std::string(name), std::string(help), MetricType::Gauge, std::move(read)});
}

void Metrics::AddCounter(absl::string_view name, absl::string_view help,
                         std::function<double()> read) {
  const std::lock_guard lock(mutex_);
  families_->values.push_back(
      {std::string(name), std::string(help), MetricType::Counter, std::move(read)});
}

void Metrics::Families::AppendCalls(std::vector<MetricFamily>& out) const {
  MetricFamily started{"grpc_server_started_total", "Calls started.", MetricType::Counter, {}};
  MetricFamily handled{
      "grpc_server_handled_total", "Calls finished, by code.", MetricType::Counter, {}};
  MetricFamily handling{"grpc_server_handling_seconds",
                        "Time from the start to the end of a call.",
                        MetricType::Histogram,
                        {}};
  MetricFamily in_flight{
      "grpc_server_in_flight", "Calls started and not finished.", MetricType::Gauge, {}};
  for (const auto& call : calls) {
    const Labels labels = {
        {"grpc_type", call->type}, {"grpc_service", call->service}, {"grpc_method", call->method}};
    uint64_t finished = 0;
    for (size_t code = 0; code < CallMetrics::kCodes; ++code) {
      const uint64_t count = call->metrics.handled(code);
      finished += count;
      Labels with_code = labels;
      with_code.push_back({"grpc_code", kCodeNames[code]});
      handled.metric.push_back(Counted(std::move(with_code), static_cast<double>(count)));
    }
    // Read after `finished`, so that the difference is not negative.
    const uint64_t begun = call->metrics.started();
    started.metric.push_back(Counted(labels, static_cast<double>(begun)));
    in_flight.metric.push_back(
        Gauged(labels, static_cast<double>(begun - std::min(begun, finished))));
    handling.metric.push_back(Distributed(labels, call->metrics.handling()));
  }
  for (MetricFamily* family : {&started, &handled, &handling, &in_flight}) {
    out.push_back(std::move(*family));
  }
}

void Metrics::Families::AppendPools(std::vector<MetricFamily>& out) const {
  MetricFamily depth{"indicast_pool_queue_depth", "Tasks waiting.", MetricType::Gauge, {}};
  MetricFamily rejected{"indicast_pool_rejected_total",
                        "Calls refused because the queue was full.",
                        MetricType::Counter,
                        {}};
  MetricFamily wait{"indicast_pool_wait_seconds", "Time in the queue.", MetricType::Histogram, {}};
  for (const auto& pool : pools) {
    const Labels labels = {{"pool", pool->name}};
    depth.metric.push_back(Gauged(labels, pool->depth()));
    rejected.metric.push_back(Counted(
        labels, static_cast<double>(pool->metrics.rejected.load(std::memory_order_relaxed))));
    wait.metric.push_back(Distributed(labels, pool->metrics.wait));
  }
  for (MetricFamily* family : {&depth, &rejected, &wait}) out.push_back(std::move(*family));
}

void Metrics::Families::AppendValues(std::vector<MetricFamily>& out) const {
  for (const Value& value : values) {
    const double now = value.read();
    out.push_back({value.name,
                   value.help,
                   value.type,
                   {value.type == MetricType::Counter ? Counted({}, now) : Gauged({}, now)}});
  }
}

void Metrics::Families::AppendProcess(std::vector<MetricFamily>& out) const {
  out.push_back({"indicast_build_info",
                 "Version of the program; always 1.",
                 MetricType::Gauge,
                 {Gauged({{"program", program}, {"version", version}, {"commit", commit}}, 1)}});
  const ProcessStats stats = ReadProcessStats();
  out.push_back({"process_cpu_seconds_total",
                 "User and system CPU time.",
                 MetricType::Counter,
                 {Counted({}, stats.cpu_seconds)}});
  out.push_back({"process_open_fds",
                 "Open file descriptors.",
                 MetricType::Gauge,
                 {Gauged({}, stats.open_fds)}});
  out.push_back({"process_resident_memory_bytes",
                 "Resident memory.",
                 MetricType::Gauge,
                 {Gauged({}, stats.resident_bytes)}});
  out.push_back({"process_start_time_seconds",
                 "Start of the process since the epoch.",
                 MetricType::Gauge,
                 {Gauged({}, stats.start_time_seconds)}});
}

std::string Metrics::Text() const {
  std::vector<MetricFamily> families;
  {
    const std::lock_guard lock(mutex_);
    families_->AppendCalls(families);
    families_->AppendPools(families);
    families_->AppendValues(families);
    families_->AppendProcess(families);
  }
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace indicast
