#include "common/wire/wire.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"

namespace indicast::wire {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;

TEST(WireTest, DecimalsKeepTheirPublishedPrecision) {
  for (const char* text : {"0", "-0.50", "14331.98", "1200", "4.0"}) {
    type::v1::Decimal proto;
    proto.set_text(text);
    ASSERT_OK_AND_ASSIGN(const Decimal value, FromProto(proto));
    EXPECT_EQ(ToProto(value).text(), text);
  }
}

TEST(WireTest, PeriodsRoundTrip) {
  for (const char* text :
       {"2023", "2023-S2", "2023-Q4", "2023-03", "2023-11-01", "2024-01-01/P6M"}) {
    type::v1::Period proto;
    proto.set_text(text);
    ASSERT_OK_AND_ASSIGN(const Period value, FromProto(proto));
    EXPECT_EQ(ToProto(value).text(), text);
  }
}

TEST(WireTest, RefusalsNameTheTextField) {
  EXPECT_THAT(FromProto(type::v1::Decimal()), HasField("text"));
  EXPECT_THAT(FromProto(type::v1::Decimal()), HasReason("DECIMAL_INVALID"));
  EXPECT_THAT(FromProto(type::v1::Period()), HasField("text"));
  EXPECT_THAT(FromProto(type::v1::Period()), HasReason("PERIOD_INVALID"));
}

// Walks a whole list of the contract: 0 and unknown numbers are refused, every other value converts
// both ways, and its name in the contract is the code of the vocabulary.
template <typename Theirs>
void ExpectSameList(const std::string& prefix, bool (*is_valid)(int),
                    const std::string& (*name)(Theirs), int count) {
  EXPECT_THAT(FromProto(static_cast<Theirs>(0)), HasReason("CODE_MISSING")) << prefix;
  for (const int unknown : {-1, count + 1, 1000}) {
    EXPECT_FALSE(is_valid(unknown)) << prefix << " grew; give the vocabulary the new value";
    EXPECT_THAT(FromProto(static_cast<Theirs>(unknown)), HasReason("CODE_UNKNOWN")) << prefix;
    EXPECT_THAT(FromProto(static_cast<Theirs>(unknown)),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  for (int number = 1; number <= count; ++number) {
    const auto theirs = static_cast<Theirs>(number);
    const auto ours = FromProto(theirs);
    ASSERT_TRUE(ours.ok()) << ours.status();
    EXPECT_EQ(ToProto(*ours), theirs);
    std::string code(CodeOf(*ours));
    if (code == "na") code = "not-applicable";
    const std::string spelled =
        prefix + absl::AsciiStrToUpper(absl::StrReplaceAll(code, {{"-", "_"}}));
    // Statuses are SDMX letters and directions are shortened; their order is pinned at compile
    // time.
    if (prefix != "OBSERVATION_STATUS_") {
      EXPECT_TRUE(absl::StartsWith(name(theirs), spelled)) << name(theirs) << " " << spelled;
    }
  }
}

TEST(WireTest, CodeListsOfTheContractAndTheVocabularyAreTheSame) {
  using namespace type::v1;  // NOLINT(google-build-using-namespace): eleven generated name
                             // functions
  ExpectSameList<type::v1::Measure>("MEASURE_", Measure_IsValid, Measure_Name, 3);
  ExpectSameList<type::v1::PriceBasis>("PRICE_BASIS_", PriceBasis_IsValid, PriceBasis_Name, 4);
  ExpectSameList<type::v1::Qualifier>("QUALIFIER_", Qualifier_IsValid, Qualifier_Name, 7);
  ExpectSameList<type::v1::Stage>("STAGE_", Stage_IsValid, Stage_Name, 7);
  ExpectSameList<type::v1::ObservationStatus>("OBSERVATION_STATUS_", ObservationStatus_IsValid,
                                              ObservationStatus_Name, 7);
  ExpectSameList<type::v1::Nature>("NATURE_", Nature_IsValid, Nature_Name, 7);
  ExpectSameList<type::v1::Direction>("DIRECTION_", Direction_IsValid, Direction_Name, 3);
  ExpectSameList<type::v1::Relation>("RELATION_", Relation_IsValid, Relation_Name, 5);
  ExpectSameList<type::v1::TargetKind>("TARGET_KIND_", TargetKind_IsValid, TargetKind_Name, 3);
  ExpectSameList<type::v1::Confidence>("CONFIDENCE_", Confidence_IsValid, Confidence_Name, 2);
  ExpectSameList<type::v1::DerivationFormula>("DERIVATION_FORMULA_", DerivationFormula_IsValid,
                                              DerivationFormula_Name, 3);
}

}  // namespace
}  // namespace indicast::wire
