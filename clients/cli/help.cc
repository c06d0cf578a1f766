#include "clients/cli/help.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/output/text_width.h"

namespace indicast::cli {
namespace {

using output::Language;
using output::Text;

struct Entry {
  std::string name;
  std::string description;
};

class HelpFormatter final : public CLI::FormatterBase {
 public:
  HelpFormatter(Language language, int width)
      : language_(language), width_(width > 0 ? std::min(width, 120) : 80) {}

  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const override {
    const bool root = app->get_parent() == nullptr;
    if (root) name = app->get_name();
    std::string out = absl::StrCat(app->get_description(), "\n\n", Usage(*app, name));
    absl::StrAppend(&out, Section({"命令", "Commands"}, Commands(*app)),
                    Section({"参数", "Arguments"}, Arguments(*app)),
                    Section({"选项", "Options"}, Options(*app, /*global=*/false)));
    if (root) {
      absl::StrAppend(&out, Section({"通用选项(各命令均可用)", "Options of every command"},
                                    Options(*app, /*global=*/true)));
    }
    if (const std::string examples = root ? app->get_footer() : Examples(*app); !examples.empty()) {
      absl::StrAppend(&out, "\n", Say({"示例", "Examples"}), ":\n", examples);
    }
    if (!root) {
      absl::StrAppend(
          &out, "\n",
          Say({"通用选项(-o, --lang, --as-of 等)见 indicast --help",
               "Options of every command (-o, --lang, --as-of and others): indicast --help"}),
          "\n");
    }
    return out;
  }

 private:
  std::string Say(const Text& text) const { return text.In(language_); }

  std::string Usage(const CLI::App& app, const std::string& name) const {
    std::string line = absl::StrCat(Say({"用法", "Usage"}), ": ", name);
    for (const CLI::Option* option : app.get_options()) {
      if (!option->get_positional()) continue;
      const std::string placeholder = Placeholder(*option);
      absl::StrAppend(&line, " ", option->get_required() ? placeholder : "[" + placeholder + "]");
      if (option->get_expected_max() > 1) line += "...";
    }
    if (!Commands(app).empty()) absl::StrAppend(&line, " ", Say({"命令", "COMMAND"}));
    return absl::StrCat(line, " [", Say({"选项", "OPTIONS"}), "]\n");
  }

  // Those of the command itself; of a group, the first one of each of its commands.
  static std::string Examples(const CLI::App& app) {
    if (!app.get_footer().empty()) return app.get_footer();
    std::string examples;
    for (const CLI::App* sub : app.get_subcommands({})) {
      const std::vector<std::string> lines = absl::StrSplit(sub->get_footer(), '\n');
      if (lines.size() >= 2) absl::StrAppend(&examples, lines[0], "\n", lines[1], "\n");
    }
    return examples;
  }

  static std::string Placeholder(const CLI::Option& option) {
    return absl::AsciiStrToUpper(option.get_name(/*positional=*/true, /*all_options=*/false));
  }

  static std::vector<Entry> Commands(const CLI::App& app) {
    std::vector<Entry> entries;
    for (const CLI::App* sub : app.get_subcommands({})) {
      if (sub->get_group().empty()) continue;
      entries.push_back({sub->get_name(), sub->get_description()});
    }
    return entries;
  }

  static std::vector<Entry> Arguments(const CLI::App& app) {
    std::vector<Entry> entries;
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_positional()) {
        entries.push_back({Placeholder(*option), option->get_description()});
      }
    }
    return entries;
  }

  static std::vector<Entry> Options(const CLI::App& app, bool global) {
    std::vector<Entry> entries;
    for (const CLI::Option* option : app.get_options()) {
      const bool is_global = option->get_group() == kGlobalGroup;
      if (option->get_positional() || option->get_group().empty() || is_global != global) continue;
      std::vector<std::string> names;
      for (const std::string& s : option->get_snames()) names.push_back("-" + s);
      for (const std::string& l : option->get_lnames()) names.push_back("--" + l);
      std::string name = absl::StrJoin(names, ", ");
      if (option->get_snames().empty()) name.insert(0, 4, ' ');
      if (option->get_expected_max() > 0) absl::StrAppend(&name, " ", option->get_type_name());
      entries.push_back({std::move(name), option->get_description()});
    }
    return entries;
  }

  std::string Section(const Text& title, const std::vector<Entry>& entries) const {
    if (entries.empty()) return "";
    int left = 0;
    for (const Entry& e : entries) left = std::max(left, output::DisplayWidth(e.name));
    left = std::min(left, 30);
    std::string out = absl::StrCat("\n", Say(title), ":\n");
    const std::string indent(static_cast<size_t>(left) + 4, ' ');
    for (const Entry& e : entries) {
      absl::StrAppend(&out, "  ", output::PadRight(e.name, left));
      bool first = output::DisplayWidth(e.name) <= left;
      if (!first) out += "\n";
      for (const std::string& line : output::Wrap(e.description, width_ - left - 4)) {
        absl::StrAppend(&out, first ? "  " : indent, line, "\n");
        first = false;
      }
    }
    return out;
  }

  Language language_;
  int width_;
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> MakeHelpFormatter(Language language, int width) {
  return std::make_shared<HelpFormatter>(language, width);
}

}  // namespace indicast::cli
