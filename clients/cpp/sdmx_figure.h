// The fields of one SDMX-CSV row as an observation, or as the key of one. Private to sdmx_csv.
// Thread-compatible; keeps references to what it is given.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cpp/sdmx_csv.h"
#include "clients/cpp/sdmx_row.h"
#include "clients/cpp/sdmx_table.h"
#include "clients/cpp/source_map.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::client {

class SdmxFigureReader {
 public:
  SdmxFigureReader(absl::string_view file, absl::string_view mapping_file, const SdmxTable& table,
                   const SdmxCatalogue& catalogue, SdmxProblems& problems)
      : file_(file),
        mapping_file_(mapping_file),
        table_(table),
        catalogue_(catalogue),
        problems_(problems) {}

  // Nothing when the row has problems (they are added). Defaults are applied already.
  std::optional<store::v1::Observation> Read(const SdmxRow& row);
  std::optional<store::v1::ObservationWithdrawal> ReadKey(const SdmxRow& row);
  // True when the field names what the catalogue has; the problem is added otherwise.
  bool CheckId(const SdmxRow& row, SdmxField field);
  // True when neither status nor qualifier says why there is no value.
  static bool SaysNothing(const SdmxRow& row);
  // Notes where the fields of the record at `path` were written.
  void NotePlaces(const SdmxRow& row, const std::string& path, SourceMap& sources) const;
  // Values written with fewer decimals than DECIMALS says.
  int fewer_decimals() const { return fewer_decimals_; }

 private:
  std::string Place(const SdmxRow& row, SdmxField field) const;
  void Problem(const SdmxRow& row, SdmxField field, absl::string_view what);
  void ProblemOnce(const SdmxRow& row, SdmxField field, absl::string_view what);
  bool Required(const SdmxRow& row, SdmxField field);
  template <typename Domain, typename Wire>
  bool Code(const SdmxRow& row, SdmxField field, absl::string_view fallback, Wire& out);
  bool ReadSeries(const SdmxRow& row, store::v1::SeriesKey& series);
  bool ReadPeriod(const SdmxRow& row, type::v1::Period& period);
  bool ReadValue(const SdmxRow& row, store::v1::Observation& figure);
  bool ReadEmptyValue(const SdmxRow& row, store::v1::Observation& figure);
  bool ReadNumber(const SdmxRow& row, SdmxField field, std::string& text);
  bool CheckDecimals(const SdmxRow& row, absl::string_view text);
  bool ReadUnit(const SdmxRow& row, store::v1::Observation& figure);
  std::string FindUnit(const SdmxRow& row, int multiplier);
  bool CheckMultiplier(const SdmxRow& row, const std::string& unit, int multiplier);
  bool ReadEvidence(const SdmxRow& row, type::v1::Evidence& evidence);
  bool ReadDerivation(const SdmxRow& row, store::v1::Observation& figure);

  std::string file_;
  std::string mapping_file_;
  const SdmxTable& table_;
  const SdmxCatalogue& catalogue_;
  SdmxProblems& problems_;
  int fewer_decimals_ = 0;
};

}  // namespace indicast::client
