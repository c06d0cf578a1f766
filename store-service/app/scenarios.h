// Reading scenarios of one snapshot. Thread-safe free functions. Common errors: those of
// PinRevision() and StartPage().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

struct ScenarioView {
  std::shared_ptr<const Scenario> scenario;
  Revision revision = 0;
  // SHA-256 (hex) over the canonical texts of this layer and its ancestors, nearest first.
  std::string content_hash;
};

struct ScenarioWithAncestors {
  ScenarioView scenario;
  std::vector<ScenarioView> ancestors;  // nearest first
};

// kNotFound (SCENARIO_NOT_FOUND) with the nearest ids. `as_of` must be pinned.
absl::StatusOr<ScenarioWithAncestors> GetScenario(const Snapshot& snapshot, absl::string_view id,
                                                  const AsOf& as_of);

// By id.
absl::StatusOr<Page<ScenarioView>> ListScenarios(const Snapshot& snapshot, const AsOf& as_of,
                                                 const PageRequest& page);

}  // namespace indicast::store
