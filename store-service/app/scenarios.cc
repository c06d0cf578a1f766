#include "store-service/app/scenarios.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/domain/ids.h"

namespace indicast::store {
namespace {

using Versioned = Snapshot::Versioned<Scenario>;

// The scenario and its ancestors, nearest first. Imports keep circles out; a log that holds one
// all the same ends the walk where it closes.
std::vector<Versioned> ChainOf(const Snapshot& snapshot, absl::string_view id, const AsOf& as_of) {
  std::vector<Versioned> chain;
  for (Versioned next = snapshot.FindScenarioVersion(id, as_of); next.first != nullptr;
       next = snapshot.FindScenarioVersion(next.first->parent, as_of)) {
    const bool seen = std::any_of(chain.begin(), chain.end(),
                                  [&](const Versioned& v) { return v.first == next.first; });
    if (seen) break;
    chain.push_back(next);
  }
  return chain;
}

ScenarioView ViewOf(const std::vector<Versioned>& chain, size_t begin) {
  Sha256 digest;
  for (size_t i = begin; i < chain.size(); ++i) digest.PutString(CanonicalText(*chain[i].first));
  return {chain[begin].first, chain[begin].second, digest.Hex()};
}

}  // namespace

absl::StatusOr<ScenarioWithAncestors> GetScenario(const Snapshot& snapshot, absl::string_view id,
                                                  const AsOf& as_of) {
  const std::vector<Versioned> chain = ChainOf(snapshot, id, as_of);
  if (chain.empty()) {
    const auto all = snapshot.Scenarios(as_of);
    std::vector<absl::string_view> ids;
    ids.reserve(all.size());
    for (const auto& [scenario, revision] : all) ids.push_back(scenario->id);
    return Error(absl::StatusCode::kNotFound, "SCENARIO_NOT_FOUND",
                 absl::StrCat("no scenario '", Shorten(id), "' at revision ",
                              as_of.revision.value_or(snapshot.revision()), NearestHint(id, ids)),
                 {{"id", Shorten(id)}, {"nearest", absl::StrJoin(NearestIds(id, ids), ",")}});
  }
  ScenarioWithAncestors result;
  result.scenario = ViewOf(chain, 0);
  for (size_t i = 1; i < chain.size(); ++i) result.ancestors.push_back(ViewOf(chain, i));
  return result;
}

absl::StatusOr<Page<ScenarioView>> ListScenarios(const Snapshot& snapshot, const AsOf& as_of,
                                                 const PageRequest& request) {
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, request, as_of, "scenarios"));
  ASSIGN_OR_RETURN(Page<Versioned> versions, PageOf(start, snapshot.Scenarios(start.as_of)));
  Page<ScenarioView> page;
  page.next_token = std::move(versions.next_token);
  page.revision = versions.revision;
  for (const Versioned& version : versions.items) {
    page.items.push_back(ViewOf(ChainOf(snapshot, version.first->id, start.as_of), 0));
  }
  return page;
}

}  // namespace indicast::store
