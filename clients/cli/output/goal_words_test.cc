#include "clients/cli/output/goal_words.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

const IndicatorNames& Names() {
  static const IndicatorNames names = {{"gdp", {"地区生产总值", "GDP"}}};
  return names;
}

struct GoalCase {
  std::string target;
  Text words;
};

TEST(GoalWords, ComparatorsReadAsThePlannersWriteThem) {
  const std::string growth = " measure: MEASURE_GROWTH unit: 'percent'";
  const GoalCase cases[] = {
      {"relation: RELATION_EQUAL goal { constant { text: '7' } }", {"7", "7"}},
      {"relation: RELATION_GREATER_OR_EQUAL goal { constant { text: '6' } }",
       {"6以上", "at least 6"}},
      {"relation: RELATION_GREATER goal { constant { text: '6' } }", {"高于6", "more than 6"}},
      {"relation: RELATION_ABOUT goal { constant { text: '3' } }", {"3左右", "about 3"}},
      {"relation: RELATION_LESS_OR_EQUAL goal { constant { text: '3' } }", {"3以内", "at most 3"}},
      {"relation: RELATION_GREATER goal { relative { indicator: 'gdp' } }" + growth,
       {"高于地区生产总值增速", "above GDP growth"}},
      {"relation: RELATION_GREATER goal { relative { indicator: 'gdp' margin { text: '0.5' } } }" +
           growth,
       {"高于地区生产总值增速加0.5个百分点", "above GDP growth plus 0.5 pp"}},
      {"relation: RELATION_GREATER_OR_EQUAL goal { external { authority { zh: '湖南省' en: 'Hunan "
       "province' } } }",
       {"省定", "set by province"}},
      {"relation: RELATION_GREATER_OR_EQUAL goal { external { authority { zh: '国家' en: 'the "
       "state' } } }",
       {"国家定", "set by the state"}},
  };
  for (const GoalCase& c : cases) {
    EXPECT_EQ(GoalWords(Parse<store::v1::Target>(c.target), Names()), c.words) << c.target;
  }
}

TEST(GoalWords, ASuppliedQuotaKeepsItsAuthority) {
  const auto target = Parse<store::v1::Target>(
      "relation: RELATION_GREATER_OR_EQUAL goal { external { authority { zh: '湖南省' en: 'Hunan "
      "province' } } }");
  EXPECT_EQ(GoalWords(target, Names(), "15"),
            (Text{"15以上(省定)", "at least 15 (set by province)"}));
}

TEST(RuleWords, EveryRuleHasWords) {
  const GoalCase cases[] = {
      {"hold {}", {"保持基期水平(增长0%)", "level held (growth 0 %)"}},
      {"repeat {}", {"延续基期增速", "base year's growth continues"}},
      {"plan {}", {"按公布目标", "as targeted"}},
      {"compound { growth_percent { text: '3' } }", {"增长3%", "growth 3 %"}},
      {"compound { growth_percent { text: '-1.5' } }", {"下降1.5%", "growth -1.5 %"}},
      {"linear { step { text: '50' } }", {"每年增加50家", "step of 50 家 a year"}},
      {"damped { long_run_growth_percent { text: '2' } phi { text: '0.8' } }",
       {"增速逐年趋向2%(φ=0.8)", "growth damped towards 2 % (phi 0.8)"}},
      {"logistic { ceiling { text: '100' } }", {"趋于饱和,上限100家", "saturating towards 100 家"}},
      {"required { level { text: '3500' } year: 2026 }",
       {"2026年达到3500家", "reaches 3500 家 in 2026"}},
      {"given { points { year: 2024 growth_percent { text: '3' } } points { year: 2025 level { "
       "text: '9' } } }",
       {"2024年增长3%,2025年水平9家", "2024: growth 3 %, 2025: level 9 家"}},
      {"relative { indicator: 'gdp' margin_percentage_points { text: '-0.5' } }",
       {"同地区生产总值增速减0.5个百分点", "GDP growth minus 0.5 pp"}},
      {"required { level { text: '3500' } year: 2026 style: 's-curve' }",
       {"2026年达到3500家(先慢后快再慢)", "reaches 3500 家 in 2026, along an S-curve"}},
      {"trend {}", {"短历史趋势", "short-history trend"}},
      {"trend { prior_growth_percent { text: '5.5' } }",
       {"短历史趋势(先验5.5%)", "short-history trend (prior 5.5 %)"}},
      {"shock { size_percent { text: '-5' } }",
       {"一次性冲击-5%(不再补回)", "one-off shock of -5 % (it stays)"}},
      {"shock { size_percent { text: '-5' } persistence { text: '0.5' } }",
       {"一次性冲击-5%(每年留存0.5)", "one-off shock of -5 % (0.5 of it left each year)"}},
      {"shock { size_percent { text: '-5' } catch_up_share { text: '0.4' } catch_up_years: 3 }",
       {"一次性冲击-5%(3年内补回其中的0.4)",
        "one-off shock of -5 % (0.4 of it caught up within 3 years)"}},
      {"shock { size_percent { text: '1' } kind: 'growth' }",
       {"增速冲击每年1%", "growth shock of 1 % a year"}},
      {"relative { indicator: 'gdp' }", {"同地区生产总值增速", "GDP growth"}},
  };
  for (const GoalCase& c : cases) {
    EXPECT_EQ(RuleWords(Parse<store::v1::AssumptionRule>(c.target), Names(), {}, "家"), c.words)
        << c.target;
  }
}

TEST(YearsWords, NamesTheYears) {
  const GoalCase cases[] = {
      {"from_year: 2024 to_year: 2024", {"2024年", "2024"}},
      {"from_year: 2024 to_year: 2026", {"2024至2026年", "2024 to 2026"}},
      {"from_year: 2025", {"自2025年起", "from 2025"}},
      {"to_year: 2025", {"至2025年", "to 2025"}},
      {"", {"各预测年", "every projected year"}},
  };
  for (const GoalCase& c : cases) {
    EXPECT_EQ(YearsWords(Parse<store::v1::Assumption>(c.target)), c.words) << c.target;
  }
}

}  // namespace
}  // namespace indicast::cli::output
