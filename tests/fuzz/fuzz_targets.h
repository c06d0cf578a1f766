// Parsers under arbitrary bytes. Each target states properties that hold for every input and ends
// the process with a message when one breaks. libFuzzer runs them with the `fuzz` preset; every
// build replays the kept inputs of corpus/<name>/ (corpus_test.cc).
#pragma once

#include <span>

#include "absl/strings/string_view.h"

namespace indicast::fuzz {

struct Target {
  // Also the folder of its inputs.
  const char* name;
  void (*run)(absl::string_view input);
  // Longer inputs find slowness, not errors.
  size_t max_bytes;
};

// All targets of this build.
std::span<const Target> Targets();

// common/: decimal arithmetic on two texts, doubles, dates, periods, payloads of errors, figures in
// wordings.
void FuzzDecimal(absl::string_view input);
void FuzzDouble(absl::string_view input);
void FuzzDate(absl::string_view input);
void FuzzPeriod(absl::string_view input);
void FuzzErrorDetail(absl::string_view input);
void FuzzStatusDetails(absl::string_view input);
void FuzzFigures(absl::string_view input);

// store-service: keys, quotes, stored bytes, the head file, page tokens, filters, imports,
// requests.
void FuzzSeriesKey(absl::string_view input);
void FuzzQuote(absl::string_view input);
void FuzzRecordBytes(absl::string_view input);
void FuzzPageToken(absl::string_view input);
void FuzzFilter(absl::string_view input);
void FuzzImportRequest(absl::string_view input);
void FuzzImportParts(absl::string_view input);
void FuzzHeadFile(absl::string_view input);
void FuzzStoreRequest(absl::string_view input);

// projection-service: requests of every method over a small city.
void FuzzProjectRequest(absl::string_view input);
void FuzzCompareRequest(absl::string_view input);
void FuzzSweepRequest(absl::string_view input);
void FuzzSeekRequest(absl::string_view input);
void FuzzCheckRequest(absl::string_view input);
void FuzzSimulateRequest(absl::string_view input);
void FuzzSensitivityRequest(absl::string_view input);
void FuzzTrackRequest(absl::string_view input);
void FuzzDecomposeRequest(absl::string_view input);

// clients/cpp: data folders in UTF-8 and as spreadsheet programs save them, rule texts.
void FuzzCsv(absl::string_view input);
void FuzzCsvFile(absl::string_view input);
// A mapping file, a line "===", an SDMX-CSV file; without that line the file alone.
void FuzzSdmxCsv(absl::string_view input);
void FuzzRule(absl::string_view input);
void FuzzSetting(absl::string_view input);

}  // namespace indicast::fuzz
