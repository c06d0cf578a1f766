#include "store-service/app/conflicts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

// A figure in the unit of the preferred one.
struct Stated {
  Decimal value;
  Qualifier qualifier = Qualifier::kEqual;
};

// `to` minus `from` in powers of ten; nullopt when the units measure different things.
std::optional<int> ShiftBetween(const Snapshot& snapshot, const AsOf& as_of,
                                const std::string& from, const std::string& to) {
  if (from == to) return 0;
  const auto source = snapshot.FindUnit(from, as_of);
  const auto result = snapshot.FindUnit(to, as_of);
  if (source == nullptr || result == nullptr || source->measure != result->measure) {
    return std::nullopt;
  }
  return source->multiplier_exponent - result->multiplier_exponent;
}

// Whether the two can both be true of one quantity as printed.
bool Compatible(const Stated& a, const Stated& b) {
  if (IsLowerBound(a.qualifier) && IsLowerBound(b.qualifier)) return true;
  if (IsUpperBound(a.qualifier) && IsUpperBound(b.qualifier)) return true;
  if (IsLowerBound(b.qualifier) || (IsUpperBound(a.qualifier) && !IsUpperBound(b.qualifier))) {
    return Compatible(b, a);
  }
  if (IsLowerBound(a.qualifier)) {
    const bool strict = a.qualifier == Qualifier::kGreater || b.qualifier == Qualifier::kLess;
    return strict ? b.value > a.value : b.value >= a.value;
  }
  if (IsUpperBound(b.qualifier)) {
    return b.qualifier == Qualifier::kLess ? a.value < b.value : a.value <= b.value;
  }
  return a.value == b.value;
}

bool AgreeRounded(const Stated& a, const Stated& b) {
  const int decimals = std::min(a.value.scale(), b.value.scale());
  // Half a unit of the last common decimal: how the sources round is not known.
  const auto difference = a.value.Subtract(b.value);
  const auto half = Decimal::Create(5, decimals + 1);
  return difference.ok() && half.ok() && difference->Abs() <= *half;
}

class Finder {
 public:
  Finder(const Snapshot& snapshot, const AsOf& as_of) : snapshot_(snapshot), as_of_(as_of) {}

  // The conflict among the vintages of one series and period; nullopt when they agree.
  std::optional<Conflict> Find(std::vector<VintageView> vintages) const {
    Conflict conflict;
    std::vector<Stated> stated;
    for (VintageView& view : vintages) {
      const Observation& o = *view.observation;
      if (!o.value.has_value() || !IsOutcome(o.stage)) continue;
      if (conflict.figures.empty()) conflict.unit = o.unit;
      const auto shift = ShiftBetween(snapshot_, as_of_, o.unit, conflict.unit);
      if (!shift.has_value()) continue;
      const auto value = o.value->Shift(*shift);
      if (!value.ok()) continue;
      stated.push_back({*value, o.qualifier});
      conflict.figures.push_back(std::move(view));
    }
    const std::optional<ConflictKind> kind = Compare(stated);
    if (!kind.has_value()) return std::nullopt;
    conflict.kind = *kind;
    const auto [least, most] =
        std::minmax_element(stated.begin(), stated.end(),
                            [](const Stated& a, const Stated& b) { return a.value < b.value; });
    conflict.spread = most->value.Subtract(least->value).value_or(Decimal());
    if (conflict.figures[0].observation->series.measure == Measure::kGrowth) {
      conflict.unit = "percentage-point";
    }
    return conflict;
  }

 private:
  static std::optional<ConflictKind> Compare(const std::vector<Stated>& stated) {
    std::optional<ConflictKind> worst;
    for (size_t i = 0; i < stated.size(); ++i) {
      for (size_t j = i + 1; j < stated.size(); ++j) {
        if (Compatible(stated[i], stated[j])) continue;
        if (!AgreeRounded(stated[i], stated[j])) return ConflictKind::kDifferent;
        worst = ConflictKind::kRounding;
      }
    }
    return worst;
  }

  const Snapshot& snapshot_;
  const AsOf& as_of_;
};

}  // namespace

absl::StatusOr<Page<Conflict>> ListConflicts(const Snapshot& snapshot, const ConflictQuery& query,
                                             const AsOf& as_of, const PageRequest& request) {
  const std::string text =
      absl::StrCat("conflicts\n", absl::StrJoin(query.indicators, ","), "\n",
                   absl::StrJoin(query.areas, ","), "\n", query.include_rounding ? "all" : "");
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, request, as_of, text));
  ObservationQuery figures;
  figures.indicators = query.indicators;
  figures.areas = query.areas;
  figures.measures = {Measure::kLevel, Measure::kGrowth, Measure::kChange};
  std::vector<Conflict> conflicts;
  const Finder finder(snapshot, start.as_of);
  snapshot.Visit(figures, start.as_of, [&](const VintageView& preferred) {
    const Observation& o = *preferred.observation;
    auto found = finder.Find(snapshot.Vintages(o.series, o.period, start.as_of));
    if (found.has_value() && (query.include_rounding || found->kind == ConflictKind::kDifferent)) {
      conflicts.push_back(*std::move(found));
    }
    return true;
  });
  return PageOf(start, std::move(conflicts));
}

}  // namespace indicast::store
