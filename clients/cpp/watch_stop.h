// WatchStop: ends a watch, or a sweep, from another thread. Thread-safe; Stop() may come before,
// during and after the call, and more than once, but not from a signal handler.
#pragma once

#include <mutex>

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace indicast::client {

class WatchStop {
 public:
  void Stop();
  bool stopped() const;

 private:
  friend class StoreClient;
  friend class SweepClient;

  // False once stopped: the call must not begin. Detach before the context dies.
  bool Attach(grpc::ClientContext* context);
  void Detach();

  mutable std::mutex mutex_;
  grpc::ClientContext* context_ = nullptr;  // guarded by mutex_
  bool stopped_ = false;                    // guarded by mutex_
};

}  // namespace indicast::client
