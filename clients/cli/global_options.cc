#include "clients/cli/global_options.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/choices.h"
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

ColorWhen ColorNamed(const std::string& name) {
  if (name == "always") return ColorWhen::kAlways;
  return name == "never" ? ColorWhen::kNever : ColorWhen::kAuto;
}

void AddFormat(CLI::App& root, Context& context) {
  const Language language = context.language();
  Choose(root.add_option_function<std::string>(
                 "-o,--output",
                 [&context](const std::string& name) {
                   context.options().format = *output::FormatNamed(name);  // checked below
                   context.options().format_given = true;
                 },
                 context.Say("结果的格式,默认 table;csv 只含给程序用的第一张表,ndjson 每行一条",
                             "format of the result, table by default; csv holds the first table "
                             "for programs, ndjson one line for each row"))
             ->group(kGlobalGroup),
         language, {"格式", "format"}, output::FormatNames());
  Choose(root.add_option_function<std::string>(
                 "--lang", [](const std::string&) {},  // read before parsing
                 context.Say("语言;auto 按系统设置", "language; auto: by locale"))
             ->group(kGlobalGroup),
         language, {"语言", "language"}, {"zh", "en", "auto"});
  Choose(
      root.add_option_function<std::string>(
              "--color",
              [&context](const std::string& name) { context.options().color = ColorNamed(name); },
              context.Say("结论是否着色;auto 只在终端上,且未设 NO_COLOR",
                          "colour of verdicts; auto: on a terminal, unless NO_COLOR is set"))
          ->group(kGlobalGroup),
      language, {"着色方式", "colour"}, {"auto", "always", "never"});
}

void AddDestination(CLI::App& root, Context& context) {
  GlobalOptions& options = context.options();
  root.add_option("--save", options.save,
                  context.Say("把结果写入文件(- 为标准输出);不写 -o 时按扩展名 .json .ndjson .csv "
                              ".md .txt 定格式",
                              "write the result to a file (-: stdout); without -o its extension "
                              ".json .ndjson .csv .md .txt says the format"))
      ->type_name("FILE")
      ->group(kGlobalGroup);
  root.add_flag("--force", options.force,
                context.Say("--save 的文件已存在时替换它", "replace the file of --save"))
      ->group(kGlobalGroup);
  root.add_flag("--excel", options.excel,
                context.Say("csv 供 Excel、WPS 打开:带 BOM,像公式的文字前加撇号",
                            "csv for Excel and WPS: with byte order mark, an apostrophe before "
                            "texts that look like formulas"))
      ->group(kGlobalGroup);
  root.add_flag("--no-pager", options.no_pager,
                context.Say("长表不用翻页程序(INDICAST_PAGER、PAGER,默认 less)",
                            "long tables without pager (INDICAST_PAGER, PAGER, less by default)"))
      ->group(kGlobalGroup);
  root.add_flag("--progress", options.progress,
                context.Say("标准错误不是终端时也显示进度",
                            "show progress also where stderr is not a terminal"))
      ->group(kGlobalGroup);
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

void AddTls(CLI::App& root, Context& context) {
  client::TlsOptions& tls = context.options().tls;
  const auto add = [&root](const char* name, std::string& value, const std::string& text,
                           const char* type) {
    root.add_option(name, value, text)->type_name(type)->group(kGlobalGroup);
  };
  add("--tls-ca", tls.ca,
      context.Say("服务证书的 CA(PEM);给出后经 TLS 连接(环境变量 INDICAST_TLS_CA)",
                  "CA of the services (PEM); when given, calls go over TLS (environment: "
                  "INDICAST_TLS_CA)"),
      "FILE");
  add("--tls-certificate", tls.certificate,
      context.Say("本客户端的证书(环境变量 INDICAST_TLS_CERTIFICATE)",
                  "certificate of this client (environment: INDICAST_TLS_CERTIFICATE)"),
      "FILE");
  add("--tls-key", tls.key,
      context.Say("证书的私钥,权限 0600(环境变量 INDICAST_TLS_KEY)",
                  "its key, mode 0600 (environment: INDICAST_TLS_KEY)"),
      "FILE");
  add("--tls-server-name", tls.server_name,
      context.Say("服务证书上应有的名称,默认取地址中的主机名(环境变量 INDICAST_TLS_SERVER_NAME)",
                  "name to expect in the certificate of the services, by default the host of the "
                  "address (environment: INDICAST_TLS_SERVER_NAME)"),
      "NAME");
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
  options.format = output::FormatNamed(format).value_or(Format::kTable);
  options.color = ColorNamed(LastValue(arguments, "--color", ""));
  return options;
}

void AddGlobalOptions(CLI::App& root, Context& context) {
  AddFormat(root, context);
  AddDestination(root, context);
  AddAddresses(root, context);
  AddTls(root, context);
  AddBounds(root, context);
  root.add_flag("--no-input", context.options().no_input,
                context.Say("从不提问", "never ask anything"))
      ->group(kGlobalGroup);
  root.add_flag("--verbose", context.options().verbose,
                context.Say("在标准错误上说明所用地址", "say on stderr which addresses are used"))
      ->group(kGlobalGroup);
}

}  // namespace indicast::cli
