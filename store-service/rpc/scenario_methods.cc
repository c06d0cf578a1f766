#include <optional>
#include <utility>
#include <vector>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/app/scenario_diff.h"
#include "store-service/app/scenarios.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

void ToProto(const std::optional<AssumptionInEffect>& in,
             v1::ScenarioSide* (v1::ScenarioDifference::*mutable_side)(),
             v1::ScenarioDifference& out) {
  if (!in.has_value()) return;
  v1::ScenarioSide& side = *(out.*mutable_side)();
  store::ToProto(in->assumption, side.mutable_assumption());
  side.set_scenario(in->scenario);
}

}  // namespace

absl::Status Read(const Store& store, const v1::GetScenarioRequest& request,
                  v1::GetScenarioResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(const ScenarioWithAncestors found,
                   GetScenario(*at.snapshot, request.id(), at.as_of));
  ToProto(found.scenario, response->mutable_scenario());
  for (const ScenarioView& ancestor : found.ancestors) {
    ToProto(ancestor, response->add_ancestors());
  }
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListScenariosRequest& request,
                  v1::ListScenariosResponse* response) {
  absl::StatusOr<AsOf> as_of = FromProto(request.as_of());
  if (!as_of.ok()) return PrefixField(as_of.status(), "as_of");
  ASSIGN_OR_RETURN(auto page, ListScenarios(*store.snapshot(), *as_of,
                                            {request.page_size(), request.page_token()}));
  for (const ScenarioView& scenario : page.items) ToProto(scenario, response->add_scenarios());
  response->set_next_page_token(std::move(page.next_token));
  response->set_revision(page.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::DiffScenariosRequest& request,
                  v1::DiffScenariosResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(const std::vector<ScenarioDifference> differences,
                   DiffScenarios(*at.snapshot, request.left(), request.right(), at.as_of));
  for (const ScenarioDifference& difference : differences) {
    v1::ScenarioDifference& added = *response->add_differences();
    added.set_indicator(difference.indicator);
    if (difference.from_year.has_value()) added.set_from_year(*difference.from_year);
    if (difference.to_year.has_value()) added.set_to_year(*difference.to_year);
    ToProto(difference.left, &v1::ScenarioDifference::mutable_left, added);
    ToProto(difference.right, &v1::ScenarioDifference::mutable_right, added);
  }
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Create(Store& store, const v1::CreateScenarioRequest& request,
                    const std::string& author, v1::CreateScenarioResponse* response) {
  absl::StatusOr<Scenario> scenario = FromProto(request.scenario());
  if (!scenario.ok()) return PrefixField(scenario.status(), "scenario");
  ImportRequest import;
  import.request_id = request.request_id();
  import.author = author;
  import.reason = request.reason();
  import.scenarios = {*std::move(scenario)};
  import.validate_only = request.validate_only();
  import.only_new = true;
  if (const std::string& etag = request.scenario().etag(); !etag.empty()) {
    import.etags = {{ "scenarios", 0, etag }};
  }
  const absl::StatusOr<ImportResult> result = store.Import(import);
  if (!result.ok()) return RenameField(result.status(), "scenarios[0]", "scenario");
  response->set_revision(result->head.revision);
  if (request.validate_only()) {
    ToProto(import.scenarios[0], response->mutable_scenario());
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const ScenarioWithAncestors written,
                   GetScenario(*store.snapshot(), import.scenarios[0].id,
                               {result->head.revision, std::nullopt}));
  ToProto(written.scenario, response->mutable_scenario());
  return absl::OkStatus();
}

}  // namespace indicast::store
