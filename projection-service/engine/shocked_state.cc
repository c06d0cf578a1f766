#include "projection-service/engine/shocked_state.h"

#include <cmath>
#include <optional>

#include "projection-service/domain/result.h"
#include "projection-service/engine/shock.h"

namespace indicast::projection {
namespace {

Computed Finite(double value, std::optional<Qualifier> qualifier) {
  if (!std::isfinite(value)) return MakeIssue(kValueOutOfRange);
  if (!qualifier.has_value()) return MakeIssue(kBoundUndetermined);
  return Bounded{value, *qualifier};
}

bool IsExact(const Computed& value) {
  return value.ok() && value.value().qualifier == Qualifier::kEqual;
}

Computed ShockedGrowth(const Computed& growth, double log_change) {
  if (!growth.ok()) return growth;
  return Finite(ShockedGrowthPercent(growth.value().value, log_change), growth.value().qualifier);
}

Computed ShockedLevel(const Computed& level, double log_offset) {
  if (!level.ok() || log_offset == 0) return level;
  if (!(level.value().value > 0)) return MakeIssue(kBaseNotPositive);
  return Finite(level.value().value * std::exp(log_offset), level.value().qualifier);
}

// Exact growth carries the bound of the year before; otherwise only two levels that bound nothing
// have a difference that does not either.
Computed ShockedChange(const Computed& level, const Computed& growth, const Computed& before) {
  if (!level.ok()) return level.issue();
  if (!before.ok()) return before.issue();
  const double change = level.value().value - before.value().value;
  const Qualifier base = before.value().qualifier;
  if (IsExact(growth) && level.value().qualifier == base) {
    if (growth.value().value == 0) return Finite(change, Qualifier::kEqual);
    return Finite(change, growth.value().value > 0 ? base : Mirrored(base));
  }
  const bool bounds = IsLowerBound(base) || IsUpperBound(base) ||
                      IsLowerBound(level.value().qualifier) ||
                      IsUpperBound(level.value().qualifier);
  return Finite(change, bounds ? std::nullopt : Combined(level.value().qualifier, base));
}

}  // namespace

YearState ShockedState(const YearState& underlying, double log_offset, double log_change,
                       const YearState& previous) {
  if (log_offset == 0 && log_change == 0) return underlying;
  YearState state{ShockedGrowth(underlying.growth, log_change),
                  ShockedLevel(underlying.level, log_offset), MakeIssue(kNoAssumption)};
  state.change = ShockedChange(state.level, state.growth, previous.level);
  return state;
}

}  // namespace indicast::projection
