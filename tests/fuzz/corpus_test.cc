// Replays every kept input, so that what a fuzzer found once stays found in every build.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fuzz/fuzz_targets.h"

namespace indicast::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path& CorpusRoot() {
  static const auto* const root = new fs::path(fs::path(INDICAST_SOURCE_DIR) / "tests/fuzz/corpus");
  return *root;
}

class CorpusTest : public ::testing::TestWithParam<Target> {};

TEST_P(CorpusTest, EveryKeptInputHoldsTheProperties) {
  const Target& target = GetParam();
  int inputs = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(CorpusRoot() / target.name)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string input(std::istreambuf_iterator<char>(in), {});
    // A broken property ends the process: say first which input it is.
    std::cerr << "input " << entry.path() << "\n";
    EXPECT_LE(input.size(), target.max_bytes) << "the fuzzer never tries inputs of this length";
    target.run(input);
    ++inputs;
  }
  EXPECT_GT(inputs, 0);
}

TEST_P(CorpusTest, EmptyAndHugeInputsHoldTheProperties) {
  GetParam().run("");
  GetParam().run(std::string(1 << 20, '9'));
  GetParam().run(std::string(1 << 20, '\0'));
}

INSTANTIATE_TEST_SUITE_P(Targets, CorpusTest,
                         ::testing::ValuesIn(Targets().begin(), Targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

// A target without its binary is replayed and never fuzzed.
TEST(CorpusTest, EveryTargetIsBuiltAsAFuzzer) {
  const std::vector<std::string> fuzzers = absl::StrSplit(INDICAST_FUZZERS, ' ');
  std::vector<std::string> names;
  for (const Target& target : Targets()) names.emplace_back(target.name);
  EXPECT_THAT(fuzzers, ::testing::UnorderedElementsAreArray(names));
}

TEST(CorpusTest, EveryFolderOfInputsHasATarget) {
  std::set<std::string> names;
  for (const Target& target : Targets()) names.insert(target.name);
  for (const fs::directory_entry& entry : fs::directory_iterator(CorpusRoot())) {
    EXPECT_EQ(names.count(entry.path().filename().string()), 1U) << entry.path();
  }
}

}  // namespace
}  // namespace indicast::fuzz
