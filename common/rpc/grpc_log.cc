#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

namespace indicast::rpc {
namespace {

// Never destroyed: gRPC may log from its threads until the process ends.
struct Loggers {
  std::mutex mutex;
  std::vector<Logger*> active;  // guarded by mutex
};

Loggers& TheLoggers() {
  static Loggers& loggers = *new Loggers;
  return loggers;
}

void Forward(gpr_log_func_args* args) {
  const LogLevel level = args->severity == GPR_LOG_SEVERITY_ERROR  ? LogLevel::kWarning
                         : args->severity == GPR_LOG_SEVERITY_INFO ? LogLevel::kInfo
                                                                   : LogLevel::kDebug;
  Loggers& loggers = TheLoggers();
  const std::lock_guard lock(loggers.mutex);
  if (loggers.active.empty()) return;
  loggers.active.back()->Log(level, args->message,
                             {{"source", std::string("grpc")},
                              {"file", std::string(args->file)},
                              {"line", static_cast<int64_t>(args->line)}});
}

}  // namespace

GrpcLogRedirect::GrpcLogRedirect(Logger& logger) : logger_(&logger) {
  Loggers& loggers = TheLoggers();
  const std::lock_guard lock(loggers.mutex);
  loggers.active.push_back(logger_);
  if (loggers.active.size() == 1) gpr_set_log_function(Forward);
}

GrpcLogRedirect::~GrpcLogRedirect() {
  Loggers& loggers = TheLoggers();
  const std::lock_guard lock(loggers.mutex);
  auto& active = loggers.active;
  active.erase(std::find(active.begin(), active.end(), logger_));
  if (active.empty()) gpr_set_log_function(nullptr);  // the default
}

}  // namespace indicast::rpc
