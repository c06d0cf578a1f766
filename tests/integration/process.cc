#include "tests/integration/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

extern char** environ;

namespace indicast::testing {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(5);

std::vector<std::string> EnvironmentOf(const Command& command) {
  std::map<std::string, std::string> variables = {{"PATH", "/usr/bin:/bin"},
                                                  {"HOME", "/nonexistent"},
                                                  {"LC_ALL", "C.UTF-8"},
                                                  {"TZ", "Asia/Shanghai"}};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    // ASAN_OPTIONS, TSAN_OPTIONS, UBSAN_OPTIONS, LSAN_OPTIONS
    if (equals != std::string::npos && absl::EndsWith(text.substr(0, equals), "SAN_OPTIONS")) {
      variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  for (const auto& [name, value] : command.environment) variables[name] = value;
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables) entries.push_back(absl::StrCat(name, "=", value));
  return entries;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int ExitCodeOf(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace

Process::Process(pid_t pid, std::string out, std::string err)
    : pid_(pid), out_path_(std::move(out)), err_path_(std::move(err)) {}

absl::StatusOr<std::unique_ptr<Process>> Process::Start(const Command& command) {
  const std::string directory = NewDirectory("process");
  std::string out = directory + "/stdout";
  std::string err = directory + "/stderr";

  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = EnvironmentOf(command);
  const std::vector<char*> argument_pointers = Pointers(arguments);
  const std::vector<char*> environment_pointers = Pointers(environment);

  constexpr int kCreate = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), kCreate, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), kCreate, 0600);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, command.program.c_str(), &files, nullptr,
                                argument_pointers.data(), environment_pointers.data());
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot start ", command.program, ": ", strerror(error)));
  }
  return std::unique_ptr<Process>(new Process(pid, std::move(out), std::move(err)));
}

Process::~Process() { Kill(); }

bool Process::IsRunning() {
  if (reaped_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  reaped_ = true;
  exit_code_ = ExitCodeOf(status);
  return false;
}

absl::StatusOr<int> Process::Wait(absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  while (IsRunning()) {
    if (absl::Now() > deadline) {
      return absl::DeadlineExceededError(absl::StrCat("process ", pid_, " still runs after ",
                                                      absl::FormatDuration(limit), "; stderr:\n",
                                                      Stderr()));
    }
    absl::SleepFor(kPoll);
  }
  return exit_code_;
}

absl::StatusOr<int> Process::Terminate(absl::Duration limit) {
  Signal(SIGTERM);
  return Wait(limit);
}

void Process::Kill() {
  if (reaped_) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  reaped_ = true;
  exit_code_ = ExitCodeOf(status);
}

void Process::Signal(int signal) {
  if (!reaped_) kill(pid_, signal);
}

std::string Process::Stdout() const { return ReadFile(out_path_); }
std::string Process::Stderr() const { return ReadFile(err_path_); }

absl::StatusOr<Finished> RunToEnd(const Command& command, absl::Duration limit) {
  absl::StatusOr<std::unique_ptr<Process>> process = Process::Start(command);
  if (!process.ok()) return process.status();
  const absl::StatusOr<int> exit_code = (*process)->Wait(limit);
  if (!exit_code.ok()) return exit_code.status();
  return Finished{*exit_code, (*process)->Stdout(), (*process)->Stderr()};
}

absl::StatusOr<std::string> AwaitFile(const std::string& path, Process& process,
                                      absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  while (true) {
    // Asked before the file is read: a process may write it and end.
    const bool running = process.IsRunning();
    if (std::string content = ReadFile(path); !content.empty()) return content;
    if (!running) {
      return absl::UnavailableError(absl::StrCat("process ", process.pid(),
                                                 " ended before it wrote ", path, "; stderr:\n",
                                                 process.Stderr()));
    }
    if (absl::Now() > deadline) {
      return absl::DeadlineExceededError(absl::StrCat(
          "no ", path, " after ", absl::FormatDuration(limit), "; stderr:\n", process.Stderr()));
    }
    absl::SleepFor(kPoll);
  }
}

std::string NewDirectory(const std::string& purpose) {
  std::string path = absl::StrCat(::testing::TempDir(), "/indicast-", purpose, "-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) return "";
  return path;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

}  // namespace indicast::testing
