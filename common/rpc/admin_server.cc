#include "common/rpc/admin_server.h"

#include <civetweb.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status/error.h"

namespace indicast::rpc {
namespace {

constexpr char kMetricsType[] = "text/plain; version=0.0.4; charset=utf-8";
constexpr char kPlainType[] = "text/plain; charset=utf-8";

int Reply(mg_connection* connection, int code, absl::string_view reason, absl::string_view type,
          absl::string_view body) {
  const std::string head = absl::StrCat("HTTP/1.1 ", code, " ", reason, "\r\nContent-Type: ", type,
                                        "\r\nContent-Length: ", body.size(),
                                        "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
  mg_write(connection, head.data(), head.size());
  if (absl::string_view(mg_get_request_info(connection)->request_method) != "HEAD") {
    mg_write(connection, body.data(), body.size());
  }
  return code;
}

class CivetAdminServer final : public AdminServer {
 public:
  explicit CivetAdminServer(Pages pages) : pages_(std::move(pages)) {}

  ~CivetAdminServer() override {
    if (context_ != nullptr) Stop();
    mg_exit_library();
  }

  absl::Status Listen(const ListenAddress& address) {
    mg_init_library(0);
    const std::string listen = address.ToString();
    const char* options[] = {
        "listening_ports",   listen.c_str(), "num_threads", "2", "request_timeout_ms", "5000",
        "enable_keep_alive", "no",           nullptr};
    // The library logs to a file only when told so; a null callback set keeps it silent.
    static const mg_callbacks kNoCallbacks{};
    context_ = mg_start(&kNoCallbacks, nullptr, options);
    if (context_ == nullptr) return BindError(address);
    std::array<mg_server_port, 4> ports{};
    if (mg_get_server_ports(context_, static_cast<int>(ports.size()), ports.data()) < 1) {
      return BindError(address);
    }
    bound_ = address;
    bound_.port = ports[0].port;
    mg_set_request_handler(context_, "/", &CivetAdminServer::Handle, this);
    return absl::OkStatus();
  }

  std::string address() const override { return bound_.ToString(); }

 private:
  // The library looks at its stop flag every two seconds, or when somebody connects: so connect.
  void Stop() {
    std::mutex mutex;
    std::condition_variable stopped;
    bool done = false;
    std::thread stopper([&] {
      mg_stop(context_);
      const std::lock_guard lock(mutex);
      done = true;
      stopped.notify_all();
    });
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, std::chrono::milliseconds(5), [&] { return done; })) {
      TryConnect(bound_);
    }
    lock.unlock();
    stopper.join();
  }

  static int Handle(mg_connection* connection, void* self) {
    return static_cast<const CivetAdminServer*>(self)->Answer(connection);
  }

  int Answer(mg_connection* connection) const {
    const mg_request_info& request = *mg_get_request_info(connection);
    const absl::string_view method = request.request_method;
    const absl::string_view path = request.local_uri;
    if (method != "GET" && method != "HEAD") {
      return Reply(connection, 405, "Method Not Allowed", kPlainType, "only GET and HEAD\n");
    }
    if (path == "/metrics") {
      return Reply(connection, 200, "OK", kMetricsType, pages_.metrics());
    }
    if (path == "/livez") return Reply(connection, 200, "OK", kPlainType, "ok\n");
    if (path == "/readyz") {
      return pages_.ready()
                 ? Reply(connection, 200, "OK", kPlainType, "ok\n")
                 : Reply(connection, 503, "Service Unavailable", kPlainType, "not serving\n");
    }
    return Reply(connection, 404, "Not Found", kPlainType, "/metrics /livez /readyz\n");
  }

  const Pages pages_;
  mg_context* context_ = nullptr;
  ListenAddress bound_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(const ListenAddress& address,
                                                                Pages pages) {
  if (address.is_unix()) {
    return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
                 "the admin address must be host:port; Unix sockets are not supported there");
  }
  auto server = std::make_unique<CivetAdminServer>(std::move(pages));
  const absl::Status listening = server->Listen(address);
  if (!listening.ok()) return listening;
  return server;
}

}  // namespace indicast::rpc
