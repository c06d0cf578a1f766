// Executor: a bounded pool for work that may block or compute for long. Thread-safe.
//
// Every accepted task runs exactly once, also those still waiting when Stop is called; a refused
// task never runs. Tasks must not throw. Waiting tasks are limited, running ones are not counted.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace indicast::rpc {

struct ExecutorOptions {
  std::string name;           // of the threads, at most 15 characters are shown
  int threads = 1;            // at least 1
  size_t queue_limit = 1024;  // waiting tasks
  // Told how long each task waited, on the pool thread, before it runs. May be null.
  std::function<void(absl::Duration)> on_wait;
};

class Executor {
 public:
  using Task = absl::AnyInvocable<void()>;

  explicit Executor(ExecutorOptions options);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  // Stops.
  ~Executor();

  // False when the queue is full or the pool has stopped.
  [[nodiscard]] bool TrySubmit(Task task);
  // The next step of work admitted before: not subject to the limit. False after Stop.
  [[nodiscard]] bool TryContinue(Task task);
  // Takes no more tasks, runs those accepted, joins the threads. Idempotent; not from a task.
  void Stop();

  size_t waiting() const;

 private:
  struct Waiting {
    Task task;
    std::chrono::steady_clock::time_point since;
  };

  bool Submit(Task task, size_t limit);
  void Work();

  const ExecutorOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;  // guarded by mutex_
  bool stopped_ = false;       // guarded by mutex_
  std::mutex join_mutex_;      // held while joining
  std::vector<std::thread> threads_;
};

}  // namespace indicast::rpc
