#include "projection-service/domain/inputs.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

constexpr int kFirstYear = 1000;
constexpr int kLastYear = 9999;
// A dropped figure older than this could not have changed a projection.
constexpr int kRecentYears = 5;

bool AboveMinusHundred(const Decimal& growth) { return growth > Decimal::FromInt(-100); }

template <typename T>
const T* FindById(const std::vector<T>& sorted, absl::string_view id) {
  const auto it =
      std::lower_bound(sorted.begin(), sorted.end(), id,
                       [](const T& item, absl::string_view key) { return item.id < key; });
  return it != sorted.end() && it->id == id ? &*it : nullptr;
}

// Sorts by id; refuses empty and repeated ids.
template <typename T>
absl::Status SortById(std::vector<T>& items, absl::string_view field) {
  std::sort(items.begin(), items.end(), [](const T& a, const T& b) { return a.id < b.id; });
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].id.empty()) return FieldError(field, "an id is empty");
    if (i > 0 && items[i].id == items[i - 1].id) {
      return FieldError(field, absl::StrCat("id \"", Shorten(items[i].id), "\" is given twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckGrowth(const std::string& unit, const std::optional<Decimal>& value) {
  if (unit != kPercentUnit) {
    return FieldError("unit", absl::StrCat("growth is in percent, not in \"", Shorten(unit), "\""));
  }
  if (value.has_value() && !AboveMinusHundred(*value)) {
    return FieldError("value", absl::StrCat("growth is ", value->ToString(), ", must be > -100"));
  }
  return absl::OkStatus();
}

enum class Fate { kKeep, kDrop, kForeignUnit };

}  // namespace

bool PreferredBefore(const Figure& a, const Figure& b) {
  return std::make_tuple(!a.preferred, !a.work_report, !a.seen_primary, StagePreference(a.stage),
                         b.publication, a.document) <
         std::make_tuple(!b.preferred, !b.work_report, !b.seen_primary, StagePreference(b.stage),
                         a.publication, b.document);
}

const Indicator* InputSet::FindIndicator(absl::string_view id) const {
  return FindById(parts_.indicators, id);
}

const Unit* InputSet::FindUnit(absl::string_view id) const { return FindById(parts_.units, id); }

std::pair<size_t, size_t> InputSet::FigureRange(absl::string_view indicator) const {
  const auto& all = parts_.figures;
  const auto first = std::lower_bound(
      all.begin(), all.end(), indicator,
      [](const Figure& figure, absl::string_view key) { return figure.indicator < key; });
  const auto last = std::upper_bound(
      first, all.end(), indicator,
      [](absl::string_view key, const Figure& figure) { return key < figure.indicator; });
  return {static_cast<size_t>(first - all.begin()), static_cast<size_t>(last - all.begin())};
}

std::optional<Decimal> InputSet::Convert(const Decimal& value, absl::string_view from,
                                         absl::string_view to) const {
  if (from == to) return value;
  const Unit* source = FindUnit(from);
  const Unit* result = FindUnit(to);
  if (source == nullptr || result == nullptr || source->measure != result->measure) {
    return std::nullopt;
  }
  const auto shifted = value.Shift(source->multiplier_exponent - result->multiplier_exponent);
  return shifted.ok() ? std::optional<Decimal>(*shifted) : std::nullopt;
}

const Target* InputSet::FindTarget(absl::string_view indicator, int year) const {
  for (const Target& target : parts_.targets) {
    if (target.year == year && target.indicator == indicator && !target.IsSum()) return &target;
  }
  return nullptr;
}

namespace {

// Checks a figure and puts its value into the unit of its indicator.
absl::StatusOr<Fate> Admit(Figure& figure, const Indicator* indicator, const InputSet& units,
                           int base_year) {
  if (indicator == nullptr) {
    return FieldError("indicator", absl::StrCat("unknown \"", Shorten(figure.indicator), "\""));
  }
  if (!figure.period.is_year() || figure.year() > base_year) return Fate::kDrop;
  if (figure.measure == Measure::kGrowth) {
    RETURN_IF_ERROR(CheckGrowth(figure.unit, figure.value));
    return Fate::kKeep;
  }
  if (units.FindUnit(figure.unit) == nullptr) {
    return FieldError("unit", absl::StrCat("unknown \"", Shorten(figure.unit), "\""));
  }
  if (figure.value.has_value()) {
    figure.value = units.Convert(*figure.value, figure.unit, indicator->unit);
    if (!figure.value.has_value()) return Fate::kForeignUnit;
  }
  figure.unit = indicator->unit;
  return Fate::kKeep;
}

absl::Status CheckTarget(Target& target, const InputSet& inputs) {
  const Indicator* indicator = inputs.FindIndicator(target.indicator);
  if (indicator == nullptr) {
    return FieldError("indicator", absl::StrCat("unknown \"", Shorten(target.indicator), "\""));
  }
  if (target.year < kFirstYear || target.year > kLastYear) {
    return FieldError("year", absl::StrCat("is ", target.year, ", must be 1000..9999"));
  }
  if (target.first_year != 0 &&
      (target.first_year < kFirstYear || target.first_year > target.year)) {
    return FieldError("first_year", absl::StrCat("is ", target.first_year, ", must be ", kFirstYear,
                                                 "..", target.year));
  }
  if (std::holds_alternative<ExternalGoal>(target.goal) ||
      std::holds_alternative<QualitativeGoal>(target.goal)) {
    return absl::OkStatus();
  }
  auto* constant = std::get_if<Decimal>(&target.goal);
  if (target.measure == Measure::kGrowth) {
    return CheckGrowth(target.unit,
                       constant == nullptr ? std::nullopt : std::optional<Decimal>(*constant));
  }
  if (constant != nullptr) {
    const auto converted = inputs.Convert(*constant, target.unit, indicator->unit);
    if (!converted.has_value()) {
      return FieldError("unit",
                        absl::StrCat("\"", Shorten(target.unit), "\" does not convert to \"",
                                     Shorten(indicator->unit), "\""));
    }
    *constant = *converted;
  }
  target.unit = indicator->unit;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<InputSet> InputSet::Create(InputParts parts) {
  if (parts.base_year < kFirstYear || parts.base_year > kLastYear) {
    return FieldError("base_year", absl::StrCat("is ", parts.base_year, ", must be 1000..9999"));
  }
  if (parts.area.empty()) return FieldError("area", "is empty");
  RETURN_IF_ERROR(SortById(parts.units, "units"));
  RETURN_IF_ERROR(SortById(parts.indicators, "indicators"));
  InputSet set(std::move(parts));
  InputParts& own = set.parts_;
  for (size_t i = 0; i < own.indicators.size(); ++i) {
    if (set.FindUnit(own.indicators[i].unit) == nullptr) {
      return FieldError(absl::StrCat("indicators[", i, "].unit"),
                        absl::StrCat("unknown \"", Shorten(own.indicators[i].unit), "\""));
    }
  }
  std::vector<Figure> kept;
  kept.reserve(own.figures.size());
  for (size_t i = 0; i < own.figures.size(); ++i) {
    Figure& figure = own.figures[i];
    const auto fate = Admit(figure, set.FindIndicator(figure.indicator), set, own.base_year);
    if (!fate.ok()) return PrefixField(fate.status(), absl::StrCat("figures[", i, "]"));
    if (*fate == Fate::kForeignUnit && figure.year() > own.base_year - kRecentYears) {
      set.foreign_units_.insert(figure.indicator);
    }
    if (*fate == Fate::kKeep) kept.push_back(std::move(figure));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const Figure& a, const Figure& b) {
    const auto series_a = std::make_tuple(absl::string_view(a.indicator), a.measure, a.price_basis,
                                          absl::string_view(a.scope), a.year());
    const auto series_b = std::make_tuple(absl::string_view(b.indicator), b.measure, b.price_basis,
                                          absl::string_view(b.scope), b.year());
    return series_a != series_b ? series_a < series_b : PreferredBefore(a, b);
  });
  own.figures = std::move(kept);
  std::set<std::string> target_ids;
  for (size_t i = 0; i < own.targets.size(); ++i) {
    const std::string field = absl::StrCat("targets[", i, "]");
    if (!target_ids.insert(own.targets[i].id).second) {
      return FieldError(absl::StrCat(field, ".id"),
                        absl::StrCat("\"", Shorten(own.targets[i].id), "\" is given twice"));
    }
    RETURN_IF_ERROR(PrefixField(CheckTarget(own.targets[i], set), field));
  }
  return set;
}

}  // namespace indicast::projection
