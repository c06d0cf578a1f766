#include "common/rpc/handlers.h"

#include "common/rpc/call_scope.h"
#include "common/rpc/runtime.h"

namespace indicast::rpc::internal {
namespace {

// A unary call on a pool. Owns itself; deleted in OnDone, which comes after Finish.
class PooledUnary final : public grpc::ServerUnaryReactor {
 public:
  PooledUnary(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
              absl::AnyInvocable<absl::Status(CallContext&)> run)
      : runtime_(runtime), scope_(runtime, context, method, &cancelled_), run_(std::move(run)) {}

  void Start(Dispatch dispatch) {
    const absl::Status admitted = scope_.Admit();
    if (!admitted.ok()) return End(admitted);
    if (!runtime_.pool(dispatch).TrySubmit([this] { Run(); })) {
      runtime_.pool_metrics(dispatch).rejected.fetch_add(1, std::memory_order_relaxed);
      End(BusyError("its queue is full"));
    }
  }

  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

 private:
  void Run() {
    absl::Status status = scope_.CheckAlive();
    if (status.ok()) {
      status = Guard(runtime_, scope_.call(), [this] { return run_(scope_.call()); });
    }
    End(status);
  }
  void End(const absl::Status& status) { Finish(scope_.End(status)); }

  Runtime& runtime_;
  std::atomic<bool> cancelled_{false};
  CallScope scope_;
  absl::AnyInvocable<absl::Status(CallContext&)> run_;
};

}  // namespace

grpc::ServerUnaryReactor* RunInline(Runtime& runtime, grpc::CallbackServerContext* context,
                                    const Method& method,
                                    absl::FunctionRef<absl::Status(CallContext&)> run) {
  CallScope scope(runtime, context, method, /*cancelled=*/nullptr);
  absl::Status status = scope.Admit();
  if (status.ok()) {
    status = Guard(runtime, scope.call(), [&] { return run(scope.call()); });
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(scope.End(status));
  return reactor;
}

grpc::ServerUnaryReactor* RunPooled(Runtime& runtime, grpc::CallbackServerContext* context,
                                    const Method& method, Dispatch dispatch,
                                    absl::AnyInvocable<absl::Status(CallContext&)> run) {
  auto* call = new PooledUnary(runtime, context, method, std::move(run));
  call->Start(dispatch);
  return call;
}

}  // namespace indicast::rpc::internal
