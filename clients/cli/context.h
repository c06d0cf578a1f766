// Context: what every command is given. Global options, the two clients, the two streams.
//
// A command group lives in one file pair in commands/ and exposes
//   void Register<Group>(CLI::App& root, Context& context);
// which adds the commands, their options (bound to variables kept alive by the action) and calls
// OnRun for each. Register runs before parsing: only language() and Say() are meaningful then; the
// rest may be used inside the action.
//
// Thread-compatible; one a process. Clients are owned by the context and made on first use.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/environment.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/output/table.h"
#include "clients/cli/progress.h"
#include "clients/cli/result_output.h"
#include "clients/cpp/projection_client.h"
#include "clients/cpp/store_client.h"
#include "indicast/type/v1/value.pb.h"

namespace indicast::cli {

enum class ColorWhen { kAuto, kAlways, kNever };

struct GlobalOptions {
  output::Format format = output::Format::kTable;
  bool format_given = false;  // by -o; the extension of `save` decides otherwise
  output::Language language = output::Language::kEnglish;
  std::string store;                      // flag; empty: environment, session file, default
  std::string projection;                 // flag; empty: environment, session file, default
  std::string session_file;               // flag; empty: SessionPath of the environment
  client::TlsOptions tls;                 // flags; empty ones: environment
  bool in_clear = false;                  // `indicast up`: calls go to its own services
  type::v1::AsOf as_of;                   // empty message: newest
  std::optional<absl::Duration> timeout;  // flag; unset: kDefaultTimeout, longer for imports
  std::string save;                       // flag; empty or "-": stdout
  bool force = false;
  bool excel = false;
  ColorWhen color = ColorWhen::kAuto;
  bool no_pager = false;
  bool progress = false;  // also where stderr is no terminal
  bool no_input = false;
  bool verbose = false;
};

// An address and where it was found: "--store", "INDICAST_STORE", "session file ..." or "default".
struct FoundAddress {
  std::string address;
  std::string source;
  bool in_session = false;  // of `indicast up`, which serves in clear
};

class Context {
 public:
  static constexpr char kDefaultStore[] = "127.0.0.1:50061";
  static constexpr absl::Duration kDefaultTimeout = absl::Seconds(10);
  static constexpr char kDefaultProjection[] = "127.0.0.1:50062";

  Context(Environment environment, GlobalOptions options, std::ostream& out, std::ostream& err);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Environment& environment() const { return environment_; }
  GlobalOptions& options() { return options_; }
  const GlobalOptions& options() const { return options_; }
  output::Language language() const { return options_.language; }
  // The text in the language of the user; for help, prompts and messages.
  std::string Say(const std::string& zh, const std::string& en) const {
    return output::Text{zh, en}.In(options_.language);
  }

  // Clients on the addresses found. The pointer lives as long as the context.
  absl::StatusOr<client::StoreClient*> Store();
  absl::StatusOr<client::ProjectionClient*> Projection();
  absl::StatusOr<FoundAddress> StoreAddress() const;
  absl::StatusOr<FoundAddress> ProjectionAddress() const;
  // The session file in use; empty when there is no place for one.
  std::string SessionFile() const;
  client::ConnectOptions ConnectTo(const FoundAddress& found) const;

  // The bound of --as-of, to be copied into requests.
  const type::v1::AsOf& as_of() const { return options_.as_of; }

  // Results: the document in the format asked for, to where the user wants it.
  void Print(const output::Document& document);
  std::ostream& out() { return result_.stream(); }
  ResultOutput& result() { return result_; }
  // True when the user can be asked: terminals on both sides, and no --no-input.
  bool CanAsk() const;
  // Asks on stderr; true for y, yes and 是. Call it only when CanAsk().
  bool Ask(const std::string& zh, const std::string& en);
  // Talk: one line on stderr.
  void Tell(const std::string& zh, const std::string& en);
  std::ostream& err() { return err_; }
  // Columns of the terminal that shows the result of Print; 0: not a terminal, nothing wraps.
  int width() const;
  // True when escape sequences may be written into the result, or to stderr: --color, or a terminal
  // with NO_COLOR unset and TERM not dumb. Files and formats for programs never get any.
  bool StyledOut() const;
  bool StyledErr() const;

  // For work that takes long: shown on a terminal or with --progress.
  Progress::Options ProgressOptions() const;

  // Set by OnRun for the command that was parsed.
  using Action = std::function<absl::StatusOr<ExitCode>()>;
  void set_action(Action action) { action_ = std::move(action); }
  const Action& action() const { return action_; }

 private:
  // By flags, then environment; nullopt when neither says a word of TLS.
  std::optional<client::TlsOptions> Tls() const;
  absl::StatusOr<FoundAddress> FindAddress(const std::string& flag, const char* flag_name,
                                           const char* variable, bool store) const;

  Environment environment_;
  GlobalOptions options_;
  ResultOutput result_;
  std::ostream& err_;
  std::unique_ptr<client::StoreClient> store_;
  std::unique_ptr<client::ProjectionClient> projection_;
  Action action_;
};

// Makes `action` what the command does once everything is parsed.
void OnRun(CLI::App& command, Context& context, Context::Action action);

// One example of --help.
struct Example {
  std::string line;
  output::Text meaning;
};
// Sets the examples shown at the end of the command's help.
void SetExamples(CLI::App& command, const Context& context, const std::vector<Example>& examples);

}  // namespace indicast::cli
