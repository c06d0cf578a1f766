#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

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

// What gRPC says of a handshake that failed, in words; empty for any other message.
std::string HandshakeCause(absl::string_view message) {
  if (!absl::StrContains(message, "Handshake failed")) return "";
  struct Meaning {
    const char* words;
    const char* cause;
  };
  constexpr Meaning kMeanings[] = {
      {"peer did not return a certificate", "it showed no certificate"},
      {"certificate verify failed", "its certificate is not trusted"},
      {"wrong version number", "it does not speak TLS"},
      {"http request", "it does not speak TLS"},
      {"alert unknown ca", "it does not know the CA of this server's certificate"},
      {"alert certificate expired", "it says that this server's certificate has expired"},
      {"alert bad certificate", "it does not accept this server's certificate"},
      {"alert certificate unknown", "it does not accept this server's certificate"},
      {"unsupported protocol", "it speaks only TLS older than 1.2"},
  };
  for (const Meaning& meaning : kMeanings) {
    if (absl::StrContains(message, meaning.words)) return meaning.cause;
  }
  return "the handshake failed";
}

void Forward(gpr_log_func_args* args) {
  const LogLevel level = args->severity == GPR_LOG_SEVERITY_ERROR  ? LogLevel::kWarning
                         : args->severity == GPR_LOG_SEVERITY_INFO ? LogLevel::kInfo
                                                                   : LogLevel::kDebug;
  Loggers& loggers = TheLoggers();
  const std::lock_guard lock(loggers.mutex);
  if (loggers.active.empty()) return;
  if (std::string cause = HandshakeCause(args->message); !cause.empty()) {
    loggers.active.back()->Log(
        LogLevel::kWarning, "TLS handshake failed",
        {{"cause", std::move(cause)}, {"error", std::string(args->message)}});
    return;
  }
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
