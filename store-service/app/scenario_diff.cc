#include "store-service/app/scenario_diff.h"

#include <algorithm>
#include <climits>
#include <memory>
#include <set>
#include <utility>

#include "common/status/status_macros.h"
#include "store-service/app/scenarios.h"

namespace indicast::store {
namespace {

constexpr char kEvery[] = "*";
// Years before the first and after the last one that is named.
constexpr int kBeforeAll = INT_MIN;

using Layers = std::vector<std::shared_ptr<const Scenario>>;  // the scenario, then its ancestors

absl::StatusOr<Layers> LayersOf(const Snapshot& snapshot, absl::string_view id, const AsOf& as_of) {
  ASSIGN_OR_RETURN(const ScenarioWithAncestors found, GetScenario(snapshot, id, as_of));
  Layers layers = {found.scenario.scenario};
  for (const ScenarioView& above : found.ancestors) layers.push_back(above.scenario);
  return layers;
}

bool Covers(const Assumption& assumption, int year) {
  if (assumption.from_year.has_value() && year < *assumption.from_year) return false;
  if (assumption.to_year.has_value() && year > *assumption.to_year) return false;
  if (const auto* given = std::get_if<GivenRule>(&assumption.rule)) {
    return std::any_of(given->points.begin(), given->points.end(),
                       [year](const GivenPoint& point) { return point.year == year; });
  }
  const auto* required = std::get_if<RequiredRule>(&assumption.rule);
  return required == nullptr || year <= required->year;
}

const Assumption* FindInLayer(const Scenario& layer, absl::string_view name, int year) {
  for (auto it = layer.assumptions.rbegin(); it != layer.assumptions.rend(); ++it) {
    if (it->indicator == name && Covers(*it, year)) return &*it;
  }
  return nullptr;
}

std::optional<AssumptionInEffect> InEffect(const Layers& layers, const std::string& indicator,
                                           bool takes_every, int year) {
  for (const auto& layer : layers) {
    const Assumption* found = FindInLayer(*layer, indicator, year);
    if (found == nullptr && takes_every) found = FindInLayer(*layer, kEvery, year);
    if (found != nullptr) return AssumptionInEffect{*found, layer->id};
  }
  return std::nullopt;
}

// The years in which what an assumption covers begins or ends.
void AddBreaks(const Assumption& assumption, std::set<int>& breaks) {
  if (assumption.from_year.has_value()) breaks.insert(*assumption.from_year);
  if (assumption.to_year.has_value()) breaks.insert(*assumption.to_year + 1);
  if (const auto* given = std::get_if<GivenRule>(&assumption.rule)) {
    for (const GivenPoint& point : given->points) {
      breaks.insert(point.year);
      breaks.insert(point.year + 1);
    }
  }
  if (const auto* required = std::get_if<RequiredRule>(&assumption.rule)) {
    breaks.insert(required->year + 1);
  }
}

bool SameRule(const std::optional<AssumptionInEffect>& a,
              const std::optional<AssumptionInEffect>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
  return CanonicalText(a->assumption.rule) == CanonicalText(b->assumption.rule);
}

class Differ {
 public:
  Differ(const Snapshot& snapshot, const AsOf& as_of, Layers left, Layers right)
      : snapshot_(snapshot), as_of_(as_of), left_(std::move(left)), right_(std::move(right)) {
    for (const Layers* layers : {&left_, &right_}) {
      for (const auto& layer : *layers) {
        for (const Assumption& assumption : layer->assumptions) {
          names_.insert(assumption.indicator);
          AddBreaks(assumption, breaks_);
        }
      }
    }
  }

  std::vector<ScenarioDifference> Run() {
    for (const std::string& name : names_) Compare(name);
    return std::move(differences_);
  }

 private:
  void Compare(const std::string& name) {
    const auto indicator = snapshot_.FindIndicator(name, as_of_);
    const bool takes_every = indicator == nullptr || !indicator->one_off;
    std::vector<int> starts = {kBeforeAll};
    starts.insert(starts.end(), breaks_.begin(), breaks_.end());
    bool open = false;  // the last difference goes on
    for (size_t i = 0; i < starts.size(); ++i) {
      auto left = InEffect(left_, name, takes_every, starts[i]);
      auto right = InEffect(right_, name, takes_every, starts[i]);
      if (SameRule(left, right)) {
        open = false;
        continue;
      }
      if (!open || !SameRule(left, differences_.back().left) ||
          !SameRule(right, differences_.back().right)) {
        differences_.push_back({name, {}, {}, std::move(left), std::move(right)});
        if (starts[i] != kBeforeAll) differences_.back().from_year = starts[i];
      }
      open = true;
      differences_.back().to_year.reset();
      if (i + 1 < starts.size()) differences_.back().to_year = starts[i + 1] - 1;
    }
  }

  const Snapshot& snapshot_;
  const AsOf& as_of_;
  const Layers left_;
  const Layers right_;
  std::set<std::string> names_;  // "*" sorts first
  std::set<int> breaks_;
  std::vector<ScenarioDifference> differences_;
};

}  // namespace

absl::StatusOr<std::vector<ScenarioDifference>> DiffScenarios(const Snapshot& snapshot,
                                                              absl::string_view left,
                                                              absl::string_view right,
                                                              const AsOf& as_of) {
  ASSIGN_OR_RETURN(Layers left_layers, LayersOf(snapshot, left, as_of));
  ASSIGN_OR_RETURN(Layers right_layers, LayersOf(snapshot, right, as_of));
  return Differ(snapshot, as_of, std::move(left_layers), std::move(right_layers)).Run();
}

}  // namespace indicast::store
