// Where rows come from: the service, or a script in tests.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "clients/batch/stop_request.h"
#include "clients/cpp/connect.h"
#include "clients/cpp/sweep_client.h"
#include "indicast/projection/v1/sweep.pb.h"

namespace indicast::batch {

class SweepSource {
 public:
  using OnPart = std::function<absl::Status(const projection::v1::SweepResponse&)>;
  virtual ~SweepSource() = default;

  // Hands every part to `on_part`, which may end it by an error; that error is returned.
  virtual absl::Status Sweep(const projection::v1::SweepRequest& request,
                             const OnPart& on_part) = 0;
};

// The projection service. A call that failed is followed by a new connection, which looks the name
// up and reads the certificates again. Thread-compatible.
class ServiceSource final : public SweepSource {
 public:
  // `stop` outlives this object.
  ServiceSource(client::ConnectOptions options, StopRequest& stop)
      : options_(std::move(options)), stop_(stop) {}

  absl::Status Sweep(const projection::v1::SweepRequest& request, const OnPart& on_part) override;

 private:
  client::ConnectOptions options_;
  StopRequest& stop_;
  std::unique_ptr<client::SweepClient> client_;
};

}  // namespace indicast::batch
