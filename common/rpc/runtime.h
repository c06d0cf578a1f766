// Runtime: what the wrappers and the services of one server share: pools, metrics, log, policy,
// clock. Thread-safe. Owned by Server; lives longer than its services.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/auth/policy.h"
#include "common/clock/clock.h"
#include "common/log/logger.h"
#include "common/metrics/metrics.h"
#include "common/rpc/executor.h"
#include "common/rpc/method.h"
#include "common/rpc/server.h"

namespace indicast::rpc {

// What the runtime knows of one method.
struct MethodState {
  const Method* method = nullptr;
  std::string path;  // "/service/method"
  CallMetrics* metrics = nullptr;
};

// A call that must not go on by itself once the server drains.
class DrainedCall {
 public:
  virtual ~DrainedCall() = default;
  // On the thread that drains.
  virtual void OnDrain() = 0;
};

class Runtime {
 public:
  explicit Runtime(const ServerOptions& options);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  ~Runtime();

  const ServerOptions& options() const { return options_; }
  const Clock& clock() const { return *options_.clock; }
  Logger& logger() { return logger_; }
  Metrics& metrics() { return metrics_; }
  const auth::Policy& policy() const { return policy_; }

  // The pool of kStorage or kCompute.
  Executor& pool(Dispatch dispatch);
  PoolMetrics& pool_metrics(Dispatch dispatch);
  // Runs what was accepted, joins the threads. Idempotent.
  void StopPools();

  // `end` is called once when a drain begins, before calls are waited for: streams that go on by
  // themselves must be ended by it. On the thread that drains; what it uses outlives the server.
  void OnDrain(std::function<void()> end);
  // The same for one call, until it is removed. False when a drain has begun.
  [[nodiscard]] bool AddDrained(const std::shared_ptr<DrainedCall>& call);
  void RemoveDrained(const DrainedCall* call);
  void EndStreams();

  // Calls that have begun and were not answered yet. Takes a lock and adds up.
  int64_t CallsInFlight();

  // Lock-free for a method seen before; `method` has static storage.
  const MethodState& StateOf(const Method& method);

  // False when stream_limit streams are open.
  [[nodiscard]] bool OpenStream();
  void CloseStream();

 private:
  static constexpr size_t kSlots = 512;

  const MethodState& AddState(const Method& method);
  static size_t SlotOf(const Method& method);

  const ServerOptions options_;
  const auth::Policy policy_;
  Logger logger_;
  Metrics metrics_;
  PoolMetrics* storage_metrics_ = nullptr;
  PoolMetrics* compute_metrics_ = nullptr;
  std::unique_ptr<Executor> storage_;
  std::unique_ptr<Executor> compute_;
  std::atomic<int> open_streams_{0};

  // Open addressing by the address of the Method; a slot is written once.
  std::array<std::atomic<const MethodState*>, kSlots> slots_{};
  std::mutex states_mutex_;
  std::vector<std::unique_ptr<MethodState>> states_;  // guarded by states_mutex_

  std::mutex drain_mutex_;
  std::vector<std::function<void()>> on_drain_;  // guarded by drain_mutex_
  bool draining_ = false;                        // guarded by drain_mutex_
  std::unordered_map<const DrainedCall*, std::weak_ptr<DrainedCall>>
      drained_;  // guarded by drain_mutex_
};

}  // namespace indicast::rpc
