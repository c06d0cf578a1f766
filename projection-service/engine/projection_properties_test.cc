// Promises that hold for every city, checked on many small random ones (fixed seeds).
#include <algorithm>
#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

constexpr int kCities = 200;

std::string Number(std::mt19937& random, int low, int high) {
  const int tenths = std::uniform_int_distribution<int>(low * 10, high * 10)(random);
  return absl::StrCat(tenths < 0 ? "-" : "", std::abs(tenths) / 10, ".", std::abs(tenths) % 10);
}

Rule RandomRule(std::mt19937& random) {
  switch (std::uniform_int_distribution<int>(0, 8)(random)) {
    case 0:
      return HoldRule{};
    case 1:
      return RepeatRule{};
    case 2:
      return CompoundRule{D(Number(random, -30, 30))};
    case 3:
      return DampedRule{D(Number(random, -5, 8)), D("0.7"), std::nullopt};
    case 4:
      return LogisticRule{D("0"), D("100000"), D("0.2")};
    case 5:
      return RequiredRule{D(Number(random, 900, 6000)), 2026};
    case 7:
      return RequiredRule{D(Number(random, 900, 6000)), 2026, RequiredStyle::kSCurve};
    case 6:
      return LinearRule{D(Number(random, -200, 200))};
    default:
      return RelativeRule{"gdp", D(Number(random, -3, 3))};
  }
}

struct RandomCity {
  InputParts parts;
  std::vector<Assumption> assumptions;
};

RandomCity MakeCity(unsigned seed) {
  std::mt19937 random(seed);
  RandomCity city{SampleCity(), {{"gdp", {}, {}, CompoundRule{D(Number(random, -9, 9))}}}};
  for (Figure& figure : city.parts.figures) {
    if (!figure.value.has_value()) continue;
    const bool growth = figure.measure == Measure::kGrowth;
    figure.value = D(growth ? Number(random, -40, 40) : Number(random, 1000, 5000));
    if (random() % 8 == 0) figure.qualifier = Qualifier::kGreater;
  }
  for (const char* id : {"imports-exports", "household-income", "technology-contracts"}) {
    city.assumptions.push_back({id, {}, {}, RandomRule(random)});
    if (random() % 3 == 0) city.assumptions.push_back({id, 2025, 2025, RandomRule(random)});
    if (random() % 3 == 0) {
      ShockRule shock{D(Number(random, -20, 20))};
      shock.growth = random() % 3 == 0;
      if (!shock.growth) shock.persistence = D("0.5");
      city.assumptions.push_back({id, 2024 + static_cast<int>(random() % 3), {}, shock});
    }
  }
  return city;
}

// All values of all paths up to a year, and all verdicts, as one text.
std::string Print(const Projection& projection, int last_year) {
  std::string text;
  for (const IndicatorProjection& item : projection.indicators) {
    for (const Path& path : item.paths) {
      for (const PathPoint& point : path.points) {
        if (point.year > last_year) continue;
        absl::StrAppend(&text, item.indicator, " ", static_cast<int>(path.basis), " ", point.year,
                        " ", static_cast<int>(point.value.qualifier), " ",
                        point.value.number.has_value() ? point.value.number->ToString() : "none",
                        "\n");
      }
    }
  }
  for (const TargetAssessment& item : projection.targets) {
    absl::StrAppend(&text, item.target, " ", item.reason_code, " ", item.reason.en, "\n");
  }
  return text;
}

TEST(ProjectionPropertyTest, TheOrderOfThePartsDoesNotMatter) {
  for (unsigned seed = 0; seed < kCities; ++seed) {
    RandomCity city = MakeCity(seed);
    const auto stack = Stack({{"s", 1, city.assumptions}});
    const std::string before = Print(RunOrDie(Build(city.parts), stack, 2027), 2027);
    std::mt19937 random(seed);
    std::shuffle(city.parts.indicators.begin(), city.parts.indicators.end(), random);
    std::shuffle(city.parts.figures.begin(), city.parts.figures.end(), random);
    std::shuffle(city.parts.units.begin(), city.parts.units.end(), random);
    EXPECT_EQ(Print(RunOrDie(Build(city.parts), stack, 2027), 2027), before) << seed;
  }
}

TEST(ProjectionPropertyTest, ALaterHorizonLeavesEarlierYearsUnchanged) {
  for (unsigned seed = 0; seed < kCities; ++seed) {
    const RandomCity city = MakeCity(seed);
    const InputSet inputs = Build(city.parts);
    const auto stack = Stack({{"s", 1, city.assumptions}});
    EXPECT_EQ(Print(RunOrDie(inputs, stack, 2026), 2026),
              Print(RunOrDie(inputs, stack, 2035), 2026))
        << seed;
  }
}

// Levels, steps, ceilings and ends times ten: growth the same, levels times ten. Powers of ten are
// not exact in binary, so the twelfth digit may round differently: 1e-11 relative.
TEST(ProjectionPropertyTest, LevelsScaleWithTheirUnit) {
  for (unsigned seed = 0; seed < kCities; ++seed) {
    const RandomCity city = MakeCity(seed);
    RandomCity scaled = city;
    const auto tenfold = [](Decimal& value) { value = value.Shift(1).value(); };
    for (Figure& figure : scaled.parts.figures) {
      if (figure.measure == Measure::kLevel && figure.value.has_value()) tenfold(*figure.value);
    }
    for (Assumption& assumption : scaled.assumptions) {
      if (auto* rule = std::get_if<LinearRule>(&assumption.rule)) tenfold(rule->step);
      if (auto* rule = std::get_if<RequiredRule>(&assumption.rule)) tenfold(rule->level);
      if (auto* rule = std::get_if<LogisticRule>(&assumption.rule)) tenfold(rule->ceiling);
    }
    const Projection a = RunOrDie(Build(city.parts), Stack({{"s", 1, city.assumptions}}), 2027);
    const Projection b = RunOrDie(Build(scaled.parts), Stack({{"s", 1, scaled.assumptions}}), 2027);
    ASSERT_EQ(a.indicators.size(), b.indicators.size());
    for (size_t i = 0; i < a.indicators.size(); ++i) {
      ASSERT_EQ(a.indicators[i].paths.size(), b.indicators[i].paths.size());
      for (size_t p = 0; p < a.indicators[i].paths.size(); ++p) {
        const Path& one = a.indicators[i].paths[p];
        const Path& ten = b.indicators[i].paths[p];
        const bool level = one.basis == PathBasis::kLevel || one.basis == PathBasis::kChainedLevel;
        ASSERT_EQ(one.points.size(), ten.points.size());
        for (size_t k = 0; k < one.points.size(); ++k) {
          const Value& x = one.points[k].value;
          const Value& y = ten.points[k].value;
          ASSERT_EQ(x.number.has_value(), y.number.has_value());
          EXPECT_EQ(x.qualifier, y.qualifier);
          if (!x.number.has_value()) continue;
          const double want = x.number->ToDouble() * (level ? 10 : 1);
          EXPECT_NEAR(y.number->ToDouble(), want, 1e-11 * std::max(1.0, std::abs(want)))
              << seed << " " << a.indicators[i].indicator;
        }
      }
    }
  }
}

// Slow: the level path by repeated multiplication with the printed growth. Both are rounded to 12
// digits; over four years the growth of 12 digits moves the level by less than 1e-10 relative.
TEST(ProjectionPropertyTest, LevelsAreTheProductOfGrowth) {
  int checked = 0;
  for (unsigned seed = 0; seed < kCities; ++seed) {
    const RandomCity city = MakeCity(seed);
    const Projection got = RunOrDie(Build(city.parts), Stack({{"s", 1, city.assumptions}}), 2027);
    for (const IndicatorProjection& item : got.indicators) {
      const Path* level = PathOf(got, item.indicator, PathBasis::kLevel);
      const Path* growth = PathOf(got, item.indicator, PathBasis::kGrowth);
      if (level == nullptr || level->points.front().projected) continue;
      double slow = level->points.front().value.number->ToDouble();
      for (const PathPoint& point : growth->points) {
        if (!point.projected) continue;
        if (!point.value.number.has_value()) break;
        slow *= (100 + point.value.number->ToDouble()) / 100;
        for (const PathPoint& at : level->points) {
          if (at.year != point.year || !at.value.number.has_value()) continue;
          EXPECT_NEAR(at.value.number->ToDouble(), slow, 1e-10 * std::abs(slow))
              << seed << " " << item.indicator << " " << at.year;
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, kCities);
}

}  // namespace
}  // namespace indicast::projection
