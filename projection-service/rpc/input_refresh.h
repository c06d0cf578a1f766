// InputRefresh: reads the inputs of the newest revision ahead, on the compute pool, one reading at
// a time. Revisions that come meanwhile are passed over but for the newest.
//
// Thread-safe. The runtime and the projector must outlive it, and the pool must have stopped before
// it goes.
#pragma once

#include <cstdint>
#include <mutex>

#include "common/rpc/runtime.h"
#include "projection-service/app/projector.h"

namespace indicast::projection {

class InputRefresh {
 public:
  InputRefresh(rpc::Runtime& runtime, Projector& projector)
      : runtime_(runtime), projector_(projector) {}
  InputRefresh(const InputRefresh&) = delete;
  InputRefresh& operator=(const InputRefresh&) = delete;

  // Does not block. A pool that is full reads nothing ahead: the next call reads for itself.
  void Want(int64_t revision);

 private:
  void Submit();  // needs mutex_
  void Read();

  rpc::Runtime& runtime_;
  Projector& projector_;
  std::mutex mutex_;
  int64_t wanted_ = 0;    // guarded by mutex_
  bool reading_ = false;  // guarded by mutex_: a task is in the pool
};

}  // namespace indicast::projection
