// HealthService: grpc.health.v1, compiled from our own wire-compatible proto. Thread-safe.
//
// Check and Watch know "" (the whole process) and the names given to Serve. Everything is
// NOT_SERVING until SetServing(true). Watch sends the state at once and each change; several
// changes while a client reads slowly collapse into the last one. An unknown name is NOT_FOUND on
// Check and SERVICE_UNKNOWN, without an end, on Watch.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/rpc/runtime.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace indicast::rpc {

class HealthService final : public grpc::health::v1::Health::CallbackService {
 public:
  using State = grpc::health::v1::HealthCheckResponse::ServingStatus;

  explicit HealthService(Runtime& runtime);
  ~HealthService() override;

  // Adds names, with the state of "".
  void Serve(const std::vector<std::string>& services);
  void SetServing(bool serving);
  // Holds one service back (NOT_SERVING whatever the others are) or lets it follow them again. ""
  // stays as it is: what the process can still do goes on.
  void SetServing(const std::string& service, bool serving);
  bool serving() const;
  // Ends every Watch, now and later, so that they do not hold up the end of the server.
  void EndWatches();

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const grpc::health::v1::HealthCheckRequest* request,
                                  grpc::health::v1::HealthCheckResponse* response) override;
  grpc::ServerWriteReactor<grpc::health::v1::HealthCheckResponse>* Watch(
      grpc::CallbackServerContext* context,
      const grpc::health::v1::HealthCheckRequest* request) override;

 private:
  class Watcher;

  // SERVICE_UNKNOWN for a name not served.
  State StateOf(const std::string& service) const;
  bool ended() const;
  void Forget(Watcher* watcher);
  // Lets every watcher look at the state again.
  void Notify();

  Runtime& runtime_;
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> services_;            // guarded by mutex_
  std::set<std::string, std::less<>> held_back_;           // guarded by mutex_
  bool serving_ = false;                                   // guarded by mutex_
  bool ended_ = false;                                     // guarded by mutex_
  std::map<Watcher*, std::shared_ptr<Watcher>> watchers_;  // guarded by mutex_
};

}  // namespace indicast::rpc
