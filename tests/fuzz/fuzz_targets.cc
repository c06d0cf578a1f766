#include "tests/fuzz/fuzz_targets.h"

namespace indicast::fuzz {

std::span<const Target> Targets() {
  static constexpr Target kTargets[] = {
      {"decimal", FuzzDecimal, 100},
      {"double", FuzzDouble, 9},
      {"date", FuzzDate, 32},
      {"period", FuzzPeriod, 32},
      {"error_detail", FuzzErrorDetail, 4096},
      {"status_details", FuzzStatusDetails, 4096},
      {"figures", FuzzFigures, 1024},
      {"series_key", FuzzSeriesKey, 512},
      {"quote", FuzzQuote, 4096},
      {"record_bytes", FuzzRecordBytes, 4096},
      {"page_token", FuzzPageToken, 512},
      {"filter", FuzzFilter, 4200},
      {"import_request", FuzzImportRequest, 8192},
      {"import_parts", FuzzImportParts, 8192},
      {"head_file", FuzzHeadFile, 1100},
      {"store_request", FuzzStoreRequest, 4096},
      {"project_request", FuzzProjectRequest, 1024},
      {"compare_request", FuzzCompareRequest, 1024},
      {"sweep_request", FuzzSweepRequest, 1024},
      {"seek_request", FuzzSeekRequest, 1024},
      {"check_request", FuzzCheckRequest, 1024},
      {"simulate_request", FuzzSimulateRequest, 1024},
      {"sensitivity_request", FuzzSensitivityRequest, 1024},
      {"track_request", FuzzTrackRequest, 1024},
      {"decompose_request", FuzzDecomposeRequest, 1024},
      {"csv", FuzzCsv, 4096},
      {"csv_file", FuzzCsvFile, 4096},
      {"sdmx_csv", FuzzSdmxCsv, 4096},
      {"rule", FuzzRule, 256},
      {"setting", FuzzSetting, 256},
  };
  return kTargets;
}

}  // namespace indicast::fuzz
