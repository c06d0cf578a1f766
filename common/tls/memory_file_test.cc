#include "common/tls/memory_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::tls {
namespace {

using ::indicast::testing::IsOk;

std::string Read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

time_t ModifiedAt(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0);
  return info.st_mtime;
}

TEST(MemoryFileTest, IsReadUnderItsPath) {
  ASSERT_OK_AND_ASSIGN(const auto file, MemoryFile::Create("one"));
  EXPECT_EQ(Read(file->path()), "one");
  EXPECT_EQ(Read(file->path()), "one") << "a second reader begins at the beginning";
}

TEST(MemoryFileTest, IsReplacedAsAWholeUnderTheSamePath) {
  ASSERT_OK_AND_ASSIGN(const auto file, MemoryFile::Create("a longer text"));
  const std::string path = file->path();
  std::ifstream reading(path);
  ASSERT_THAT(file->Replace("short"), IsOk());
  EXPECT_EQ(file->path(), path);
  EXPECT_EQ(Read(path), "short");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reading), {}), "a longer text")
      << "who has it open reads what was there";
}

TEST(MemoryFileTest, EveryContentHasALaterSecond) {
  ASSERT_OK_AND_ASSIGN(const auto file, MemoryFile::Create("0"));
  time_t before = ModifiedAt(file->path());
  for (const char* content : {"1", "2", "3"}) {
    ASSERT_THAT(file->Replace(content), IsOk());
    const time_t now = ModifiedAt(file->path());
    EXPECT_GT(now, before);
    before = now;
  }
}

TEST(MemoryFileTest, NoStrangersFileComesBehindThePathOfOneThatIsGone) {
  std::string path;
  {
    ASSERT_OK_AND_ASSIGN(const auto file, MemoryFile::Create("secret"));
    path = file->path();
  }
  EXPECT_EQ(access(path.c_str(), R_OK), 0);
  EXPECT_EQ(Read(path), "");
  const int stranger = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_NE("/proc/self/fd/" + std::to_string(stranger), path);
  close(stranger);
  ASSERT_OK_AND_ASSIGN(const auto next, MemoryFile::Create("next"));
  EXPECT_EQ(next->path(), path) << "descriptors are used again, not used up";
}

}  // namespace
}  // namespace indicast::tls
