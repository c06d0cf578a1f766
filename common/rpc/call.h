// CallContext: what one call carries from the door to the rules. Thread-compatible; owned by the
// wrapper for the length of the call.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace indicast::rpc {

struct CallContext {
  std::string request_id;   // from metadata x-request-id when sane, else made here
  std::string trace_id;     // from W3C traceparent, empty when absent
  std::string method;       // "/indicast.store.v1.IndicatorStore/GetIndicator"
  std::string principal;    // who; "local" on an insecure loopback
  std::string language;     // "zh" or "en" from metadata accept-language; "en" by default
  absl::Time deadline = absl::InfiniteFuture();
  std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);

  bool IsCancelled() const { return cancelled->load(std::memory_order_relaxed); }
};

}  // namespace indicast::rpc
