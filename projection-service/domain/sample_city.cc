#include "projection-service/domain/sample_city.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace indicast::projection {
namespace {

Date Day(const std::string& text) { return Date::Parse(text).value(); }

Figure Growth(const std::string& indicator, int year, const std::string& value, PriceBasis basis,
              Stage stage) {
  Figure figure = SampleFigure(indicator, Measure::kGrowth, year, value);
  figure.price_basis = basis;
  figure.stage = stage;
  return figure;
}

Figure Level(const std::string& indicator, int year, const std::string& value, Stage stage,
             const std::string& published) {
  Figure figure = SampleFigure(indicator, Measure::kLevel, year, value);
  figure.price_basis = PriceBasis::kCurrent;
  figure.stage = stage;
  figure.publication_estimated = published.empty();
  if (!published.empty()) figure.publication = Day(published);
  return figure;
}

void AddTrade(InputParts& parts) {
  Figure report = Growth("imports-exports", 2023, "-15", PriceBasis::kUnstated, Stage::kReported);
  report.work_report = true;
  report.seen_primary = true;
  report.document = "report-2024";
  parts.figures.push_back(report);
  parts.figures.push_back(
      Growth("imports-exports", 2023, "-14.9", PriceBasis::kCurrent, Stage::kFlash));
  parts.figures.push_back(
      Growth("imports-exports", 2022, "21.1", PriceBasis::kCurrent, Stage::kFlash));
  parts.figures.push_back(
      Growth("imports-exports", 2022, "15.0", PriceBasis::kCurrent, Stage::kExpected));
  parts.figures.push_back(Level("imports-exports", 2022, "3315.6", Stage::kFlash, "2023-01-16"));
  parts.figures.push_back(Level("imports-exports", 2023, "2811.51", Stage::kPreliminary, ""));
  parts.figures.push_back(Level("imports-exports", 2023, "2813.49", Stage::kFlash, ""));
  parts.figures.push_back(Level("imports-exports", 2024, "2777.41", Stage::kPreliminary, ""));
}

void AddEconomy(InputParts& parts) {
  parts.figures.push_back(Growth("gdp", 2021, "7.5", PriceBasis::kConstant, Stage::kPreliminary));
  parts.figures.push_back(Growth("gdp", 2022, "4.5", PriceBasis::kConstant, Stage::kPreliminary));
  parts.figures.push_back(Growth("gdp", 2022, "4.8", PriceBasis::kConstant, Stage::kExpected));
  parts.figures.push_back(Growth("gdp", 2023, "4.8", PriceBasis::kConstant, Stage::kReported));
  parts.figures.push_back(Level("gdp", 2023, "14331.98", Stage::kReported, "2024-11-27"));
  parts.figures.push_back(Growth("gdp", 2024, "5.0", PriceBasis::kConstant, Stage::kReported));
  Figure words = SampleFigure("household-income", Measure::kGrowth, 2023, "");
  words.price_basis = PriceBasis::kUnstated;
  words.published_text = "与经济增长基本同步";
  words.work_report = true;
  parts.figures.push_back(words);
  parts.figures.push_back(
      Growth("household-income", 2022, "5.6", PriceBasis::kCurrent, Stage::kExpected));
  Figure contracts = SampleFigure("technology-contracts", Measure::kLevel, 2023, "1200");
  contracts.price_basis = PriceBasis::kCurrent;
  contracts.qualifier = Qualifier::kGreater;
  contracts.work_report = true;
  parts.figures.push_back(contracts);
  parts.figures.push_back(
      Growth("consumer-prices", 2023, "0.0", PriceBasis::kNotApplicable, Stage::kFlash));
}

void AddTargets(InputParts& parts) {
  parts.targets.push_back(SampleTarget("gdp", Relation::kGreaterOrEqual, "6"));
  parts.targets.push_back(SampleTarget("imports-exports", Relation::kEqual, "7"));
  Target income = SampleTarget("household-income", Relation::kGreater, "0");
  income.goal = RelativeGoal{"gdp", Decimal()};
  income.price_basis = PriceBasis::kUnstated;
  parts.targets.push_back(income);
  Target prices = SampleTarget("consumer-prices", Relation::kAbout, "3");
  prices.price_basis = PriceBasis::kNotApplicable;
  parts.targets.push_back(prices);
  Target jobs = SampleTarget("urban-new-jobs", Relation::kGreaterOrEqual, "0");
  jobs.measure = Measure::kLevel;
  jobs.unit = "person-1e4";
  jobs.price_basis = PriceBasis::kNotApplicable;
  jobs.goal = ExternalGoal{{"湖南省", "Hunan province"}};
  parts.targets.push_back(jobs);
  Target contracts = SampleTarget("technology-contracts", Relation::kEqual, "30");
  contracts.scope = "development-transfer-licence";
  contracts.base_scope = kTotalScope;
  contracts.pair_note = {"2024年只列三类合同", "2024 names fewer kinds of contract"};
  contracts.price_basis = PriceBasis::kCurrent;
  parts.targets.push_back(contracts);
}

}  // namespace

Decimal D(const std::string& text) { return Decimal::Parse(text).value(); }

Figure SampleFigure(const std::string& indicator, Measure measure, int year,
                    const std::string& value) {
  Figure figure;
  figure.indicator = indicator;
  figure.measure = measure;
  figure.period = Period::Year(year).value();
  if (value.empty()) {
    figure.qualifier = Qualifier::kTextOnly;
  } else {
    figure.value = D(value);
  }
  figure.unit = measure == Measure::kGrowth ? kPercentUnit : "cny-1e8";
  figure.published_text = value;
  figure.publication = Day(absl::StrCat(year + 1, "-04-30"));
  figure.document = absl::StrCat("source-", year);
  figure.record = absl::StrCat(indicator, "/", year, "/", value);
  return figure;
}

Target SampleTarget(const std::string& indicator, Relation relation, const std::string& goal) {
  Target target;
  target.id = absl::StrCat(indicator, "-2024");
  target.indicator = indicator;
  target.measure = Measure::kGrowth;
  target.price_basis = indicator == "gdp" ? PriceBasis::kConstant : PriceBasis::kUnstated;
  target.year = 2024;
  target.relation = relation;
  target.goal = D(goal);
  target.unit = kPercentUnit;
  return target;
}

InputParts SampleCity() {
  InputParts parts;
  parts.data_revision = 7;
  parts.area = "changsha";
  parts.base_year = 2023;
  parts.has_work_report = true;
  parts.units = {{kPercentUnit, {"%", "%"}, kPercentUnit, 0},
                 {kPercentagePointUnit, {"个百分点", "percentage points"}, kPercentagePointUnit, 0},
                 {"cny-1e8", {"亿元", "100 m yuan"}, "cny", 8},
                 {"cny-1e4", {"万元", "10 k yuan"}, "cny", 4},
                 {"cny", {"元", "yuan"}, "cny", 0},
                 {"person-1e4", {"万人", "10 k persons"}, "person", 4}};
  const auto add = [&parts](const char* id, const char* zh, const char* en, const char* unit,
                            Direction direction) {
    parts.indicators.push_back({id, {zh, en}, unit, Nature::kFlow, direction, false});
  };
  add("gdp", "地区生产总值", "GDP", "cny-1e8", Direction::kHigherIsBetter);
  add("imports-exports", "进出口总额", "imports and exports", "cny-1e8",
      Direction::kHigherIsBetter);
  add("household-income", "居民收入", "household income", "cny", Direction::kHigherIsBetter);
  add("technology-contracts", "技术合同成交额", "technology contracts", "cny-1e8",
      Direction::kHigherIsBetter);
  add("consumer-prices", "居民消费价格", "consumer prices", "percent", Direction::kNeutral);
  add("urban-new-jobs", "城镇新增就业", "new urban jobs", "person-1e4", Direction::kHigherIsBetter);
  AddTrade(parts);
  AddEconomy(parts);
  AddTargets(parts);
  return parts;
}

void RemoveFigures(InputParts& parts, const std::string& indicator) {
  auto& figures = parts.figures;
  figures.erase(std::remove_if(figures.begin(), figures.end(),
                               [&](const Figure& f) { return f.indicator == indicator; }),
                figures.end());
}

Target& TargetOf(InputParts& parts, const std::string& indicator) {
  return *std::find_if(parts.targets.begin(), parts.targets.end(),
                       [&](const Target& t) { return t.indicator == indicator; });
}

InputSet Build(InputParts parts) { return InputSet::Create(std::move(parts)).value(); }

ScenarioStack Stack(std::vector<ScenarioLayer> layers) {
  return ScenarioStack::Create(std::move(layers)).value();
}

ScenarioStack OneRule(const std::string& indicator, Rule rule) {
  return Stack({{"test", 1, {{indicator, std::nullopt, std::nullopt, std::move(rule)}}}});
}

}  // namespace indicast::projection
