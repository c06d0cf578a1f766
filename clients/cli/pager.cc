#include "clients/cli/pager.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

extern char** environ;  // NOLINT: the POSIX name

namespace indicast::cli {
namespace {

constexpr char kDefaultPager[] = "less -FIRX";
constexpr int kNotExecutable = 126;  // what the shell ends with
constexpr int kNotFound = 127;

// While the pager has the terminal: a pager that closes its input must not end this process, nor
// must a Ctrl-C that is meant for the pager.
class IgnoredSignals {
 public:
  IgnoredSignals() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    for (size_t i = 0; i < kCount; ++i) sigaction(kSignals[i], &ignore, &before_[i]);
  }
  ~IgnoredSignals() {
    for (size_t i = 0; i < kCount; ++i) sigaction(kSignals[i], &before_[i], nullptr);
  }
  IgnoredSignals(const IgnoredSignals&) = delete;
  IgnoredSignals& operator=(const IgnoredSignals&) = delete;

  static void RestoreInChild(posix_spawnattr_t& attributes) {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : kSignals) sigaddset(&set, signal);
    posix_spawnattr_setsigdefault(&attributes, &set);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  }

 private:
  static constexpr size_t kCount = 3;
  static constexpr int kSignals[kCount] = {SIGPIPE, SIGINT, SIGQUIT};
  struct sigaction before_[kCount] = {};
};

// The process of `sh -c command` with the read end of the pipe as its input; -1 when there is none.
pid_t Spawn(const std::string& command, int input) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  IgnoredSignals::RestoreInChild(attributes);
  std::string script = command;
  char shell[] = "sh";
  char flag[] = "-c";
  char* const arguments[] = {shell, flag, script.data(), nullptr};
  pid_t pid = -1;
  if (posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments, environ) != 0) pid = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

}  // namespace

std::string PagerCommand(const Environment& environment) {
  for (const char* name : {"INDICAST_PAGER", "PAGER"}) {
    if (!environment.Has(name)) continue;
    std::string command = environment.Get(name);
    return command == "cat" ? "" : command;
  }
  return kDefaultPager;
}

bool ShowInPager(const std::string& command, absl::string_view text) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  const IgnoredSignals ignored;
  const pid_t pid = Spawn(command, ends[0]);
  close(ends[0]);
  while (pid > 0 && !text.empty()) {
    const ssize_t written = write(ends[1], text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;  // the pager was left
    text.remove_prefix(static_cast<size_t>(written));
  }
  close(ends[1]);
  if (pid <= 0) return false;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return true;
  }
  return !WIFEXITED(status) ||
         (WEXITSTATUS(status) != kNotExecutable && WEXITSTATUS(status) != kNotFound);
}

}  // namespace indicast::cli
