#include "common/log/logger.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "nlohmann/json.hpp"

namespace indicast {
namespace {

const char* NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "unknown";
}

}  // namespace

void WriteToStderr(absl::string_view line) {
  while (!line.empty()) {
    const ssize_t n = write(STDERR_FILENO, line.data(), line.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // nobody to tell
    line.remove_prefix(static_cast<size_t>(n));
  }
}

Logger::Logger(LoggerOptions options)
    : options_(std::move(options)), writer_([this] { Write(); }) {}

Logger::~Logger() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  writer_.join();
}

void Logger::Log(LogLevel level, std::string message, std::vector<LogField> fields) {
  if (!Enabled(level)) return;
  const absl::Time now = options_.clock->Now();
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= options_.queue_limit) {
      ++dropped_;
      return;
    }
    queue_.push_back({now, level, std::move(message), std::move(fields)});
    ++accepted_;
  }
  wake_.notify_one();
}

void Logger::Flush() {
  std::unique_lock lock(mutex_);
  const uint64_t until = accepted_;
  written_.wait(lock, [&] { return done_ >= until && reported_drops_ == dropped_; });
}

uint64_t Logger::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void Logger::Write() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock,
               [this] { return stopping_ || !queue_.empty() || reported_drops_ != dropped_; });
    std::deque<Event> batch;
    batch.swap(queue_);
    const uint64_t drops = dropped_ - reported_drops_;
    if (batch.empty() && drops == 0) return;  // stopping
    lock.unlock();
    for (const Event& event : batch) options_.sink(Format(event));
    if (drops > 0) {
      options_.sink(Format({options_.clock->Now(),
                            LogLevel::kWarning,
                            "log events dropped",
                            {{"count", static_cast<int64_t>(drops)}}}));
    }
    lock.lock();
    done_ += batch.size();
    reported_drops_ += drops;
    written_.notify_all();
  }
}

std::string Logger::Format(const Event& event) const {
  nlohmann::ordered_json line;
  line["ts"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", event.time, absl::UTCTimeZone());
  line["level"] = NameOf(event.level);
  line["msg"] = event.message;
  line["service"] = options_.service;
  line["version"] = options_.version;
  for (const LogField& field : event.fields) {
    std::visit([&](const auto& value) { line[field.key] = value; }, field.value);
  }
  std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.push_back('\n');
  return text;
}

}  // namespace indicast
