// A TCP proxy on loopback that cuts connections at a chosen place, so that a client does not learn
// whether its call reached the server. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace indicast::testing {

class CuttingProxy {
 public:
  // Forwards to "127.0.0.1:port".
  static absl::StatusOr<std::unique_ptr<CuttingProxy>> Start(const std::string& target);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  // Cuts everything and joins.
  ~CuttingProxy();

  const std::string& address() const { return address_; }

  // From now on what clients send, or what the server answers, is taken and not passed on.
  void HoldRequests() { hold_requests_ = true; }
  void HoldAnswers() { hold_answers_ = true; }
  // Cuts every connection once `bytes` more of its clients' bytes were passed on.
  void CutAfter(int64_t bytes);
  // Whether so many bytes are held back by the time of the limit.
  bool AwaitHeld(int64_t bytes, absl::Duration limit);
  // Ends every connection with what it holds back, and forwards what comes later.
  void CutAndHeal();

 private:
  struct Link {
    int client = -1;
    int server = -1;
    std::thread up;
    std::thread down;
  };

  CuttingProxy(int listener, std::string address, int port)
      : listener_(listener), address_(std::move(address)), port_(port) {}

  void Accept();
  void Pump(int from, int to, bool requests);
  // False when nothing may follow on this connection.
  bool PassOn(int to, const char* data, int64_t size, bool requests);
  void Cut();

  const int listener_;
  const std::string address_;
  const int port_;  // of the target
  std::atomic<bool> stopping_{false};
  std::atomic<bool> hold_requests_{false};
  std::atomic<bool> hold_answers_{false};
  std::mutex mutex_;
  std::condition_variable grown_;
  int64_t held_ = 0;                          // guarded by mutex_
  int64_t passing_ = -1;                      // guarded by mutex_: bytes until the cut; -1: none
  std::vector<std::unique_ptr<Link>> links_;  // guarded by mutex_
  std::thread accepting_;
};

}  // namespace indicast::testing
