#include "clients/cli/choices.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "clients/cli/suggest.h"
#include "common/status/error.h"

namespace indicast::cli {
namespace {

std::string Refusal(const std::string& text, output::Language language, const output::Text& what,
                    const std::vector<std::string>& values) {
  const bool chinese = language == output::Language::kChinese;
  const std::vector<std::string> nearest = Nearest(text, values);
  std::string message = absl::StrCat(chinese ? "没有" : "no ", what.In(language), " ",
                                     text.empty() ? "\"\"" : Shorten(text));
  if (!nearest.empty()) {
    absl::StrAppend(&message, chinese ? "。是否指 " : ". Did you mean ",
                    absl::StrJoin(nearest, chinese ? " 或 " : " or "), "?");
  }
  return absl::StrCat(message, chinese ? ";可用 " : (nearest.empty() ? "; use " : " Use "),
                      absl::StrJoin(values, chinese ? "、" : ", "));
}

}  // namespace

CLI::Option* Choose(CLI::Option* option, output::Language language, const output::Text& what,
                    const std::vector<std::string>& values) {
  return option->type_name(absl::StrJoin(values, "|"))
      ->check([language, what, values](const std::string& text) {
        const bool known = std::find(values.begin(), values.end(), text) != values.end();
        return known ? std::string() : Refusal(text, language, what, values);
      });
}

std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  std::vector<std::string> choices;
  const std::string type = option.get_type_name();
  if (!absl::StrContains(type, '|')) return choices;
  for (const absl::string_view part : absl::StrSplit(type, '|')) {
    if (!part.empty() && !absl::ascii_isupper(static_cast<unsigned char>(part.front()))) {
      choices.emplace_back(part);
    }
  }
  return choices;
}

}  // namespace indicast::cli
