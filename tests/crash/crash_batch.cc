#include "tests/crash/crash_batch.h"

#include <variant>

#include "store-service/domain/sample_records.h"

namespace indicast::store {

WriteBatch CrashBatch(Revision revision) {
  const int seed = static_cast<int>(revision);
  WriteBatch batch = SampleBatch(seed, seed % 8 == 0 ? 1000 : 1 + seed % 5);
  for (const Record& record : SampleRecords()) {
    if (std::holds_alternative<Scenario>(record)) batch.records.push_back(record);
  }
  return batch;
}

}  // namespace indicast::store
