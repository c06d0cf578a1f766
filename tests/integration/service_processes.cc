#include "tests/integration/service_processes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace indicast::testing {
namespace {

absl::StatusOr<ServiceAddress> ParseAddressFile(const std::string& content) {
  const auto json = nlohmann::json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("address")) {
    return absl::InternalError(absl::StrCat("not an address file: ", content));
  }
  return ServiceAddress{json.value("address", ""), json.value("admin", "")};
}

// Starts a program with an address file and waits until it serves.
absl::StatusOr<std::unique_ptr<Process>> StartService(Command command, const std::string& listen,
                                                      ServiceAddress& address) {
  const std::string file = absl::StrCat(NewDirectory("address"), "/address.json");
  command.arguments.push_back(absl::StrCat("--address=", listen));
  command.arguments.push_back("--admin_address=127.0.0.1:0");
  command.arguments.push_back(absl::StrCat("--address_file=", file));
  ASSIGN_OR_RETURN(std::unique_ptr<Process> process, Process::Start(command));
  ASSIGN_OR_RETURN(const std::string content, AwaitFile(file, *process));
  ASSIGN_OR_RETURN(address, ParseAddressFile(content));
  return process;
}

absl::Status StopOne(const char* name, std::unique_ptr<Process>& process) {
  if (process == nullptr || !process->IsRunning()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int exit_code, process->Terminate());
  if (exit_code == 0) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(name, " ended with ", exit_code, "; stderr:\n", process->Stderr()));
}

}  // namespace

std::string ProgramPath(const std::string& name) {
  return absl::StrCat(INDICAST_BINARY_DIR, "/bin/", name);
}

std::string SourcePath(const std::string& path) {
  return absl::StrCat(INDICAST_SOURCE_DIR, "/", path);
}

absl::StatusOr<std::unique_ptr<ServiceProcesses>> ServiceProcesses::Start(
    const ServiceOptions& options) {
  std::unique_ptr<ServiceProcesses> services(new ServiceProcesses(options));
  services->home_ = NewDirectory("home");
  if (services->options_.data_directory.empty()) {
    services->options_.data_directory = NewDirectory("data");
  }
  RETURN_IF_ERROR(services->StartStore());
  if (options.projection) RETURN_IF_ERROR(services->StartProjection());
  return services;
}

absl::Status ServiceProcesses::StartStore() {
  Command command;
  command.program = ProgramPath("indicast-store");
  command.arguments = {absl::StrCat("--data_dir=", options_.data_directory)};
  command.arguments.insert(command.arguments.end(), options_.store_flags.begin(),
                           options_.store_flags.end());
  command.environment = options_.store_environment;
  ASSIGN_OR_RETURN(store_,
                   StartService(std::move(command), options_.store_address, store_address_));
  return absl::OkStatus();
}

absl::Status ServiceProcesses::StartProjection() {
  Command command;
  command.program = ProgramPath("indicast-projection");
  command.arguments = {absl::StrCat("--store=", store_address_.address)};
  command.arguments.insert(command.arguments.end(), options_.projection_flags.begin(),
                           options_.projection_flags.end());
  ASSIGN_OR_RETURN(projection_, StartService(std::move(command), options_.projection_address,
                                             projection_address_));
  return absl::OkStatus();
}

absl::StatusOr<Finished> ServiceProcesses::RunClient(
    const std::vector<std::string>& arguments) const {
  Command command;
  command.program = ProgramPath("indicast");
  command.arguments = arguments;
  command.environment = {{"INDICAST_STORE", store_address_.address},
                         {"INDICAST_PROJECTION", projection_address_.address},
                         {"HOME", home_}};
  command.environment.insert(options_.client_environment.begin(),
                             options_.client_environment.end());
  return RunToEnd(command);
}

absl::Status ServiceProcesses::Stop() {
  RETURN_IF_ERROR(StopOne("indicast-projection", projection_));
  return StopOne("indicast-store", store_);
}

}  // namespace indicast::testing
