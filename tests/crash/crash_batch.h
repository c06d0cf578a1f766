// What a writer that will be killed writes: everything follows from the revision, so that a reader
// knows what must be there.
#pragma once

#include "store-service/domain/write_batch.h"

namespace indicast::store {

// A few observations, and a scenario with rows in several tables; every eighth batch is large.
WriteBatch CrashBatch(Revision revision);

}  // namespace indicast::store
