// Sweeps of many rows: as ProjectionClient::Sweep, made for reading millions of rows and for being
// stopped. Rules, errors and thread safety as in store_client.h.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/connect.h"
#include "clients/cpp/watch_stop.h"
#include "indicast/projection/v1/sweep.pb.h"

namespace indicast::client {

class SweepClient {
 public:
  // The errors of MakeChannel.
  static absl::StatusOr<std::unique_ptr<SweepClient>> Connect(const ConnectOptions& options);
  // On a channel the caller made, for example of an in-process server.
  SweepClient(const std::shared_ptr<grpc::Channel>& channel, const ConnectOptions& options);
  ~SweepClient();
  SweepClient(const SweepClient&) = delete;
  SweepClient& operator=(const SweepClient&) = delete;

  // Hands every part, heading first, to `on_part`, which may end the sweep by an error; that error
  // is returned. A part lives until `on_part` returns. Rows that came before an error are good: the
  // rest may be asked for from their index on. kCancelled when `stop` was used; it may be null.
  absl::Status Sweep(
      const projection::v1::SweepRequest& request,
      const std::function<absl::Status(const projection::v1::SweepResponse&)>& on_part,
      WatchStop* stop = nullptr) const;

 private:
  struct Stubs;
  std::unique_ptr<Stubs> stubs_;
  ConnectOptions options_;
};

}  // namespace indicast::client
