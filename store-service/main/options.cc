#include "store-service/main/options.h"

#include <array>
#include <limits>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/main/operations.h"

ABSL_FLAG(std::string, data_dir, "",
          "directory of the database; made when missing, held by one process at a time. Required.");
ABSL_FLAG(bool, accept_log, false,
          "recovery after a damaged or missing head file: take the log as it is, if it verifies; "
          "revisions that only the head file knew are lost");
ABSL_FLAG(std::string, address, "127.0.0.1:50061",
          "where gRPC listens: host:port (port 0: any free one), or unix:/path; without TLS on "
          "loopback only");
ABSL_FLAG(std::string, tls_certificate, "",
          "PEM file with the certificate of this service and those between it and its CA; with "
          "--tls_key and --tls_client_ca calls go over mutual TLS, and any address may be used");
ABSL_FLAG(std::string, tls_key, "", "PEM file with the key of --tls_certificate (mode 0600)");
ABSL_FLAG(std::string, tls_client_ca, "",
          "PEM file with the CA whose certificates clients must show");
ABSL_FLAG(absl::Duration, tls_reload_interval, absl::Seconds(10),
          "time between two looks whether the TLS files have changed (10ms..1h)");
ABSL_FLAG(absl::Duration, tls_connection_age, absl::Minutes(5),
          "age at which a TLS connection is asked to be opened again (1s..24h)");
ABSL_FLAG(std::string, admin_address, "127.0.0.1:0",
          "where HTTP listens for /metrics, /livez and /readyz; empty: nowhere");
ABSL_FLAG(bool, admin_beyond_loopback, false,
          "let the admin address be beyond loopback, in clear; it carries no data");
ABSL_FLAG(std::string, address_file, "",
          "file that gets both addresses as JSON once the service serves");
ABSL_FLAG(int, storage_threads, 4,
          "threads for lists, searches, streams and imports (1..256); point reads need none");
ABSL_FLAG(int, queue_limit, 1024,
          "calls that may wait for such a thread (1..1000000); more are refused");
ABSL_FLAG(int64_t, max_request_bytes, 16 << 20,
          "largest request message in bytes (65536..268435456)");
ABSL_FLAG(int64_t, max_streamed_records, 5'000'000,
          "most records in one streamed import (1000..100000000)");
ABSL_FLAG(int64_t, max_streamed_bytes, int64_t{4} << 30,
          "most bytes in one streamed import, and in all that are open (1048576..1099511627776)");
ABSL_FLAG(int64_t, max_changed_count, 500,
          "observations that an import may change without confirmation (0 or more)");
ABSL_FLAG(int64_t, max_replaced_count, 0,
          "vintages that replacements of an import may withdraw without confirmation (0 or more)");
ABSL_FLAG(std::string, max_level_factor, "10",
          "factor, above 1, at which the correction of a level must be confirmed");
ABSL_FLAG(absl::Duration, drain_delay, absl::ZeroDuration(),
          "after SIGTERM: time between health saying NOT_SERVING and closing connections, for load "
          "balancers to notice");
ABSL_FLAG(absl::Duration, drain_grace, absl::Seconds(20),
          "after that: time calls in flight get to finish");
ABSL_FLAG(double, log_read_sample, 0.0,
          "share of successful reads that are logged (0..1); writes, errors and slow calls always "
          "are");
ABSL_FLAG(absl::Duration, slow_call, absl::Seconds(1), "calls that take longer are logged");
ABSL_FLAG(bool, print_config, false, "print the effective configuration and exit");

namespace indicast::store {
namespace {

constexpr std::array<const char*, 23> kFlags = {"data_dir",
                                                "accept_log",
                                                "address",
                                                "tls_certificate",
                                                "tls_key",
                                                "tls_client_ca",
                                                "tls_reload_interval",
                                                "tls_connection_age",
                                                "admin_address",
                                                "admin_beyond_loopback",
                                                "address_file",
                                                "storage_threads",
                                                "queue_limit",
                                                "max_request_bytes",
                                                "max_streamed_records",
                                                "max_streamed_bytes",
                                                "drain_delay",
                                                "drain_grace",
                                                "log_read_sample",
                                                "slow_call",
                                                "max_changed_count",
                                                "max_replaced_count",
                                                "max_level_factor"};

absl::Status Invalid(absl::string_view flag, absl::string_view value, absl::string_view want) {
  return Error(absl::StatusCode::kInvalidArgument, "CONFIGURATION_INVALID",
               absl::StrCat("--", flag, "=", value, ": want ", want));
}

template <typename T>
absl::Status CheckRange(absl::string_view flag, T value, T least, T most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return Invalid(flag, absl::StrCat(value), absl::StrCat(least, "..", most));
}

absl::Status CheckDuration(absl::string_view flag, absl::Duration value) {
  if (value >= absl::ZeroDuration() && value <= absl::Hours(1)) return absl::OkStatus();
  return Invalid(flag, absl::FormatDuration(value), "0s..1h");
}

absl::Status CheckFactor(absl::string_view flag, const std::string& value) {
  const absl::StatusOr<Decimal> factor = Decimal::Parse(value);
  if (factor.ok() && *factor > Decimal::FromInt(1)) return absl::OkStatus();
  return Invalid(flag, value, "a decimal number above 1, for example 10");
}

absl::Status CheckFlags() {
  if (absl::GetFlag(FLAGS_data_dir).empty() && !absl::GetFlag(FLAGS_print_config)) {
    return Error(absl::StatusCode::kInvalidArgument, "CONFIGURATION_INVALID",
                 "--data_dir is required: the directory of the database, for example "
                 "--data_dir=/var/lib/indicast");
  }
  for (const absl::Status& status :
       {CheckRange("storage_threads", absl::GetFlag(FLAGS_storage_threads), 1, 256),
        CheckRange("queue_limit", absl::GetFlag(FLAGS_queue_limit), 1, 1000000),
        CheckRange<int64_t>("max_request_bytes", absl::GetFlag(FLAGS_max_request_bytes), 65536,
                            268435456),
        CheckRange<int64_t>("max_streamed_records", absl::GetFlag(FLAGS_max_streamed_records), 1000,
                            100000000),
        CheckRange<int64_t>("max_streamed_bytes", absl::GetFlag(FLAGS_max_streamed_bytes), 1 << 20,
                            int64_t{1} << 40),
        CheckRange<int64_t>("max_changed_count", absl::GetFlag(FLAGS_max_changed_count), 0,
                            std::numeric_limits<int64_t>::max()),
        CheckRange<int64_t>("max_replaced_count", absl::GetFlag(FLAGS_max_replaced_count), 0,
                            std::numeric_limits<int64_t>::max()),
        CheckFactor("max_level_factor", absl::GetFlag(FLAGS_max_level_factor)),
        CheckDuration("drain_delay", absl::GetFlag(FLAGS_drain_delay)),
        CheckDuration("drain_grace", absl::GetFlag(FLAGS_drain_grace)),
        CheckDuration("slow_call", absl::GetFlag(FLAGS_slow_call)),
        CheckRange("log_read_sample", absl::GetFlag(FLAGS_log_read_sample), 0.0, 1.0)}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StoreOptions> OptionsFromFlags() {
  if (absl::Status status = CheckFlags(); !status.ok()) return status;
  StoreOptions options;
  options.sqlite.directory = absl::GetFlag(FLAGS_data_dir);
  options.sqlite.accept_log = absl::GetFlag(FLAGS_accept_log);
  options.server.program = "indicast-store";
  options.server.address = absl::GetFlag(FLAGS_address);
  ASSIGN_OR_RETURN(options.server.tls, rpc::TlsOptionsOf({absl::GetFlag(FLAGS_tls_certificate),
                                                          absl::GetFlag(FLAGS_tls_key),
                                                          absl::GetFlag(FLAGS_tls_client_ca)},
                                                         absl::GetFlag(FLAGS_tls_reload_interval),
                                                         absl::GetFlag(FLAGS_tls_connection_age)));
  options.server.admin_address = absl::GetFlag(FLAGS_admin_address);
  options.server.admin_beyond_loopback = absl::GetFlag(FLAGS_admin_beyond_loopback);
  options.server.address_file = absl::GetFlag(FLAGS_address_file);
  options.server.storage_threads = absl::GetFlag(FLAGS_storage_threads);
  options.server.compute_threads = 1;  // the store computes nothing
  options.server.queue_limit = absl::GetFlag(FLAGS_queue_limit);
  options.server.max_request_bytes = absl::GetFlag(FLAGS_max_request_bytes);
  options.streamed_imports.max_records = absl::GetFlag(FLAGS_max_streamed_records);
  options.streamed_imports.max_bytes = absl::GetFlag(FLAGS_max_streamed_bytes);
  options.server.drain_delay = absl::GetFlag(FLAGS_drain_delay);
  options.server.drain_grace = absl::GetFlag(FLAGS_drain_grace);
  options.server.log_read_sample = absl::GetFlag(FLAGS_log_read_sample);
  options.server.slow_call = absl::GetFlag(FLAGS_slow_call);
  options.import_limits = {absl::GetFlag(FLAGS_max_changed_count),
                           absl::GetFlag(FLAGS_max_replaced_count),
                           Decimal::Parse(absl::GetFlag(FLAGS_max_level_factor)).value()};
  options.print_config = absl::GetFlag(FLAGS_print_config);
  return options;
}

std::string DescribeFlags() {
  std::string text;
  for (const char* name : kFlags) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    const std::string value = flag->CurrentValue();
    absl::StrAppend(&text, "--", name, "=", value,
                    value == flag->DefaultValue() ? "  # default" : "", "\n");
  }
  return text;
}

std::string HelpText() {
  std::string text =
      "indicast-store: the store of a city's published figures and targets, a log with all\n"
      "revisions in one directory, read and written over gRPC (indicast.store.v1).\n"
      "\n"
      "  indicast-store --data_dir=/var/lib/indicast\n"
      "  indicast-store --data_dir=/tmp/try --address=127.0.0.1:0 --address_file=/tmp/try.json\n"
      "  indicast-store --data_dir=/var/lib/indicast --print_config\n"
      "\n"
      "SIGTERM and SIGINT drain: health says NOT_SERVING, calls in flight finish, exit code 0;\n"
      "a second signal ends at once. Failures before it listens are one line on standard error\n"
      "and an exit code: 78 configuration, 77 not allowed, 69 address or directory in use,\n"
      "65 database corrupt or written by a newer version, 1 anything else.\n"
      "\n";
  absl::StrAppend(&text, OperationsOverview(), "\n");
  for (const char* name : kFlags) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    absl::StrAppend(&text, "--", name, "=", flag->DefaultValue(), "\n    ", flag->Help(), "\n");
  }
  absl::StrAppend(&text, "--print_config\n    print the effective configuration and exit\n",
                  "--version\n    print version and commit and exit\n",
                  "--flagfile=\n    file with flags, one a line\n");
  return text;
}

absl::Status CheckArguments(const std::vector<absl::string_view>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    absl::string_view name = arguments[i];
    if (!absl::ConsumePrefix(&name, "--") && !absl::ConsumePrefix(&name, "-")) {
      return Error(absl::StatusCode::kInvalidArgument, "CONFIGURATION_INVALID",
                   absl::StrCat("unexpected argument '", Shorten(name), "'; see --help"));
    }
    const size_t equals = name.find('=');
    const bool assigned = equals != absl::string_view::npos;
    absl::string_view value = assigned ? name.substr(equals + 1) : absl::string_view();
    name = name.substr(0, equals);
    absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    if (flag == nullptr && !assigned && absl::ConsumePrefix(&name, "no")) {
      flag = absl::FindCommandLineFlag(name);
      if (flag != nullptr && flag->IsOfType<bool>()) continue;
      flag = nullptr;
    }
    if (flag == nullptr) {
      return Error(absl::StatusCode::kInvalidArgument, "CONFIGURATION_INVALID",
                   absl::StrCat("unknown flag '", Shorten(arguments[i]), "'; see --help"));
    }
    if (!assigned && flag->IsOfType<bool>()) continue;
    if (!assigned) {
      if (++i == arguments.size()) return Invalid(name, "", "a value");
      value = arguments[i];
    }
    std::string why;
    if (!flag->ParseFrom(value, &why)) {
      return Invalid(name, Shorten(value),
                     absl::StrCat("another value", why.empty() ? "" : ": ", why));
    }
  }
  return absl::OkStatus();
}

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 78;
    case absl::StatusCode::kFailedPrecondition:
      return DetailOf(status).reason == "DATABASE_TOO_NEW" ? 65 : 78;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kAlreadyExists:
      return 77;
    case absl::StatusCode::kNotFound:
      return 66;
    case absl::StatusCode::kCancelled:
      return 130;
    case absl::StatusCode::kUnavailable:
      return 69;
    case absl::StatusCode::kDataLoss:
      return 65;
    default:
      return 1;
  }
}

}  // namespace indicast::store
