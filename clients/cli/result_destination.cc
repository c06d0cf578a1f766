#include "clients/cli/result_destination.h"

#include <filesystem>
#include <istream>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/errors.h"
#include "clients/cli/pager.h"
#include "clients/cli/save_file.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

using output::Format;

std::string ExtensionOf(const std::string& path) {
  return absl::AsciiStrToLower(std::filesystem::path(path).extension().string());
}

std::optional<Format> FormatOfExtension(const std::string& extension) {
  if (extension == ".json") return Format::kJson;
  if (extension == ".ndjson" || extension == ".jsonl") return Format::kNdjson;
  if (extension == ".csv") return Format::kCsv;
  if (extension == ".md") return Format::kMarkdown;
  if (extension == ".txt") return Format::kTable;
  return std::nullopt;
}

absl::Status ChooseFormat(Context& context) {
  GlobalOptions& options = context.options();
  const std::string extension = options.save == "-" ? "" : ExtensionOf(options.save);
  if (!options.format_given && (extension == ".xlsx" || extension == ".xls")) {
    return UsageError(context.Say(
        "不能写 " + extension + ";供表格软件用 --save 名称.csv --excel",
        "cannot write " + extension + "; for a spreadsheet use --save NAME.csv --excel"));
  }
  if (const auto format = FormatOfExtension(extension); format.has_value()) {
    if (options.format_given && *format != options.format) {
      const std::string& name = output::FormatNames()[static_cast<size_t>(options.format)];
      return UsageError(
          context.Say(absl::StrCat("--save ", Shorten(options.save), " 与 -o ", name,
                                   " 不一致;去掉 -o,或换扩展名"),
                      absl::StrCat("--save ", Shorten(options.save), " contradicts -o ", name,
                                   "; leave out -o, or use another extension")));
    }
    options.format = *format;
  }
  if (options.excel && options.format != Format::kCsv) {
    return UsageError(context.Say("--excel 只用于 csv;加 -o csv 或 --save 名称.csv",
                                  "--excel is for csv; add -o csv or --save NAME.csv"));
  }
  return absl::OkStatus();
}

// Whether the user, at a terminal, gives the file up.
bool MayReplace(Context& context) {
  if (context.options().force) return true;
  return context.CanAsk() &&
         context.Ask(absl::StrCat(context.options().save, " 已存在,替换吗?[y/N] "),
                     absl::StrCat(context.options().save, " exists. Replace it? [y/N] "));
}

absl::Status ToFile(Context& context) {
  const std::string path = context.options().save;
  const bool there = KindOf(path) == FileKind::kRegular;
  if (there && !MayReplace(context)) return FileExists(path, context.language());
  RETURN_IF_ERROR(CheckSavable(path, context.language()));
  // Flushed more than once, the file is our own from the second time on.
  context.result().ToFile([&context, path, replace = there || context.options().force](
                              absl::string_view content) mutable {
    RETURN_IF_ERROR(SaveFile(path, content, replace, context.language()));
    replace = true;
    context.Tell(absl::StrCat("已写 ", path, "(", content.size(), " 字节)"),
                 absl::StrCat("wrote ", path, " (", content.size(), " bytes)"));
    return absl::OkStatus();
  });
  return absl::OkStatus();
}

void ToPager(Context& context) {
  const Environment& environment = context.environment();
  if (context.options().no_pager || context.options().format != Format::kTable ||
      !environment.stdout_is_terminal || environment.lines <= 0) {
    return;
  }
  const std::string command = PagerCommand(environment);
  if (command.empty()) return;
  context.result().ToPager(environment.lines - 1, [command](absl::string_view text) {
    return ShowInPager(command, text);
  });
}

}  // namespace

absl::Status ChooseDestination(Context& context) {
  const GlobalOptions& options = context.options();
  RETURN_IF_ERROR(ChooseFormat(context));
  if (options.force && (options.save.empty() || options.save == "-")) {
    return UsageError(
        context.Say("--force 只与 --save 文件 一起使用", "--force goes with --save FILE only"));
  }
  if (options.save.empty() || options.save == "-") {
    ToPager(context);
    return absl::OkStatus();
  }
  return ToFile(context);
}

}  // namespace indicast::cli
