#include "projection-service/engine/verdict.h"

#include <ostream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projection-service/domain/sample_city.h"

namespace indicast::projection {
namespace {

constexpr auto kEq = Qualifier::kEqual;
constexpr auto kUp = Direction::kHigherIsBetter;
constexpr auto kDown = Direction::kLowerIsBetter;
constexpr auto kNone = Direction::kNeutral;

struct Case {
  const char* name;
  const char* projection;
  Qualifier qualifier;
  Relation relation;
  const char* goal;
  Direction direction;
  Verdict want;
  VerdictCause cause = VerdictCause::kPlain;
  Qualifier goal_qualifier = kEq;
};

class VerdictTable : public ::testing::TestWithParam<Case> {};

TEST_P(VerdictTable, Judges) {
  const Case& c = GetParam();
  const Decimal goal = D(c.goal);
  const Judgement got =
      Judge({D(c.projection), c.qualifier, D("0.5")}, {goal, c.goal_qualifier, D("0.5")},
            {c.relation, c.direction, HalfUnit(goal), 1});
  EXPECT_EQ(got.verdict, c.want);
  EXPECT_EQ(got.cause, c.cause);
}

INSTANTIATE_TEST_SUITE_P(
    Relations, VerdictTable,
    ::testing::Values(
        Case{"AtLeastAbove", "6.1", kEq, Relation::kGreaterOrEqual, "6", kUp, Verdict::kMet},
        Case{"AtLeastOnTheLine", "6.0", kEq, Relation::kGreaterOrEqual, "6", kUp, Verdict::kMet},
        Case{"AtLeastBelow", "5.9", kEq, Relation::kGreaterOrEqual, "6", kUp, Verdict::kMissed},
        Case{"MoreThanOnTheLine", "6", kEq, Relation::kGreater, "6", kUp, Verdict::kMissed},
        Case{"MoreThanOneStep", "6.1", kEq, Relation::kGreater, "6", kUp, Verdict::kMet},
        Case{"AtMostOnTheLine", "5.5", kEq, Relation::kLessOrEqual, "5.5", kDown, Verdict::kMet},
        Case{"AtMostAbove", "5.6", kEq, Relation::kLessOrEqual, "5.5", kDown, Verdict::kMissed},
        Case{"EqualExceededIsReached", "7.5", kEq, Relation::kEqual, "7", kUp, Verdict::kMet},
        Case{"EqualBelow", "6.9", kEq, Relation::kEqual, "7", kUp, Verdict::kMissed},
        Case{"EqualLowerIsBetterBelow", "2.4", kEq, Relation::kEqual, "2.5", kDown, Verdict::kMet},
        Case{"EqualLowerIsBetterAbove", "2.6", kEq, Relation::kEqual, "2.5", kDown,
             Verdict::kMissed},
        Case{"EqualNeutral", "7.0", kEq, Relation::kEqual, "7", kNone, Verdict::kMet},
        Case{"EqualNeutralExceeded", "7.5", kEq, Relation::kEqual, "7", kNone, Verdict::kMissed},
        Case{"AboutLowEdge", "2.5", kEq, Relation::kAbout, "3", kNone, Verdict::kMet},
        Case{"AboutHighEdge", "3.5", kEq, Relation::kAbout, "3", kNone, Verdict::kMet},
        Case{"AboutBelow", "2.4", kEq, Relation::kAbout, "3", kNone, Verdict::kMissed},
        Case{"AboutAbove", "3.6", kEq, Relation::kAbout, "3", kNone, Verdict::kMissed},
        Case{"AboutFinerDigits", "3.1", kEq, Relation::kAbout, "3.0", kNone, Verdict::kMissed},
        Case{"NegativeGoal", "-2.6", kEq, Relation::kLessOrEqual, "-2.5", kDown, Verdict::kMet}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Precision, VerdictTable,
    ::testing::Values(Case{"RoundsUpToTheLine", "5.96", kEq, Relation::kGreaterOrEqual, "6", kUp,
                           Verdict::kAtRisk, VerdictCause::kPrecision},
                      Case{"RoundsDownToTheLine", "6.04", kEq, Relation::kGreater, "6", kUp,
                           Verdict::kAtRisk, VerdictCause::kPrecision},
                      Case{"StaysBelow", "5.94", kEq, Relation::kGreaterOrEqual, "6", kUp,
                           Verdict::kMissed},
                      Case{"LeavesTheBand", "3.54", kEq, Relation::kAbout, "3", kNone,
                           Verdict::kAtRisk, VerdictCause::kPrecision}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Bounds, VerdictTable,
    ::testing::Values(Case{"LowerBoundAboveGoal", "1560", Qualifier::kGreater,
                           Relation::kGreaterOrEqual, "1500", kUp, Verdict::kMet},
                      Case{"LowerBoundOnStrictGoal", "1560", Qualifier::kGreater,
                           Relation::kGreater, "1560", kUp, Verdict::kMet},
                      Case{"AtLeastOnStrictGoal", "1560", Qualifier::kGreaterOrEqual,
                           Relation::kGreater, "1560", kUp, Verdict::kAtRisk, VerdictCause::kBound},
                      Case{"LowerBoundBelowGoal", "1560", Qualifier::kGreater,
                           Relation::kGreaterOrEqual, "1600", kUp, Verdict::kAtRisk,
                           VerdictCause::kBound},
                      Case{"UpperBoundOnGoal", "100", Qualifier::kLess, Relation::kGreaterOrEqual,
                           "100", kUp, Verdict::kMissed},
                      Case{"UpperBoundAboveGoal", "101", Qualifier::kLess,
                           Relation::kGreaterOrEqual, "100", kUp, Verdict::kAtRisk,
                           VerdictCause::kBound},
                      Case{"UpperBoundMeetsAtMost", "5.5", Qualifier::kLess, Relation::kLessOrEqual,
                           "5.5", kDown, Verdict::kMet},
                      Case{"AboutClearOfGoal", "75", Qualifier::kAbout, Relation::kGreaterOrEqual,
                           "74", kUp, Verdict::kMet},
                      Case{"AboutAcrossGoal", "75", Qualifier::kAbout, Relation::kGreaterOrEqual,
                           "75", kUp, Verdict::kAtRisk, VerdictCause::kApproximate},
                      Case{"AboutBelowGoal", "75", Qualifier::kAbout, Relation::kGreaterOrEqual,
                           "76", kUp, Verdict::kMissed},
                      Case{"GoalIsALowerBound", "5", kEq, Relation::kGreater, "5", kUp,
                           Verdict::kMissed, VerdictCause::kPlain, Qualifier::kGreater},
                      Case{"BothAreLowerBounds", "6", Qualifier::kGreater, Relation::kGreater, "5",
                           kUp, Verdict::kAtRisk, VerdictCause::kBound, Qualifier::kGreater}),
    [](const auto& tested) { return tested.param.name; });

TEST(HalfUnitTest, IsHalfOfTheLastPrintedDigit) {
  EXPECT_EQ(HalfUnit(D("3")), D("0.5"));
  EXPECT_EQ(HalfUnit(D("3.0")), D("0.05"));
  EXPECT_EQ(HalfUnit(D("1200")), D("0.5"));
}

TEST(VerdictTest, NumbersTooLargeToSubtractAreUnknown) {
  const Decimal huge = D("999999999999999999999999999999");
  const Judgement got = Judge({huge, kEq, Decimal()}, {huge.Negate(), kEq, Decimal()},
                              {Relation::kGreaterOrEqual, kUp, D("0.5"), 1});
  EXPECT_EQ(got.verdict, Verdict::kUnknown);
  EXPECT_EQ(got.cause, VerdictCause::kTooLarge);
}

}  // namespace
}  // namespace indicast::projection
