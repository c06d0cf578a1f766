#include "store-service/app/scenario_diff.h"

#include <algorithm>
#include <climits>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
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

// What moves an indicator in a year: a rule, and the shocks that are stronger than it.
struct Effect {
  std::optional<AssumptionInEffect> rule;
  std::vector<AssumptionInEffect> shocks;
};

// Takes the layer's assumptions for exactly this name, strongest first; true once a rule is found.
bool TakeFromLayer(const Scenario& layer, absl::string_view name, int year, Effect& effect) {
  for (auto it = layer.assumptions.rbegin(); it != layer.assumptions.rend(); ++it) {
    if (it->indicator != name || !Covers(*it, year)) continue;
    if (std::holds_alternative<ShockRule>(it->rule)) {
      effect.shocks.push_back({*it, layer.id});
    } else {
      effect.rule = AssumptionInEffect{*it, layer.id};
      return true;
    }
  }
  return false;
}

Effect InEffect(const Layers& layers, const std::string& indicator, bool takes_every, int year) {
  Effect effect;
  for (const auto& layer : layers) {
    if (TakeFromLayer(*layer, indicator, year, effect)) break;
    if (takes_every && indicator != kEvery && TakeFromLayer(*layer, kEvery, year, effect)) break;
  }
  return effect;
}

// A one-off shock of another year is another shock.
std::string ShockKey(const Assumption& assumption) {
  const bool growth = std::get<ShockRule>(assumption.rule).kind == "growth";
  return absl::StrCat(
      CanonicalText(assumption.rule),
      growth || !assumption.from_year.has_value() ? "" : absl::StrCat("@", *assumption.from_year));
}

// The shocks of `a` without those of `b`, each as often as it is left over.
std::vector<AssumptionInEffect> ShocksBeyond(const Effect& a, const Effect& b) {
  std::multiset<std::string> known;
  for (const AssumptionInEffect& shock : b.shocks) known.insert(ShockKey(shock.assumption));
  std::vector<AssumptionInEffect> beyond;
  for (const AssumptionInEffect& shock : a.shocks) {
    const auto found = known.find(ShockKey(shock.assumption));
    if (found == known.end()) {
      beyond.push_back(shock);
    } else {
      known.erase(found);
    }
  }
  return beyond;
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
    bool open = false;  // the last difference of rules goes on
    std::vector<ScenarioDifference> shocks;
    for (size_t i = 0; i < starts.size(); ++i) {
      Effect left = InEffect(left_, name, takes_every, starts[i]);
      Effect right = InEffect(right_, name, takes_every, starts[i]);
      ScenarioDifference years{name, {}, {}, {}, {}};
      if (starts[i] != kBeforeAll) years.from_year = starts[i];
      if (i + 1 < starts.size()) years.to_year = starts[i + 1] - 1;
      AddShocks(ShocksBeyond(left, right), &ScenarioDifference::left, years, shocks);
      AddShocks(ShocksBeyond(right, left), &ScenarioDifference::right, years, shocks);
      if (SameRule(left.rule, right.rule)) {
        open = false;
        continue;
      }
      if (open && SameRule(left.rule, differences_.back().left) &&
          SameRule(right.rule, differences_.back().right)) {
        differences_.back().to_year = years.to_year;
      } else {
        years.left = std::move(left.rule);
        years.right = std::move(right.rule);
        differences_.push_back(std::move(years));
      }
      open = true;
    }
    differences_.insert(differences_.end(), std::make_move_iterator(shocks.begin()),
                        std::make_move_iterator(shocks.end()));
  }

  // Shocks that stand on one side only; one that goes on from the years before is one difference.
  static void AddShocks(std::vector<AssumptionInEffect> beyond,
                        std::optional<AssumptionInEffect> ScenarioDifference::*side,
                        const ScenarioDifference& years, std::vector<ScenarioDifference>& shocks) {
    for (AssumptionInEffect& shock : beyond) {
      const auto going_on =
          std::find_if(shocks.begin(), shocks.end(), [&](const ScenarioDifference& known) {
            return (known.*side).has_value() && known.to_year.has_value() &&
                   *known.to_year + 1 == years.from_year &&
                   ShockKey((known.*side)->assumption) == ShockKey(shock.assumption);
          });
      if (going_on != shocks.end()) {
        going_on->to_year = years.to_year;
        continue;
      }
      shocks.push_back(years);
      shocks.back().*side = std::move(shock);
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
