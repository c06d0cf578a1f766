#include "clients/cli/service_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kPoll = absl::Milliseconds(20);

bool IsExecutable(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

// The last lines of a log, where a failed start says why.
std::string LastLines(const std::string& path) {
  constexpr size_t kLines = 5;
  const std::string content = ReadWhole(path);
  std::vector<std::string> lines = absl::StrSplit(content, '\n', absl::SkipEmpty());
  if (lines.size() > kLines) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kLines));
  }
  return absl::StrJoin(lines, " | ");
}

// Runs in the child between fork and exec: async-signal-safe calls only.
[[noreturn]] void RunChild(char* const* arguments, int log, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);  // it ended before the line above
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGINT, SIG_DFL);
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

absl::StatusOr<std::string> FindProgram(const std::string& name, const Environment& environment) {
  const fs::path beside = fs::path(environment.program_path).parent_path() / name;
  if (IsExecutable(beside)) return beside.string();
  for (absl::string_view folder : absl::StrSplit(environment.Get("PATH"), ':', absl::SkipEmpty())) {
    const fs::path path = fs::path(std::string(folder)) / name;
    if (IsExecutable(path)) return path.string();
  }
  return Error(
      absl::StatusCode::kNotFound, "PROGRAM_NOT_FOUND",
      absl::StrCat("no program ", name, " beside ", environment.program_path, " or in PATH"));
}

absl::StatusOr<std::unique_ptr<ServiceProcess>> ServiceProcess::Start(Options options) {
  unlink(options.address_file.c_str());
  const int log = open(options.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "CONFIGURATION_DIRECTORY",
                 absl::StrCat("cannot write ", options.log_file, ": ", strerror(errno)));
  }
  std::vector<std::string> words = {options.program};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) RunChild(pointers.data(), log, parent);
  const int cause = errno;
  close(log);
  if (child < 0) {
    return Error(absl::StatusCode::kInternal, "PROCESS_NOT_STARTED",
                 absl::StrCat("cannot start ", options.program, ": ", strerror(cause)));
  }
  return std::unique_ptr<ServiceProcess>(new ServiceProcess(std::move(options), child));
}

ServiceProcess::~ServiceProcess() {
  if (!IsRunning()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool ServiceProcess::IsRunning() {
  if (reaped_) return false;
  int status = 0;
  const pid_t done = waitpid(pid_, &status, WNOHANG);
  if (done == 0 || (done < 0 && errno == EINTR)) return true;
  reaped_ = true;
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return false;
}

void ServiceProcess::Signal(int signal) {
  if (!reaped_) kill(pid_, signal);
}

absl::Status ServiceProcess::NotStarted(absl::string_view why) const {
  return Error(absl::StatusCode::kUnavailable, "SERVICE_NOT_STARTED",
               absl::StrCat(options_.name, " ", why, ": ", LastLines(options_.log_file)),
               {{"log_file", options_.log_file}});
}

absl::StatusOr<std::string> ServiceProcess::AwaitAddress(absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  while (true) {
    const bool running = IsRunning();  // asked first: it may write the file and end
    const auto json = nlohmann::json::parse(ReadWhole(options_.address_file), nullptr,
                                            /*allow_exceptions=*/false);
    if (json.is_object() && json.contains("address") && json["address"].is_string()) {
      return json["address"].get<std::string>();
    }
    if (!running) return NotStarted(absl::StrCat("ended with code ", exit_code_));
    if (absl::Now() > deadline) {
      return NotStarted(absl::StrCat("does not serve after ", absl::FormatDuration(limit)));
    }
    absl::SleepFor(kPoll);
  }
}

}  // namespace indicast::cli
