// The two verbs that end vintages: withdrawals name them one by one, replacements end what they
// cover and the request does not hold. Thread-safe free functions on values.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "store-service/app/import.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

inline constexpr size_t kMaxReplacements = 100;
inline constexpr size_t kMaxReplacementIds = 1000;  // of each list

struct EndedVintage {
  std::shared_ptr<const Observation> observation;
  std::string key;
  std::string field;      // that ends it: "withdrawals[2]", "replacements[0]"
  bool replaced = false;  // by a replacement
};

// What a request ends, each vintage once: withdrawals in their order, then replacements in the
// order of series, period and publication.
struct Endings {
  std::vector<EndedVintage> vintages;
  absl::flat_hash_set<std::string> keys;
};

// Adds a violation for every wrong field of the withdrawals and replacements alone.
void CheckVerbs(const ImportRequest& request, std::vector<FieldViolation>& violations);

// Withdrawals of vintages that are not current are left out: CheckImport refuses them.
// Cost: the vintages that the replacements cover.
Endings FindEndings(const ImportRequest& request, const Snapshot& snapshot, const AsOf& as_of);

// Adds them to what the plan writes and reports.
void AddEndings(const Endings& endings, ImportPlan& plan);

// Puts withdrawals and replacements, nothing when there are none.
void PutVerbs(const ImportRequest& request, Sha256& digest);

}  // namespace indicast::store
