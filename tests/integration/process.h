// Child processes for tests: start, wait with a limit, end politely or not, read what they said.
// Thread-compatible. Output goes to files below ::testing::TempDir(), so no pipe can fill up.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace indicast::testing {

struct Command {
  std::string program;  // absolute path
  std::vector<std::string> arguments;
  // Added to a small fixed environment (PATH, HOME, LC_ALL=C.UTF-8, TZ); nothing else is inherited
  // but what sanitizers need.
  std::map<std::string, std::string> environment;
};

// A started program. Killed and reaped on destruction when it still runs.
class Process {
 public:
  static absl::StatusOr<std::unique_ptr<Process>> Start(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  // False once it has ended (and was reaped).
  bool IsRunning();
  // Exit code, or 128 + signal. kDeadlineExceeded with its stderr when it still runs.
  absl::StatusOr<int> Wait(absl::Duration limit);
  // SIGTERM, then Wait.
  absl::StatusOr<int> Terminate(absl::Duration limit = absl::Seconds(30));
  // SIGKILL, then reap.
  void Kill();
  void Signal(int signal);

  // What it wrote so far.
  std::string Stdout() const;
  std::string Stderr() const;

 private:
  Process(pid_t pid, std::string out, std::string err);
  pid_t pid_;
  std::string out_path_;
  std::string err_path_;
  bool reaped_ = false;
  int exit_code_ = 0;
};

struct Finished {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Runs a program to its end; it is killed at the limit.
absl::StatusOr<Finished> RunToEnd(const Command& command, absl::Duration limit = absl::Seconds(60));

// The content of a file that `process` writes once it is ready. Fails at once with its stderr when
// the process ends first, kDeadlineExceeded at the limit.
absl::StatusOr<std::string> AwaitFile(const std::string& path, Process& process,
                                      absl::Duration limit = absl::Seconds(60));

// A new empty directory below ::testing::TempDir().
std::string NewDirectory(const std::string& purpose);

// The whole file; empty when it cannot be read.
std::string ReadFile(const std::string& path);

}  // namespace indicast::testing
