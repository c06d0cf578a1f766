#include "clients/cpp/data_folder.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kObservationHeader[] =
    "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,stage,"
    "status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,note_zh,note_en\n";
constexpr char kTargetHeader[] =
    "id,indicator,area,measure,price_basis,scope,base_scope,period,relation,goal,unit,kind,"
    "published_text,document,quote,prefix,suffix,section,position,office_zh,office_en,"
    "pair_note_zh,pair_note_en\n";
constexpr char kDocumentHeader[] =
    "id,title_zh,title_en,publisher,address,published,public_by,confidence,text_file,"
    "is_work_report,note_zh,note_en\n";
constexpr char kScenarioHeader[] = "id,parent,name_zh,name_en,description_zh,description_en\n";
constexpr char kAssumptionHeader[] =
    "scenario,indicator,from_year,to_year,rule,reason_zh,reason_en\n";

// A folder of its own for each test.
class DataFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              absl::StrCat("data_folder_", ::testing::UnitTest::GetInstance()->random_seed(), "_",
                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }

  fs::path folder_;
};

TEST_F(DataFolderTest, ReadsAnObservationWithItsEvidence) {
  Write("observations.csv",
        absl::StrCat(kObservationHeader,
                     "imports-exports,changsha,growth,current,,2023,-15,percent,equal,下降15%,"
                     "reported,,report,进出口总额下降15%,前,后,,,,注,note\n"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  ASSERT_EQ(data.request.observations_size(), 1);
  const auto& figure = data.request.observations(0);
  EXPECT_EQ(figure.series().indicator(), "imports-exports");
  EXPECT_EQ(figure.series().measure(), type::v1::MEASURE_GROWTH);
  EXPECT_EQ(figure.series().scope(), "total");
  EXPECT_EQ(figure.period().text(), "2023");
  EXPECT_EQ(figure.value().text(), "-15");
  EXPECT_EQ(figure.status(), type::v1::OBSERVATION_STATUS_NORMAL);
  EXPECT_EQ(figure.stage(), type::v1::STAGE_REPORTED);
  EXPECT_EQ(figure.evidence().quote().exact(), "进出口总额下降15%");
  EXPECT_EQ(figure.evidence().quote().suffix(), "后");
  EXPECT_FALSE(figure.has_lower_bound());
  EXPECT_EQ(figure.note().en(), "note");
}

TEST_F(DataFolderTest, KeepsTheReasonWhyThereIsNoQuote) {
  Write("observations.csv",
        absl::StrCat(kObservationHeader,
                     "gdp,changsha,level,current,,2023,14331.98,cny-1e8,equal,14331.98亿元,"
                     "preliminary,,c,,,,not held,,,,\n"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  EXPECT_EQ(data.request.observations(0).evidence().no_quote_reason(), "not held");
}

TEST_F(DataFolderTest, ReadsEveryKindOfGoal) {
  const auto row = [](const std::string& id, const std::string& goal) {
    return absl::StrCat(id, ",gdp,changsha,growth,constant,,,2024,greater,", goal,
                        ",percent,expected,t,d,q,,,headline,3,办,office,,\n");
  };
  Write("targets.csv", absl::StrCat(kTargetHeader, row("a", "7"), row("b", "indicator:gdp"),
                                    row("c", "indicator:imports-exports+0.5"),
                                    row("d", "external:湖南省|Hunan province")));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  const auto& targets = data.request.targets();
  EXPECT_EQ(targets[0].goal().constant().text(), "7");
  EXPECT_EQ(targets[0].position(), 3);
  EXPECT_EQ(targets[1].goal().relative().indicator(), "gdp");
  EXPECT_FALSE(targets[1].goal().relative().has_margin());
  EXPECT_EQ(targets[2].goal().relative().indicator(), "imports-exports");
  EXPECT_EQ(targets[2].goal().relative().margin().text(), "0.5");
  EXPECT_EQ(targets[3].goal().external().authority().zh(), "湖南省");
  EXPECT_EQ(targets[3].goal().external().authority().en(), "Hunan province");
}

TEST_F(DataFolderTest, ReadsDocumentTextByteForByte) {
  const std::string text = "第一段\r\n\n第二段 \n";
  Write("documents/d.txt", text);
  Write("documents.csv",
        absl::StrCat(kDocumentHeader,
                     "a,题,title,p,http://x,2023-04-07,,seen-primary,documents/d.txt,true,,\n"
                     "b,题,title,p,,,2023-04-30,seen-secondary,,,,\n"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  EXPECT_EQ(data.request.documents(0).text(), text);
  EXPECT_TRUE(data.request.documents(0).is_work_report());
  EXPECT_FALSE(data.request.documents(0).publication().estimated());
  EXPECT_EQ(data.request.documents(1).publication().date(), "2023-04-30");
  EXPECT_TRUE(data.request.documents(1).publication().estimated());
  EXPECT_EQ(data.sources.Find("documents[0].publication.date"), "documents.csv:2 published");
  EXPECT_EQ(data.sources.Find("documents[1].publication.date"), "documents.csv:3 public_by");
}

TEST_F(DataFolderTest, PutsAssumptionsAndLinksIntoTheirRecords) {
  Write("scenarios.csv", absl::StrCat(kScenarioHeader, "base,,基准,Base,,\nlow,base,低,Low,,\n"));
  Write("assumptions.csv",
        absl::StrCat(kAssumptionHeader, "low,gdp,2024,2026,3%,因为,because\nbase,*,,,repeat,,\n",
                     "low,gdp,2025,2025,level=15000,,\n"));
  Write("indicators.csv",
        "id,name_zh,name_en,aliases,unit,nature,direction,domain,definition_zh,definition_en,"
        "one_off\ngdp,总值,GDP,GDP;产值 ; ,cny-1e8,flow,higher,economy,,,false\n");
  Write("indicator_links.csv", "indicator,relation,other,note_zh,note_en\ngdp,deflated-by,cpi,,\n");
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  ASSERT_EQ(data.request.scenarios(1).assumptions_size(), 2);
  EXPECT_EQ(data.request.scenarios(1).assumptions(0).to_year(), 2026);
  EXPECT_EQ(data.request.scenarios(1).assumptions(1).rule().given().points(0).year(), 2025);
  EXPECT_TRUE(data.request.scenarios(0).assumptions(0).rule().has_repeat());
  EXPECT_EQ(data.request.indicators(0).aliases_size(), 2);
  EXPECT_EQ(data.request.indicators(0).links(0).indicator(), "cpi");
  EXPECT_EQ(data.sources.Find("scenarios[1].assumptions[1].rule"), "assumptions.csv:4 rule");
  EXPECT_EQ(data.sources.Find("indicators[0].links[0].indicator"), "indicator_links.csv:2 other");
}

TEST_F(DataFolderTest, PutsBoundaryChangesAndReleasesIntoTheirRecords) {
  Write("areas.csv", "id,name_zh,name_en,parent\nchangsha,长沙市,Changsha,\n");
  Write("area_boundaries.csv",
        "area,date,note_zh,note_en\nchangsha,2011/5/20,并入一县,A county joins\n");
  Write("indicators.csv",
        "id,name_zh,name_en,aliases,unit,nature,direction,domain,definition_zh,definition_en,"
        "one_off\ngdp,总值,GDP,,cny-1e8,flow,higher,economy,,,false\n");
  Write("release_calendar.csv",
        "指标,频率,度量,期后天数,仅限地区,note_zh,note_en\ngdp,年度,增速,99,changsha,公报,\n"
        "gdp,C,level,20,,,\n");
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  const auto& change = data.request.areas(0).boundary_changes(0);
  EXPECT_EQ(change.date(), "2011-05-20");
  EXPECT_EQ(change.note().en(), "A county joins");
  ASSERT_EQ(data.request.indicators(0).releases_size(), 2);
  const auto& rule = data.request.indicators(0).releases(0);
  EXPECT_EQ(rule.frequency(), "A");
  EXPECT_EQ(rule.measure(), type::v1::MEASURE_GROWTH);
  EXPECT_EQ(rule.due_days(), 99);
  EXPECT_EQ(rule.area(), "changsha");
  EXPECT_EQ(rule.note().zh(), "公报");
  EXPECT_EQ(data.request.indicators(0).releases(1).area(), "");
  EXPECT_EQ(data.sources.Find("areas[0].boundary_changes[0].date"), "area_boundaries.csv:2 date");
  EXPECT_EQ(data.sources.Find("indicators[0].releases[1].area"), "release_calendar.csv:3 仅限地区");
}

TEST_F(DataFolderTest, RefusesPartsOfRecordsThatAreNotInTheFolder) {
  Write("areas.csv", "id,name_zh,name_en,parent\nchangsha,长沙市,Changsha,\n");
  Write("area_boundaries.csv", "area,date,note_zh,note_en\nwuhan,2011-05-20,并入一县,\n");
  Write("indicators.csv",
        "id,name_zh,name_en,aliases,unit,nature,direction,domain,definition_zh,definition_en,"
        "one_off\ngdp,总值,GDP,,cny-1e8,flow,higher,economy,,,false\n");
  Write("release_calendar.csv",
        "indicator,frequency,measure,due_days,only_area,note_zh,note_en\ngdp,A,growth,,,,\n"
        "trade,A,growth,1,,,\n");
  const auto data = ReadDataFolder(folder_);
  EXPECT_THAT(data, HasReason("DATA_FOLDER_INVALID"));
  EXPECT_THAT(data, HasField("area_boundaries.csv:2 area"));
  EXPECT_THAT(data, HasField("release_calendar.csv:2 due_days"));
  EXPECT_THAT(data, HasField("release_calendar.csv:3 indicator"));
}

TEST_F(DataFolderTest, LeadsServerErrorsBackToTheCell) {
  Write("observations.csv",
        absl::StrCat(kObservationHeader,
                     "a,x,level,na,,2023,1,u,equal,,reported,,d,\"q\nq\",,,,,,,\n",
                     "b,x,level,na,,2023,1,u,equal,,reported,,d,q,,,,,,,\n"));
  ASSERT_OK_AND_ASSIGN(const DataFolder data, ReadDataFolder(folder_));
  const absl::Status located = data.sources.Locate(
      FieldErrors({{"observations[1].value.text", "too long"},
                   {"observations[1].series.indicator", "unknown"},
                   {"observations[0]", "twice"},
                   {"observations[1].evidence.quote.exact", "not in the document"},
                   {"observations[0].evidence.grounds", "missing"},
                   {"reason", "missing"}},
                  "FIELD_INVALID"));
  EXPECT_THAT(located, HasField("observations.csv:4 value"));
  EXPECT_THAT(located, HasField("observations.csv:4 indicator"));
  EXPECT_THAT(located, HasField("observations.csv:2"));
  EXPECT_THAT(located, HasField("observations.csv:4 quote"));
  EXPECT_THAT(located, HasField("observations.csv:2 quote"));
  EXPECT_THAT(located, HasField("reason"));
  EXPECT_THAT(located,
              AllOf(HasReason("FIELD_INVALID"),
                    StatusIs(absl::StatusCode::kInvalidArgument,
                             HasSubstr("observations.csv:4 value: too long (and 5 more)"))));
}

TEST_F(DataFolderTest, ReportsEveryProblemAtItsCell) {
  Write(
      "observations.csv",
      absl::StrCat(kObservationHeader, "a,x,levels,na,,2023,1,u,equal,,reported,Z,d,q,,,why,,,,\n",
                   "a,x,level,,,2023,1,u,equal,,reported,,d,,p,,,,,,\n"));
  Write("documents.csv",
        absl::StrCat(kDocumentHeader,
                     "a,t,t,p,,2023-01-01,2023-01-02,seen-primary,../secret,yes,,\n"
                     "b,t,t,p,,,,seen-primary,missing.txt,,,\n"));
  Write("scenarios.csv", absl::StrCat(kScenarioHeader, "s,,名,n,,\n"));
  Write("assumptions.csv", absl::StrCat(kAssumptionHeader, "t,*,,,hold,,\ns,*,x,,3,,\n"));
  Write("targets.csv", absl::StrCat(kTargetHeader,
                                    "a,gdp,x,growth,na,,,2024,equal,,percent,expected,t,d,q,,,h,1,"
                                    ",,,\n"));
  const auto data = ReadDataFolder(folder_);
  EXPECT_THAT(data, HasReason("DATA_FOLDER_INVALID"));
  for (const char* place :
       {"observations.csv:2 measure", "observations.csv:2 status",
        "observations.csv:2 no_quote_reason", "observations.csv:3 price_basis",
        "observations.csv:3 prefix", "documents.csv:2 public_by", "documents.csv:2 text_file",
        "documents.csv:2 is_work_report", "documents.csv:3 text_file", "assumptions.csv:2 scenario",
        "assumptions.csv:3 from_year", "assumptions.csv:3 rule", "targets.csv:2 goal"}) {
    EXPECT_THAT(data, HasField(place));
  }
  EXPECT_EQ(DetailOf(data.status()).violations.size(), 13U);
}

TEST_F(DataFolderTest, RefusesUnknownAndMissingColumns) {
  Write("areas.csv", "id,name_zh,name_eng,parent\nx,名,n,\n");
  const auto data = ReadDataFolder(folder_);
  EXPECT_THAT(data, StatusIs(absl::StatusCode::kInvalidArgument,
                             HasSubstr("areas.csv:1: column name_en is missing")));
  EXPECT_EQ(DetailOf(data.status()).violations.size(), 2U);
}

TEST_F(DataFolderTest, RefusesMisspeltFiles) {
  Write("areas.csv", "id,name_zh,name_en,parent\nx,名,n,\n");
  Write("observation.csv", kObservationHeader);
  EXPECT_THAT(ReadDataFolder(folder_), HasField("observation.csv"));
}

TEST_F(DataFolderTest, RefusesFoldersWithoutFiles) {
  EXPECT_THAT(ReadDataFolder(folder_), HasReason("DATA_FOLDER_NOT_FOUND"));
  EXPECT_THAT(ReadDataFolder(folder_ / "none"), HasReason("DATA_FOLDER_NOT_FOUND"));
}

TEST_F(DataFolderTest, HandsOnCsvErrors) {
  Write("areas.csv", "id,name_zh,name_en,parent\nx,名\n");
  EXPECT_THAT(ReadDataFolder(folder_), HasReason("CSV_INVALID"));
}

TEST(ShippedDataTest, IsReadWithoutAProblem) {
  const auto data = ReadDataFolder(fs::path(INDICAST_SOURCE_DIR) / "data" / "changsha");
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->request.observations_size(), 500);
  EXPECT_EQ(data->request.targets_size(), 40);
  EXPECT_EQ(data->request.scenarios_size(), 5);
  EXPECT_TRUE(data->request.scenarios(0).assumptions(0).has_rule());
}

}  // namespace
}  // namespace indicast::client
