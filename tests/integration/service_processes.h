// Both services as real processes on free loopback ports, for integration, golden and crash tests.
//
//   ASSERT_OK_AND_ASSIGN(auto services, ServiceProcesses::Start({}));
//   ASSERT_OK_AND_ASSIGN(auto board, services->RunClient({"target", "board"}));
//
// Thread-compatible. Programs come from the build tree (INDICAST_BINARY_DIR/bin).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/integration/process.h"

namespace indicast::testing {

// Where a service listens, from its address file.
struct ServiceAddress {
  std::string address;
  std::string admin;
};

struct ServiceOptions {
  std::string data_directory;  // of the store; empty: a new one
  // Where the store listens; a fixed one, such as "unix:/path", survives its restarts.
  std::string store_address = "127.0.0.1:0";
  std::vector<std::string> store_flags;
  std::vector<std::string> projection_flags;
  std::map<std::string, std::string> store_environment;
  std::map<std::string, std::string> client_environment;  // of RunClient, for example for TLS
  bool projection = true;                                 // false: the store alone
  // Where the projection service listens; a fixed one survives its restarts.
  std::string projection_address = "127.0.0.1:0";
};

class ServiceProcesses {
 public:
  // Both serve when this returns.
  static absl::StatusOr<std::unique_ptr<ServiceProcesses>> Start(const ServiceOptions& options);

  // Start one of them, for example after a kill; the store keeps its directory and, unless
  // store_address is fixed, gets a new port (a projection service that reads it must be started
  // again too).
  absl::Status StartStore();
  absl::Status StartProjection();

  Process& store() { return *store_; }
  Process& projection() { return *projection_; }
  const ServiceAddress& store_address() const { return store_address_; }
  const ServiceAddress& projection_address() const { return projection_address_; }
  const std::string& data_directory() const { return options_.data_directory; }

  // Runs the command line against both services, English unless the arguments say otherwise.
  absl::StatusOr<Finished> RunClient(const std::vector<std::string>& arguments) const;

  // SIGTERM to both, projection first. The exit codes must be 0.
  absl::Status Stop();

 private:
  explicit ServiceProcesses(ServiceOptions options) : options_(std::move(options)) {}

  ServiceOptions options_;
  std::string home_;
  ServiceAddress store_address_;
  ServiceAddress projection_address_;
  std::unique_ptr<Process> store_;
  std::unique_ptr<Process> projection_;
};

// INDICAST_BINARY_DIR/bin/<name>.
std::string ProgramPath(const std::string& name);

// A file or folder of the source tree.
std::string SourcePath(const std::string& path);

}  // namespace indicast::testing
