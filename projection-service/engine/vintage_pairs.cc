#include "projection-service/engine/vintage_pairs.h"

#include <map>
#include <string>
#include <tuple>

namespace indicast::projection {
namespace {

using Key = std::tuple<std::string, Measure, PriceBasis, std::string, int>;

struct Vintages {
  const Figure* expected = nullptr;
  const Figure* outcome = nullptr;
};

bool IsNumber(const Figure& figure) {
  return figure.value.has_value() &&
         (figure.qualifier == Qualifier::kEqual || figure.qualifier == Qualifier::kAbout);
}

void Prefer(const Figure& figure, const Figure*& chosen) {
  if (chosen == nullptr || PreferredBefore(figure, *chosen)) chosen = &figure;
}

}  // namespace

std::vector<VintagePair> CollectVintagePairs(const InputSet& inputs) {
  std::map<Key, Vintages> found;
  for (const Figure& figure : inputs.figures()) {
    if (!IsNumber(figure) || figure.measure == Measure::kChange) continue;
    Vintages& vintages =
        found[{figure.indicator, figure.measure, figure.price_basis, figure.scope, figure.year()}];
    if (figure.stage == Stage::kExpected) Prefer(figure, vintages.expected);
    if (figure.IsOutcome()) Prefer(figure, vintages.outcome);
  }
  std::vector<VintagePair> pairs;
  for (const auto& [key, vintages] : found) {
    if (vintages.expected == nullptr || vintages.outcome == nullptr) continue;
    pairs.push_back({std::get<0>(key), std::get<1>(key), std::get<4>(key),
                     vintages.expected->value->ToDouble(), vintages.outcome->value->ToDouble()});
  }
  return pairs;
}

}  // namespace indicast::projection
