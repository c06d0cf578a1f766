#include "clients/cli/commands/on_interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

namespace indicast::cli {
namespace {

constexpr char kInterrupted = 'i';
constexpr char kOver = 'o';

std::atomic<int> write_end{-1};

// A signal handler may write to a pipe and little else.
void TellThePipe(int) {
  const int error = errno;
  const ssize_t written = write(write_end.load(), &kInterrupted, 1);
  static_cast<void>(written);
  errno = error;
}

}  // namespace

OnInterrupt::OnInterrupt(std::function<void()> stop) {
  if (pipe2(pipe_.data(), O_CLOEXEC) != 0) return;  // signals keep their handlers
  write_end = pipe_[1];
  thread_ = std::thread([read_end = pipe_[0], stop = std::move(stop)] {
    char what = kOver;
    while (read(read_end, &what, 1) < 0 && errno == EINTR) continue;
    if (what == kInterrupted) stop();
  });
  struct sigaction action = {};
  action.sa_handler = TellThePipe;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &former_[i]);
}

OnInterrupt::~OnInterrupt() {
  if (!thread_.joinable()) return;
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &former_[i], nullptr);
  const ssize_t written = write(pipe_[1], &kOver, 1);
  static_cast<void>(written);
  thread_.join();
  write_end = -1;
  for (const int end : pipe_) close(end);
}

}  // namespace indicast::cli
