// Verdicts on the targets of the sample city: reason codes, goals, gaps, notes, implied levels.
#include "common/testing/status_matchers.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Projection Planned(const InputSet& inputs, const Quotas& quotas = {}) {
  return RunOrDie(inputs, OneRule("*", PlanRule{}), 2024, quotas);
}

std::string Text(const Value& value) {
  return value.number.has_value() ? value.number->Normalized().ToString() : "none";
}

TEST(AssessmentTest, HoldMissesAGrowthTargetByTheWholeGoal) {
  const InputSet inputs = Build(SampleCity());
  const auto got = AssessmentOf(RunOrDie(inputs, OneRule("*", HoldRule{}), 2024), inputs, "gdp");
  EXPECT_EQ(got.verdict, Verdict::kMissed);
  EXPECT_EQ(got.reason_code, kTargetMissed);
  EXPECT_EQ(Text(got.goal), "6");
  EXPECT_EQ(Text(got.projection), "0");
  EXPECT_EQ(*got.gap, D("-6"));
  EXPECT_EQ(got.gap_unit, kPercentagePointUnit);
  EXPECT_EQ(got.reason.zh, "预测增速0.0%,未达到目标(6%以上),相差6.0个百分点");
  EXPECT_EQ(got.reason.en,
            "projected growth 0.0 % misses the target (at least 6 %) by 6.0 percentage points");
  ASSERT_TRUE(got.base.has_value());
  EXPECT_EQ(inputs.figures()[*got.base].record, "gdp/2023/4.8");
}

TEST(AssessmentTest, PlanMeetsEveryTargetItCanName) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = Planned(inputs);
  ASSERT_EQ(got.targets.size(), 6u);
  for (const TargetAssessment& item : got.targets) {
    const bool external = inputs.targets()[item.target].indicator == "urban-new-jobs";
    EXPECT_EQ(item.verdict, external ? Verdict::kUnknown : Verdict::kMet)
        << inputs.targets()[item.target].id << ": " << item.reason.en;
  }
}

struct PlanCase {
  const char* name;
  Relation relation;
  const char* goal;
  const char* planned;
};

class PlanTable : public ::testing::TestWithParam<PlanCase> {};

TEST_P(PlanTable, PutsTheIndicatorOnItsTarget) {
  InputParts parts = SampleCity();
  TargetOf(parts, "gdp") = SampleTarget("gdp", GetParam().relation, GetParam().goal);
  const InputSet inputs = Build(parts);
  const Projection got = Planned(inputs);
  EXPECT_EQ(At(got, "gdp", PathBasis::kGrowth, 2024), GetParam().planned);
  EXPECT_EQ(AssessmentOf(got, inputs, "gdp").verdict, Verdict::kMet);
}

INSTANTIATE_TEST_SUITE_P(Relations, PlanTable,
                         ::testing::Values(PlanCase{"Equal", Relation::kEqual, "7.5", "7.5"},
                                           PlanCase{"AtLeast", Relation::kGreaterOrEqual, "6", "6"},
                                           PlanCase{"MoreThan", Relation::kGreater, "6", "6.1"},
                                           PlanCase{"About", Relation::kAbout, "3", "3"},
                                           PlanCase{"AtMost", Relation::kLessOrEqual, "5.5",
                                                    "5.5"}),
                         [](const auto& tested) { return tested.param.name; });

TEST(PlanTest, OneStepIsThePublishedStepOfTheSeries) {
  InputParts parts = SampleCity();
  TargetOf(parts, "gdp").relation = Relation::kGreater;
  Figure fine = SampleFigure("gdp", Measure::kGrowth, 2020, "4.03");
  fine.price_basis = PriceBasis::kConstant;
  parts.figures.push_back(fine);
  EXPECT_EQ(At(Planned(Build(parts)), "gdp", PathBasis::kGrowth, 2024), "6.1")
      << "one finer figure does not make the step";
  for (Figure& figure : parts.figures) {
    if (figure.indicator == "gdp" && figure.measure == Measure::kGrowth) figure.value = D("4.53");
  }
  EXPECT_EQ(At(Planned(Build(parts)), "gdp", PathBasis::kGrowth, 2024), "6.01");
}

TEST(AboutTargetTest, NamesItsBandInTheReason) {
  const InputSet inputs = Build(SampleCity());
  const auto got =
      AssessmentOf(RunOrDie(inputs, OneRule("consumer-prices", CompoundRule{D("2.4")}), 2024),
                   inputs, "consumer-prices");
  EXPECT_EQ(got.verdict, Verdict::kMissed);
  EXPECT_THAT(got.reason.zh, HasSubstr("3%左右,即2.5%~3.5%"));
  EXPECT_THAT(got.reason.en, HasSubstr("about 3 %, that is 2.5 % to 3.5 %"));
}

TEST(RelativeTargetTest, IncomeIsJudgedAgainstProjectedGdp) {
  const InputSet inputs = Build(SampleCity());
  const auto with_income = [&](const std::string& growth) {
    return RunOrDie(inputs,
                    Stack({{"s",
                            1,
                            {{"gdp", {}, {}, CompoundRule{D("5.2")}},
                             {"household-income", {}, {}, CompoundRule{D(growth)}}}}}),
                    2024);
  };
  const auto equal = AssessmentOf(with_income("5.2"), inputs, "household-income");
  EXPECT_EQ(equal.verdict, Verdict::kMissed) << "faster than means more than";
  EXPECT_EQ(Text(equal.goal), "5.2");
  EXPECT_EQ(*equal.gap, D("0"));
  EXPECT_THAT(equal.reason.en, HasSubstr("only equals the line of the target (more than 5.2 %"));
  const auto faster = AssessmentOf(with_income("5.3"), inputs, "household-income");
  EXPECT_EQ(faster.verdict, Verdict::kMet);
  EXPECT_THAT(faster.reason.zh, HasSubstr("随地区生产总值的预测"));
  EXPECT_THAT(
      faster.notes,
      Contains(Field(&LocalizedText::en,
                     HasSubstr("household income is of unstated price basis, of GDP real"))));
}

TEST(RelativeTargetTest, NoNoteWhenBothAreReal) {
  InputParts parts = SampleCity();
  RemoveFigures(parts, "household-income");
  Figure real = SampleFigure("household-income", Measure::kGrowth, 2023, "5.0");
  real.price_basis = PriceBasis::kConstant;
  parts.figures.push_back(real);
  TargetOf(parts, "household-income").price_basis = PriceBasis::kConstant;
  const InputSet inputs = Build(parts);
  const auto got =
      AssessmentOf(RunOrDie(inputs, OneRule("*", RepeatRule{}), 2024), inputs, "household-income");
  EXPECT_EQ(got.verdict, Verdict::kMet);
  EXPECT_THAT(got.notes, IsEmpty());
}

TEST(RelativeTargetTest, IsUnknownWhenTheOtherSideIs) {
  const InputSet inputs = Build(SampleCity());
  const auto got =
      AssessmentOf(RunOrDie(inputs, OneRule("household-income", CompoundRule{D("5")}), 2024),
                   inputs, "household-income");
  EXPECT_EQ(got.verdict, Verdict::kUnknown);
  EXPECT_EQ(got.reason_code, kRelativeUnknown);
  EXPECT_THAT(got.reason.zh, HasSubstr("地区生产总值无法计算"));
}

TEST(RelativeTargetTest, PlanIsOneStepFasterThanThePlannedEconomy) {
  const Projection got = Planned(Build(SampleCity()));
  EXPECT_EQ(At(got, "gdp", PathBasis::kGrowth, 2024), "6");
  EXPECT_EQ(At(got, "household-income", PathBasis::kGrowth, 2024), "6.1");
}

TEST(ExternalTargetTest, IsUnknownUntilTheQuotaIsGivenThenJudged) {
  InputParts parts = SampleCity();
  Figure jobs = SampleFigure("urban-new-jobs", Measure::kLevel, 2023, "13.5");
  jobs.unit = "person-1e4";
  jobs.price_basis = PriceBasis::kNotApplicable;
  parts.figures.push_back(jobs);
  const InputSet inputs = Build(parts);
  const auto hold = OneRule("*", HoldRule{});
  const auto unknown = AssessmentOf(RunOrDie(inputs, hold, 2024), inputs, "urban-new-jobs");
  EXPECT_EQ(unknown.verdict, Verdict::kUnknown);
  EXPECT_EQ(unknown.reason_code, kExternalQuotaUnknown);
  EXPECT_EQ(Text(unknown.goal), "none");
  EXPECT_FALSE(unknown.gap.has_value());
  EXPECT_THAT(unknown.reason.zh, HasSubstr("湖南省"));
  const auto met = AssessmentOf(RunOrDie(inputs, hold, 2024, {{"urban-new-jobs-2024", D("12")}}),
                                inputs, "urban-new-jobs");
  EXPECT_EQ(met.verdict, Verdict::kMet);
  EXPECT_EQ(*met.gap, D("1.5"));
  EXPECT_EQ(met.gap_unit, "person-1e4");
  const auto missed = AssessmentOf(RunOrDie(inputs, hold, 2024, {{"urban-new-jobs-2024", D("14")}}),
                                   inputs, "urban-new-jobs");
  EXPECT_EQ(missed.verdict, Verdict::kMissed);
}

TEST(ExternalTargetTest, PlanHasNoValueWithoutTheQuotaAndMeetsItWithIt) {
  const InputSet inputs = Build(SampleCity());
  EXPECT_EQ(At(Planned(inputs), "urban-new-jobs", PathBasis::kGrowth, 2024), "none");
  const Projection got = Planned(inputs, {{"urban-new-jobs-2024", D("12")}});
  EXPECT_EQ(At(got, "urban-new-jobs", PathBasis::kLevel, 2024), "12");
  EXPECT_EQ(AssessmentOf(got, inputs, "urban-new-jobs").verdict, Verdict::kMet);
}

TEST(ContractsTargetTest, ImpliesABoundAndSaysThatTheScopeIsNarrower) {
  const InputSet inputs = Build(SampleCity());
  const auto got = AssessmentOf(Planned(inputs), inputs, "technology-contracts");
  EXPECT_EQ(Text(got.implied_level), "1560");
  EXPECT_EQ(got.implied_level.qualifier, Qualifier::kGreater);
  EXPECT_EQ(got.implied_level.display_decimals, 0) << "a bound is not made to look precise";
  EXPECT_EQ(got.implied_level_unit, "cny-1e8");
  EXPECT_THAT(got.notes,
              Contains(LocalizedText{"2024年只列三类合同", "2024 names fewer kinds of contract"}));
}

TEST(ImpliedLevelTest, TakesTheComparatorOfTheTarget) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = Planned(inputs);
  const auto gdp = AssessmentOf(got, inputs, "gdp");
  EXPECT_EQ(Text(gdp.implied_level), "15191.8988");
  EXPECT_EQ(gdp.implied_level.qualifier, Qualifier::kGreaterOrEqual);
  EXPECT_THAT(gdp.notes, Contains(Field(&LocalizedText::en, HasSubstr("at 2023 prices"))))
      << "real growth of a nominal level";
  EXPECT_EQ(Text(AssessmentOf(got, inputs, "consumer-prices").implied_level), "none")
      << "no level was published";
}

TEST(MissingBaseTest, SaysWhyInTheWordsOfTheCase) {
  struct Case {
    const char* name;
    void (*change)(InputParts& parts);
    const char* zh;
    const char* en;
    const char* code;
  };
  const Case cases[] = {
      {"nothing published", [](InputParts& p) { RemoveFigures(p, "gdp"); },
       "报告本页未载,历史文件亦无", "not in the report page nor in the history", kBaseMissing},
      {"no report held",
       [](InputParts& p) {
         RemoveFigures(p, "gdp");
         p.has_work_report = false;
       },
       "各来源均未载2023年数", "no source gives a figure for 2023", kBaseMissing},
      {"words only",
       [](InputParts& p) {
         RemoveFigures(p, "gdp");
         Figure words = SampleFigure("gdp", Measure::kGrowth, 2023, "");
         words.published_text = "平稳增长";
         p.figures.push_back(words);
       },
       "2023年仅有文字表述:“平稳增长”", "2023 was published in words only: \"平稳增长\"",
       kBaseTextOnly},
      {"level only",
       [](InputParts& p) {
         RemoveFigures(p, "gdp");
         p.figures.push_back(SampleFigure("gdp", Measure::kLevel, 2023, "14331.98"));
       },
       "2023年只公布了水平值(14331.98亿元),未公布增速;不以水平值相除推算",
       "only a level was published for 2023 (14331.98 100 m yuan), no growth; levels are not "
       "divided by one another",
       kBaseMissing},
  };
  for (const Case& c : cases) {
    InputParts parts = SampleCity();
    c.change(parts);
    const InputSet inputs = Build(parts);
    const auto got =
        AssessmentOf(RunOrDie(inputs, OneRule("*", RepeatRule{}), 2024), inputs, "gdp");
    EXPECT_FALSE(got.base.has_value()) << c.name;
    EXPECT_EQ(got.base_missing_reason, (LocalizedText{c.zh, c.en})) << c.name;
    EXPECT_EQ(got.verdict, Verdict::kUnknown) << c.name;
    EXPECT_EQ(got.reason_code, c.code) << c.name;
    EXPECT_EQ(got.reason, (LocalizedText{c.zh, c.en})) << c.name;
  }
}

TEST(MissingBaseTest, DoesNotHinderAVerdictThatNeedsNone) {
  InputParts parts = SampleCity();
  RemoveFigures(parts, "gdp");
  const InputSet inputs = Build(parts);
  const auto got = AssessmentOf(Planned(inputs), inputs, "gdp");
  EXPECT_EQ(got.verdict, Verdict::kMet);
  EXPECT_FALSE(got.base_missing_reason.empty());
}

TEST(AtRiskTest, PublishedPrecisionIsExplained) {
  const InputSet inputs = Build(SampleCity());
  const auto got =
      AssessmentOf(RunOrDie(inputs, OneRule("gdp", CompoundRule{D("5.96")}), 2024), inputs, "gdp");
  EXPECT_EQ(got.verdict, Verdict::kAtRisk);
  EXPECT_EQ(got.reason_code, kPublishedPrecision);
  EXPECT_THAT(got.reason.en, HasSubstr("5.96 before rounding"));
  EXPECT_THAT(got.reason.en, HasSubstr("meets the target (at least 6 %) at published precision"));
}

TEST(ScopeTest, ALevelOfAnotherScopeIsNotJudgedUnlessTheScenarioStatesIt) {
  InputParts parts = SampleCity();
  Target& target = TargetOf(parts, "technology-contracts");
  target.measure = Measure::kLevel;
  target.unit = "cny-1e8";
  target.goal = D("1000");
  const InputSet inputs = Build(parts);
  const auto run = [&](const Rule& rule) {
    return AssessmentOf(RunOrDie(inputs, OneRule("technology-contracts", rule), 2024), inputs,
                        "technology-contracts");
  };
  const auto held = run(HoldRule{});
  EXPECT_EQ(held.verdict, Verdict::kUnknown) << "more than 1200 of all kinds says nothing";
  EXPECT_EQ(held.reason_code, kScopeDiffers);
  EXPECT_EQ(run(PlanRule{}).verdict, Verdict::kMet);
  EXPECT_EQ(run(RequiredRule{D("900"), 2024}).verdict, Verdict::kMissed);
  EXPECT_EQ(run(GivenRule{{{2024, Measure::kLevel, D("1100")}}}).verdict, Verdict::kMet);
}

TEST(AtRiskTest, ALevelTargetAcrossTheBoundOfItsBase) {
  InputParts parts = SampleCity();
  Target& target = TargetOf(parts, "technology-contracts");
  target.base_scope.clear();
  target.scope = kTotalScope;
  target.measure = Measure::kLevel;
  target.relation = Relation::kGreaterOrEqual;
  target.unit = "cny-1e4";
  target.goal = D("16000000");
  const InputSet inputs = Build(parts);
  const auto run = [&](const std::string& growth) {
    return AssessmentOf(
        RunOrDie(inputs, OneRule("technology-contracts", CompoundRule{D(growth)}), 2024), inputs,
        "technology-contracts");
  };
  EXPECT_EQ(run("30").verdict, Verdict::kAtRisk);
  EXPECT_EQ(run("30").reason_code, kBaseIsBound);
  EXPECT_EQ(Text(run("30").goal), "1600") << "in the unit of the indicator";
  EXPECT_EQ(run("34").verdict, Verdict::kMet);
  EXPECT_EQ(run("30").gap_unit, "cny-1e8");
}

TEST(AtRiskTest, AnApproximateBaseKeepsItsBandInProportion) {
  InputParts parts = SampleCity();
  for (Figure& figure : parts.figures) {
    if (figure.indicator == "technology-contracts") figure.qualifier = Qualifier::kAbout;
  }
  Target& target = TargetOf(parts, "technology-contracts");
  target.base_scope.clear();
  target.scope = kTotalScope;
  target.measure = Measure::kLevel;
  target.relation = Relation::kGreaterOrEqual;
  target.unit = "cny-1e8";
  target.goal = D("2400");
  const InputSet inputs = Build(parts);
  const auto run = [&](const std::string& growth) {
    return AssessmentOf(
        RunOrDie(inputs, OneRule("technology-contracts", CompoundRule{D(growth)}), 2024), inputs,
        "technology-contracts");
  };
  // About 1200 is 1199.5 to 1200.5; doubled, 2399 to 2401.
  EXPECT_EQ(run("100").verdict, Verdict::kAtRisk);
  EXPECT_EQ(run("100").reason_code, kBaseIsApproximate);
  EXPECT_EQ(run("100.2").verdict, Verdict::kMet);
  EXPECT_EQ(run("100.1").reason_code, kBaseIsApproximate) << "2401.2 is met, printed 2401 is not";
  EXPECT_EQ(run("99.9").verdict, Verdict::kMissed);
}

TEST(ChangeTargetTest, IsJudgedOnTheStepOfTheLevel) {
  InputParts parts = SampleCity();
  Target& target = TargetOf(parts, "imports-exports");
  target.measure = Measure::kChange;
  target.unit = "cny-1e8";
  target.goal = D("100");
  const InputSet inputs = Build(parts);
  const auto got = AssessmentOf(Planned(inputs), inputs, "imports-exports");
  EXPECT_EQ(got.verdict, Verdict::kMet);
  EXPECT_EQ(Text(got.projection), "100");
  EXPECT_EQ(At(Planned(inputs), "imports-exports", PathBasis::kLevel, 2024), "2911.51");
}

TEST(OutsideTest, ATargetBeyondTheHorizonIsUnknown) {
  InputParts parts = SampleCity();
  TargetOf(parts, "gdp").year = 2026;
  const InputSet inputs = Build(parts);
  const auto got = AssessmentOf(RunOrDie(inputs, OneRule("*", HoldRule{}), 2024), inputs, "gdp");
  EXPECT_EQ(got.reason_code, kTargetOutsideHorizon);
}

TEST(PriceTest, BasesThatConflictAreNoted) {
  InputParts parts = SampleCity();
  for (Figure& figure : parts.figures) {
    if (figure.indicator == "gdp" && figure.measure == Measure::kGrowth) {
      figure.price_basis = PriceBasis::kCurrent;
    }
  }
  const InputSet inputs = Build(parts);
  const auto got = AssessmentOf(Planned(inputs), inputs, "gdp");
  EXPECT_THAT(got.notes, Contains(LocalizedText{"基期数为现价(名义),目标为可比价(实际)",
                                                "the base is nominal, the target real"}));
}

}  // namespace
}  // namespace indicast::projection
