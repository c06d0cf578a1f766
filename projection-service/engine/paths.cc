#include "projection-service/engine/paths.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/str_cat.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

constexpr int kIndexDecimals = 2;
// A given growth of up to this many decimals is printed whole.
constexpr int kGivenDecimals = 3;
constexpr double kIndexBase = 100;

const Figure& FigureAt(const PathContext& c, size_t i) { return c.inputs.figures()[i]; }

int GrowthDecimals(const Value& value, int published) {
  if (!value.number.has_value() || value.number->scale() > kGivenDecimals) return published;
  return std::max(published, value.number->scale());
}

// As published, with its own decimals.
PathPoint PublishedPoint(const Figure& figure) {
  return {figure.year(), {figure.value, figure.qualifier, figure.value->scale()}, false};
}

// A bound or an approximate figure is carried with its own decimals, others with the usual ones.
int CarriedDecimals(const PathContext& c, const Figure& base) {
  return base.qualifier == Qualifier::kEqual ? c.base.level_decimals : base.value->scale();
}

// A value carried on by a growth; an issue once a growth is missing.
Computed Carry(const Computed& level, const Computed& growth) {
  if (!level.ok()) return level;
  if (!growth.ok()) return growth.issue();
  const auto qualifier = Combined(level.value().qualifier, growth.value().qualifier);
  if (!qualifier.has_value()) return MakeIssue(kBoundUndetermined);
  const double next = level.value().value * GrowthFactor(growth.value().value);
  if (!std::isfinite(next)) return MakeIssue(kValueOutOfRange);
  return Bounded{next, *qualifier};
}

// Appends the projected years of a path that follows growth.
void AppendCarried(const PathContext& c, Computed level, int decimals, Path& path) {
  for (int year = c.rules.first_year(); year <= c.rules.horizon_year(); ++year) {
    level = Carry(level, c.evaluation.At(c.indicator, year).growth);
    path.points.push_back({year, ToValue(level, decimals), true});
  }
}

Path GrowthPath(const PathContext& c) {
  Path path{.basis = PathBasis::kGrowth,
            .unit = kPercentUnit,
            .base_name = {"比上年增长", "growth on the previous year"},
            .price_basis = c.base.growth_price_basis,
            .points = {},
            .inputs = c.base.growth_history};
  if (c.base.growth.has_value()) path.inputs.push_back(*c.base.growth);
  for (const size_t i : path.inputs) {
    const Figure& figure = FigureAt(c, i);
    path.points.push_back(
        {figure.year(),
         {figure.value, figure.qualifier, std::max(c.base.growth_decimals, figure.value->scale())},
         false});
  }
  for (int year = c.rules.first_year(); year <= c.rules.horizon_year(); ++year) {
    Value value = ToValue(c.evaluation.At(c.indicator, year).growth, c.base.growth_decimals);
    value.display_decimals = GrowthDecimals(value, c.base.growth_decimals);
    path.points.push_back({year, value, true});
  }
  return path;
}

Path IndexPath(const PathContext& c) {
  const int base_year = c.inputs.base_year();
  const int index_year = c.base.growth.has_value() ? base_year - 1 : base_year;
  Path path{.basis = PathBasis::kIndex,
            .unit = kIndexUnit,
            .base_name = {absl::StrCat("指数,", index_year, "年=100"),
                          absl::StrCat("index, ", index_year, " = 100")},
            .price_basis = c.base.growth_price_basis,
            .points = {},
            .inputs = {}};
  Computed index = Bounded{kIndexBase, Qualifier::kEqual};
  path.points.push_back({index_year, ToValue(index, kIndexDecimals), false});
  if (c.base.growth.has_value()) {
    path.inputs.push_back(*c.base.growth);
    index = Carry(index, BoundedOf(FigureAt(c, *c.base.growth)));
    path.points.push_back({base_year, ToValue(index, kIndexDecimals), false});
  }
  AppendCarried(c, index, kIndexDecimals, path);
  return path;
}

// An index of nothing but "base = 100" says nothing.
bool HasMoreThanItsBase(const Path& path) {
  return std::any_of(path.points.begin() + 1, path.points.end(),
                     [](const PathPoint& point) { return point.value.number.has_value(); });
}

LocalizedText DateWords(const Figure& figure) {
  if (figure.publication_estimated) return {"(未注明发布日期)", " (undated)"};
  const std::string date = figure.publication.ToString();
  return {absl::StrCat("(", date, "发布)"), absl::StrCat(" (published ", date, ")")};
}

// Real growth carries a nominal level at the prices of its own year.
PriceBasis CarriedPrices(const PathContext& c) {
  return c.base.growth_price_basis == PriceBasis::kConstant &&
                 c.base.level_price_basis == PriceBasis::kCurrent
             ? PriceBasis::kConstant
             : c.base.level_price_basis;
}

LocalizedText CarriedPricesWords(const PathContext& c, int year) {
  if (CarriedPrices(c) == c.base.level_price_basis) return {};
  return {absl::StrCat(",按", year, "年价格"), absl::StrCat(", at ", year, " prices")};
}

Path LevelPath(const PathContext& c) {
  const Figure& base = FigureAt(c, *c.base.level);
  const LocalizedText words = Words(base, c.inputs);
  const LocalizedText date = DateWords(base);
  const LocalizedText prices = CarriedPricesWords(c, base.year());
  Path path{.basis = PathBasis::kLevel,
            .unit = c.inputs.indicators()[c.indicator].unit,
            .base_name = {absl::StrCat("水平,自", base.year(), "年公布值", words.zh, date.zh, "起",
                                       prices.zh),
                          absl::StrCat("level from the published ", base.year(), " figure, ",
                                       words.en, date.en, prices.en)},
            .price_basis = CarriedPrices(c),
            .points = {PublishedPoint(base)},
            .inputs = {*c.base.level}};
  for (int year = c.rules.first_year(); year <= c.rules.horizon_year(); ++year) {
    path.points.push_back(
        {year, ToValue(c.evaluation.At(c.indicator, year).level, CarriedDecimals(c, base)), true});
  }
  return path;
}

// True when the rule of the year states levels: they cannot be moved to another base.
bool StatesLevels(const PathContext& c, int year) {
  const Assumption* assumption = c.rules.At(c.indicator, year).assumption;
  if (assumption == nullptr) return false;
  const Rule& rule = assumption->rule;
  if (const auto* given = std::get_if<GivenRule>(&rule)) {
    return std::any_of(given->points.begin(), given->points.end(), [year](const GivenPoint& p) {
      return p.year == year && p.measure == Measure::kLevel;
    });
  }
  if (std::holds_alternative<PlanRule>(rule)) {
    const Target* target = c.inputs.FindTarget(c.inputs.indicators()[c.indicator].id, year);
    return target != nullptr && target->measure != Measure::kGrowth;
  }
  return std::holds_alternative<LinearRule>(rule) || std::holds_alternative<LogisticRule>(rule) ||
         std::holds_alternative<RequiredRule>(rule);
}

Path ChainedLevelPath(const PathContext& c) {
  const Figure& anchor = FigureAt(c, *c.base.anchor);
  const int base_year = c.inputs.base_year();
  const LocalizedText words = Words(anchor, c.inputs);
  const LocalizedText date = DateWords(anchor);
  const LocalizedText prices = CarriedPricesWords(c, anchor.year());
  Path path{.basis = PathBasis::kChainedLevel,
            .unit = c.inputs.indicators()[c.indicator].unit,
            .base_name = {absl::StrCat("水平,自", anchor.year(), "年公布值", words.zh, date.zh,
                                       "按公布增速推至", base_year, "年", prices.zh),
                          absl::StrCat("level from the published ", anchor.year(), " figure, ",
                                       words.en, date.en, ", carried to ", base_year,
                                       " by published growth", prices.en)},
            .price_basis = CarriedPrices(c),
            .points = {PublishedPoint(anchor)},
            .inputs = {*c.base.anchor}};
  const int decimals = CarriedDecimals(c, anchor);
  Computed level = BoundedOf(anchor);
  for (const size_t i : c.base.anchor_growths) {
    const Figure& growth = FigureAt(c, i);
    path.inputs.push_back(i);
    level = Carry(level, BoundedOf(growth));
    path.points.push_back({growth.year(), ToValue(level, decimals), false});
  }
  for (int year = c.rules.first_year(); year <= c.rules.horizon_year(); ++year) {
    const YearState& state = c.evaluation.At(c.indicator, year);
    if (!c.base.level.has_value()) {
      level = state.level;  // the anchored level is the level of the projection
    } else {
      level = StatesLevels(c, year) ? MakeIssue(kLevelNotPublished) : Carry(level, state.growth);
    }
    path.points.push_back({year, ToValue(level, decimals), true});
  }
  return path;
}

// A level path without any published level: a rule states the levels.
Path StatedLevelPath(const PathContext& c) {
  Path path{.basis = PathBasis::kLevel,
            .unit = c.inputs.indicators()[c.indicator].unit,
            .base_name = {"水平,由情景给定(未公布基期值)",
                          "level given by the scenario (no base was published)"},
            .price_basis = PriceBasis::kUnstated,
            .points = {},
            .inputs = {}};
  for (int year = c.rules.first_year(); year <= c.rules.horizon_year(); ++year) {
    const Computed& level = c.evaluation.At(c.indicator, year).level;
    if (level.ok()) path.points.push_back({year, ToValue(level, c.base.level_decimals), true});
  }
  return path;
}

}  // namespace

std::vector<Path> BuildPaths(const PathContext& c) {
  std::vector<Path> paths = {GrowthPath(c)};
  if (Path index = IndexPath(c); HasMoreThanItsBase(index)) paths.push_back(std::move(index));
  const bool anchored = c.base.anchor.has_value();
  if (c.base.level.has_value()) paths.push_back(LevelPath(c));
  if (anchored) paths.push_back(ChainedLevelPath(c));
  if (!c.base.level.has_value() && !anchored) {
    Path stated = StatedLevelPath(c);
    if (!stated.points.empty()) paths.push_back(std::move(stated));
  }
  return paths;
}

}  // namespace indicast::projection
