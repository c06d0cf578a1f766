#include "clients/cli/completion.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/choices.h"

namespace indicast::cli {
namespace {

constexpr char kBash[] =
    R"script(# indicast: bash completion. Use: source <(indicast completion bash)
_indicast() {
  COMPREPLY=()
  mapfile -t COMPREPLY < <(
    "${COMP_WORDS[0]/#\~/$HOME}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _indicast indicast
)script";

constexpr char kZsh[] = R"script(#compdef indicast
# indicast: zsh completion. Use: source <(indicast completion zsh)
_indicast() {
  local -a candidates
  candidates=(${(f)"$("${words[1]/#\~/$HOME}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( ${#candidates} )); then
    compadd -- "${candidates[@]}"
  else
    _files
  fi
}
if [[ "${funcstack[1]}" == "_indicast" ]]; then
  _indicast "$@"
else
  compdef _indicast indicast
fi
)script";

constexpr char kFish[] =
    R"script(# indicast: fish completion. Use: indicast completion fish | source
function __indicast_candidates
    set -l words (commandline -opc)
    set -l found ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        string join \n -- $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c indicast -f -a '(__indicast_candidates)'
)script";

bool TakesValue(const CLI::Option& option) { return option.get_expected_max() > 0; }

bool IsVisible(const CLI::Option& option) {
  return !option.get_positional() && !option.get_group().empty();
}

std::vector<std::string> NamesOf(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

// Where in the tree the words before the cursor lead.
class Position {
 public:
  explicit Position(const CLI::App& root) : app_(&root) {}

  void Walk(const std::string& word) {
    if (awaiting_ != nullptr) {
      if (word != "=") awaiting_ = nullptr;
      return;
    }
    if (!only_positionals_ && word == "--") {
      only_positionals_ = true;
    } else if (!only_positionals_ && absl::StartsWith(word, "-") && word.size() > 1) {
      const CLI::Option* option = Find(word.substr(0, word.find('=')));
      if (option != nullptr) used_.insert(option);
      const bool open = !absl::StrContains(word, '=') && option != nullptr && TakesValue(*option);
      if (open) awaiting_ = option;
    } else if (const CLI::App* sub = only_positionals_ ? nullptr : Subcommand(word);
               sub != nullptr) {
      app_ = sub;
      positionals_ = 0;
    } else {
      ++positionals_;
    }
  }

  std::vector<std::string> Possible(const std::string& word) const {
    if (awaiting_ != nullptr) return ChoicesOf(*awaiting_);
    if (only_positionals_) return Positional();
    if (const size_t equals = word.find('=');
        absl::StartsWith(word, "--") && equals < word.size()) {
      std::vector<std::string> values;
      const CLI::Option* option = Find(word.substr(0, equals));
      if (option == nullptr) return values;
      for (const std::string& value : ChoicesOf(*option)) {
        values.push_back(absl::StrCat(word.substr(0, equals + 1), value));
      }
      return values;
    }
    if (absl::StartsWith(word, "-")) return Options();
    std::vector<std::string> commands;
    for (const CLI::App* sub : app_->get_subcommands({})) {
      if (!sub->get_group().empty()) commands.push_back(sub->get_name());
    }
    if (!commands.empty()) return commands;
    return HasPositionalLeft() ? Positional() : Options();
  }

 private:
  const CLI::Option* Find(const std::string& name) const {
    for (const CLI::App* level = app_; level != nullptr; level = level->get_parent()) {
      for (const CLI::Option* option : level->get_options()) {
        const std::vector<std::string> names = NamesOf(*option);
        if (std::find(names.begin(), names.end(), name) != names.end()) return option;
      }
    }
    return nullptr;
  }

  const CLI::App* Subcommand(const std::string& word) const {
    for (const CLI::App* sub : app_->get_subcommands({})) {
      if (sub->get_name() == word) return sub;
    }
    return nullptr;
  }

  // Of this command and those above, without those given already that may be given once.
  std::vector<std::string> Options() const {
    std::vector<std::string> names;
    for (const CLI::App* level = app_; level != nullptr; level = level->get_parent()) {
      for (const CLI::Option* option : level->get_options()) {
        const bool again = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
        if (!IsVisible(*option) || (used_.count(option) > 0 && !again)) continue;
        for (std::string& name : NamesOf(*option)) {
          if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(std::move(name));
          }
        }
      }
    }
    return names;
  }

  // The positional argument whose turn it is; nullptr when all are given.
  const CLI::Option* CurrentPositional() const {
    int before = positionals_;
    for (const CLI::Option* option : app_->get_options()) {
      if (!option->get_positional()) continue;
      if (before < option->get_expected_max()) return option;
      before -= option->get_expected_max();
    }
    return nullptr;
  }
  bool HasPositionalLeft() const { return CurrentPositional() != nullptr; }

  std::vector<std::string> Positional() const {
    const CLI::Option* option = CurrentPositional();
    return option == nullptr ? std::vector<std::string>() : ChoicesOf(*option);
  }

  const CLI::App* app_;
  const CLI::Option* awaiting_ = nullptr;  // the option whose value comes next
  bool only_positionals_ = false;
  int positionals_ = 0;
  std::set<const CLI::Option*> used_;
};

}  // namespace

std::vector<std::string> Candidates(const CLI::App& root, const std::vector<std::string>& words) {
  Position position(root);
  std::string last = words.empty() ? "" : words.back();
  const size_t first = !words.empty() && words.size() > 1 && words[0] == "help" ? 1 : 0;
  for (size_t i = first; i + 1 < words.size(); ++i) position.Walk(words[i]);
  if (last == "=") last.clear();
  std::vector<std::string> candidates;
  for (std::string& candidate : position.Possible(last)) {
    if (absl::StartsWith(candidate, last)) candidates.push_back(std::move(candidate));
  }
  return candidates;
}

const std::vector<std::string>& Shells() {
  static const auto* const shells = new std::vector<std::string>{"bash", "zsh", "fish"};
  return *shells;
}

std::optional<std::string> CompletionScript(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return std::nullopt;
}

}  // namespace indicast::cli
