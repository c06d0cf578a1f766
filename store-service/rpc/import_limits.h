// Limits of streamed imports.
#pragma once

#include <cstdint>

namespace indicast::store {

// Of one stream; the bytes bound all open streams together too.
struct StreamedImportLimits {
  int64_t max_records = 5'000'000;
  int64_t max_bytes = int64_t{4} << 30;
};

}  // namespace indicast::store
