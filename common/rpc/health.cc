#include "common/rpc/health.h"

#include <atomic>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/handlers.h"
#include "common/status/error.h"

namespace indicast::rpc {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

namespace {

constexpr Method kCheck{"grpc.health.v1.Health", "Check"};
constexpr Method kWatch{"grpc.health.v1.Health", "Watch"};

}  // namespace

// One Watch call. Kept alive by the service until OnDone and by whoever is notifying it.
// At most one write is in flight; the RPC is finished once, by whoever first sees the reason to.
class HealthService::Watcher final : public grpc::ServerWriteReactor<HealthCheckResponse> {
 public:
  Watcher(HealthService& service, grpc::CallbackServerContext* context, std::string name)
      : service_(service),
        name_(std::move(name)),
        scope_(service.runtime_, context, kWatch, &cancelled_) {}

  // Writes the state when it is news, or finishes, when neither is under way.
  void Pump() {
    std::optional<absl::Status> end;
    {
      const std::lock_guard lock(mutex_);
      if (busy_) return;
      if (cancelled_.load(std::memory_order_relaxed)) {
        end = Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the watcher has gone");
      } else if (!admission_.ok()) {
        end = admission_;
      } else if (service_.ended()) {
        end = Error(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
                    "the server is stopping; connect again");
      } else {
        const State now = service_.StateOf(name_);
        if (sent_ == now) return;
        sent_ = now;
        response_.set_status(now);
      }
      busy_ = true;
    }
    // Outside the lock, so that a reaction may follow on this thread.
    if (end.has_value()) {
      Finish(scope_.End(*end));
    } else {
      StartWrite(&response_);
    }
  }

  void Admit() { admission_ = scope_.Admit(); }

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      busy_ = false;
    }
    if (!ok) cancelled_.store(true, std::memory_order_relaxed);
    Pump();
  }
  void OnCancel() override {
    cancelled_.store(true, std::memory_order_relaxed);
    Pump();
  }
  void OnDone() override { service_.Forget(this); }

 private:
  HealthService& service_;
  const std::string name_;
  std::atomic<bool> cancelled_{false};
  internal::CallScope scope_;
  absl::Status admission_;  // written before the first Pump

  std::mutex mutex_;
  bool busy_ = false;          // guarded by mutex_: writing or finished
  std::optional<State> sent_;  // guarded by mutex_
  HealthCheckResponse response_;
};

HealthService::HealthService(Runtime& runtime) : runtime_(runtime), services_{""} {}

HealthService::~HealthService() = default;

void HealthService::Serve(const std::vector<std::string>& services) {
  {
    const std::lock_guard lock(mutex_);
    services_.insert(services.begin(), services.end());
  }
  Notify();
}

void HealthService::SetServing(bool serving) {
  {
    const std::lock_guard lock(mutex_);
    serving_ = serving;
  }
  Notify();
}

void HealthService::SetServing(const std::string& service, bool serving) {
  {
    const std::lock_guard lock(mutex_);
    if (serving) {
      held_back_.erase(service);
    } else {
      held_back_.insert(service);
    }
  }
  Notify();
}

bool HealthService::serving() const {
  const std::lock_guard lock(mutex_);
  return serving_;
}

void HealthService::EndWatches() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  Notify();
}

bool HealthService::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

HealthService::State HealthService::StateOf(const std::string& service) const {
  const std::lock_guard lock(mutex_);
  if (!services_.contains(service)) return HealthCheckResponse::SERVICE_UNKNOWN;
  const bool serving = serving_ && !held_back_.contains(service);
  return serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

void HealthService::Forget(Watcher* watcher) {
  std::shared_ptr<Watcher> last;  // destroyed after the lock is released
  const std::lock_guard lock(mutex_);
  const auto it = watchers_.find(watcher);
  last = std::move(it->second);
  watchers_.erase(it);
}

void HealthService::Notify() {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    const std::lock_guard lock(mutex_);
    watchers.reserve(watchers_.size());
    for (const auto& [key, watcher] : watchers_) watchers.push_back(watcher);
  }
  for (const auto& watcher : watchers) watcher->Pump();
}

grpc::ServerUnaryReactor* HealthService::Check(grpc::CallbackServerContext* context,
                                               const HealthCheckRequest* request,
                                               HealthCheckResponse* response) {
  return RunUnary(runtime_, context, kCheck, Dispatch::kInline,
                  [this, request, response](CallContext&) -> absl::Status {
                    const State state = StateOf(request->service());
                    if (state == HealthCheckResponse::SERVICE_UNKNOWN) {
                      return Error(absl::StatusCode::kNotFound, "SERVICE_UNKNOWN",
                                   absl::StrCat("no service '", Shorten(request->service()),
                                                "' here; server reflection lists the services"));
                    }
                    response->set_status(state);
                    return absl::OkStatus();
                  });
}

grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(
    grpc::CallbackServerContext* context, const HealthCheckRequest* request) {
  auto watcher = std::make_shared<Watcher>(*this, context, request->service());
  watcher->Admit();
  {
    const std::lock_guard lock(mutex_);
    watchers_.emplace(watcher.get(), watcher);
  }
  watcher->Pump();
  return watcher.get();
}

}  // namespace indicast::rpc
