// GrpcLogRedirect: while one exists, what the gRPC library has to say goes to its logger as JSON
// lines instead of plain text on standard error. The newest one wins. Thread-safe.
#pragma once

#include "common/log/logger.h"

namespace indicast::rpc {

class GrpcLogRedirect {
 public:
  explicit GrpcLogRedirect(Logger& logger);  // must outlive this object
  ~GrpcLogRedirect();
  GrpcLogRedirect(const GrpcLogRedirect&) = delete;
  GrpcLogRedirect& operator=(const GrpcLogRedirect&) = delete;

 private:
  Logger* const logger_;
};

}  // namespace indicast::rpc
