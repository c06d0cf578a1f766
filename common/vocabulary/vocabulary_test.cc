#include "common/vocabulary/vocabulary.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"

namespace indicast {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Every code of a list, in enum order from 1, both ways.
template <typename E>
void ExpectCodes(const std::vector<std::string>& codes) {
  for (size_t i = 0; i < codes.size(); ++i) {
    const E value = static_cast<E>(i + 1);
    EXPECT_EQ(CodeOf(value), codes[i]);
    EXPECT_THAT(ParseCode<E>(codes[i]), IsOkAndHolds(value));
  }
}

TEST(VocabularyTest, EveryValueHasItsDocumentedCodeBothWays) {
  ExpectCodes<Measure>({"level", "growth", "change"});
  ExpectCodes<PriceBasis>({"current", "constant", "na", "unstated"});
  ExpectCodes<Qualifier>(
      {"equal", "greater", "greater-or-equal", "less", "less-or-equal", "about", "text-only"});
  ExpectCodes<Stage>({"expected", "flash", "preliminary", "reported", "final", "census"});
  ExpectCodes<ObservationStatus>({"A", "P", "E", "F", "B", "M", "L"});
  ExpectCodes<Nature>({"stock", "flow", "ratio", "index", "rank", "count"});
  ExpectCodes<Direction>({"higher", "lower", "neutral"});
  ExpectCodes<Relation>({"equal", "greater-or-equal", "greater", "about", "less-or-equal"});
  ExpectCodes<TargetKind>({"expected", "binding", "stretch"});
  ExpectCodes<Confidence>({"seen-primary", "seen-secondary"});
}

TEST(VocabularyTest, AcceptsTheSourceFilesSpellingOfConfidence) {
  EXPECT_THAT(ParseCode<Confidence>("seen_primary"), IsOkAndHolds(Confidence::kSeenPrimary));
  EXPECT_THAT(ParseCode<Confidence>("seen_secondary"), IsOkAndHolds(Confidence::kSeenSecondary));
}

TEST(VocabularyTest, RefusesUnknownCodesAndListsTheAcceptedOnes) {
  for (const char* code : {"", "Level", "level ", " level", "levels", "1", "水平"}) {
    EXPECT_THAT(ParseCode<Measure>(code), HasReason("CODE_UNKNOWN")) << code;
  }
  EXPECT_THAT(ParseCode<Measure>("nominal"), StatusIs(absl::StatusCode::kInvalidArgument,
                                                      AllOf(HasSubstr("'nominal' is no measure"),
                                                            HasSubstr("level, growth, change"))));
  EXPECT_THAT(ParseCode<Stage>("seen_primary"), HasReason("CODE_UNKNOWN"));
}

TEST(VocabularyTest, PricesCompareOnlyWithinOneStatedBasis) {
  const PriceBasis all[] = {PriceBasis::kCurrent, PriceBasis::kConstant, PriceBasis::kNotApplicable,
                            PriceBasis::kUnstated};
  for (const PriceBasis a : all) {
    for (const PriceBasis b : all) {
      EXPECT_EQ(ComparablePrices(a, b), a == b && a != PriceBasis::kUnstated)
          << CodeOf(a) << " " << CodeOf(b);
    }
  }
}

TEST(VocabularyDeathTest, AnUncheckedCastIsABrokenInvariant) {
  EXPECT_DEATH(static_cast<void>(CodeOf(static_cast<Measure>(0))), "");
}

}  // namespace
}  // namespace indicast
