// Entry of one libFuzzer binary; INDICAST_FUZZ_TARGET names its target.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "tests/fuzz/fuzz_targets.h"

namespace {

const indicast::fuzz::Target& FindTarget() {
  for (const indicast::fuzz::Target& target : indicast::fuzz::Targets()) {
    if (std::strcmp(target.name, INDICAST_FUZZ_TARGET) == 0) return target;
  }
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const indicast::fuzz::Target& target = FindTarget();
  if (size > target.max_bytes) return -1;
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
