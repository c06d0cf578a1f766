#include "clients/batch/command_line.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/batch/errors.h"
#include "clients/batch/help.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"

namespace indicast::batch {
namespace {

absl::Status UsageError(const Text& what) {
  return BatchError(absl::StatusCode::kInvalidArgument, kUsage, what);
}

// "30" is seconds; "500ms", "2m" as usual. nullopt unless from 0 to a week.
std::optional<absl::Duration> ParseTime(const std::string& text) {
  double seconds = 0;
  absl::Duration time;
  if (absl::SimpleAtod(text, &seconds)) {
    time = absl::Seconds(seconds);
  } else if (!absl::ParseDuration(text, &time)) {
    return std::nullopt;
  }
  if (time < absl::ZeroDuration() || time > absl::Hours(24 * 7)) return std::nullopt;
  return time;
}

// What every command takes is bound to one place: the command decides what it means.
class Parser {
 public:
  explicit Parser(Language language) : language_(language) { Build(); }

  absl::StatusOr<CommandLine> Parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // the order CLI11 takes a vector in
    try {
      root_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
      return Help();
    } catch (const CLI::CallForVersion&) {
      line_.command = Command::kVersion;
      return line_;
    } catch (const CLI::ParseError& error) {
      return ToUsageError(error);
    }
    if (root_.get_subcommands().empty()) return Help();
    return Checked();
  }

 private:
  void Build() {
    root_.set_help_flag("-h,--help");
    root_.set_version_flag("--version", "");
    root_.add_option("--lang", language_name_)->check(CLI::IsMember({"zh", "en", "auto"}));
    root_.fallthrough();
    CLI::App& plan = Add("plan", Command::kPlan, "JOB");
    CLI::App& run = Add("run", Command::kRun, "JOB");
    CLI::App& merge = Add("merge", Command::kMerge, "DIR");
    CLI::App& status = Add("status", Command::kStatus, "DIR");
    for (CLI::App* app : {&plan, &run}) {
      app->add_option("--projection", line_.projection);
      AddTime(*app, "--patience", line_.patience);
      AddTime(*app, "--timeout", line_.timeout);
    }
    run.add_option("--shard", line_.shard);
    AddTime(run, "--checkpoint-every", line_.checkpoint_every);
    plan.add_option("--output", line_.output);
    for (CLI::App* app : {&run, &merge}) {
      app->add_option("--output", line_.output)->required();
      app->add_flag("--quiet", line_.quiet);
    }
    for (CLI::App* app : {&plan, &run, &merge}) app->add_flag("--force", line_.force);
    for (CLI::App* app : {&plan, &status}) app->add_flag("--json", line_.json);
  }

  CLI::App& Add(const char* name, Command command, const char* argument) {
    CLI::App& app = *root_.add_subcommand(name);
    app.add_option(argument, line_.input)->required();
    app.callback([this, command] { line_.command = command; });
    return app;
  }

  void AddTime(CLI::App& app, const char* name, absl::Duration& time) {
    app.add_option_function<std::string>(name, [this, name, &time](const std::string& text) {
      if (const auto parsed = ParseTime(text)) {
        time = *parsed;
      } else if (wrong_time_.ok()) {
        const std::string shown = Shorten(text);
        wrong_time_ = UsageError(
            {absl::StrCat(name, " ", shown, " 不是时间;写成 30、500ms 或 5m,至多一周"),
             absl::StrCat(name, " ", shown, " is no time; write 30, 500ms or 5m, at most a week")});
      }
    });
  }

  absl::StatusOr<CommandLine> Help() {
    const auto chosen = root_.get_subcommands();
    line_.command = Command::kHelp;
    line_.help = HelpOf(chosen.empty() ? "" : chosen.front()->get_name(), language_);
    return line_;
  }

  absl::StatusOr<CommandLine> Checked() {
    const auto chosen = root_.get_subcommands();
    if (chosen.size() > 1) {
      const std::string second = chosen[1]->get_name();
      return UsageError(
          {"一次只能用一个命令,多出 " + second, "one command at a time; also got " + second});
    }
    if (!wrong_time_.ok()) return wrong_time_;
    if (line_.timeout <= absl::ZeroDuration()) {
      return UsageError({"--timeout 须大于 0", "--timeout must be above 0"});
    }
    return line_;
  }

  absl::Status ToUsageError(const CLI::ParseError& error) const {
    const std::string what = error.what();
    const std::vector<std::string> extras = root_.remaining(/*recurse=*/true);
    switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
      case CLI::ExitCodes::ExtrasError: {
        const std::string word = extras.empty() ? what : Shorten(extras.front());
        return UsageError(
            {"没有命令、选项或参数 " + word, "no command, option or argument " + word});
      }
      case CLI::ExitCodes::RequiredError: {
        const std::string name = what.substr(0, what.find(" is required"));
        return UsageError({"缺少 " + name, "missing " + name});
      }
      default:
        return UsageError({"命令行有误:" + what, "wrong command line: " + what});
    }
  }

  const Language language_;
  CLI::App root_;
  CommandLine line_;
  std::string language_name_;  // read before parsing
  absl::Status wrong_time_;
};

Language LanguageNamed(absl::string_view name) {
  return absl::StartsWith(name, "zh") ? Language::kChinese : Language::kEnglish;
}

}  // namespace

Language LanguageOf(const std::vector<std::string>& arguments, const Variables& variables) {
  std::string name;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) name = arguments[i + 1];
    if (absl::StartsWith(arguments[i], "--lang=")) name = arguments[i].substr(7);
  }
  if (name == "auto") name.clear();
  for (const char* variable : {"INDICAST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (!name.empty()) break;
    name = variables(variable).value_or("");
  }
  return LanguageNamed(name);
}

absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments,
                                             Language language) {
  return Parser(language).Parse(arguments);
}

}  // namespace indicast::batch
