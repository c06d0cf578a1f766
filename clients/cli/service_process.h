// The two services as children of `indicast up`: found, started, watched, stopped.
//
// Each child has its own process group, so that Ctrl-C reaches only `up`, which then stops them in
// order; when `up` itself is killed the kernel sends them SIGTERM. Their output goes to a log file.
// Not thread-safe: start children from the main thread before other threads exist.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/environment.h"

namespace indicast::cli {

// The program beside this one, else in PATH. kNotFound (PROGRAM_NOT_FOUND) names the places.
absl::StatusOr<std::string> FindProgram(const std::string& name, const Environment& environment);

class ServiceProcess {
 public:
  struct Options {
    std::string name;     // for messages
    std::string program;  // path
    std::vector<std::string> arguments;
    std::string address_file;  // removed before the start; the service writes it once it serves
    std::string log_file;      // appended to
  };

  // kInternal (PROCESS_NOT_STARTED) when the system refuses.
  static absl::StatusOr<std::unique_ptr<ServiceProcess>> Start(Options options);
  // Kills and reaps a child that still runs.
  ~ServiceProcess();
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;

  // The address the service listens on. kUnavailable (SERVICE_NOT_STARTED) with the end of its log
  // when it ended first or took longer than `limit`.
  absl::StatusOr<std::string> AwaitAddress(absl::Duration limit);

  const std::string& name() const { return options_.name; }
  const std::string& log_file() const { return options_.log_file; }
  pid_t pid() const { return pid_; }
  // False once the child has ended; then exit_code() is its code, or 128 + signal.
  bool IsRunning();
  int exit_code() const { return exit_code_; }
  void Signal(int signal);

 private:
  ServiceProcess(Options options, pid_t pid) : options_(std::move(options)), pid_(pid) {}
  absl::Status NotStarted(absl::string_view why) const;

  Options options_;
  pid_t pid_;
  bool reaped_ = false;
  int exit_code_ = 0;
};

}  // namespace indicast::cli
