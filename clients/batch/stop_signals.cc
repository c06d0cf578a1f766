#include "clients/batch/stop_signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace indicast::batch {
namespace {

constexpr char kStop = 's';
constexpr char kOver = 'o';

std::atomic<int> write_end{-1};

// A signal handler may write to a pipe and little else.
void TellThePipe(int) {
  const int error = errno;
  const ssize_t written = write(write_end.load(), &kStop, 1);
  static_cast<void>(written);
  errno = error;
}

}  // namespace

StopSignals::StopSignals(StopRequest& stop) {
  if (pipe2(pipe_.data(), O_CLOEXEC) != 0) return;  // signals keep their handlers
  write_end = pipe_[1];
  thread_ = std::thread([read_end = pipe_[0], &stop] {
    char what = kOver;
    while (read(read_end, &what, 1) < 0 && errno == EINTR) continue;
    if (what == kStop) stop.Request();
  });
  struct sigaction action = {};
  action.sa_handler = TellThePipe;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &former_[i]);
}

StopSignals::~StopSignals() {
  if (!thread_.joinable()) return;
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &former_[i], nullptr);
  const ssize_t written = write(pipe_[1], &kOver, 1);
  static_cast<void>(written);
  thread_.join();
  write_end = -1;
  for (const int end : pipe_) close(end);
}

}  // namespace indicast::batch
