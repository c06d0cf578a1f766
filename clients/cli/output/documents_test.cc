#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/cli/output/board.h"
#include "clients/cli/output/paths.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

std::string Render(const Document& document, Format format, Language language) {
  std::ostringstream out;
  Write(document, format, language, out);
  return out.str();
}

projection::v1::ProjectionResult Result() {
  return Parse<projection::v1::ProjectionResult>(R"pb(
    label: "repeat"
    area: "changsha"
    base_year: 2023
    horizon_year: 2024
    targets {
      target {
        id: "gdp-2024"
        indicator: "gdp"
        measure: MEASURE_GROWTH
        unit: "percent"
        period { text: "2024" }
        relation: RELATION_GREATER_OR_EQUAL
        goal { constant { text: "6" } }
        kind: TARGET_KIND_EXPECTED
        section: "headline"
        position: 1
      }
      indicator_name { zh: "地区生产总值" en: "GDP" }
      base_missing_reason { zh: "报告没有2023年增速。" en: "The report gives no growth for 2023." }
      verdict: VERDICT_UNKNOWN
      reason { zh: "没有基期数。" en: "There is no base figure." }
      reason_code: "BASE_MISSING"
    }
    targets {
      target {
        id: "imports-exports-2024"
        indicator: "imports-exports"
        measure: MEASURE_GROWTH
        unit: "percent"
        period { text: "2024" }
        relation: RELATION_EQUAL
        goal { constant { text: "7" } }
        kind: TARGET_KIND_EXPECTED
        section: "headline"
        position: 2
      }
      indicator_name { zh: "进出口总额" en: "imports and exports" }
      base {
        value { text: "-15" }
        qualifier: QUALIFIER_EQUAL
        unit: "percent"
      }
      goal {
        value { text: "7" }
        qualifier: QUALIFIER_EQUAL
      }
      projection {
        value { text: "-15" }
        qualifier: QUALIFIER_EQUAL
      }
      gap { text: "-22" }
      gap_unit: "percentage-point"
      verdict: VERDICT_MISSED
    }
    targets {
      target {
        id: "consumer-prices-2024"
        indicator: "consumer-prices"
        measure: MEASURE_GROWTH
        unit: "percent"
        period { text: "2024" }
        relation: RELATION_ABOUT
        goal { constant { text: "3" } }
        kind: TARGET_KIND_EXPECTED
        section: "headline"
        position: 3
      }
      indicator_name { zh: "居民消费价格" en: "consumer prices" }
      base {
        value { text: "0.0" }
        qualifier: QUALIFIER_EQUAL
        unit: "percent"
      }
      goal {
        value { text: "3" }
        qualifier: QUALIFIER_EQUAL
      }
      projection {
        value { text: "0" }
        qualifier: QUALIFIER_EQUAL
        display_decimals: 1
      }
      gap { text: "-3" }
      gap_unit: "percentage-point"
      verdict: VERDICT_AT_RISK
      reason { zh: "取决于舍入。" en: "It depends on rounding." }
    }
    targets {
      target {
        id: "urban-new-jobs-2024"
        indicator: "urban-new-jobs"
        measure: MEASURE_LEVEL
        unit: "person-1e4"
        period { text: "2024" }
        relation: RELATION_GREATER_OR_EQUAL
        goal { external { authority { zh: "湖南省" en: "Hunan province" } } }
        kind: TARGET_KIND_BINDING
        section: "headline"
        position: 4
      }
      indicator_name { zh: "城镇新增就业" en: "new urban jobs" }
      base {
        value { text: "15.3" }
        qualifier: QUALIFIER_EQUAL
        unit: "person-1e4"
      }
      projection {
        value { text: "15.3" }
        qualifier: QUALIFIER_EQUAL
        display_decimals: 1
      }
      verdict: VERDICT_UNKNOWN
      reason { zh: "省下达的指标数未知。" en: "The province's quota is not known." }
    }
    targets {
      target {
        id: "technology-contracts-2024"
        indicator: "technology-contracts"
        measure: MEASURE_GROWTH
        unit: "percent"
        period { text: "2024" }
        relation: RELATION_EQUAL
        goal { constant { text: "30" } }
        kind: TARGET_KIND_STRETCH
        section: "innovation"
        position: 1
      }
      indicator_name { zh: "技术合同成交额" en: "technology contracts" }
      verdict: VERDICT_MISSED
      implied_level {
        value { text: "1560" }
        qualifier: QUALIFIER_GREATER
      }
      implied_level_unit: "cny-1e8"
      notes { zh: "2024年合同种类较少。" en: "2024 names fewer kinds of contract." }
    }
    receipt {
      data_revision: 1
      scenario: "repeat"
      scenario_revision: 1
      model_version: "1"
      inputs_hash: "0123456789abcdef0123"
    })pb");
}

TEST(Board, ReadsLikeTheOfficesForm) {
  EXPECT_EQ(
      Render(BoardDocument(Result(), {.section = "headline"}, {}, {}), Format::kTable,
             Language::kChinese),
      "情景repeat:2024年4项主要预期目标,达不到1项,有风险1项,未知2项(其中1项省定,尚无指标数)\n"
      "\n"
      "指标          单位        2024年目标  上年实绩      测算  差距(个百分点)  结论    性质    "
      "注\n"
      "地区生产总值  增长%            6以上      缺数  无法测算                  未知    预期性  "
      "1,2\n"
      "进出口总额    增长%            7         -15       -15             -22    达不到  预期性\n"
      "居民消费价格  增长%            3左右       0.0       0.0            -3.0  有风险  预期性  "
      "3\n"
      "城镇新增就业  person-1e4        省定      15.3      15.3                  未知    约束性  "
      "4\n"
      "\n"
      "注:\n"
      "1. 报告没有2023年增速。\n"
      "2. 没有基期数。\n"
      "3. 取决于舍入。\n"
      "4. 省下达的指标数未知。\n"
      "5. 责任单位:报告未载明。\n"
      "\n"
      "情景 repeat(修订1);数据修订 1;公布日期 不限;模型 1;回执 0123456789abcdef\n");
}

TEST(Board, SectionsStandInTheOrderOfTheTextUnderTheirTitles) {
  auto result = Result();
  result.mutable_targets(0)->mutable_target()->set_section("later");
  result.mutable_targets(1)->mutable_target()->set_section("not-in-the-text");
  result.mutable_targets(2)->mutable_target()->set_section("earlier");
  const SectionTitles titles = {{"earlier", {"前部", "Earlier"}},
                                {"later", {"后部", "Later"}},
                                {"empty", {"空", "Empty"}},
                                {"headline", {"主要", "Headline"}}};
  const std::string board = Render(BoardDocument(result, {.section = "all"}, titles, {}),
                                   Format::kTable, Language::kEnglish);
  size_t last = 0;
  for (const char* line : {"\nEarlier\n", "\nconsumer prices", "\nLater\n", "\nGDP", "\nHeadline\n",
                           "\nnot-in-the-text\n", "\nimports and exports"}) {
    const size_t at = board.find(line);
    ASSERT_NE(at, std::string::npos) << line << board;
    EXPECT_GE(at, last) << line;
    last = at;
  }
  EXPECT_THAT(board, Not(HasSubstr("Empty")));
}

TEST(Board, FiltersLeaveWhatTheyName) {
  const auto ids = [](const BoardFilter& filter) {
    const auto json = nlohmann::json::parse(
        Render(BoardDocument(Result(), filter, {}, {}), Format::kJson, Language::kEnglish));
    std::vector<std::string> names;
    for (const auto& row : json["targets"]) names.push_back(row["target_id"]);
    return names;
  };
  EXPECT_THAT(ids({.section = "headline",
                   .verdicts = {projection::v1::VERDICT_MISSED, projection::v1::VERDICT_AT_RISK}}),
              ::testing::ElementsAre("imports-exports-2024", "consumer-prices-2024"));
  EXPECT_THAT(ids({.section = "headline", .kinds = {type::v1::TARGET_KIND_BINDING}}),
              ::testing::ElementsAre("urban-new-jobs-2024"));
}

TEST(Board, PromisesInWordsAreNeitherMissingNorZero) {
  auto result = Result();
  result.mutable_targets(0)->mutable_target()->mutable_goal()->mutable_qualitative();
  EXPECT_THAT(Render(BoardDocument(result, {}, {}, {}), Format::kTable, Language::kChinese),
              HasSubstr("定性      定性  不作测算"));
}

TEST(Board, OfficesHaveAColumnWhenATargetNamesOne) {
  auto result = Result();
  result.mutable_targets(0)->mutable_target()->mutable_office()->set_zh("市发展改革委");
  const std::string board =
      Render(BoardDocument(result, {}, {}, {}), Format::kTable, Language::kChinese);
  EXPECT_THAT(board, HasSubstr("责任单位"));
  EXPECT_THAT(board, HasSubstr("市发展改革委"));
  EXPECT_THAT(board, Not(HasSubstr("报告未载明")));
}

TEST(Board, MissingSetByTheProvinceAndZeroAreDifferentTexts) {
  const auto result = Result();
  const std::string csv = Render(BoardDocument(result, {.section = "headline"}, {}, {}),
                                 Format::kCsv, Language::kEnglish);
  EXPECT_THAT(csv, HasSubstr("gdp-2024,gdp,headline,1,GDP,growth,percent,2024,greater-or-equal,"
                             "constant,6,at least 6,,,The report gives no growth for 2023.,,,,,"
                             "unknown,expected,,BASE_MISSING,There is no base figure."));
  EXPECT_THAT(csv, HasSubstr("about 3,0.0,equal,,0.0,equal,-3.0,percentage-point,at-risk"));
  EXPECT_THAT(csv, HasSubstr("external,,set by province,15.3,equal,"));
}

TEST(Board, AllSectionsShowTheImpliedLevelAsABound) {
  const std::string text = Render(BoardDocument(Result(), {.section = "all"}, {}, {}),
                                  Format::kTable, Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("The target for technology contracts amounts to more than 1560 "
                              "cny-1e8.\n"));
  EXPECT_THAT(text, HasSubstr("2024 names fewer kinds of contract.\n"));
  EXPECT_THAT(Render(BoardDocument(Result(), {.section = "headline"}, {}, {}), Format::kTable,
                     Language::kEnglish),
              Not(HasSubstr("technology")));
}

TEST(Board, JsonCarriesFullValueShownDigitsAndTheWholeReceipt) {
  const auto json = nlohmann::json::parse(Render(
      BoardDocument(Result(), {.section = "headline"}, {}, {}), Format::kJson, Language::kChinese));
  const auto& prices = json.at("targets").at(2);
  EXPECT_EQ(prices.at("projection"),
            nlohmann::json::parse(
                R"({"value": "0", "text": "0.0", "qualifier": "equal", "unit": "percent"})"));
  EXPECT_EQ(json.at("targets").at(0).at("base"), nullptr);
  EXPECT_EQ(json.at("targets").at(3).at("goal_kind"), "external");
  EXPECT_EQ(json.at("receipts").at(0).at("inputs_hash"), "0123456789abcdef0123");
  EXPECT_EQ(json.at("revision"), 1);
}

TEST(Board, ATerminalColoursTheVerdictWordsAndNothingElse) {
  auto result = Result();
  result.mutable_targets(0)->set_verdict(projection::v1::VERDICT_AT_RISK);
  result.mutable_targets(1)->set_verdict(projection::v1::VERDICT_MISSED);
  result.mutable_targets(2)->set_verdict(projection::v1::VERDICT_MET);
  result.mutable_targets(3)->set_verdict(projection::v1::VERDICT_UNKNOWN);
  std::ostringstream out;
  Write(BoardDocument(result, {.section = "headline"}, {}, {}), Format::kTable, Language::kEnglish,
        out, Page{.color = true});
  std::vector<std::string> colored;
  const std::vector<std::string> parts = absl::StrSplit(out.str(), "\x1b[");
  for (size_t i = 1; i < parts.size(); i += 2) {
    colored.push_back(parts[i]);
    ASSERT_TRUE(absl::StartsWith(parts.at(i + 1), "0m")) << parts[i];
  }
  EXPECT_THAT(colored, ::testing::ElementsAre("33mat risk", "31mmissed", "32mmet", "2munknown"));
}

TEST(MissesTarget, CountsExpectedAndBindingButNeverStretch) {
  auto result = Result();
  EXPECT_TRUE(MissesTarget(result, {.section = "headline"}));
  EXPECT_FALSE(MissesTarget(result, {.section = "innovation"}));
  result.mutable_targets(1)->set_verdict(projection::v1::VERDICT_MET);
  EXPECT_FALSE(MissesTarget(result, {.section = "all"}));
}

projection::v1::CompareScenariosResponse Comparison() {
  return Parse<projection::v1::CompareScenariosResponse>(R"pb(
    results {
      label: "plan"
      base_year: 2023
      horizon_year: 2024
      indicators {
        indicator: "imports-exports"
        name { zh: "进出口总额" en: "imports and exports" }
        rule { zh: "按目标" en: "as targeted" }
        paths {
          basis: PATH_BASIS_GROWTH
          unit: "percent"
          price_basis: PRICE_BASIS_CURRENT
          points {
            year: 2023
            value { value { text: "-15" } }
          }
          points {
            year: 2024
            value { value { text: "7" } }
            projected: true
          }
        }
        paths {
          basis: PATH_BASIS_INDEX
          unit: "index"
          price_basis: PRICE_BASIS_CURRENT
          base_name { zh: "指数,2022年=100" en: "index, 2022 = 100" }
          points {
            year: 2022
            value {
              value { text: "100" }
              display_decimals: 2
            }
          }
          points {
            year: 2023
            value {
              value { text: "85" }
              display_decimals: 2
            }
          }
          points {
            year: 2024
            value {
              value { text: "90.95" }
              display_decimals: 2
            }
            projected: true
          }
        }
      }
      indicators {
        indicator: "gdp"
        name { zh: "地区生产总值" en: "GDP" }
        paths {
          basis: PATH_BASIS_GROWTH
          unit: "percent"
          points {
            year: 2024
            value { value { text: "6" } }
            projected: true
          }
        }
      }
      targets {
        target { id: "imports-exports-2024" }
        verdict: VERDICT_MET
      }
    }
    results {
      label: "plan+"
      base_year: 2023
      horizon_year: 2024
      indicators {
        indicator: "imports-exports"
        name { zh: "进出口总额" en: "imports and exports" }
        paths {
          basis: PATH_BASIS_GROWTH
          unit: "percent"
          points {
            year: 2023
            value { value { text: "-15" } }
          }
          points {
            year: 2024
            value { value { text: "3" } }
            projected: true
          }
        }
        paths {
          basis: PATH_BASIS_INDEX
          unit: "index"
          points {
            year: 2022
            value {
              value { text: "100" }
              display_decimals: 2
            }
          }
          points {
            year: 2023
            value {
              value { text: "85" }
              display_decimals: 2
            }
          }
          points {
            year: 2024
            value {
              value { text: "87.55" }
              display_decimals: 2
            }
            projected: true
          }
        }
      }
      targets {
        target {
          id: "imports-exports-2024"
          indicator: "imports-exports"
          unit: "percent"
          relation: RELATION_EQUAL
          goal { constant { text: "7" } }
        }
        indicator_name { zh: "进出口总额" en: "imports and exports" }
        verdict: VERDICT_MISSED
        reason { zh: "测算3%,目标7%。" en: "Projected 3 %, target 7 %." }
      }
    }
    differences {
      scenario_index: 1
      indicator: "imports-exports"
      basis: PATH_BASIS_GROWTH
      year: 2024
      difference { text: "-4" }
      difference_unit: "percentage-point"
      caused_by: "imports-exports"
    }
    differences {
      scenario_index: 1
      indicator: "imports-exports"
      basis: PATH_BASIS_INDEX
      year: 2024
      baseline {
        value { text: "90.95" }
        display_decimals: 2
      }
      scenario {
        value { text: "87.55" }
        display_decimals: 2
      }
      difference { text: "-3.4" }
      difference_unit: "index"
      caused_by: "imports-exports"
    })pb");
}

std::vector<store::v1::Assumption> Overlay() {
  return {Parse<store::v1::Assumption>(
      "indicator: 'imports-exports' from_year: 2024 to_year: 2024 rule { compound { "
      "growth_percent { text: '3' } } }")};
}

TEST(WhatIf, ShowsTheChangeEveryDifferingPathAndThatNothingWasWritten) {
  EXPECT_EQ(Render(WhatIfDocument(Comparison(), Overlay(), {}), Format::kTable, Language::kEnglish),
            "What if (against scenario plan): imports and exports 2024: growth 3 %\n"
            "\n"
            "Changes\n"
            "INDICATOR            YEARS  BASELINE (plan)  CHANGED TO\n"
            "imports and exports  2024   as targeted      growth 3 %\n"
            "\n"
            "Paths that differ\n"
            "INDICATOR            EXPRESSED AS                        SCENARIO    UNIT     2022    "
            "2023  2024 PROJECTED  NOTE\n"
            "imports and exports  growth (current prices)             baseline    %              "
            "-15               7\n"
            "                                                         what-if     %              "
            "-15               3\n"
            "                                                         difference  pp               "
            "               -4\n"
            "                     index, 2022 = 100 (current prices)  baseline    index  100.00   "
            "85.00           90.95\n"
            "                                                         what-if     index  100.00   "
            "85.00           87.55\n"
            "                                                         difference  index            "
            "               -3.40\n"
            "\n"
            "Targets judged otherwise\n"
            "INDICATOR            TARGET  BASELINE  WHAT-IF  REASON\n"
            "imports and exports  7 %     met       missed   Projected 3 %, target 7 %.\n"
            "\n"
            "Notes:\n"
            "1. A projection only: nothing was written.\n"
            "\n"
            "data revision 0; publication bound none\n");
}

TEST(WhatIf, CsvHasOneRowAPointOfTheDifferingPaths) {
  EXPECT_EQ(Render(WhatIfDocument(Comparison(), Overlay(), {}), Format::kCsv, Language::kChinese),
            "indicator,name,basis,base_name,price_basis,year,baseline,baseline_qualifier,"
            "baseline_unit,what_if,what_if_qualifier,what_if_unit,difference,difference_unit,"
            "projected,caused_by\r\n"
            "imports-exports,进出口总额,growth,,current,2023,-15,unspecified,percent,-15,"
            "unspecified,percent,,,false,\r\n"
            "imports-exports,进出口总额,growth,,current,2024,7,unspecified,percent,3,unspecified,"
            "percent,-4,percentage-point,true,imports-exports\r\n"
            "imports-exports,进出口总额,index,\"指数,2022年=100\",current,2022,100.00,unspecified,"
            "index,100.00,unspecified,index,,,false,\r\n"
            "imports-exports,进出口总额,index,\"指数,2022年=100\",current,2023,85.00,unspecified,"
            "index,85.00,unspecified,index,,,false,\r\n"
            "imports-exports,进出口总额,index,\"指数,2022年=100\",current,2024,90.95,unspecified,"
            "index,87.55,unspecified,index,-3.40,index,true,imports-exports\r\n");
}

TEST(Paths, ProjectedYearsAreMarkedAndEveryPathIsNamed) {
  const std::string text =
      Render(PathsDocument(Comparison().results(0), {}, {}), Format::kTable, Language::kChinese);
  EXPECT_EQ(text,
            "情景plan:以2023年为基期,测算至2024年\n"
            "\n"
            "指标          口径                   单位  2022年  2023年  2024年测算  注\n"
            "进出口总额    增速(现价)             %             -15           7     1\n"
            "              指数,2022年=100(现价)  指数  100.00   85.00       90.95\n"
            "地区生产总值  增速                   %                           6\n"
            "\n"
            "注:\n"
            "1. 按目标。\n"
            "\n"
            "数据修订 0;公布日期 不限\n");
}

TEST(TargetList, ShowsWordsToPeopleAndPartsToPrograms) {
  const std::vector<store::v1::Target> targets = {Result().targets(0).target(),
                                                  Result().targets(3).target()};
  const Document document =
      TargetListDocument(targets, {{"gdp", {"地区生产总值", "GDP"}}}, {}, 3, "2024-01-31");
  EXPECT_EQ(Render(document, Format::kTable, Language::kChinese),
            "指标            单位        2024年目标  性质    公布原文  出处\n"
            "地区生产总值    增长%            6以上  预期性\n"
            "urban-new-jobs  person-1e4        省定  约束性\n"
            "\n"
            "数据修订 3;公布日期 2024-01-31止\n");
  const auto json = nlohmann::json::parse(Render(document, Format::kJson, Language::kChinese));
  EXPECT_EQ(json.at("targets").at(0).at("goal").at("value"), "6");
  EXPECT_EQ(json.at("targets").at(1).at("goal"), nullptr);
}

}  // namespace
}  // namespace indicast::cli::output
