#include "clients/cpp/sdmx_columns.h"

namespace indicast::client {

const std::map<std::string, SdmxField, std::less<>>& SdmxKnownColumns() {
  static const auto* const columns = new std::map<std::string, SdmxField, std::less<>>{
      {"INDICATOR", SdmxField::kIndicator},
      {"REF_AREA", SdmxField::kArea},
      {"MEASURE", SdmxField::kMeasure},
      {"PRICES", SdmxField::kPriceBasis},
      {"SCOPE", SdmxField::kScope},
      {"TIME_PERIOD", SdmxField::kPeriod},
      {"OBS_VALUE", SdmxField::kValue},
      {"UNIT", SdmxField::kUnit},
      {"UNIT_MEASURE", SdmxField::kUnitCode},
      {"UNIT_MULT", SdmxField::kUnitMultiplier},
      {"DECIMALS", SdmxField::kDecimals},
      {"FREQ", SdmxField::kFrequency},
      {"freq", SdmxField::kFrequency},
      {"OBS_STATUS", SdmxField::kStatus},
      {"QUALIFIER", SdmxField::kQualifier},
      {"LOWER_BOUND", SdmxField::kLowerBound},
      {"UPPER_BOUND", SdmxField::kUpperBound},
      {"STAGE", SdmxField::kStage},
      {"DOCUMENT", SdmxField::kDocument},
      {"OBS_TEXT", SdmxField::kPublishedText},
      {"COMMENT_OBS", SdmxField::kNote},
      {"COMMENT_OBS_ZH", SdmxField::kNoteZh},
      {"COMMENT_OBS_EN", SdmxField::kNoteEn},
      {"QUOTE", SdmxField::kQuote},
      {"QUOTE_PREFIX", SdmxField::kPrefix},
      {"QUOTE_SUFFIX", SdmxField::kSuffix},
      {"NO_QUOTE_REASON", SdmxField::kNoQuoteReason},
      {"FORMULA", SdmxField::kFormula},
      {"FORMULA_INPUTS", SdmxField::kInputs}};
  return *columns;
}

SdmxEnvelope EnvelopeOf(absl::string_view id) {
  if (id == "STRUCTURE_ID") return SdmxEnvelope::kStructureId;
  if (id == "STRUCTURE_NAME") return SdmxEnvelope::kStructureName;
  if (id == "ACTION") return SdmxEnvelope::kAction;
  const bool key = id == "KEY" || id == "SERIES_KEY" || id == "OBS_KEY";
  return key ? SdmxEnvelope::kKey : SdmxEnvelope::kNone;
}

}  // namespace indicast::client
