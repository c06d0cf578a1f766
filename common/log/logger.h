// Logger: one JSON object a line for each event, written by a thread of its own. Thread-safe.
//
// Log never blocks on the sink: when the queue is full the event is dropped and counted, and the
// writer says how many as soon as it can. Every line has ts (RFC 3339, UTC, milliseconds), level,
// msg, service and version; then the fields in the order given. Text that is not UTF-8 is repaired.
// Values of requests and answers do not belong in a log; callers pass names, codes and counts.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"

namespace indicast {

enum class LogLevel : int8_t { kDebug, kInfo, kWarning, kError };

struct LogField {
  std::string key;
  std::variant<std::string, int64_t, double, bool> value;
};

// Receives whole lines, newline included, from the writer thread only.
using LogSink = std::function<void(absl::string_view line)>;

// Writes to standard error, whole lines.
void WriteToStderr(absl::string_view line);

struct LoggerOptions {
  std::string service;
  std::string version;
  LogLevel level = LogLevel::kInfo;  // lower ones are ignored
  size_t queue_limit = 4096;         // waiting events
  LogSink sink = WriteToStderr;
  const Clock* clock = &SystemClock();
};

class Logger {
 public:
  explicit Logger(LoggerOptions options);
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;
  // Writes what was accepted.
  ~Logger();

  bool Enabled(LogLevel level) const { return level >= options_.level; }
  void Log(LogLevel level, std::string message, std::vector<LogField> fields = {});
  // Returns after everything accepted so far has reached the sink. Not from the sink.
  void Flush();
  // Events dropped since the start because the queue was full.
  uint64_t dropped() const;

 private:
  struct Event {
    absl::Time time;
    LogLevel level;
    std::string message;
    std::vector<LogField> fields;
  };

  void Write();
  std::string Format(const Event& event) const;

  const LoggerOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable written_;
  std::deque<Event> queue_;      // guarded by mutex_
  uint64_t accepted_ = 0;        // guarded by mutex_
  uint64_t done_ = 0;            // guarded by mutex_
  uint64_t dropped_ = 0;         // guarded by mutex_
  uint64_t reported_drops_ = 0;  // guarded by mutex_
  bool stopping_ = false;        // guarded by mutex_
  std::thread writer_;           // last: it uses the members above
};

}  // namespace indicast
