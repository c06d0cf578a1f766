// Shell completion: candidates from the tree, and the script in a real bash. Also what holds for
// every command of the tree: examples in both languages.
#include <array>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/cli.h"
#include "clients/cli/completion.h"
#include "clients/cli/output/table.h"
#include "common/vocabulary/vocabulary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Output(std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(Run(arguments, {}, out, err), ExitCode::kDone) << absl::StrJoin(arguments, " ");
  EXPECT_THAT(err.str(), IsEmpty());
  return out.str();
}

std::vector<std::string> Complete(std::vector<std::string> words) {
  words.insert(words.begin(), kCompleteVerb);
  return absl::StrSplit(Output(words), '\n', absl::SkipEmpty());
}

TEST(CandidatesTest, CommandsAndTheirCommands) {
  const auto commands = Complete({""});
  EXPECT_THAT(commands, Contains("target"));
  EXPECT_THAT(commands, Contains("completion"));
  EXPECT_THAT(commands, Not(Contains(kCompleteVerb)));
  EXPECT_EQ(Complete({}), commands);
  EXPECT_EQ(Complete({"help", ""}), commands);
  EXPECT_THAT(Complete({"tar"}), ElementsAre("target"));
  EXPECT_THAT(Complete({"target", "b"}), Contains("board"));
  EXPECT_THAT(Complete({"--lang", "zh", "target", "b"}), Contains("board"));
  EXPECT_THAT(Complete({"target", "board", "b"}), IsEmpty());
  EXPECT_THAT(Complete({"completion", ""}), ElementsAreArray(Shells()));
  EXPECT_THAT(Complete({"completion", "bash", "z"}), IsEmpty());
}

TEST(CandidatesTest, OptionsOfTheCommandAndOfEveryCommandOnce) {
  const auto options = Complete({"target", "board", "-"});
  EXPECT_THAT(options, Contains("--fail-missed"));
  EXPECT_THAT(options, Contains("--output"));
  EXPECT_THAT(options, Contains("-o"));
  EXPECT_THAT(Complete({"target", "board", "--fail-missed", "-"}), Not(Contains("--fail-missed")));
  // Repeatable ones come again.
  EXPECT_THAT(Complete({"target", "board", "--quota", "a=1", "--qu"}), ElementsAre("--quota"));
  EXPECT_THAT(Complete({"status", "--sa"}), ElementsAre("--save"));
  EXPECT_THAT(Complete({"status", ""}), Contains("--verbose"));
}

TEST(CandidatesTest, ValuesOfFixedLists) {
  EXPECT_THAT(Complete({"status", "-o", ""}), ElementsAreArray(output::FormatNames()));
  EXPECT_THAT(Complete({"status", "--output", "n"}), ElementsAre("ndjson"));
  EXPECT_THAT(Complete({"status", "--output=n"}), ElementsAre("--output=ndjson"));
  EXPECT_THAT(Complete({"status", "--output", "=", "n"}), ElementsAre("ndjson"));
  EXPECT_THAT(Complete({"status", "--output", "="}), ElementsAreArray(output::FormatNames()));
  EXPECT_THAT(Complete({"--lang", ""}), ElementsAre("zh", "en", "auto"));
  EXPECT_THAT(Complete({"target", "board", "--section", ""}), ElementsAre("headline", "all"));
  // Ids, files and free texts are not ours to complete; neither is what follows "--".
  EXPECT_THAT(Complete({"target", "board", "--scenario", ""}), IsEmpty());
  EXPECT_THAT(Complete({"import", ""}), IsEmpty());
  EXPECT_THAT(Complete({"import", "--", "-"}), IsEmpty());
  EXPECT_THAT(Complete({"status", "--nonsense", "--nonsense="}), IsEmpty());
}

TEST(CandidatesTest, CodesAreThoseOfTheVocabulary) {
  const auto measures = Complete({"observation", "list", "--measure", ""});
  EXPECT_THAT(measures, ElementsAre("level", "growth", "change"));
  for (const std::string& code : measures) EXPECT_TRUE(ParseCode<Measure>(code).ok()) << code;
  const auto bases = Complete({"observation", "list", "--price-basis", ""});
  EXPECT_THAT(bases, ElementsAre("current", "constant", "na", "unstated"));
  for (const std::string& code : bases) EXPECT_TRUE(ParseCode<PriceBasis>(code).ok()) << code;
}

// What bash offers after these words, the last one under the cursor.
std::vector<std::string> BashOffers(const std::vector<std::string>& words) {
  const std::string command = absl::StrCat(
      "PATH=" INDICAST_BINARY_DIR "/bin:$PATH; source <(indicast completion bash) && COMP_WORDS=('",
      absl::StrJoin(words, "' '"), "') && COMP_CWORD=", words.size() - 1,
      " && _indicast && (( ${#COMPREPLY[@]} )) && printf \"%s\\n\" \"${COMPREPLY[@]}\"");
  const std::string line = absl::StrCat("exec bash --norc -c '",
                                        absl::StrJoin(absl::StrSplit(command, '\''), "'\\''"), "'");
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return {"no bash"};
  std::string text;
  std::array<char, 4096> part{};
  for (size_t n = fread(part.data(), 1, part.size(), pipe); n > 0;
       n = fread(part.data(), 1, part.size(), pipe)) {
    text.append(part.data(), n);
  }
  pclose(pipe);
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

TEST(BashTest, OffersWhatTheProgramSays) {
  EXPECT_THAT(BashOffers({"indicast", "tar"}), ElementsAre("target"));
  EXPECT_THAT(BashOffers({"indicast", "target", "board", "--fail"}), ElementsAre("--fail-missed"));
  EXPECT_THAT(BashOffers({"indicast", "status", "-o", "js"}), ElementsAre("json"));
  EXPECT_THAT(BashOffers({"indicast", "status", "--lang", "=", "z"}), ElementsAre("zh"));
  EXPECT_THAT(BashOffers({"indicast", "import", ""}), IsEmpty());
}

TEST(CompletionScriptTest, EveryShellHasOneThatAsksTheProgram) {
  for (const std::string& shell : Shells()) {
    EXPECT_THAT(Output({"completion", shell}), HasSubstr(kCompleteVerb)) << shell;
  }
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(cli::Run({"completion", "bsh"}, {}, out, err), ExitCode::kUsage);
  EXPECT_THAT(err.str(), HasSubstr("no shell bsh. Did you mean bash or zsh? Use bash, zsh, fish"));
}

// Every command that can be run, found by asking for completions.
void Walk(const std::vector<std::string>& path, std::vector<std::vector<std::string>>& leaves) {
  std::vector<std::string> words = path;
  words.emplace_back();
  bool group = false;
  for (const std::string& candidate : Complete(words)) {
    // Commands are those whose help calls itself so.
    std::vector<std::string> help = path;
    help.push_back(candidate);
    if (absl::StartsWith(candidate, "-") || path.size() > 3) continue;
    help.insert(help.begin(), "help");
    std::ostringstream out;
    std::ostringstream err;
    if (Run(help, {}, out, err) != ExitCode::kDone) continue;
    help.erase(help.begin());
    if (!absl::StrContains(out.str(), absl::StrCat("Usage: indicast ", absl::StrJoin(help, " ")))) {
      continue;
    }
    group = true;
    Walk(help, leaves);
  }
  if (!group) leaves.push_back(path);
}

TEST(HelpTest, EveryCommandHasAnExampleOfItselfInBothLanguages) {
  std::vector<std::vector<std::string>> leaves;
  Walk({}, leaves);
  EXPECT_GE(leaves.size(), 16U);
  EXPECT_THAT(leaves, Contains(ElementsAre("target", "board")));
  EXPECT_THAT(leaves, Contains(ElementsAre("completion")));
  for (std::vector<std::string> words : leaves) {
    const std::string command = absl::StrCat("indicast ", absl::StrJoin(words, " "));
    words.insert(words.end(), {"--help", "--lang", "en"});
    const std::string en = Output(words);
    words.back() = "zh";
    const std::string zh = Output(words);
    for (const auto& [help, title] : {std::pair(en, "\nExamples:\n"), {zh, "\n示例:\n"}}) {
      const size_t at = help.find(title);
      ASSERT_NE(at, std::string::npos) << help;
      EXPECT_THAT(help.substr(at), HasSubstr("  # ")) << command;
      EXPECT_THAT(help.substr(at), HasSubstr(command)) << help;
    }
  }
}

TEST(HelpTest, AGroupShowsAnExampleOfEachOfItsCommands) {
  const std::string help = Output({"target", "--help"});
  EXPECT_THAT(help, HasSubstr("\nExamples:\n"));
  EXPECT_THAT(help, HasSubstr("\n  indicast target board\n"));
  EXPECT_THAT(help, HasSubstr("\n  indicast target list "));
}

}  // namespace
}  // namespace indicast::cli
