#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "common/rpc/server.h"
#include "common/rpc/service_manager.h"

namespace indicast::rpc {
namespace {

sigset_t EndSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void BlockSignals() {
  const sigset_t set = EndSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A peer that closes its end is an error of that write, not of the process.
  std::signal(SIGPIPE, SIG_IGN);
}

int WaitForSignal() {
  const sigset_t set = EndSignals();
  // A service manager that cannot be told is no reason not to serve.
  NotifyServiceManager("READY=1").IgnoreError();
  int signal = 0;
  sigwait(&set, &signal);
  NotifyServiceManager("STOPPING=1").IgnoreError();
  std::thread([set] {
    int second = 0;
    sigwait(&set, &second);
    _exit(128 + second);
  }).detach();
  return signal;
}

}  // namespace indicast::rpc
