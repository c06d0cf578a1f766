#include "projection-service/engine/base_figures.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

constexpr int kHistoryYears = 5;

bool Matches(const Figure& figure, Measure measure, absl::string_view scope, int year) {
  return figure.measure == measure && figure.scope == scope && figure.year() == year;
}

bool Dated(const Figure& figure) { return !figure.publication_estimated; }

// The best outcome among the figures that `admit` lets through.
template <typename Admit>
std::optional<size_t> Best(const InputSet& inputs, absl::string_view indicator, PriceBasis wanted,
                           const Admit& admit) {
  const auto [first, last] = inputs.FigureRange(indicator);
  std::optional<size_t> best;
  for (size_t i = first; i < last; ++i) {
    const Figure& figure = inputs.figures()[i];
    if (!figure.IsOutcome() || !admit(figure)) continue;
    if (!best.has_value()) {
      best = i;
      continue;
    }
    const Figure& chosen = inputs.figures()[*best];
    const bool conflict = ConflictingPrices(figure.price_basis, wanted);
    const bool chosen_conflict = ConflictingPrices(chosen.price_basis, wanted);
    if (conflict != chosen_conflict ? chosen_conflict : PreferredBefore(figure, chosen)) best = i;
  }
  return best;
}

// The usual number of decimals of one measure and scope; the finer one when two are as usual.
int PublishedDecimals(const InputSet& inputs, absl::string_view indicator, Measure measure,
                      absl::string_view scope, int least) {
  const auto [first, last] = inputs.FigureRange(indicator);
  std::map<int, int> counts;
  for (size_t i = first; i < last; ++i) {
    const Figure& figure = inputs.figures()[i];
    if (figure.measure == measure && figure.scope == scope && figure.IsOutcome()) {
      ++counts[std::max(least, figure.value->scale())];
    }
  }
  int decimals = least;
  int most = 0;
  for (const auto& [scale, count] : counts) {
    if (count < most) continue;
    most = count;
    decimals = scale;
  }
  return decimals;
}

// True when an outcome of the year says that it does not compare with the years before.
bool BreaksIn(const InputSet& inputs, absl::string_view indicator, Measure measure,
              absl::string_view scope, int year) {
  const auto [first, last] = inputs.FigureRange(indicator);
  return std::any_of(
      inputs.figures().begin() + static_cast<std::ptrdiff_t>(first),
      inputs.figures().begin() + static_cast<std::ptrdiff_t>(last), [&](const Figure& figure) {
        return figure.is_break && Matches(figure, measure, scope, year) && figure.IsOutcome();
      });
}

// The level of the year before, unless the series breaks between the two, and the extremes of all
// levels.
void FindLevelRange(const InputSet& inputs, absl::string_view indicator, BaseFigures& base) {
  if (!BreaksIn(inputs, indicator, Measure::kLevel, base.scope, inputs.base_year())) {
    base.previous_level = FindOutcome(inputs, indicator, Measure::kLevel, base.scope,
                                      inputs.base_year() - 1, base.level_price_basis);
  }
  const auto [first, last] = inputs.FigureRange(indicator);
  for (size_t i = first; i < last; ++i) {
    const Figure& figure = inputs.figures()[i];
    if (figure.measure != Measure::kLevel || figure.scope != base.scope || !figure.IsOutcome()) {
      continue;
    }
    const double level = figure.value->ToDouble();
    base.lowest_level = std::min(level, base.lowest_level.value_or(level));
    base.highest_level = std::max(level, base.highest_level.value_or(level));
  }
}

// The last dated level before the base year, with the growth figures that carry it there.
void FindAnchor(const InputSet& inputs, absl::string_view indicator, BaseFigures& base) {
  const int base_year = inputs.base_year();
  std::vector<size_t> growths;
  for (int year = base_year - 1;; --year) {
    if (BreaksIn(inputs, indicator, Measure::kLevel, base.scope, year + 1) ||
        BreaksIn(inputs, indicator, Measure::kGrowth, base.scope, year + 1)) {
      return;
    }
    const auto growth = FindOutcome(inputs, indicator, Measure::kGrowth, base.scope, year + 1,
                                    base.growth_price_basis);
    if (!growth.has_value() ||
        ConflictingPrices(inputs.figures()[*growth].price_basis, base.growth_price_basis)) {
      return;
    }
    growths.insert(growths.begin(), *growth);
    const auto level = Best(inputs, indicator, base.level_price_basis, [&](const Figure& figure) {
      return Matches(figure, Measure::kLevel, base.scope, year) && Dated(figure);
    });
    if (level.has_value()) {
      base.anchor = level;
      base.anchor_growths = std::move(growths);
      return;
    }
  }
}

// A sentence that was published instead of a number.
const Figure* FindWords(const InputSet& inputs, absl::string_view indicator,
                        absl::string_view scope, int year) {
  const auto [first, last] = inputs.FigureRange(indicator);
  for (size_t i = first; i < last; ++i) {
    const Figure& figure = inputs.figures()[i];
    if (figure.scope == scope && figure.year() == year && figure.stage != Stage::kExpected &&
        figure.qualifier == Qualifier::kTextOnly) {
      return &figure;
    }
  }
  return nullptr;
}

bool HasExpected(const InputSet& inputs, absl::string_view indicator, Measure measure,
                 absl::string_view scope, int year) {
  const auto [first, last] = inputs.FigureRange(indicator);
  return std::any_of(
      inputs.figures().begin() + static_cast<std::ptrdiff_t>(first),
      inputs.figures().begin() + static_cast<std::ptrdiff_t>(last), [&](const Figure& figure) {
        return Matches(figure, measure, scope, year) && figure.stage == Stage::kExpected;
      });
}

}  // namespace

bool ConflictingPrices(PriceBasis a, PriceBasis b) {
  return (a == PriceBasis::kCurrent && b == PriceBasis::kConstant) ||
         (a == PriceBasis::kConstant && b == PriceBasis::kCurrent);
}

Bounded BoundedOf(const Figure& figure) { return {figure.value->ToDouble(), figure.qualifier}; }

std::optional<size_t> FindOutcome(const InputSet& inputs, absl::string_view indicator,
                                  Measure measure, absl::string_view scope, int year,
                                  PriceBasis wanted) {
  return Best(inputs, indicator, wanted,
              [&](const Figure& figure) { return Matches(figure, measure, scope, year); });
}

Issue MissingOutcome(const InputSet& inputs, absl::string_view indicator, Measure measure,
                     absl::string_view scope, int year) {
  if (const Figure* words = FindWords(inputs, indicator, scope, year)) {
    return {kBaseTextOnly,
            {absl::StrCat(year, "年仅有文字表述:“", words->published_text, "”"),
             absl::StrCat(year, " was published in words only: \"", words->published_text, "\"")}};
  }
  if (HasExpected(inputs, indicator, measure, scope, year)) {
    return {kBaseExpectedOnly,
            {absl::StrCat(year, "年仅有预计数,不作基数"),
             absl::StrCat("only an expected figure exists for ", year, "; it is never a base")}};
  }
  if (measure == Measure::kGrowth) {
    if (const auto level =
            FindOutcome(inputs, indicator, Measure::kLevel, scope, year, PriceBasis::kUnstated)) {
      const LocalizedText words = Words(inputs.figures()[*level], inputs);
      return {kBaseMissing,
              {absl::StrCat(year, "年只公布了水平值(", words.zh, "),未公布增速;不以水平值相除推算"),
               absl::StrCat("only a level was published for ", year, " (", words.en,
                            "), no growth; levels are not divided by one another")}};
    }
  }
  if (inputs.has_work_report()) {
    return {kBaseMissing,
            {"报告本页未载,历史文件亦无", "not in the report page nor in the history"}};
  }
  return {kBaseMissing,
          {absl::StrCat("各来源均未载", year, "年数"),
           absl::StrCat("no source gives a figure for ", year)}};
}

namespace {

bool CarriesLevels(Nature nature) { return nature != Nature::kIndex && nature != Nature::kRank; }

void ChooseGrowth(const InputSet& inputs, const std::string& id, PriceBasis wanted,
                  BaseFigures& base) {
  const int year = inputs.base_year();
  const auto& figures = inputs.figures();
  base.growth = FindOutcome(inputs, id, Measure::kGrowth, base.scope, year, wanted);
  base.growth_price_basis = base.growth.has_value() ? figures[*base.growth].price_basis : wanted;
  base.growth_decimals = PublishedDecimals(inputs, id, Measure::kGrowth, base.scope, 1);
  for (int y = year - kHistoryYears; y < year; ++y) {
    const auto growth =
        FindOutcome(inputs, id, Measure::kGrowth, base.scope, y, base.growth_price_basis);
    if (growth.has_value() &&
        !ConflictingPrices(figures[*growth].price_basis, base.growth_price_basis)) {
      base.growth_history.push_back(*growth);
    }
  }
}

void ChooseLevel(const InputSet& inputs, const std::string& id, BaseFigures& base) {
  const auto& figures = inputs.figures();
  base.level = FindOutcome(inputs, id, Measure::kLevel, base.scope, inputs.base_year(),
                           PriceBasis::kCurrent);
  base.level_price_basis =
      base.level.has_value() ? figures[*base.level].price_basis : PriceBasis::kCurrent;
  base.level_decimals = PublishedDecimals(inputs, id, Measure::kLevel, base.scope, 0);
  FindLevelRange(inputs, id, base);
  if (base.level.has_value() && Dated(figures[*base.level])) return;
  FindAnchor(inputs, id, base);
  if (!base.level.has_value() && base.anchor.has_value()) {
    base.level_price_basis = figures[*base.anchor].price_basis;
  }
}

}  // namespace

BaseFigures ChooseBaseFigures(const InputSet& inputs, const Indicator& indicator,
                              const Target* primary) {
  BaseFigures base;
  base.scope = primary == nullptr ? kTotalScope : primary->BaseScope();
  ChooseGrowth(inputs, indicator.id,
               primary == nullptr ? PriceBasis::kUnstated : primary->price_basis, base);
  if (CarriesLevels(indicator.nature)) ChooseLevel(inputs, indicator.id, base);
  return base;
}

std::vector<BaseFigures> ChooseBaseFigures(const InputSet& inputs) {
  std::vector<BaseFigures> bases;
  bases.reserve(inputs.indicators().size());
  for (const Indicator& indicator : inputs.indicators()) {
    const Target* primary = nullptr;
    for (const Target& target : inputs.targets()) {
      if (target.indicator != indicator.id || target.year <= inputs.base_year()) continue;
      if (primary == nullptr || (primary->IsSum() && !target.IsSum())) primary = &target;
    }
    bases.push_back(ChooseBaseFigures(inputs, indicator, primary));
  }
  return bases;
}

}  // namespace indicast::projection
