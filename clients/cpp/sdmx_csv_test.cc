// SDMX-CSV as offices write it: what is read, what is refused and where.
#include "clients/cpp/sdmx_csv.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cpp/sdmx_table.h"
#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace pb = ::indicast::store::v1;
namespace tp = ::indicast::type::v1;

constexpr char kFile[] = "f.csv";

pb::Unit UnitOf(const std::string& id, const std::string& measure, int exponent) {
  pb::Unit unit;
  unit.set_id(id);
  unit.set_measure(measure);
  unit.set_multiplier_exponent(exponent);
  return unit;
}

SdmxCatalogue Catalogue() {
  SdmxCatalogue catalogue;
  catalogue.areas = {"china", "changsha"};
  catalogue.documents = {"report", "eurostat"};
  catalogue.indicators = {{"gdp", "cny-1e8"}, {"employed", "person"}, {"rooms", "rooms"}};
  for (const pb::Unit& unit : {UnitOf("cny-1e8", "cny", 8), UnitOf("cny-1e4", "cny", 4),
                               UnitOf("percent", "percent", 0), UnitOf("person", "person", 0),
                               UnitOf("person-ming", "person", 0), UnitOf("eur-1e6", "eur", 6)}) {
    catalogue.units[unit.id()] = unit;
  }
  return catalogue;
}

SdmxMapping Mapping(const std::string& json) {
  auto mapping = ParseSdmxMapping(json, "m.json");
  EXPECT_TRUE(mapping.ok()) << mapping.status();
  return mapping.ok() ? *mapping : SdmxMapping{};
}

constexpr char kEurostatHeader[] =
    "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n";
constexpr char kEurostatFlow[] = "ESTAT:NAMA_10_GDP(1.0)";

SdmxMapping Eurostat(const std::string& more = "") {
  return Mapping(absl::StrCat(R"({"dataflows": {"ESTAT:NAMA_10_GDP": {
    "defaults": {"indicator": "gdp", "stage": "reported", "document": "eurostat"},
    "columns": {
      "LAST UPDATE": {"ignore": "of the table"},
      "unit": {"codes": {
        "CP_MEUR": {"measure": "level", "price_basis": "current", "unit": "eur-1e6"},
        "CLV_PCH_PRE": {"measure": "growth", "price_basis": "constant", "unit": "percent"},
        "PC_EU27": null}},
      "geo": {"field": "area", "codes": {"CN": "china", "CN_CS": "changsha"}},
      "OBS_FLAG": {"field": "status", "codes": {"p": "P", "b": "B", "c": "L"}}})",
                              more, "}}}"));
}

std::string EurostatRow(const std::string& unit, const std::string& geo, const std::string& period,
                        const std::string& value, const std::string& flag = "") {
  return absl::StrCat(absl::StrJoin({std::string(kEurostatFlow), std::string("13/06/24 23:00:00"),
                                     std::string("A"), unit, geo, period, value, flag},
                                    ","),
                      "\n");
}

absl::StatusOr<DataFolder> Read(const std::string& text, const SdmxMapping& mapping = {},
                                const SdmxOptions& options = {}) {
  return ReadSdmxCsv(text, kFile, mapping, Catalogue(), options);
}

// A file of our own format by column name.
using Row = std::map<std::string, std::string>;

Row Own(const Row& changes = {}) {
  Row row = {{"STRUCTURE", "dataflow"}, {"STRUCTURE_ID", "INDICAST:OBSERVATIONS(1.1.0)"},
             {"ACTION", "I"},           {"INDICATOR", "gdp"},
             {"REF_AREA", "changsha"},  {"MEASURE", "level"},
             {"PRICES", "current"},     {"SCOPE", "total"},
             {"TIME_PERIOD", "2023"},   {"OBS_VALUE", "14332.00"},
             {"UNIT_MEASURE", "cny"},   {"UNIT_MULT", "8"},
             {"DECIMALS", "2"},         {"OBS_STATUS", "A"},
             {"STAGE", "reported"},     {"DOCUMENT", "report"}};
  for (const auto& [column, cell] : changes) row[column] = cell;
  return row;
}

constexpr const char* kOwnColumns[] = {"STRUCTURE",   "STRUCTURE_ID", "ACTION",       "INDICATOR",
                                       "REF_AREA",    "MEASURE",      "PRICES",       "SCOPE",
                                       "TIME_PERIOD", "OBS_VALUE",    "UNIT_MEASURE", "UNIT_MULT",
                                       "DECIMALS",    "OBS_STATUS",   "STAGE",        "DOCUMENT"};

// Columns beyond those above come last, in the order of their names.
std::string File(const std::vector<Row>& rows, char separator = ',') {
  std::vector<std::string> columns(std::begin(kOwnColumns), std::end(kOwnColumns));
  for (const auto& [column, cell] : rows[0]) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
      columns.push_back(column);
    }
  }
  const std::string between(1, separator);
  std::string text = absl::StrCat(absl::StrJoin(columns, between), "\n");
  for (const Row& row : rows) {
    std::vector<std::string> cells;
    for (const std::string& column : columns) {
      const auto cell = row.find(column);
      cells.push_back(cell == row.end() ? "" : cell->second);
    }
    absl::StrAppend(&text, absl::StrJoin(cells, between), "\n");
  }
  return text;
}

Row Deleted(const Row& changes = {}) {
  Row row = Own({{"ACTION", "D"},
                 {"OBS_VALUE", ""},
                 {"UNIT_MEASURE", ""},
                 {"UNIT_MULT", ""},
                 {"DECIMALS", ""},
                 {"OBS_STATUS", ""}});
  for (const auto& [column, cell] : changes) row[column] = cell;
  return row;
}

TEST(SdmxCsvTest, ReadsOwnFiguresWithoutAMapping) {
  ASSERT_OK_AND_ASSIGN(const DataFolder read, Read(File({Own({{"COMMENT_OBS_ZH", "口径变化"},
                                                              {"QUALIFIER", "greater"},
                                                              {"OBS_TEXT", "超过14332亿元"},
                                                              {"LOWER_BOUND", "0"}})})));
  ASSERT_EQ(read.request.observations_size(), 1);
  const pb::Observation& figure = read.request.observations(0);
  EXPECT_EQ(figure.series().indicator(), "gdp");
  EXPECT_EQ(figure.series().area(), "changsha");
  EXPECT_EQ(figure.series().measure(), tp::MEASURE_LEVEL);
  EXPECT_EQ(figure.series().price_basis(), tp::PRICE_BASIS_CURRENT);
  EXPECT_EQ(figure.series().scope(), "total");
  EXPECT_EQ(figure.period().text(), "2023");
  EXPECT_EQ(figure.value().text(), "14332.00");
  EXPECT_EQ(figure.unit(), "cny-1e8");
  EXPECT_EQ(figure.qualifier(), tp::QUALIFIER_GREATER);
  EXPECT_EQ(figure.lower_bound().text(), "0");
  EXPECT_EQ(figure.published_text(), "超过14332亿元");
  EXPECT_EQ(figure.stage(), tp::STAGE_REPORTED);
  EXPECT_EQ(figure.evidence().document(), "report");
  EXPECT_EQ(figure.note().zh(), "口径变化");
  EXPECT_TRUE(read.request.withdrawals().empty());
  EXPECT_TRUE(read.request.replacements().empty());
  EXPECT_EQ(read.sources.Find("observations[0].value"), "f.csv:2 OBS_VALUE");
  EXPECT_EQ(read.sources.Find("observations[0].series.area"), "f.csv:2 REF_AREA");
  EXPECT_EQ(read.sources.Find("observations[0].evidence.quote"), "f.csv:2");
}

TEST(SdmxCsvTest, ReadsEurostatThroughAMapping) {
  ASSERT_OK_AND_ASSIGN(
      const DataFolder read,
      Read(absl::StrCat(kEurostatHeader, EurostatRow("CP_MEUR", "CN", "2022", "100.0", "p"),
                        EurostatRow("CLV_PCH_PRE", "CN", "2022", "0"),
                        EurostatRow("PC_EU27", "CN", "2022", "3"),
                        EurostatRow("CP_MEUR", "CN_CS", "2022", "", "c")),
           Eurostat()));
  ASSERT_EQ(read.request.observations_size(), 3);
  const pb::Observation& level = read.request.observations(0);
  EXPECT_EQ(level.unit(), "eur-1e6");
  EXPECT_EQ(level.status(), tp::OBSERVATION_STATUS_PROVISIONAL);
  EXPECT_EQ(level.qualifier(), tp::QUALIFIER_EQUAL);
  EXPECT_EQ(level.published_text(), "");
  EXPECT_THAT(level.evidence().no_quote_reason(), HasSubstr("ESTAT:NAMA_10_GDP(1.0) A.CP_MEUR.CN"));
  const pb::Observation& growth = read.request.observations(1);
  EXPECT_EQ(growth.series().measure(), tp::MEASURE_GROWTH);
  EXPECT_EQ(growth.value().text(), "0");
  const pb::Observation& hidden = read.request.observations(2);
  EXPECT_FALSE(hidden.has_value());
  EXPECT_EQ(hidden.status(), tp::OBSERVATION_STATUS_NOT_COLLECTED);
  ASSERT_THAT(read.remarks, SizeIs(1));
  EXPECT_EQ(read.remarks[0].en, "rows left out, as the mapping says: 1 with unit = PC_EU27");
  EXPECT_EQ(read.sources.Find("observations[0].unit"), "f.csv:2 unit");
}

TEST(SdmxCsvTest, TheDocumentOfTheCallComesBeforeTheDefault) {
  ASSERT_OK_AND_ASSIGN(
      const DataFolder read,
      Read(absl::StrCat(kEurostatHeader, EurostatRow("CP_MEUR", "CN", "2022", "1")), Eurostat(),
           {"report"}));
  EXPECT_EQ(read.request.observations(0).evidence().document(), "report");
}

TEST(SdmxCsvTest, ReadsLabelsOfBothKinds) {
  ASSERT_OK_AND_ASSIGN(
      const DataFolder both,
      Read("DATAFLOW,freq: Frequency,unit: Unit,geo: Country,TIME_PERIOD: Time,OBS_VALUE: Value\n"
           "ESTAT:NAMA_10_GDP(1.0): GDP: main,A: Annual,CP_MEUR: Euro,CN: China: all,2022: 2022,"
           "7.5\n",
           Eurostat()));
  EXPECT_EQ(both.request.observations(0).series().area(), "china");
  EXPECT_EQ(both.request.observations(0).period().text(), "2022");
  ASSERT_OK_AND_ASSIGN(
      const DataFolder name,
      Read("STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,freq,Frequency,unit,Unit,geo,Country,"
           "TIME_PERIOD,Time,OBS_VALUE,Value\n"
           "dataflow,ESTAT:NAMA_10_GDP(1.0),GDP,I,A,Annual,CP_MEUR,Euro,CN,China,2022,,7.5,\n",
           Eurostat()));
  EXPECT_EQ(name.request.observations(0).value().text(), "7.5");
  EXPECT_EQ(name.request.observations(0).series().area(), "china");
}

TEST(SdmxCsvTest, ReadsSeriesFilesThatNameNoDataflow) {
  const SdmxMapping mapping = Mapping(R"({"dataflows": {"*": {
    "defaults": {"measure": "level", "price_basis": "current", "stage": "reported",
                 "document": "report"},
    "columns": {"REF_AREA": {"field": "area", "codes": {"CN": "china"}},
                "ITEM": {"field": "indicator", "codes": {"B1GQ": "gdp"}}},
    "units": {"CNY": {"8": "cny-1e8"}}}}})");
  ASSERT_OK_AND_ASSIGN(
      const DataFolder read,
      Read("KEY,FREQ,REF_AREA,ITEM,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT\n"
           "MNA.Q.CN.B1GQ,Q,CN,B1GQ,2023-Q1,284997,A,CNY,8\n",
           mapping));
  const pb::Observation& figure = read.request.observations(0);
  EXPECT_EQ(figure.unit(), "cny-1e8");
  EXPECT_EQ(figure.period().text(), "2023-Q1");
  EXPECT_THAT(figure.evidence().no_quote_reason(), HasSubstr("Q.CN.B1GQ"));
}

TEST(SdmxCsvTest, ReadsSemicolonsCommasAndLanguages) {
  ASSERT_OK_AND_ASSIGN(
      const DataFolder read,
      Read("STRUCTURE[|];STRUCTURE_ID;ACTION;freq;unit;geo;TIME_PERIOD;OBS_VALUE;"
           "COMMENT_OBS[en|zh]\n"
           "dataflow;ESTAT:NAMA_10_GDP(1.0);A;A;CP_MEUR;CN;2022;12,40;en:Break|zh:中断\n",
           Eurostat()));
  const pb::Observation& figure = read.request.observations(0);
  EXPECT_EQ(figure.value().text(), "12.40");
  EXPECT_EQ(figure.note().en(), "Break");
  EXPECT_EQ(figure.note().zh(), "中断");
}

TEST(SdmxCsvTest, ReadsTheEncodingsOfSpreadsheets) {
  const std::string text = File({Own({{"COMMENT_OBS_ZH", "x"}})});
  EXPECT_THAT(Read("\xEF\xBB\xBF" + text), testing::IsOk());
  std::string wide = "\xFF\xFE";
  for (const char c : text) wide += std::string{c, '\0'};
  ASSERT_OK_AND_ASSIGN(const DataFolder read, Read(wide));
  EXPECT_THAT(read.remarks[0].en, HasSubstr("UTF-16LE"));
  const std::string gbk = absl::StrReplaceAll(text, {{",x\n", ",\xBF\xDA\xBE\xB6\n"}});
  ASSERT_OK_AND_ASSIGN(const DataFolder chinese, Read(gbk));
  EXPECT_EQ(chinese.request.observations(0).note().zh(), "口径");
}

TEST(SdmxCsvTest, KnowsItsFilesByTheFirstCell) {
  const auto is_sdmx = [](const std::string& head) {
    return ReadSdmxTable(head + "\n", kFile).ok();
  };
  for (const char* head : {"DATAFLOW,a", "STRUCTURE,STRUCTURE_ID", "STRUCTURE[;],STRUCTURE_ID",
                           "\"DATAFLOW\",a", "KEY,FREQ", "\n\nDATAFLOW,a", "DATAFLOW\ta"}) {
    EXPECT_TRUE(is_sdmx(head)) << head;
  }
  for (const char* head :
       {"", "indicator,area", "DATAFLOW", "DATAFLOWS,a", "STRUCTURE_ID,a", "\"DATAFLOW,a\"",
        "STRUCTURE[;;],STRUCTURE_ID", "STRUCTURE[;];STRUCTURE_ID"}) {
    EXPECT_FALSE(is_sdmx(head)) << head;
  }
}

TEST(SdmxCsvTest, TellsMissingFromNotGiven) {
  const SdmxMapping skip = Eurostat(R"(, "empty_value": "skip")");
  ASSERT_OK_AND_ASSIGN(const DataFolder skipped,
                       Read(absl::StrCat(kEurostatHeader, EurostatRow("CP_MEUR", "CN", "2022", ""),
                                         EurostatRow("CP_MEUR", "CN", "2023", "NaN")),
                            skip));
  ASSERT_EQ(skipped.request.observations_size(), 1);
  EXPECT_EQ(skipped.request.observations(0).status(), tp::OBSERVATION_STATUS_MISSING);
  EXPECT_THAT(skipped.remarks[0].en, HasSubstr("1 without a value"));
  ASSERT_OK_AND_ASSIGN(const DataFolder missing,
                       Read(absl::StrCat(kEurostatHeader, EurostatRow("CP_MEUR", "CN", "2022", "")),
                            Eurostat(R"(, "empty_value": "not-collected")")));
  EXPECT_EQ(missing.request.observations(0).status(), tp::OBSERVATION_STATUS_NOT_COLLECTED);
}

TEST(SdmxCsvTest, FewerDecimalsThanStatedAreKeptAndRemarked) {
  const SdmxMapping mapping = Eurostat();
  const std::string header = absl::StrReplaceAll(kEurostatHeader, {{"OBS_FLAG", "DECIMALS"}});
  ASSERT_OK_AND_ASSIGN(
      const DataFolder read,
      Read(absl::StrCat(header, EurostatRow("CP_MEUR", "CN", "2022", "4", "1")), mapping));
  EXPECT_EQ(read.request.observations(0).value().text(), "4");
  EXPECT_THAT(read.remarks[0].en, HasSubstr("fewer decimals"));
}

TEST(SdmxCsvTest, FindsUnitsByMeasureAndMultiplier) {
  const auto unit_of = [](const Row& row) {
    auto read = Read(File({row}));
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? read->request.observations(0).unit() : "";
  };
  EXPECT_EQ(unit_of(Own({{"UNIT_MULT", "4"}})), "cny-1e4");
  // Two units measure persons; that of the indicator is meant.
  EXPECT_EQ(
      unit_of(Own({{"INDICATOR", "employed"}, {"UNIT_MEASURE", "person"}, {"UNIT_MULT", "0"}})),
      "person");
  EXPECT_EQ(unit_of(Own({{"UNIT_MEASURE", "person"}, {"UNIT_MULT", ""}, {"UNIT", "person-ming"}})),
            "person-ming");
}

TEST(SdmxCsvTest, ReplacesWhatItsRowsCover) {
  ASSERT_OK_AND_ASSIGN(
      const DataFolder read,
      Read(File({Own({{"ACTION", "R"}}), Own({{"ACTION", "R"}, {"REF_AREA", "china"}}),
                 Own({{"ACTION", "R"}, {"TIME_PERIOD", "2022"}}),
                 Own({{"ACTION", "R"},
                      {"DOCUMENT", "eurostat"},
                      {"INDICATOR", "employed"},
                      {"UNIT_MEASURE", "person"},
                      {"UNIT_MULT", "0"}}),
                 Own({{"ACTION", "M"}, {"DOCUMENT", "eurostat"}})})));
  EXPECT_EQ(read.request.observations_size(), 5);
  ASSERT_EQ(read.request.replacements_size(), 2);
  const pb::ObservationReplacement& first = read.request.replacements(0);
  EXPECT_THAT(first.documents(), ElementsAre("eurostat"));
  EXPECT_THAT(first.indicators(), ElementsAre("employed"));
  EXPECT_THAT(first.areas(), ElementsAre("changsha"));
  const pb::ObservationReplacement& second = read.request.replacements(1);
  EXPECT_THAT(second.documents(), ElementsAre("report"));
  EXPECT_THAT(second.indicators(), ElementsAre("gdp"));
  EXPECT_THAT(second.areas(), ElementsAre("changsha", "china"));
  EXPECT_THAT(read.remarks[0].en, HasSubstr("replaced as a whole: eurostat / employed"));
}

TEST(SdmxCsvTest, WithdrawsWholeFigures) {
  ASSERT_OK_AND_ASSIGN(const DataFolder read, Read(File({Deleted()})));
  EXPECT_TRUE(read.request.observations().empty());
  ASSERT_EQ(read.request.withdrawals_size(), 1);
  const pb::ObservationWithdrawal& end = read.request.withdrawals(0);
  EXPECT_EQ(end.series().indicator(), "gdp");
  EXPECT_EQ(end.series().scope(), "total");
  EXPECT_EQ(end.period().text(), "2023");
  EXPECT_EQ(end.stage(), tp::STAGE_REPORTED);
  EXPECT_EQ(end.document(), "report");
  EXPECT_EQ(read.sources.Find("withdrawals[0].period"), "f.csv:2 TIME_PERIOD");
}

TEST(SdmxCsvTest, ADeletionOfAKeyPartIsAReplacementByNothing) {
  const Row wild = {
      {"MEASURE", ""}, {"PRICES", ""}, {"SCOPE", ""}, {"TIME_PERIOD", ""}, {"STAGE", ""}};
  ASSERT_OK_AND_ASSIGN(const DataFolder read, Read(File({Deleted(wild)})));
  EXPECT_TRUE(read.request.withdrawals().empty());
  ASSERT_EQ(read.request.replacements_size(), 1);
  EXPECT_THAT(read.request.replacements(0).indicators(), ElementsAre("gdp"));
  EXPECT_THAT(read.request.replacements(0).areas(), ElementsAre("changsha"));
  EXPECT_THAT(read.request.replacements(0).documents(), ElementsAre("report"));
}

struct BadSdmx {
  std::string text;
  std::string place;
  std::string words;
};

void ExpectRefused(const BadSdmx& bad, const SdmxMapping& mapping) {
  const auto read = Read(bad.text, mapping);
  ASSERT_FALSE(read.ok()) << bad.text;
  EXPECT_THAT(read, HasReason("SDMX_CSV_INVALID"));
  EXPECT_THAT(read, HasField(bad.place)) << bad.text;
  std::string all;
  for (const FieldViolation& problem : DetailOf(read.status()).violations) {
    absl::StrAppend(&all, problem.description, "\n");
  }
  EXPECT_THAT(all, HasSubstr(bad.words)) << bad.text;
}

TEST(SdmxCsvTest, RefusesBadFilesOfOurFormat) {
  const Row narrow = {{"PRICES", ""}, {"SCOPE", ""}, {"TIME_PERIOD", ""}, {"STAGE", ""}};
  const std::vector<BadSdmx> cases = {
      {"indicator,area\ngdp,china\n", "f.csv:1", "is no SDMX-CSV"},
      {"STRUCTURE,ACTION\ndataflow,I\n", "f.csv:1", "must be STRUCTURE_ID"},
      {File({Own()}).substr(0, File({Own()}).find('\n') + 1), "f.csv", "no row is left"},
      {File({Own({{"STRUCTURE", "flow"}})}), "f.csv:2 STRUCTURE", "neither dataflow"},
      {File({Own({{"STRUCTURE_ID", ""}})}), "f.csv:2 STRUCTURE_ID", "names no dataflow"},
      {File({Own({{"ACTION", "X"}})}), "f.csv:2 ACTION", "'X' is no action"},
      {File({Own({{"ACTION", ""}})}), "f.csv:2 ACTION", "is no action"},
      {File({Own({{"INDICATOR", "gpd"}})}), "f.csv:2 INDICATOR", "did you mean gdp?"},
      {File({Own({{"INDICATOR", ""}})}), "f.csv:2 INDICATOR", "the row gives no indicator"},
      {File({Own({{"REF_AREA", "changshaa"}})}), "f.csv:2 REF_AREA", "did you mean changsha?"},
      {File({Own({{"DOCUMENT", "reports"}})}), "f.csv:2 DOCUMENT", "did you mean report?"},
      {File({Own({{"MEASURE", "B1GQ"}})}), "f.csv:2 MEASURE", "B1GQ"},
      {File({Own({{"PRICES", "V"}})}), "f.csv:2 PRICES", "constant"},
      {File({Own({{"STAGE", "late"}})}), "f.csv:2 STAGE", "late"},
      {File({Own({{"OBS_STATUS", "U"}})}), "f.csv:2 OBS_STATUS", "map other codes"},
      {File({Own({{"QUALIFIER", "over"}})}), "f.csv:2 QUALIFIER", "over"},
      {File({Own({{"TIME_PERIOD", "2023-W01"}})}), "f.csv:2 TIME_PERIOD", "is a week"},
      {File({Own({{"FREQ", "Q"}})}), "f.csv:2 TIME_PERIOD", "not a quarter"},
      {File({Own({{"OBS_VALUE", "1.5E3"}})}), "f.csv:2 OBS_VALUE", "scientific"},
      {File({Own({{"OBS_VALUE", "14332"}})}), "f.csv:2 OBS_VALUE", "has 0 decimals, DECIMALS says"},
      {File({Own({{"OBS_VALUE", "4.800001"}})}), "f.csv:2 OBS_VALUE", "has 6 decimals"},
      {File({Own({{"DECIMALS", "two"}})}), "f.csv:2 DECIMALS", "not a number of decimals"},
      {File({Own({{"OBS_VALUE", ""}})}), "f.csv:2 OBS_VALUE", "the status does not say why"},
      {File({Own({{"OBS_VALUE", "NaN"}, {"OBS_STATUS", "P"}})}), "f.csv:2 OBS_VALUE",
       "but the status is P"},
      {File({Own({{"OBS_STATUS", "M"}})}), "f.csv:2 OBS_VALUE", "says that there is none"},
      {File({Own({{"LOWER_BOUND", "low"}})}), "f.csv:2 LOWER_BOUND", "not a number"},
      {File({Own({{"UNIT_MULT", "3"}})}), "f.csv:2 UNIT_MEASURE", "units of it are cny-1e4"},
      {File({Own({{"UNIT_MULT", "x"}})}), "f.csv:2 UNIT_MULT", "no power of ten"},
      {File({Own({{"UNIT_MEASURE", "person"}, {"UNIT_MULT", "0"}})}), "f.csv:2 UNIT_MEASURE",
       "person or person-ming"},
      {File({Own({{"UNIT_MEASURE", "percentt"}, {"UNIT_MULT", "0"}})}), "f.csv:2 UNIT_MEASURE",
       "did you mean percent?"},
      {File({Own({{"UNIT", "cny-1e8"}, {"UNIT_MULT", "4"}})}), "f.csv:2 UNIT_MULT",
       "does not fit the unit cny-1e8"},
      {File({Own({{"UNIT", "cny-1e8"}, {"UNIT_MEASURE", "usd"}})}), "f.csv:2 UNIT_MEASURE",
       "measures, which is cny"},
      {File({Own({{"UNIT", "cny-1e9"}})}), "f.csv:2 UNIT", "did you mean cny-1e"},
      {File({Own({{"UNIT_MEASURE", ""}})}), "f.csv:2", "nothing gives the unit"},
      {File({Own({{"QUOTE", "a"}, {"NO_QUOTE_REASON", "b"}})}), "f.csv:2 NO_QUOTE_REASON", "both"},
      {File({Own({{"QUOTE_PREFIX", "a"}})}), "f.csv:2 QUOTE_PREFIX", "a prefix needs a quote"},
      {File({Own({{"FORMULA_INPUTS", "a|b"}})}), "f.csv:2 FORMULA_INPUTS", "need a formula"},
      {File({Own({{"FORMULA", "sum"}})}), "f.csv:2 FORMULA", "sum"},
      {File({Own({{"OBS_VALUEE", "1"}})}), "f.csv:1 OBS_VALUEE", "did you mean OBS_VALUE?"},
      {File({Own({{"COMMENT_OBS", "note"}})}), "f.csv:2 COMMENT_OBS", "names no language"},
      {File({Own({{"COMMENT_OBS[en;zh]", "note"}})}), "f.csv:2 COMMENT_OBS[en;zh]",
       "does not begin with a language"},
      {File({Own({{"SCOPE[]", "a;b"}, {"SCOPE", ""}})}), "f.csv:2 SCOPE[]", "several values"},
      {File({Deleted({{"OBS_VALUE", "-"}})}), "f.csv:2 OBS_VALUE", "deletes that part alone"},
      {File({Deleted({{"STAGE", ""}})}), "f.csv:2", "stage missing"},
      {File({Deleted({{"TIME_PERIOD", ""}})}), "f.csv:2", "period missing"},
      {File({Deleted(narrow)}), "f.csv:2", "price_basis, scope, period, stage missing"},
      {File({Deleted({{"INDICATOR", ""},
                      {"REF_AREA", ""},
                      {"MEASURE", ""},
                      {"PRICES", ""},
                      {"SCOPE", ""},
                      {"TIME_PERIOD", ""},
                      {"STAGE", ""},
                      {"DOCUMENT", ""}})}),
       "f.csv:2", "deletes everything"},
      {File({Deleted({{"REF_AREA", "chinaa"}})}), "f.csv:2 REF_AREA", "did you mean china?"}};
  for (const BadSdmx& bad : cases) ExpectRefused(bad, {});
}

TEST(SdmxCsvTest, RefusesWhatTheMappingDoesNotSay) {
  const std::string good = EurostatRow("CP_MEUR", "CN", "2022", "1");
  const std::string header = kEurostatHeader;
  const SdmxMapping twice = Mapping(R"({"dataflows": {"*": {"columns": {
      "a": {"field": "area"}, "b": {"field": "area"}}}}})");
  const std::vector<BadSdmx> cases = {
      {header + EurostatRow("CP_MEUR", "CHN", "2022", "1"), "f.csv:2 geo",
       "code 'CHN' is not mapped; did you mean CN?"},
      {header + EurostatRow("CP_MEUR", "chinna", "2022", "1"), "f.csv:2 geo",
       "the nearest area of the store is china"},
      {header + EurostatRow("CP_MNAC", "CN", "2022", "1"), "f.csv:2 unit", "'CP_MNAC'"},
      {header + EurostatRow("", "CN", "2022", "1"), "f.csv:2 unit", "the row gives no measure"},
      {header + EurostatRow("CP_MEUR", "CN", "2022", "1", "u"), "f.csv:2 OBS_FLAG",
       "code 'u' is not mapped"},
      {header + EurostatRow("CP_MEUR", "CN", "2022", ""), "f.csv:2 OBS_VALUE",
       "set empty_value of the dataflow"},
      {absl::StrReplaceAll(header, {{"geo", "GEO"}}) + good, "f.csv:1 GEO", "did you mean geo?"},
      {absl::StrReplaceAll(header + good, {{"NAMA_10", "NAMA_20"}}), "f.csv:2 DATAFLOW",
       "is not in m.json, which maps ESTAT:NAMA_10_GDP"}};
  for (const BadSdmx& bad : cases) ExpectRefused(bad, Eurostat());
  ExpectRefused({"DATAFLOW,a,b\nX:Y(1.0),china,changsha\n", "f.csv:2 b",
                 "says area 'changsha', but a says 'china'"},
                twice);
  ExpectRefused({header + good, "f.csv:1 geo", "give a mapping file"}, {});
  // Nothing gives these.
  ExpectRefused({"DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nX:Y(1.0),china,2023,1\n", "f.csv:2",
                 "nothing gives the document: add it to the defaults of X:Y(1.0)"},
                {});
}

TEST(SdmxCsvTest, ACodeIsReportedOnceAndAtMostAHundredProblems) {
  std::string same = kEurostatHeader;
  std::string many = kEurostatHeader;
  for (int i = 0; i < 300; ++i) {
    same += EurostatRow("CP_MEUR", "XX", absl::StrCat(1500 + i), "1");
    many += EurostatRow("CP_MEUR", absl::StrCat("X", i), "2022", "1");
  }
  EXPECT_THAT(DetailOf(Read(same, Eurostat()).status()).violations, SizeIs(1));
  EXPECT_THAT(DetailOf(Read(many, Eurostat()).status()).violations, SizeIs(100));
}

}  // namespace
}  // namespace indicast::client
