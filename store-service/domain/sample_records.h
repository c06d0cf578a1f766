// Records for tests: every kind, every alternative, and the contents that get lost most easily
// (Chinese, quotes, line breaks, trailing zeros, empty against absent).
#pragma once

#include <string>
#include <vector>

#include "store-service/domain/write_batch.h"

namespace indicast::store {

// One record or more of every kind; all alternatives of evidence, goals and rules.
std::vector<Record> SampleRecords();

// An observation of indicator "gdp", area "changsha" and the given year.
Observation SampleObservation(int year, const std::string& value);

// A batch made from `seed` alone: ids, texts and `records` observations follow from it.
WriteBatch SampleBatch(int seed, int records = 3);

}  // namespace indicast::store
