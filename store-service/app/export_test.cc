#include "store-service/app/export.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

std::shared_ptr<const Snapshot> Holding(std::vector<Record> records) {
  records.emplace_back(TestUnit("cny-1e8", "cny", 8));
  return Snapshot::Empty()->Apply(TestEntry(1, std::move(records))).value();
}

std::string Exported(const std::shared_ptr<const Snapshot>& snapshot, ExportFormat format,
                     bool all_vintages = false, size_t part = 1 << 20, size_t* parts = nullptr) {
  ObservationQuery query;
  query.all_vintages = all_vintages;
  auto exported = ObservationExport::Start(snapshot, query, {snapshot->revision(), {}}, {}, format);
  EXPECT_TRUE(exported.ok()) << exported.status();
  std::string text;
  for (std::string next = exported->Next(part); !next.empty(); next = exported->Next(part)) {
    EXPECT_LE(next.size(), part);
    text += next;
    if (parts != nullptr) ++*parts;
  }
  return text;
}

TEST(ObservationExportTest, CsvHasTheColumnsOfADataFolder) {
  Observation quoted = TestObservation("2023", "4.80");
  quoted.evidence.grounds = TextQuote{"增长\"4.8\"%,其中", "前", ""};
  quoted.note = {"第一行\n第二行", " spaced"};
  EXPECT_EQ(Exported(Holding({quoted}), ExportFormat::kCsv),
            "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,"
            "stage,status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,"
            "note_zh,note_en,formula,inputs\n"
            "gdp,changsha,growth,constant,total,2023,4.80,percent,equal,增长4.80%,reported,A,"
            "report,\"增长\"\"4.8\"\"%,其中\",前,,,,,\"第一行\n第二行\",\" spaced\",,\n");
}

TEST(ObservationExportTest, CsvWritesBoundsWordsAndDerivations) {
  Observation bounded = TestObservation("2023", "0");
  bounded.lower_bound = Number("-1.0");
  bounded.upper_bound = Number("2");
  Observation words = TestObservation("2022", "1");
  words.value.reset();
  words.qualifier = Qualifier::kTextOnly;
  Observation derived = TestObservation("2021", "3", "report", Stage::kDerived);
  derived.derivation = Derivation{DerivationFormula::kLevelMinusChange, {"a|b", "c|d"}};
  const std::string text = Exported(Holding({bounded, words, derived}), ExportFormat::kCsv);
  EXPECT_THAT(text,
              HasSubstr("2023,0,percent,equal,增长0%,reported,A,report,,,,table row,-1.0,2,,,,\n"));
  EXPECT_THAT(text, HasSubstr("2022,,percent,text-only,"));
  EXPECT_THAT(text, HasSubstr(",level-minus-change,a|b;c|d\n"));
}

TEST(ObservationExportTest, SdmxCsvHasDimensionsValueAndAttributes) {
  Observation level = TestObservation("2023-S1", "1200.50");
  level.series.measure = Measure::kLevel;
  level.series.price_basis = PriceBasis::kCurrent;
  level.unit = "cny-1e8";
  level.published_text = "1200.50亿元";
  level.qualifier = Qualifier::kGreater;
  Document report = TestDocument("report");
  report.publication = Publication{Day("2023-08-01"), false};
  const std::string text = Exported(Holding({level, report}), ExportFormat::kSdmxCsv);
  EXPECT_THAT(text, StartsWith("STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,MEASURE,PRICES,"
                               "SCOPE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,"));
  EXPECT_THAT(text, EndsWith("\ndataflow,INDICAST:OBSERVATIONS(1.1.0),I,gdp,changsha,level,current,"
                             "total,2023-S1,1200.50,cny,8,2,A,greater,,,reported,report,"
                             "2023-08-01,false,1200.50亿元,,,cny-1e8,,,,table row,,\n"));
}

TEST(ObservationExportTest, SdmxCsvHoldsEvidenceAndDerivation) {
  Observation quoted = TestObservation("2023", "4.80");
  quoted.evidence.grounds = TextQuote{"增长4.80%", "前", "后"};
  Observation derived = TestObservation("2021", "3", "report", Stage::kDerived);
  derived.derivation = Derivation{DerivationFormula::kLevelMinusChange, {"a|b", "c|d"}};
  const std::string text = Exported(Holding({quoted, derived}), ExportFormat::kSdmxCsv);
  EXPECT_THAT(text, HasSubstr("COMMENT_OBS_EN,UNIT,QUOTE,QUOTE_PREFIX,QUOTE_SUFFIX,NO_QUOTE_REASON,"
                              "FORMULA,FORMULA_INPUTS\n"));
  EXPECT_THAT(text, HasSubstr(",percent,增长4.80%,前,后,,,\n"));
  EXPECT_THAT(text, HasSubstr(",level-minus-change,a|b;c|d\n"));
}

TEST(ObservationExportTest, SdmxCsvHoldsOneFigureAKey) {
  ObservationQuery query;
  query.all_vintages = true;
  EXPECT_THAT(
      ObservationExport::Start(Holding({}), query, {1, {}}, {}, ExportFormat::kSdmxCsv).status(),
      HasField("filter.all_vintages"));
  const auto two = Holding({TestObservation("2023", "4.8", "plan", Stage::kExpected),
                            TestObservation("2023", "4.5", "report")});
  EXPECT_THAT(Exported(two, ExportFormat::kSdmxCsv), ::testing::Not(HasSubstr("plan")));
  EXPECT_THAT(Exported(two, ExportFormat::kCsv, true), HasSubstr("plan"));
}

TEST(ObservationExportTest, PartsAreBoundedAndJoinToTheWhole) {
  std::vector<Record> records;
  for (int year = 1200; year < 1500; ++year) {
    Observation observation = TestObservation(absl::StrCat(year), "1");
    observation.note.zh = std::string(600, 'x') + "亩\n亩";
    records.emplace_back(observation);
  }
  const auto snapshot = Holding(std::move(records));
  const std::string whole = Exported(snapshot, ExportFormat::kCsv);
  size_t parts = 0;
  EXPECT_EQ(Exported(snapshot, ExportFormat::kCsv, false, 2000, &parts), whole);
  EXPECT_GT(parts, 100u);
}

TEST(ObservationExportTest, AnEmptySetIsAHeader) {
  const std::string text = Exported(Holding({}), ExportFormat::kCsv);
  EXPECT_THAT(text, StartsWith("indicator,area"));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

}  // namespace
}  // namespace indicast::store
