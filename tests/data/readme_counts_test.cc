// The number of records that data/changsha/README.md gives for each file is the number there is.
#include <filesystem>
#include <map>
#include <regex>
#include <string>

#include "clients/cpp/csv.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/structure/source_tree.h"

namespace indicast {
namespace {

using ::testing::ContainerEq;
using ::testing::IsEmpty;
using ::testing::Not;
using Counts = std::map<std::string, size_t>;

const std::string kFolder = INDICAST_SOURCE_DIR "/data/changsha/";

Counts CountsOfReadme() {
  const std::string page = structure::ReadFile(kFolder + "README.md");
  const std::regex row(R"(\n\| `([a-z_/]+\.csv)` \| (\d+) \|)");
  Counts counts;
  for (std::sregex_iterator it(page.begin(), page.end(), row), end; it != end; ++it) {
    counts[(*it)[1]] = std::stoul((*it)[2]);
  }
  return counts;
}

Counts CountsOfFiles() {
  Counts counts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kFolder)) {
    if (entry.path().extension() != ".csv") continue;
    const std::string path = entry.path().lexically_relative(kFolder);
    const auto table = client::ParseCsv(structure::ReadFile(entry.path()), path);
    EXPECT_TRUE(table.ok()) << table.status();
    if (table.ok()) counts[path] = table->rows.size();
  }
  return counts;
}

TEST(ReadmeCounts, AreThoseOfTheFiles) {
  EXPECT_THAT(CountsOfFiles(), Not(IsEmpty()));
  EXPECT_THAT(CountsOfReadme(), ContainerEq(CountsOfFiles()));
}

}  // namespace
}  // namespace indicast
