// The file that says how far the log was acknowledged.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/status/error.h"
#include "store-service/backend/sqlite/head_file.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::string& Directory() {
  static const auto* const directory = [] {
    // In memory where there is such a place: each input is synced.
    const std::filesystem::path root = std::filesystem::is_directory("/dev/shm")
                                           ? "/dev/shm"
                                           : std::filesystem::temp_directory_path();
    auto* const path = new std::string((root / "indicast-fuzz-XXXXXX").string());
    REQUIRE(::mkdtemp(path->data()) != nullptr);
    std::atexit([] { std::filesystem::remove_all(Directory()); });
    return path;
  }();
  return *directory;
}

}  // namespace

void FuzzHeadFile(absl::string_view input) {
  const store::HeadFile file(Directory());
  std::ofstream(file.path(), std::ios::binary)
      .write(input.data(), static_cast<std::streamsize>(input.size()));
  const auto head = file.Read();
  if (!head.ok()) {
    REQUIRE(DetailOf(head.status()).reason == "STORE_CORRUPT");
    return;
  }
  REQUIRE(head->has_value());
  // What is read is written as the same bytes.
  REQUIRE(file.Prepare(**head).ok() && file.Publish().ok());
  REQUIRE(ReadWhole(file.path()) == input);
}

}  // namespace indicast::fuzz
