// Method: what the log, the metrics and the policy know of an RPC; Dispatch: where it runs.
#pragma once

namespace indicast::rpc {

// kInline runs in the reaction and must not block; the others run on the bounded pool of that name.
enum class Dispatch { kInline, kStorage, kCompute };

// Define one constant with static storage for each method; its address identifies it.
struct Method {
  const char* service;  // "indicast.store.v1.IndicatorStore"
  const char* name;     // "GetIndicator"
  bool write = false;   // logged and audited always, needs the right to write
};

}  // namespace indicast::rpc
