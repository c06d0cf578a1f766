#include "clients/cli/commands/up.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/commands/import.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/errors.h"
#include "clients/cli/service_process.h"
#include "clients/cli/session.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;
using output::PlainCell;

constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr absl::Duration kStopLimit = absl::Seconds(30);

struct Options {
  std::string data_dir;
  std::string import_folder;
};

// SIGINT, SIGTERM, SIGHUP and SIGCHLD as a queue to be asked. Blocks them for this thread and those
// started later.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  // The next signal within `limit`; 0 when there is none.
  int Next(absl::Duration limit) const {
    const timespec wait = absl::ToTimespec(std::max(limit, absl::ZeroDuration()));
    const int signal = sigtimedwait(&set_, nullptr, &wait);
    return signal > 0 ? signal : 0;
  }

 private:
  sigset_t set_;
};

absl::Status MakeDirectory(const fs::path& path) {
  std::error_code failed;
  const bool made = fs::create_directories(path, failed);
  // A directory that was there keeps the rights its owner gave it.
  if (made && !failed) {
    fs::permissions(path, fs::perms::owner_all, fs::perm_options::replace, failed);
  }
  if (!failed) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "CONFIGURATION_DIRECTORY",
               absl::StrCat("cannot make the directory ", path.string(), ": ", failed.message()));
}

// Asks the child to end and waits; a second signal or the limit ends it at once.
void Stop(const Signals& signals, ServiceProcess* service) {
  if (service == nullptr || !service->IsRunning()) return;
  service->Signal(SIGTERM);
  const absl::Time deadline = absl::Now() + kStopLimit;
  while (service->IsRunning()) {
    const int signal = signals.Next(std::min(deadline - absl::Now(), absl::Seconds(1)));
    if ((signal != 0 && signal != SIGCHLD) || absl::Now() >= deadline) service->Signal(SIGKILL);
  }
}

class Up {
 public:
  Up(Context& context, Options options) : context_(context), options_(std::move(options)) {}

  absl::StatusOr<ExitCode> Run() {
    RETURN_IF_ERROR(Prepare());
    const absl::Status started = Start();
    absl::StatusOr<ExitCode> code = started.ok() ? Watch() : absl::StatusOr<ExitCode>(started);
    if (!session_file_.empty()) unlink(session_file_.c_str());
    Stop(signals_, projection_.get());
    Stop(signals_, store_.get());
    if (code.ok()) context_.Tell("两个服务已停止。", "Both services have stopped.");
    return code;
  }

 private:
  absl::Status Prepare() {
    const std::string path = context_.SessionFile();
    ASSIGN_OR_RETURN(const auto running, ReadSession(path));
    if (running.has_value()) {
      return LocalError(
          absl::StatusCode::kFailedPrecondition, "CONFIGURATION_ALREADY_UP",
          context_.Say(absl::StrCat("服务已在运行(进程 ", running->pid, ",会话文件 ", path, ")"),
                       absl::StrCat("the services are up already (process ", running->pid,
                                    ", session file ", path, ")")),
          context_.Say(absl::StrCat("直接使用;停止:kill ", running->pid,
                                    ";另起一套:--session-file 与 --data-dir"),
                       absl::StrCat("use them; stop them: kill ", running->pid,
                                    "; a second pair: --session-file and --data-dir")));
    }
    if (options_.data_dir.empty()) {
      const std::string state = StateDirectory(context_.environment());
      if (state.empty()) {
        return LocalError(absl::StatusCode::kFailedPrecondition, "CONFIGURATION_DIRECTORY",
                          context_.Say("没有主目录,不知数据放在哪里",
                                       "there is no home directory to keep the data in"),
                          context_.Say("用 --data-dir 指定", "name one with --data-dir"));
      }
      options_.data_dir = state + "/data";
    }
    std::error_code ignored;
    options_.data_dir = fs::absolute(options_.data_dir, ignored).lexically_normal().string();
    for (const char* below : {"", "store", "log", "run"}) {
      RETURN_IF_ERROR(MakeDirectory(fs::path(options_.data_dir) / below));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartOne(const std::string& program,
                                                           const std::string& argument,
                                                           std::string& address) {
    ServiceProcess::Options options;
    options.name = program;
    ASSIGN_OR_RETURN(options.program, FindProgram(program, context_.environment()));
    options.address_file = absl::StrCat(options_.data_dir, "/run/", program, ".json");
    options.log_file = absl::StrCat(options_.data_dir, "/log/", program, ".log");
    options.arguments = {argument, "--address=127.0.0.1:0", "--admin_address=127.0.0.1:0",
                         absl::StrCat("--address_file=", options.address_file)};
    ASSIGN_OR_RETURN(auto process, ServiceProcess::Start(std::move(options)));
    ASSIGN_OR_RETURN(address, process->AwaitAddress(kStartLimit));
    return process;
  }

  absl::Status Start() {
    Session session;
    session.data_dir = options_.data_dir;
    session.pid = getpid();
    ASSIGN_OR_RETURN(
        store_, StartOne("indicast-store", absl::StrCat("--data_dir=", options_.data_dir, "/store"),
                         session.store));
    ASSIGN_OR_RETURN(projection_,
                     StartOne("indicast-projection", absl::StrCat("--store=", session.store),
                              session.projection));
    RETURN_IF_ERROR(WriteSession(context_.SessionFile(), session));
    session_file_ = context_.SessionFile();
    if (!options_.import_folder.empty()) {
      context_.options().store = session.store;
      context_.options().in_clear = true;
      FolderImport import;
      import.folder = options_.import_folder;
      ASSIGN_OR_RETURN(const auto response, ImportFolder(context_, import));
      const output::Text done = ImportDocument(response, /*validate_only=*/false).headline;
      context_.Tell(done.zh, done.en);
    }
    Announce(session);
    return absl::OkStatus();
  }

  void Announce(const Session& session) {
    output::Table table;
    table.key = "services";
    table.layout = output::Table::Layout::kRecord;
    table.columns = {{.key = "store", .header = {"指标库", "store"}},
                     {.key = "projection", .header = {"测算服务", "projection"}},
                     {.key = "data_dir", .header = {"数据目录", "data directory"}},
                     {.key = "session_file", .header = {"会话文件", "session file"}}};
    table.rows = {{PlainCell(session.store), PlainCell(session.projection),
                   PlainCell(session.data_dir), PlainCell(session_file_)}};
    output::Document document;
    document.headline = {"两个服务已启动。", "Both services are up."};
    document.tables.push_back(std::move(table));
    context_.Print(document);
    context_.out().flush();
    context_.Tell("另开一个终端使用 indicast;在此按 Ctrl-C 停止。",
                  "Use indicast from another terminal; press Ctrl-C here to stop.");
  }

  // Until a signal, or the end of a child.
  absl::StatusOr<ExitCode> Watch() {
    while (true) {
      const int signal = signals_.Next(absl::Seconds(60));
      if (signal != 0 && signal != SIGCHLD) return ExitCode::kDone;
      for (ServiceProcess* service : {store_.get(), projection_.get()}) {
        if (service->IsRunning()) continue;
        return LocalError(
            absl::StatusCode::kInternal, "SERVICE_ENDED",
            context_.Say(absl::StrCat(service->name(), " 意外结束,退出码 ", service->exit_code()),
                         absl::StrCat(service->name(), " ended unexpectedly with code ",
                                      service->exit_code())),
            context_.Say("看日志 " + service->log_file(), "see the log " + service->log_file()));
      }
    }
  }

  Context& context_;
  Options options_;
  Signals signals_;
  std::string session_file_;  // written by us
  std::unique_ptr<ServiceProcess> store_;
  std::unique_ptr<ServiceProcess> projection_;
};

}  // namespace

void RegisterUp(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "up", context.Say("在本机启动两个服务,直到按 Ctrl-C;其他命令会自动找到它们",
                        "start both services on this machine until Ctrl-C; other commands find "
                        "them by themselves"));
  auto options = std::make_shared<Options>();
  command
      ->add_option("--data-dir", options->data_dir,
                   context.Say("数据目录,默认在用户状态目录下",
                               "where the data are kept; in the user's state directory by default"))
      ->type_name("FOLDER");
  command
      ->add_option("--import", options->import_folder,
                   context.Say("启动后先导入这个数据文件夹", "import this data folder once up"))
      ->type_name("FOLDER");
  SetExamples(*command, context,
              {{"indicast up --import data/changsha",
                {"启动并载入长沙数据", "start with the data of Changsha"}},
               {"indicast up --data-dir /srv/plan --session-file /srv/plan/session.json",
                {"第二套服务", "a second pair of services"}}});
  OnRun(*command, context, [&context, options] { return Up(context, *options).Run(); });
}

}  // namespace indicast::cli
