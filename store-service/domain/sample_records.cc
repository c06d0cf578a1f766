#include "store-service/domain/sample_records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"

namespace indicast::store {
namespace {

Decimal Number(absl::string_view text) { return Decimal::Parse(text).value(); }
Period Span(absl::string_view text) { return Period::Parse(text).value(); }
Date Day(absl::string_view text) { return Date::Parse(text).value(); }

Document SampleDocument() {
  Document document;
  document.id = "changsha-work-report-2024";
  document.title = {"2024年长沙市政府工作报告", "Work report of Changsha, 2024"};
  document.publisher = "长沙市人民政府";
  document.address = "https://example.org/a?b=1&c='2'";
  document.publication = Publication{Day("2024-01-20"), true};
  document.confidence = Confidence::kSeenPrimary;
  document.text = "一、2023年工作回顾\n进出口总额\t2811.51亿元\r\n\"引号\" 'quote' ; -- DROP\n";
  document.is_work_report = true;
  document.sections = {{"review", {"回顾", "Review"}, {"一、2023年工作回顾", "", "\n"}},
                       {"trade", {"外贸", ""}, {"进出口总额", "", ""}}};
  return document;
}

Indicator SampleIndicator() {
  Indicator indicator;
  indicator.id = "imports-exports";
  indicator.name = {"进出口总额", "Imports and exports"};
  indicator.aliases = {"外贸进出口", "", "foreign trade", "外贸进出口"};
  indicator.unit = "cny-1e8";
  indicator.nature = Nature::kFlow;
  indicator.direction = Direction::kHigherIsBetter;
  indicator.domain = "trade";
  indicator.links = {{"part-of", "gdp", {"", "a note"}}, {"deflated-by", "consumer-prices", {}}};
  indicator.one_off = true;
  indicator.releases = {{"A", Measure::kGrowth, 99, "changsha", {"公报", "communique"}},
                        {"C", Measure::kLevel, 0, "", {}}};
  return indicator;
}

std::vector<Record> SampleObservations() {
  Observation plain = SampleObservation(2023, "4.0");
  Observation bounded = SampleObservation(2022, "-0.50");
  bounded.qualifier = Qualifier::kGreater;
  bounded.lower_bound = Number("-0.50");
  bounded.evidence.grounds = std::string("读自图表 (read from a chart)");
  bounded.stage = Stage::kExpected;
  bounded.status = ObservationStatus::kForecast;
  Observation text_only = SampleObservation(2021, "0");
  text_only.value.reset();
  text_only.published_text = "大幅增长";
  text_only.qualifier = Qualifier::kTextOnly;
  text_only.period = Span("2021-01-01/P6M");
  text_only.evidence.grounds = std::string();
  Observation empty_quote = SampleObservation(2020, "123456789012345678901234567890");
  empty_quote.evidence.grounds = TextQuote{};
  empty_quote.upper_bound = Number("0.000000000000000000");
  Observation derived = SampleObservation(2019, "6661");
  derived.stage = Stage::kDerived;
  derived.derivation = Derivation{DerivationFormula::kLevelMinusChange, {"a|b", "", "c"}};
  Observation from_nothing = SampleObservation(2018, "1");
  from_nothing.stage = Stage::kDerived;
  from_nothing.derivation = Derivation{DerivationFormula::kDaysFromRate, {"one"}};
  return {plain, bounded, text_only, empty_quote, derived, from_nothing};
}

std::vector<Record> SampleTargets() {
  Target target;
  target.id = "gdp-2024";
  target.indicator = "gdp";
  target.area = "changsha";
  target.period = Span("2024");
  target.relation = Relation::kGreaterOrEqual;
  target.goal = Number("6.0");
  target.unit = "percent";
  target.kind = TargetKind::kBinding;
  target.published_text = "6%以上";
  target.evidence = {"changsha-work-report-2024",
                     TextQuote{"地区生产总值增长6%以上", "预期目标：", "，"}};
  target.section = "headline";
  target.position = 1;
  target.office = {"市发展改革委", ""};
  Target relative = target;
  relative.id = "household-income-2024";
  relative.goal = RelativeGoal{"gdp", std::nullopt};
  Target margin = target;
  margin.id = "margin-2024";
  margin.goal = RelativeGoal{"gdp", Number("0.50")};
  Target external = target;
  external.id = "energy-saving-2024";
  external.goal = ExternalGoal{{"湖南省", "Hunan province"}};
  Target qualitative = target;
  qualitative.id = "expressway-2024";
  qualitative.goal = QualitativeGoal{};
  return {target, relative, margin, external, qualitative};
}

Scenario SampleScenario() {
  Scenario scenario;
  scenario.id = "mixed";
  scenario.name = {"混合", "Mixed"};
  scenario.parent = "hold";
  const GivenRule two_points{
      {{2024, Measure::kGrowth, Number("3.0")}, {2025, Measure::kLevel, Number("2900")}}};
  const std::vector<AssumptionRule> rules = {
      HoldRule{},
      RepeatRule{},
      PlanRule{},
      two_points,
      CompoundRule{Number("3")},
      LinearRule{Number("-50.00")},
      DampedRule{Number("2"), Number("0.8"), std::nullopt},
      DampedRule{Number("2"), Number("0.8"), Number("5")},
      LogisticRule{std::nullopt, Number("100"), std::nullopt},
      LogisticRule{Number("0"), Number("100"), Number("0.13")},
      RequiredRule{Number("3500"), 2026, "linear"},
      GivenRule{},
      GivenRule{{{2026, Measure::kGrowth, Number("1")}}},
      RelativeRule{"gdp", std::nullopt},
      RelativeRule{"gdp", Number("-0.5")},
      RequiredRule{Number("3500"), 2026, "s-curve"},
      TrendRule{},
      TrendRule{Number("5.5"), Number("9")},
      ShockRule{Number("-5"), "one-off", std::nullopt, std::nullopt, std::nullopt},
      ShockRule{Number("-5"), "one-off", Number("0.5"), std::nullopt, std::nullopt},
      ShockRule{Number("-5"), "one-off", std::nullopt, Number("0.4"), 3},
      ShockRule{Number("1"), "growth", std::nullopt, std::nullopt, std::nullopt}};
  for (const AssumptionRule& rule : rules) {
    scenario.assumptions.push_back({"*", std::nullopt, 2030, rule, {"理由", "reason"}});
  }
  scenario.assumptions.front().from_year = 2024;
  return scenario;
}

}  // namespace

Observation SampleObservation(int year, const std::string& value) {
  Observation observation;
  observation.series = {"gdp", "changsha", Measure::kGrowth, PriceBasis::kConstant, "total"};
  observation.period = Period::Year(year).value();
  observation.value = Number(value);
  observation.published_text = absl::StrCat("增长 ", value, "%");
  observation.unit = "percent";
  observation.stage = Stage::kReported;
  observation.evidence = {"changsha-work-report-2024",
                          TextQuote{absl::StrCat("地区生产总值增长", value, "%"), "前", ""}};
  return observation;
}

std::vector<Record> SampleRecords() {
  Document bare;
  bare.id = "bare";
  std::vector<Record> records = {Area{"changsha",
                                      {"长沙", "Changsha"},
                                      "hunan",
                                      {{Day("2011-05-20"), {"望城撤县设区", ""}},
                                       {Day("2020-01-01"), {"", "an invented change"}}}},
                                 Area{"hunan", {"湖南", ""}, ""},
                                 Unit{"cny-1e8", {"亿元", "CNY 100 million"}, "money", 8},
                                 Unit{"small", {"", ""}, "share", -2},
                                 SampleDocument(),
                                 bare,
                                 SampleIndicator(),
                                 Indicator{}};
  for (Record& record : SampleObservations()) records.push_back(std::move(record));
  for (Record& record : SampleTargets()) records.push_back(std::move(record));
  records.emplace_back(SampleScenario());
  records.emplace_back(Scenario{"hold", {"持平", "Hold"}, "", {}, {}});
  records.emplace_back(Withdrawal{"gdp.changsha.growth.constant.total|2019|reported|bare"});
  return records;
}

WriteBatch SampleBatch(int seed, int records) {
  WriteBatch batch;
  batch.request_id = absl::StrCat("request-", seed);
  batch.request_digest = Sha256Hex(batch.request_id);
  batch.author = "统计局";
  batch.reason = absl::StrCat("release ", seed);
  batch.commit_time = absl::FromUnixSeconds(1700000000 + seed) + absl::Nanoseconds(7);
  for (int i = 0; i < records; ++i) {
    batch.records.emplace_back(
        SampleObservation(1000 + (seed * records + i) % 9000, absl::StrCat(seed, ".", i, "0")));
  }
  return batch;
}

}  // namespace indicast::store
