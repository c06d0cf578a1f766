// What the codes and columns of other offices' SDMX-CSV files mean here: the mapping file of
// docs/sdmx.md, JSON as in data/templates/sdmx-mapping.schema.json.
//
// Thread-compatible values; ParseSdmxMapping is thread-safe. Limits: 1 MiB, 8 levels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

inline constexpr size_t kMaxSdmxMappingBytes = 1 << 20;

// What a cell may say of a figure. Names in mapping files as in docs/sdmx.md ("price_basis").
enum class SdmxField : int8_t {
  kIndicator,
  kArea,
  kMeasure,
  kPriceBasis,
  kScope,
  kPeriod,
  kStage,
  kDocument,
  kValue,
  kUnit,
  kUnitCode,
  kUnitMultiplier,
  kDecimals,
  kFrequency,
  kStatus,
  kQualifier,
  kLowerBound,
  kUpperBound,
  kPublishedText,
  kNote,
  kNoteZh,
  kNoteEn,
  kQuote,
  kPrefix,
  kSuffix,
  kNoQuoteReason,
  kFormula,
  kInputs
};
inline constexpr size_t kSdmxFieldCount = static_cast<size_t>(SdmxField::kInputs) + 1;

absl::string_view NameOf(SdmxField field);
std::optional<SdmxField> SdmxFieldOf(absl::string_view name);
std::vector<std::string> SdmxFieldNames();

using SdmxValues = std::map<SdmxField, std::string>;

struct SdmxColumn {
  // What its cells say; unset when `codes` alone tell, or nothing is read.
  std::optional<SdmxField> field;
  // What each code says; rows with a code that says nothing are left out. Without codes the cells
  // are read as they are.
  std::map<std::string, std::optional<SdmxValues>, std::less<>> codes;
  // Why the column is not read; not empty then.
  std::string ignore;
};

// Rows without a value whose status does not say why.
enum class SdmxEmptyValue { kRefuse, kSkip, kMissing, kNotCollected };

struct SdmxDataflow {
  SdmxValues defaults;
  std::map<std::string, SdmxColumn, std::less<>> columns;
  // Unit id by UNIT_MEASURE code and UNIT_MULT.
  std::map<std::pair<std::string, int>, std::string> units;
  SdmxEmptyValue empty_value = SdmxEmptyValue::kRefuse;
};

struct SdmxMapping {
  std::string file;  // for messages; empty without a mapping
  // By "AGENCY:ID(VERSION)", "AGENCY:ID" for all versions, or "*" for every dataflow.
  std::map<std::string, SdmxDataflow, std::less<>> dataflows;

  // The nearest of the three; null when none fits.
  const SdmxDataflow* Find(absl::string_view dataflow) const;
};

// `file` is used in errors only. kInvalidArgument (SDMX_MAPPING_INVALID): every problem, each at
// "mapping.json:LINE" or "mapping.json /dataflows/...".
absl::StatusOr<SdmxMapping> ParseSdmxMapping(absl::string_view json, absl::string_view file);

}  // namespace indicast::client
