// indicast-store: flags, composition, signals, operations.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "common/status/status_macros.h"
#include "common/tls/credentials.h"
#include "grpcpp/impl/service_type.h"
#include "indicast_version.h"
#include "store-service/app/store.h"
#include "store-service/main/operations.h"
#include "store-service/main/options.h"
#include "store-service/rpc/services.h"

namespace indicast::store {
namespace {

// From here on SIGTERM drains; everything is open and verified before the first port is.
absl::Status Serve(const StoreOptions& options) {
  if (options.server.tls.has_value()) {
    // Before the log is read, which may take long; the server reads the files again.
    RETURN_IF_ERROR(
        tls::ReadCredentials(options.server.tls->files, tls::Side::kServer, SystemClock().Now())
            .status());
  }
  ASSIGN_OR_RETURN(
      const std::unique_ptr<Store> store,
      Store::Open([&](const LogSink& verified) { return OpenSqlite(options.sqlite, verified); },
                  SystemClock(), {}, options.import_limits));
  malloc_trim(0);  // what the reading of the log needed is not needed again
  ASSIGN_OR_RETURN(const std::unique_ptr<rpc::Server> server,
                   rpc::Server::Start(options.server, [&](rpc::Runtime& runtime) {
                     AddStoreMetrics(*store, runtime);
                     return MakeServices(*store, runtime, options.streamed_imports);
                   }));
  FollowWritability(*store, *server);
  server->runtime().logger().Log(LogLevel::kInfo, "store open",
                                 {{"data_dir", options.sqlite.directory},
                                  {"revision", absl::StrCat(store->snapshot()->revision())}});
  rpc::WaitForSignal();
  server->Drain();
  return absl::OkStatus();
}

int Fail(const absl::Status& status) {
  std::cerr << "indicast-store: " << status.message() << "\n";
  return ExitCodeOf(status);
}

// Chinese or English: INDICAST_LANG, else the locale.
Language LanguageOfEnvironment() {
  for (const char* name : {"INDICAST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return LanguageOf(value);
  }
  return Language::kEnglish;
}

int Operate(const std::vector<absl::string_view>& arguments) {
  const absl::StatusOr<OperationCall> call = ParseOperation(arguments, LanguageOfEnvironment());
  if (!call.ok()) return Fail(call.status());
  return RunOperation(*call, isatty(STDERR_FILENO) == 1, std::cout, std::cerr);
}

int Run() {
  const absl::StatusOr<StoreOptions> options = OptionsFromFlags();
  if (!options.ok()) return Fail(options.status());
  if (options->print_config) {
    std::cout << DescribeFlags();
    return 0;
  }
  const absl::Status status = Serve(*options);
  return status.ok() ? 0 : Fail(status);
}

}  // namespace
}  // namespace indicast::store

int main(int argc, char** argv) {
  indicast::rpc::BlockSignals();
  const std::vector<absl::string_view> arguments(argv + 1, argv + argc);
  const auto asks = [&](absl::string_view flag) {
    return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
  };
  if (!arguments.empty() && !absl::StartsWith(arguments[0], "-")) {
    return indicast::store::Operate(arguments);
  }
  if (asks("--help")) {
    std::cout << indicast::store::HelpText();
    return 0;
  }
  if (asks("--version")) {
    std::cout << "indicast-store " << INDICAST_VERSION << " " << INDICAST_COMMIT << "\n";
    return 0;
  }
  const absl::Status status = indicast::store::CheckArguments(arguments);
  if (!status.ok()) return indicast::store::Fail(status);
  absl::ParseCommandLine(argc, argv);
  return indicast::store::Run();
}
