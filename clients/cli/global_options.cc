#include "clients/cli/global_options.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/help.h"
#include "common/period/date.h"
#include "common/status/error.h"

namespace indicast::cli {
namespace {

using output::Format;
using output::Language;

// Value of an option given as "--name value", "--name=value" or, for one letter, "-nvalue"; the
// last one wins. Empty when it is not there.
std::string LastValue(const std::vector<std::string>& arguments, const std::string& long_name,
                      const std::string& short_name) {
  std::string value;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") break;
    if (word == long_name || (!short_name.empty() && word == short_name)) {
      if (i + 1 < arguments.size()) value = arguments[++i];
    } else if (absl::StartsWith(word, long_name + "=")) {
      value = word.substr(long_name.size() + 1);
    } else if (!short_name.empty() && absl::StartsWith(word, short_name) &&
               !absl::StartsWith(word, "--")) {
      value = word.substr(short_name.size());
      if (absl::StartsWith(value, "=")) value.erase(0, 1);
    }
  }
  return value;
}

Language LanguageOfLocale(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = environment.Get(name);
    if (!value.empty()) {
      return absl::StartsWith(value, "zh") ? Language::kChinese : Language::kEnglish;
    }
  }
  return Language::kEnglish;
}

Language ChooseLanguage(const std::string& flag, const Environment& environment) {
  const std::string name = flag.empty() || flag == "auto" ? environment.Get("INDICAST_LANG") : flag;
  if (name == "zh") return Language::kChinese;
  if (name == "en") return Language::kEnglish;
  return LanguageOfLocale(environment);
}

void AddFormat(CLI::App& root, Context& context) {
  root.add_option_function<std::string>(
          "-o,--output",
          [&context](const std::string& name) {
            if (name == "table") context.options().format = Format::kTable;
            if (name == "json") context.options().format = Format::kJson;
            if (name == "csv") context.options().format = Format::kCsv;
          },
          context.Say("结果的格式:table、json 或 csv", "format of the result: table, json or csv"))
      ->type_name("FORMAT")
      ->group(kGlobalGroup)
      ->check([&context](const std::string& name) {
        if (name == "table" || name == "json" || name == "csv") return std::string();
        return context.Say("没有格式 " + name + ";可用 table、json、csv",
                           "no format " + name + "; use table, json or csv");
      });
  root.add_option_function<std::string>(
          "--lang", [](const std::string&) {},  // read before parsing
          context.Say("语言:zh、en 或 auto(按系统设置)", "language: zh, en or auto (locale)"))
      ->type_name("LANG")
      ->group(kGlobalGroup)
      ->check([&context](const std::string& name) {
        if (name == "zh" || name == "en" || name == "auto") return std::string();
        return context.Say("没有语言 " + name + ";可用 zh、en、auto",
                           "no language " + name + "; use zh, en or auto");
      });
}

void AddAddresses(CLI::App& root, Context& context) {
  root.add_option("--store", context.options().store,
                  context.Say("指标库地址 主机:端口(环境变量 INDICAST_STORE)",
                              "address of the store, host:port (environment: INDICAST_STORE)"))
      ->type_name("ADDRESS")
      ->group(kGlobalGroup);
  root.add_option(
          "--projection", context.options().projection,
          context.Say("测算服务地址(环境变量 INDICAST_PROJECTION)",
                      "address of the projection service (environment: INDICAST_PROJECTION)"))
      ->type_name("ADDRESS")
      ->group(kGlobalGroup);
  root.add_option("--session-file", context.options().session_file,
                  context.Say("indicast up 写下两个地址的文件(环境变量 INDICAST_SESSION)",
                              "file in which indicast up leaves both addresses (environment: "
                              "INDICAST_SESSION)"))
      ->type_name("FILE")
      ->group(kGlobalGroup);
}

// "30" is seconds; "500ms", "2m" as usual. nullopt unless above 0 and at most a day.
std::optional<absl::Duration> ParseLimit(const std::string& text) {
  double seconds = 0;
  absl::Duration limit;
  if (absl::SimpleAtod(text, &seconds)) {
    limit = absl::Seconds(seconds);
  } else if (!absl::ParseDuration(text, &limit)) {
    return std::nullopt;
  }
  if (limit <= absl::ZeroDuration() || limit > absl::Hours(24)) return std::nullopt;
  return limit;
}

void AddBounds(CLI::App& root, Context& context) {
  root.add_option_function<std::string>(
          "--as-of",
          [&context](const std::string& text) {
            if (auto as_of = ParseAsOf(text); as_of.ok()) context.options().as_of = *as_of;
          },
          context.Say("只看当日已公布的数据(2023-02-15)或某一修订(12)",
                      "only what was public on a day (2023-02-15), or the data at a revision (12)"))
      ->type_name("WHEN")
      ->group(kGlobalGroup)
      ->check([&context](const std::string& text) {
        if (ParseAsOf(text).ok()) return std::string();
        return context.Say(Shorten(text) + " 不是日期或修订号;写成 2023-02-15 或 12",
                           Shorten(text) +
                               " is neither a date nor a revision; write 2023-02-15 "
                               "or 12");
      });
  root.add_option_function<std::string>(
          "--timeout",
          [&context](const std::string& text) { context.options().timeout = ParseLimit(text); },
          context.Say("每次调用的时限,如 30 或 500ms;默认 10 秒,导入 120 秒",
                      "time limit of one call, for example 30 or 500ms; 10 s by default, 120 s "
                      "for imports"))
      ->type_name("TIME")
      ->group(kGlobalGroup)
      ->check([&context](const std::string& text) {
        if (ParseLimit(text).has_value()) return std::string();
        return context.Say(Shorten(text) + " 不是时限;写成 30 或 500ms,至多 24h",
                           Shorten(text) + " is no time limit; write 30 or 500ms, at most 24h");
      });
}

}  // namespace

absl::StatusOr<type::v1::AsOf> ParseAsOf(const std::string& text) {
  type::v1::AsOf as_of;
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  if (parts.size() > 2) return absl::InvalidArgumentError("at most a revision and a date");
  for (const std::string& part : parts) {
    int64_t revision = 0;
    if (absl::StrContains(part, '-') && as_of.publication_date().empty()) {
      auto date = Date::Parse(part);
      if (!date.ok()) return date.status();
      as_of.set_publication_date(date->ToString());
    } else if (absl::SimpleAtoi(part, &revision) && revision >= 0 && !as_of.has_revision()) {
      as_of.set_revision(revision);
    } else {
      return absl::InvalidArgumentError("neither a revision nor a date");
    }
  }
  return as_of;
}

GlobalOptions EarlyOptions(const std::vector<std::string>& arguments,
                           const Environment& environment) {
  GlobalOptions options;
  options.language = ChooseLanguage(LastValue(arguments, "--lang", ""), environment);
  const std::string format = LastValue(arguments, "--output", "-o");
  if (format == "json") options.format = Format::kJson;
  if (format == "csv") options.format = Format::kCsv;
  return options;
}

void AddGlobalOptions(CLI::App& root, Context& context) {
  AddFormat(root, context);
  AddAddresses(root, context);
  AddBounds(root, context);
  root.add_flag("--no-input", context.options().no_input,
                context.Say("从不提问", "never ask anything"))
      ->group(kGlobalGroup);
  root.add_flag("--verbose", context.options().verbose,
                context.Say("在标准错误上说明所用地址", "say on stderr which addresses are used"))
      ->group(kGlobalGroup);
}

}  // namespace indicast::cli
