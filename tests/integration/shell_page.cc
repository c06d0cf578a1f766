#include "tests/integration/shell_page.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace indicast::testing {
namespace {

constexpr absl::string_view kFence = "```";

std::string OneSpaced(absl::string_view line) {
  std::string text(line);
  absl::RemoveExtraAsciiWhitespace(&text);
  return text;
}

bool Shows(const std::string& line, const std::string& shown) {
  size_t from = 0;
  for (const absl::string_view words : absl::StrSplit(shown, "...")) {
    const std::string part = OneSpaced(words);
    const size_t at = line.find(part, from);
    if (at == std::string::npos) return false;
    from = at + part.size();
  }
  return true;
}

absl::Status Fault(int line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", what));
}

// Reads line by line; `open` is the fence it is in.
class PageReader {
 public:
  absl::Status Line(int number, absl::string_view line) {
    if (absl::StartsWith(line, kFence)) return Fence(number, line.substr(kFence.size()));
    if (open_ == "sh") absl::StrAppend(&blocks_.back().script, line, "\n");
    if (open_ == "text" && !OneSpaced(line).empty()) blocks_.back().shown.emplace_back(line);
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<ShellBlock>> Blocks() && {
    if (!open_.empty()) return Fault(opened_, "nobody closes this block");
    if (blocks_.empty()) return Fault(1, "the page has no ```sh block");
    return std::move(blocks_);
  }

 private:
  absl::Status Fence(int number, absl::string_view language) {
    if (!open_.empty()) {
      if (!language.empty()) return Fault(number, "a block begins inside another");
      open_.clear();
      return absl::OkStatus();
    }
    if (language != "sh" && language != "text") {
      return Fault(number, absl::StrCat("'", std::string(language),
                                        "' is neither sh nor text, so nobody would check it"));
    }
    if (language == "text" && (blocks_.empty() || !blocks_.back().shown.empty())) {
      return Fault(number, "shown output without a script of its own before it");
    }
    if (language == "sh") blocks_.push_back({number + 1, "", {}});
    open_ = std::string(language);
    opened_ = number;
    return absl::OkStatus();
  }

  std::vector<ShellBlock> blocks_;
  std::string open_;
  int opened_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<ShellBlock>> ReadShellPage(absl::string_view markdown) {
  PageReader reader;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    const absl::Status read = reader.Line(++number, line);
    if (!read.ok()) return read;
  }
  return std::move(reader).Blocks();
}

std::string FirstLineNotIn(absl::string_view output, const std::vector<std::string>& shown) {
  auto next = shown.begin();
  for (const absl::string_view line : absl::StrSplit(output, '\n')) {
    if (next != shown.end() && Shows(OneSpaced(line), *next)) ++next;
  }
  return next == shown.end() ? "" : *next;
}

std::string ScriptOf(const std::vector<ShellBlock>& blocks, const std::string& output_folder) {
  std::string script =
      "set -eu\n"
      "trap 'for job in $(jobs -p); do kill \"$job\" || true; done; wait' EXIT\n";
  for (size_t i = 0; i < blocks.size(); ++i) {
    absl::StrAppend(&script, "exec >'", output_folder, "/", i, "' 2>&1\n", blocks[i].script);
  }
  return script;
}

}  // namespace indicast::testing
