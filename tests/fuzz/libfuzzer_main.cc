// Entry of one libFuzzer binary; INDICAST_FUZZ_TARGET names its target.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_targets.h"

namespace {

const indicast::fuzz::Target& FindTarget() {
  for (const indicast::fuzz::Target& target : indicast::fuzz::Targets()) {
    if (std::strcmp(target.name, INDICAST_FUZZ_TARGET) == 0) return target;
  }
  std::abort();
}

}  // namespace

// Gives the engine the length limit of the target, unless the command line has one.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  static std::string limit = "-max_len=" + std::to_string(FindTarget().max_bytes);
  static std::vector<char*> arguments(*argv, *argv + *argc);
  arguments.insert(arguments.begin() + 1, limit.data());
  *argc = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  *argv = arguments.data();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const indicast::fuzz::Target& target = FindTarget();
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
