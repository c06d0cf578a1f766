#include "clients/cpp/sdmx_mapping.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "nlohmann/json.hpp"

namespace indicast::client {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::HasSubstr;

std::string Flow(const std::string& inside) {
  return absl::StrCat(R"({"dataflows": {"*": {)", inside, "}}}");
}

struct BadMapping {
  std::string json;
  std::string place;
  std::string words;
};

TEST(SdmxMappingTest, ReadsEveryPart) {
  ASSERT_OK_AND_ASSIGN(const SdmxMapping mapping, ParseSdmxMapping(R"json({
    "$schema": "x", "description": "of a test",
    "dataflows": {
      "ESTAT:GDP(1.0)": {
        "defaults": {"stage": "reported", "document": "eurostat"},
        "columns": {
          "geo": {"field": "area", "codes": {"CN": "china", "EU27_2020": null}},
          "unit": {"codes": {"CP": {"measure": "level", "price_basis": "current"}}},
          "LAST UPDATE": {"ignore": "not a publication date"}},
        "units": {"EUR": {"6": "eur-1e6"}},
        "empty_value": "skip"},
      "ESTAT:GDP": {"empty_value": "missing"},
      "*": {"empty_value": "not-collected"}}})json",
                                                                   "m.json"));
  const SdmxDataflow& flow = mapping.dataflows.at("ESTAT:GDP(1.0)");
  EXPECT_EQ(flow.defaults.at(SdmxField::kDocument), "eurostat");
  const SdmxColumn& geo = flow.columns.at("geo");
  EXPECT_EQ(geo.field, SdmxField::kArea);
  EXPECT_EQ(geo.codes.at("CN")->at(SdmxField::kArea), "china");
  EXPECT_FALSE(geo.codes.at("EU27_2020").has_value());
  const SdmxColumn& unit = flow.columns.at("unit");
  EXPECT_FALSE(unit.field.has_value());
  EXPECT_EQ(unit.codes.at("CP")->at(SdmxField::kPriceBasis), "current");
  EXPECT_EQ(flow.columns.at("LAST UPDATE").ignore, "not a publication date");
  EXPECT_EQ(flow.units.at({"EUR", 6}), "eur-1e6");
  EXPECT_EQ(mapping.Find("ESTAT:GDP(1.0)"), &flow);
  EXPECT_EQ(mapping.Find("ESTAT:GDP(2.0)")->empty_value, SdmxEmptyValue::kMissing);
  EXPECT_EQ(mapping.Find("ESTAT:CPI(1.0)")->empty_value, SdmxEmptyValue::kNotCollected);
  EXPECT_EQ(SdmxMapping{}.Find("ESTAT:GDP(1.0)"), nullptr);
}

TEST(SdmxMappingTest, RefusesWhatItDoesNotKnowAtItsPlace) {
  const std::vector<BadMapping> cases = {
      {"", "m.json:1", "is not JSON"},
      {"{\n\"dataflows\": {\n\"*\": {},\n}}", "m.json:4", "is not JSON"},
      {"[]", "m.json", "must be an object"},
      {"{}", "m.json", "dataflows is missing"},
      {R"({"dataflows": {}})", "m.json /dataflows", "is empty"},
      {R"({"dataflows": {"*": {}}, "dataflow": {}})", "m.json /dataflow", "did you mean dataflows"},
      {R"({"dataflows": {"*": {}, "*": {}}})", "m.json", "occurs twice"},
      {R"({"dataflows": {"A/B": 1}})", "m.json /dataflows/A~1B", "must be an object"},
      {Flow(R"("default": {})"), "m.json /dataflows/*/default", "did you mean defaults"},
      {Flow(R"("defaults": {"areas": "x"})"), "m.json /dataflows/*/defaults/areas",
       "did you mean area?"},
      {Flow(R"("defaults": {"area": ""})"), "m.json /dataflows/*/defaults/area", "not empty"},
      {Flow(R"("defaults": {"area": 3})"), "m.json /dataflows/*/defaults/area", "not 3"},
      {Flow(R"("columns": {"geo": {}})"), "m.json /dataflows/*/columns/geo", "needs field"},
      {Flow(R"("columns": {"geo": {"field": "land"}})"), "m.json /dataflows/*/columns/geo/field",
       "no field 'land'"},
      {Flow(R"("columns": {"geo": {"field": "area", "ignore": "x"}})"),
       "m.json /dataflows/*/columns/geo", "either ignored or read"},
      {Flow(R"("columns": {"geo": {"ignore": true}})"), "m.json /dataflows/*/columns/geo/ignore",
       "must be a text"},
      {Flow(R"("columns": {"geo": {"codes": {"CN": "china"}}})"),
       "m.json /dataflows/*/columns/geo/codes/CN", "the column has no field"},
      {Flow(R"("columns": {"geo": {"field": "area", "codes": {}}})"),
       "m.json /dataflows/*/columns/geo/codes", "is empty"},
      {Flow(R"("units": {"EUR": {"six": "eur"}})"), "m.json /dataflows/*/units/EUR/six",
       "is not a UNIT_MULT"},
      {Flow(R"("empty_value": "drop")"), "m.json /dataflows/*/empty_value", "must be refuse"},
      {std::string(9, '[') + std::string(9, ']'), "m.json", "deeper than 8"},
      {"{\"description\": \"\xff\"}", "m.json:1", "not UTF-8"},
      {std::string(kMaxSdmxMappingBytes + 1, ' '), "m.json", "at most 1048576"}};
  for (const BadMapping& bad : cases) {
    const auto parsed = ParseSdmxMapping(bad.json, "m.json");
    ASSERT_FALSE(parsed.ok()) << bad.json.substr(0, 100);
    EXPECT_THAT(parsed, HasReason("SDMX_MAPPING_INVALID"));
    EXPECT_THAT(parsed, HasField(bad.place)) << bad.json.substr(0, 100);
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(bad.words));
  }
}

// The published schema and the parser know the same words.
TEST(SdmxMappingTest, TheSchemaListsTheSameFields) {
  std::ifstream in(std::string(INDICAST_SOURCE_DIR) + "/data/templates/sdmx-mapping.schema.json");
  const auto schema =
      nlohmann::json::parse(std::string(std::istreambuf_iterator<char>(in), {}), nullptr, false);
  ASSERT_FALSE(schema.is_discarded());
  const std::set<std::string> listed = schema["$defs"]["field"]["enum"];
  const std::vector<std::string> names = SdmxFieldNames();
  EXPECT_EQ(listed, std::set<std::string>(names.begin(), names.end()));
  const auto keys = [&schema](const char* of) {
    std::string text;
    for (const auto& [key, value] : schema["$defs"][of]["properties"].items()) {
      absl::StrAppend(&text, key, " ");
    }
    return text;
  };
  EXPECT_EQ(keys("dataflow"), "columns defaults description empty_value units ");
  EXPECT_EQ(keys("column"), "codes description field ignore ");
  for (const std::string& name : names) {
    ASSERT_TRUE(SdmxFieldOf(name).has_value()) << name;
    EXPECT_EQ(NameOf(*SdmxFieldOf(name)), name);
  }
}

}  // namespace
}  // namespace indicast::client
