#include "clients/cli/session.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

absl::Status SessionError(const std::string& path, absl::string_view cause) {
  return Error(absl::StatusCode::kFailedPrecondition, "CONFIGURATION_SESSION",
               absl::StrCat("session file ", path, ": ", cause));
}

bool IsAlive(pid_t pid) { return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM); }

}  // namespace

std::string StateDirectory(const Environment& environment) {
  if (const std::string state = environment.Get("XDG_STATE_HOME"); !state.empty()) {
    return state + "/indicast";
  }
  const std::string home = environment.Get("HOME");
  return home.empty() ? "" : home + "/.local/state/indicast";
}

std::string SessionPath(const Environment& environment) {
  if (std::string path = environment.Get("INDICAST_SESSION"); !path.empty()) return path;
  if (const std::string runtime = environment.Get("XDG_RUNTIME_DIR"); !runtime.empty()) {
    return runtime + "/indicast/session.json";
  }
  const std::string state = StateDirectory(environment);
  return state.empty() ? "" : state + "/session.json";
}

absl::StatusOr<std::optional<Session>> ReadSession(const std::string& path) {
  std::ifstream file(path);
  if (path.empty() || !file) return std::nullopt;
  std::stringstream content;
  content << file.rdbuf();
  const auto json = nlohmann::json::parse(content.str(), nullptr, /*allow_exceptions=*/false);
  const auto text = [&json](const char* key) {
    const auto it = json.find(key);
    return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  if (!json.is_object()) return SessionError(path, "not a JSON object; delete the file");
  Session session{text("store"), text("projection"), text("data_dir"), 0};
  if (const auto pid = json.find("pid"); pid != json.end() && pid->is_number_integer()) {
    session.pid = pid->get<pid_t>();
  }
  if (session.store.empty() || session.projection.empty() || session.pid <= 0) {
    return SessionError(path, "needs store, projection and pid; delete the file");
  }
  if (!IsAlive(session.pid)) return std::nullopt;
  return session;
}

absl::Status WriteSession(const std::string& path, const Session& session) {
  if (path.empty()) return SessionError("", "no place for it; set HOME or INDICAST_SESSION");
  std::error_code failed;
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (!directory.empty()) std::filesystem::create_directories(directory, failed);
  if (failed) return SessionError(path, failed.message());
  const nlohmann::ordered_json json = {{"store", session.store},
                                       {"projection", session.projection},
                                       {"data_dir", session.data_dir},
                                       {"pid", session.pid}};
  const std::string text = json.dump(2) + "\n";
  const std::string temporary = absl::StrCat(path, ".", getpid());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return SessionError(path, std::strerror(errno));
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (close(fd) != 0 || !written || rename(temporary.c_str(), path.c_str()) != 0) {
    const int cause = errno;
    unlink(temporary.c_str());
    return SessionError(path, std::strerror(cause));
  }
  return absl::OkStatus();
}

}  // namespace indicast::cli
