// AdminServer: plain HTTP for probes and scrapers, no data: GET /metrics (Prometheus text), /livez
// (200 while the process runs), /readyz (200 while serving, else 503). Thread-safe; the callbacks
// are called on its threads until the destructor returns.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/address.h"

namespace indicast::rpc {

class AdminServer {
 public:
  struct Pages {
    std::function<std::string()> metrics;
    std::function<bool()> ready;
  };

  // The errors of BindError.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(const ListenAddress& address,
                                                            Pages pages);
  virtual ~AdminServer() = default;

  // "127.0.0.1:41235".
  virtual std::string address() const = 0;
};

}  // namespace indicast::rpc
