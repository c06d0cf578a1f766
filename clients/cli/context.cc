#include "clients/cli/context.h"

#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/errors.h"
#include "clients/cli/session.h"

namespace indicast::cli {
namespace {

bool Styled(ColorWhen when, bool terminal, const Environment& environment) {
  if (when != ColorWhen::kAuto) return when == ColorWhen::kAlways;
  return terminal && environment.Get("NO_COLOR").empty() && environment.Get("TERM") != "dumb";
}

}  // namespace

Context::Context(Environment environment, GlobalOptions options, std::ostream& out,
                 std::ostream& err)
    : environment_(std::move(environment)), options_(std::move(options)), result_(out), err_(err) {}

absl::StatusOr<FoundAddress> Context::FindAddress(const std::string& flag, const char* flag_name,
                                                  const char* variable, bool store) const {
  if (!flag.empty()) return FoundAddress{flag, flag_name, false};
  const bool named = !options_.session_file.empty();
  if (std::string value = environment_.Get(variable); !value.empty() && !named) {
    return FoundAddress{std::move(value), variable, false};
  }
  const std::string path = SessionFile();
  auto session = ReadSession(path);
  if (!session.ok()) return session.status();
  if (named && !session->has_value()) {
    return LocalError(
        absl::StatusCode::kFailedPrecondition, "CONFIGURATION_SESSION",
        Say(absl::StrCat("会话文件 ", path, " 不存在,或其服务已停止"),
            absl::StrCat("session file ", path, " is missing, or its services ended")),
        Say("运行 indicast up --session-file " + path, "run: indicast up --session-file " + path));
  }
  if (session->has_value()) {
    return FoundAddress{store ? (*session)->store : (*session)->projection,
                        absl::StrCat("session file ", path), /*in_session=*/true};
  }
  return FoundAddress{store ? kDefaultStore : kDefaultProjection, "default", false};
}

std::string Context::SessionFile() const {
  return options_.session_file.empty() ? SessionPath(environment_) : options_.session_file;
}

absl::StatusOr<FoundAddress> Context::StoreAddress() const {
  return FindAddress(options_.store, "--store", "INDICAST_STORE", true);
}

absl::StatusOr<FoundAddress> Context::ProjectionAddress() const {
  return FindAddress(options_.projection, "--projection", "INDICAST_PROJECTION", false);
}

std::optional<client::TlsOptions> Context::Tls() const {
  client::TlsOptions tls = client::TlsFromEnvironment([this](const std::string& name) {
                             return environment_.Get(name);
                           }).value_or(client::TlsOptions());
  const client::TlsOptions& flags = options_.tls;
  if (!flags.ca.empty()) tls.ca = flags.ca;
  // A pair: half of it from each place would hardly match.
  if (!flags.certificate.empty() || !flags.key.empty()) {
    tls.certificate = flags.certificate;
    tls.key = flags.key;
  }
  if (!flags.server_name.empty()) tls.server_name = flags.server_name;
  const bool none =
      tls.ca.empty() && tls.certificate.empty() && tls.key.empty() && tls.server_name.empty();
  return none ? std::nullopt : std::make_optional(std::move(tls));
}

client::ConnectOptions Context::ConnectTo(const FoundAddress& found) const {
  client::ConnectOptions options;
  options.address = found.address;
  options.deadline = options_.timeout.value_or(kDefaultTimeout);
  options.language = options_.language == output::Language::kChinese ? "zh" : "en";
  if (!found.in_session && !options_.in_clear) options.tls = Tls();
  return options;
}

absl::StatusOr<client::StoreClient*> Context::Store() {
  if (store_ == nullptr) {
    auto found = StoreAddress();
    if (!found.ok()) return found.status();
    if (options_.verbose) {
      Tell(absl::StrCat("指标库 ", found->address, "(", found->source, ")"),
           absl::StrCat("store ", found->address, " (", found->source, ")"));
    }
    auto client = client::StoreClient::Connect(ConnectTo(*found));
    if (!client.ok()) return client.status();
    store_ = *std::move(client);
  }
  return store_.get();
}

absl::StatusOr<client::ProjectionClient*> Context::Projection() {
  if (projection_ == nullptr) {
    auto found = ProjectionAddress();
    if (!found.ok()) return found.status();
    if (options_.verbose) {
      Tell(absl::StrCat("测算服务 ", found->address, "(", found->source, ")"),
           absl::StrCat("projection ", found->address, " (", found->source, ")"));
    }
    auto client = client::ProjectionClient::Connect(ConnectTo(*found));
    if (!client.ok()) return client.status();
    projection_ = *std::move(client);
  }
  return projection_.get();
}

void Context::Print(const output::Document& document) {
  const output::Page page = {width(), StyledOut(), options_.excel};
  if (result_.straight()) {
    output::Write(document, options_.format, options_.language, out(), page);
    return;
  }
  // Flushes of the writer are for readers who wait; a file or a pager gets whole documents.
  std::ostringstream text;
  output::Write(document, options_.format, options_.language, text, page);
  out() << text.str();
}

bool Context::CanAsk() const {
  return !options_.no_input && environment_.stdin_is_terminal && environment_.stderr_is_terminal &&
         environment_.in != nullptr;
}

bool Context::Ask(const std::string& zh, const std::string& en) {
  err_ << Say(zh, en);
  err_.flush();
  std::string answer;
  std::getline(*environment_.in, answer);
  answer = absl::AsciiStrToLower(absl::StripAsciiWhitespace(answer));
  return answer == "y" || answer == "yes" || answer == "是";
}

void Context::Tell(const std::string& zh, const std::string& en) { err_ << Say(zh, en) << '\n'; }

int Context::width() const {
  const bool on_terminal = !result_.to_file() && options_.format == output::Format::kTable;
  return on_terminal ? environment_.columns : 0;
}

bool Context::StyledOut() const {
  return !result_.to_file() && options_.format == output::Format::kTable &&
         Styled(options_.color, environment_.stdout_is_terminal, environment_);
}

bool Context::StyledErr() const {
  return Styled(options_.color, environment_.stderr_is_terminal, environment_);
}

Progress::Options Context::ProgressOptions() const {
  Progress::Options options;
  options.terminal = environment_.stderr_is_terminal && environment_.Get("TERM") != "dumb";
  options.shown = options.terminal || options_.progress;
  if (environment_.columns > 0) options.columns = environment_.columns;
  options.language = options_.language;
  return options;
}

void OnRun(CLI::App& command, Context& context, Context::Action action) {
  command.final_callback([&context, action = std::move(action)] { context.set_action(action); });
}

void SetExamples(CLI::App& command, const Context& context, const std::vector<Example>& examples) {
  std::string text;
  for (const Example& example : examples) {
    absl::StrAppend(&text, "  # ", example.meaning.In(context.language()), "\n  ", example.line,
                    "\n");
  }
  command.footer(text);
}

}  // namespace indicast::cli
