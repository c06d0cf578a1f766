// CallContext: what one call carries from the door to the rules. Thread-compatible; owned by the
// wrapper for the length of the call. Plain fields, so that tests of rules build one by hand.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace indicast::rpc {

struct CallContext {
  std::string request_id;       // from metadata x-request-id when sane, else made here
  std::string trace_id;         // from W3C traceparent, empty when absent
  std::string traceparent;      // the header itself, to be sent on; empty when absent or malformed
  absl::string_view service;    // "indicast.store.v1.IndicatorStore"; static
  absl::string_view method;     // "GetIndicator"; static
  std::string principal;        // who; "local" on an insecure loopback
  std::string language = "en";  // "zh" or "en" from metadata accept-language
  absl::Time deadline = absl::InfiniteFuture();
  // Set once the client has gone or the server stops waiting; null for calls that run in the
  // reaction and are too short to be cancelled. Lives as long as the call.
  const std::atomic<bool>* cancelled = nullptr;
  // Set by a write: the revision it made, for the log and the audit line. 0: none.
  int64_t revision = 0;

  bool IsCancelled() const {
    return cancelled != nullptr && cancelled->load(std::memory_order_relaxed);
  }
};

}  // namespace indicast::rpc
