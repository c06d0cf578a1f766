// WatchStream: one Watch call. Holds no thread while it waits for news or for its reader: the hub
// tells it, it fetches on the storage pool, and one message is in flight.
//
// Owns itself until the call is done. Thread-safe, as reactions and the hub need it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/runtime.h"
#include "grpcpp/support/server_callback.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "store-service/app/watch_hub.h"
#include "store-service/rpc/watch_parts.h"

namespace indicast::store {

class WatchStream final : public grpc::ServerWriteReactor<v1::WatchResponse>,
                          public WatchListener,
                          public std::enable_shared_from_this<WatchStream> {
 public:
  // Begins the call; it is finished exactly once, at the latest when the hub closes.
  static grpc::ServerWriteReactor<v1::WatchResponse>* Start(Store& store, rpc::Runtime& runtime,
                                                            grpc::CallbackServerContext* context,
                                                            const rpc::Method& method,
                                                            const v1::WatchRequest& request);

  WatchStream(Store& store, rpc::Runtime& runtime, grpc::CallbackServerContext* context,
              const rpc::Method& method);

  void Told() override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  absl::Status Admit(const v1::WatchRequest& request);
  bool HasWork() const;  // needs mutex_
  void Schedule();
  void Work();
  // Why the call must end now; OK: go on.
  absl::Status Verdict();
  absl::StatusOr<bool> Produce();
  // Nothing may touch this object afterwards.
  void End(const absl::Status& status);
  absl::Status Ended(absl::StatusCode code, absl::string_view reason,
                     absl::string_view message) const;

  Store& store_;
  WatchHub& hub_;
  rpc::Runtime& runtime_;
  std::atomic<bool> cancelled_{false};
  rpc::internal::CallScope scope_;
  std::shared_ptr<WatchStream> self_;  // until OnDone

  // Touched by whoever made busy_ true, and read under mutex_ while it is false.
  std::optional<WatchParts> parts_;
  v1::WatchResponse response_;

  std::mutex mutex_;
  bool busy_ = true;            // guarded by mutex_: fetching, writing or finished
  bool writing_ = false;        // guarded by mutex_
  bool too_slow_ = false;       // guarded by mutex_
  Revision head_at_write_ = 0;  // guarded by mutex_
};

}  // namespace indicast::store
