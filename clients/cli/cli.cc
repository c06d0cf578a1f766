#include "clients/cli/cli.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/groups.h"
#include "clients/cli/completion.h"
#include "clients/cli/context.h"
#include "clients/cli/errors.h"
#include "clients/cli/global_options.h"
#include "clients/cli/help.h"
#include "clients/cli/result_destination.h"
#include "clients/cli/suggest.h"
#include "common/status/status_macros.h"
#include "indicast_version.h"

namespace indicast::cli {
namespace {

// The command the user got to before parsing stopped.
const CLI::App* Deepest(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (!sub->get_group().empty()) names.push_back(sub->get_name());
  }
  return names;
}

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::string DidYouMean(const Context& context, const std::vector<std::string>& nearest) {
  if (nearest.empty()) return "";
  return absl::StrCat(context.Say("。是否指 ", ". Did you mean "),
                      absl::StrJoin(nearest, context.Say(" 或 ", " or ")), context.Say("?", "?"));
}

absl::Status UnexpectedWord(const CLI::App& root, const Context& context) {
  const CLI::App& app = *Deepest(root);
  const std::vector<std::string> extras = root.remaining(/*recurse=*/true);
  const std::string word = extras.empty() ? "" : extras.front();
  if (absl::StartsWith(word, "-")) {
    return UsageError(absl::StrCat(context.Say("没有选项 ", "no option "), word,
                                   DidYouMean(context, Nearest(word, OptionNames(app)))));
  }
  if (CommandNames(app).empty()) {
    return UsageError(absl::StrCat(context.Say("多余的参数 ", "unexpected argument "), word));
  }
  return UsageError(absl::StrCat(context.Say("没有命令 ", "no command "), word,
                                 DidYouMean(context, Nearest(word, CommandNames(app)))));
}

// What stands before `mark` in a message of the parser: the option or argument it speaks of.
std::string Before(const std::string& message, const char* mark) {
  return message.substr(0, message.find(mark));
}

absl::Status ToUsageError(const CLI::ParseError& error, const CLI::App& root,
                          const Context& context) {
  const std::string what = error.what();
  switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
    case CLI::ExitCodes::ExtrasError:
      return UnexpectedWord(root, context);
    case CLI::ExitCodes::ValidationError:  // our validators speak the language of the user already
      return UsageError(what);
    case CLI::ExitCodes::RequiredError:
      return UsageError(absl::StrCat(context.Say("缺少 ", "missing "),
                                     absl::AsciiStrToUpper(Before(what, " is required"))));
    case CLI::ExitCodes::ArgumentMismatch:
      if (absl::EndsWith(what, " missing")) {
        return UsageError(
            absl::StrCat(Before(what, ":"), context.Say(" 缺少值", " needs a value")));
      }
      return UsageError(absl::StrCat(context.Say("参数值不对:", "wrong value: "), what));
    case CLI::ExitCodes::ConversionError:
      return UsageError(absl::StrCat(context.Say("参数值不对:", "wrong value: "), what));
    default:
      return UsageError(absl::StrCat(context.Say("命令行有误:", "wrong command line: "), what));
  }
}

// "indicast help observation list" is "indicast observation list --help".
std::vector<std::string> WithoutHelpVerb(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
  }
  return arguments;
}

// A group named without its verb: its help, as a usage error.
absl::StatusOr<ExitCode> WithoutCommand(const CLI::App& root, Context& context) {
  const CLI::App& app = *Deepest(root);
  if (&app == &root) {
    context.out() << root.help();
    return ExitCode::kDone;
  }
  return UsageError(absl::StrCat(app.get_name(),
                                 context.Say(" 之后需要一个命令:", " needs a command: "),
                                 absl::StrJoin(CommandNames(app), ", ")));
}

// Options may follow a command because parsing falls back to the root; a second command may not.
absl::Status OneCommand(const CLI::App& root, const Context& context) {
  if (root.get_subcommands().size() < 2) return absl::OkStatus();
  return UsageError(
      absl::StrCat(context.Say("一次只能用一个命令,多出 ", "one command at a time; also got "),
                   root.get_subcommands()[1]->get_name()));
}

// Parses and, when nothing is left to do, says with which code to end.
absl::StatusOr<std::optional<ExitCode>> Parse(CLI::App& root, Context& context,
                                              std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // the order CLI11 takes a vector in
  try {
    root.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    context.out() << root.help();
    return ExitCode::kDone;
  } catch (const CLI::CallForVersion&) {
    context.out() << "indicast " << INDICAST_VERSION << " (" << INDICAST_COMMIT << ")\n";
    return ExitCode::kDone;
  } catch (const CLI::ParseError& error) {
    if (absl::Status one = OneCommand(root, context); !one.ok()) return one;
    return ToUsageError(error, root, context);
  }
  RETURN_IF_ERROR(OneCommand(root, context));
  return std::nullopt;
}

void Build(CLI::App& root, Context& context) {
  root.name("indicast");
  root.description(context.Say("城市指标、目标与情景测算:每个数字都有出处",
                               "City indicators, targets and scenario projections, each number "
                               "with its source"));
  root.formatter(MakeHelpFormatter(context.language(), context.environment().columns));
  root.fallthrough();
  root.set_help_flag("-h,--help", context.Say("显示帮助", "show this help"));
  root.set_version_flag("--version", INDICAST_VERSION, context.Say("显示版本", "show the version"));
  AddGlobalOptions(root, context);
  RegisterAll(root, context);
}

absl::StatusOr<ExitCode> RunParsed(const std::vector<std::string>& arguments, Context& context) {
  CLI::App root;
  Build(root, context);
  if (!arguments.empty() && arguments.front() == kCompleteVerb) {
    for (const std::string& candidate :
         Candidates(root, {arguments.begin() + 1, arguments.end()})) {
      context.out() << candidate << '\n';
    }
    return ExitCode::kDone;
  }
  auto done = Parse(root, context, WithoutHelpVerb(arguments));
  if (!done.ok()) return done.status();
  if (done->has_value()) return **done;
  if (!context.action()) return WithoutCommand(root, context);
  RETURN_IF_ERROR(ChooseDestination(context));
  return context.action()();
}

// The end of the results; the error of the command goes before that of saving them.
absl::StatusOr<ExitCode> Finished(absl::StatusOr<ExitCode> code, Context& context) {
  const absl::Status saved = context.result().Finish();
  if (code.ok() && !saved.ok()) return saved;
  return code;
}

}  // namespace

ExitCode Run(const std::vector<std::string>& arguments, const Environment& environment,
             std::ostream& out, std::ostream& err) {
  // Errors are told in the language and format asked for, also before parsing finds out.
  const GlobalOptions early = EarlyOptions(arguments, environment);
  GlobalOptions options;
  options.language = early.language;
  options.color = early.color;
  Context context(environment, options, out, err);
  absl::StatusOr<ExitCode> code = Finished(RunParsed(arguments, context), context);
  out.flush();
  if (code.ok() && !out) {
    code = LocalError(absl::StatusCode::kInternal, "OUTPUT_NOT_WRITTEN",
                      context.Say("结果没有写完", "the result was not written completely"),
                      context.Say("检查输出文件所在的磁盘", "check the disk behind the output"));
  }
  if (code.ok()) return *code;
  PrintError(code.status(), {early.format, context.language(), context.StyledErr()}, err);
  return ExitCodeOf(code.status());
}

}  // namespace indicast::cli
