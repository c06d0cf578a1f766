#include "projection-service/engine/part_year.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/verdict.h"

namespace indicast::projection {
namespace {

constexpr int kMonths = 12;
constexpr double kGrowthHalfStep = 0.05;
constexpr double kIndexBase = 100;

using MonthKey = std::pair<int, int>;  // year, month
using Chosen = std::map<MonthKey, const Figure*>;

bool IsNumber(const Figure& figure) {
  return figure.IsOutcome() &&
         (figure.qualifier == Qualifier::kEqual || figure.qualifier == Qualifier::kAbout);
}

std::optional<int> MonthOf(const Figure& figure, Nature nature) {
  const Period& period = figure.period;
  if (nature == Nature::kStock && period.kind() == Period::Kind::kMonth) {
    return period.last_day().month();
  }
  return CumulativeMonths(period);
}

bool BetterThan(const Figure& figure, const Figure& chosen, PriceBasis wanted) {
  const bool conflict = ConflictingPrices(figure.price_basis, wanted);
  const bool chosen_conflict = ConflictingPrices(chosen.price_basis, wanted);
  return conflict != chosen_conflict ? chosen_conflict : PreferredBefore(figure, chosen);
}

Chosen Choose(const std::vector<Figure>& figures, const Target& target, Nature nature,
              Measure measure) {
  Chosen chosen;
  for (const Figure& figure : figures) {
    if (figure.indicator != target.indicator || figure.measure != measure ||
        figure.scope != target.scope || figure.year() > target.year || !IsNumber(figure)) {
      continue;
    }
    const std::optional<int> month = MonthOf(figure, nature);
    if (!month.has_value()) continue;
    const Figure*& slot = chosen[{figure.year(), *month}];
    if (slot == nullptr || BetterThan(figure, *slot, target.price_basis)) slot = &figure;
  }
  return chosen;
}

std::optional<Decimal> InIndicatorUnit(const Figure& figure, const Indicator& indicator,
                                       const InputSet& inputs) {
  return inputs.Convert(*figure.value, figure.unit, indicator.unit);
}

const Figure* Find(const Chosen& chosen, int year, int month) {
  const auto found = chosen.find({year, month});
  return found == chosen.end() ? nullptr : found->second;
}

// The year's published level: the cumulative figure to December, else the annual one.
std::optional<Decimal> TotalOf(const Chosen& levels, const Target& target, int year,
                               const Indicator& indicator, const InputSet& inputs) {
  if (const Figure* december = Find(levels, year, kMonths); december != nullptr) {
    return InIndicatorUnit(*december, indicator, inputs);
  }
  const auto annual = FindOutcome(inputs, target.indicator, Measure::kLevel, target.scope, year,
                                  target.price_basis);
  if (!annual.has_value() || !IsNumber(inputs.figures()[*annual])) return std::nullopt;
  return inputs.figures()[*annual].value;
}

class Collector {
 public:
  Collector(const std::vector<Figure>& figures, const InputSet& inputs, const Target& target)
      : inputs_(inputs),
        target_(target),
        indicator_(*inputs.FindIndicator(target.indicator)),
        growths_(Choose(figures, target, indicator_.nature, Measure::kGrowth)),
        levels_(Choose(figures, target, indicator_.nature, Measure::kLevel)) {}

  PartYearSeries Run() {
    for (int month = 1; month <= kMonths; ++month) AddPoint(month);
    AddEarlierYears();
    AddBaseTotal();
    std::stable_sort(out_.used.begin(), out_.used.end(), [](const Figure& a, const Figure& b) {
      return std::pair(a.period, a.measure) < std::pair(b.period, b.measure);
    });
    if (nominal_beside_real_) {
      out_.notes.push_back({"增速为可比价,水平为现价:两者不互推,现价水平只用来定上年各月的比重",
                            "growth is real and levels are nominal: neither is derived from the "
                            "other, the levels only give the shares of the year before"});
    }
    if (price_basis_unstated_) {
      out_.notes.push_back({"累计增速的价格口径与目标是否一致未载明",
                            "whether the cumulative growth has the price basis of the target is "
                            "not stated"});
    }
    return std::move(out_);
  }

 private:
  bool Conflicts(const Figure& figure) const {
    return ConflictingPrices(figure.price_basis, target_.price_basis);
  }

  void AddPoint(int month) {
    CumulativePoint point;
    point.month = month;
    const Figure* growth = Find(growths_, target_.year, month);
    const Figure* level = Find(levels_, target_.year, month);
    if (growth != nullptr && Conflicts(*growth)) {
      nominal_beside_real_ = true;
      growth = nullptr;
    }
    if (growth != nullptr) {
      point.growth_percent = PrintedGrowth(*growth->value);
      price_basis_unstated_ = price_basis_unstated_ || (growth->price_basis != target_.price_basis);
      out_.used.push_back(*growth);
    }
    if (level != nullptr) AddLevel(*level, point);
    if (point.level.has_value() || point.growth_percent.has_value()) out_.points.push_back(point);
  }

  void AddLevel(const Figure& level, CumulativePoint& point) {
    const std::optional<Decimal> value = InIndicatorUnit(level, indicator_, inputs_);
    if (!value.has_value()) return;
    if (indicator_.nature == Nature::kIndex) {
      AddIndex(level, *value, point);
      return;
    }
    if (Conflicts(level)) {
      nominal_beside_real_ = true;
      return;
    }
    point.level = PrintedLevel(*value);
    out_.used.push_back(level);
  }

  // "The same months of the year before = 100": the rise is the index less 100.
  void AddIndex(const Figure& level, const Decimal& value, CumulativePoint& point) {
    if (target_.measure == Measure::kLevel) {
      point.level = PrintedLevel(value);
    } else if (!point.growth_percent.has_value()) {
      point.growth_percent = PrintedNumber{
          value.ToDouble() - kIndexBase, std::min(kGrowthHalfStep, PrintedLevel(value).half_step)};
    } else {
      return;
    }
    out_.used.push_back(level);
  }

  void AddEarlierYears() {
    std::map<int, YearOfLevels> years;
    for (const auto& [key, figure] : levels_) {
      const auto& [year, month] = key;
      if (year >= target_.year || indicator_.nature == Nature::kIndex) continue;
      const std::optional<Decimal> value = InIndicatorUnit(*figure, indicator_, inputs_);
      const std::optional<Decimal> total = TotalOf(levels_, target_, year, indicator_, inputs_);
      if (!value.has_value() || !total.has_value()) continue;
      YearOfLevels& entry = years[year];
      entry.year = year;
      entry.total = total->ToDouble();
      entry.months.push_back({month, value->ToDouble()});
      out_.used.push_back(*figure);
    }
    for (auto& [year, entry] : years) out_.earlier.push_back(std::move(entry));
  }

  void AddBaseTotal() {
    const int base_year = target_.year - 1;
    const auto annual = FindOutcome(inputs_, target_.indicator, Measure::kLevel, target_.scope,
                                    base_year, target_.price_basis);
    if (annual.has_value() && Conflicts(inputs_.figures()[*annual])) return;
    const std::optional<Decimal> total = TotalOf(levels_, target_, base_year, indicator_, inputs_);
    if (total.has_value()) out_.base_total = PrintedLevel(*total);
  }

  const InputSet& inputs_;
  const Target& target_;
  const Indicator& indicator_;
  const Chosen growths_;
  const Chosen levels_;
  PartYearSeries out_;
  bool nominal_beside_real_ = false;
  bool price_basis_unstated_ = false;
};

}  // namespace

PrintedNumber PrintedGrowth(const Decimal& percent) {
  return {percent.ToDouble(), std::min(kGrowthHalfStep, HalfUnit(percent).ToDouble())};
}

PrintedNumber PrintedLevel(const Decimal& level) {
  return {level.ToDouble(), HalfUnit(level).ToDouble()};
}

std::optional<int> CumulativeMonths(const Period& period) {
  const Date first = period.first_day();
  const Date last = period.last_day();
  const bool whole_months = period.kind() != Period::Kind::kDay && !period.is_year();
  if (!whole_months || first.month() != 1 || first.day() != 1 || last.year() != first.year()) {
    return std::nullopt;
  }
  return last.month();
}

PartYearSeries CollectPartYear(const std::vector<Figure>& figures, const InputSet& inputs,
                               const Target& target) {
  return Collector(figures, inputs, target).Run();
}

}  // namespace indicast::projection
