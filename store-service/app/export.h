// Figures as the text of a file: UTF-8 without byte order mark, LF, cells quoted as in RFC 4180.
//   csv       the columns of observations.csv of a data folder (docs/data-format.md); importing it
//             again changes nothing.
//   sdmx-csv  SDMX-CSV 2.0: dimensions INDICATOR, REF_AREA, MEASURE, PRICES, SCOPE, TIME_PERIOD,
//             the measure OBS_VALUE (empty where only words or bounds are published), attributes.
//             All that a figure says is there, so importing it again changes nothing
//             (docs/sdmx.md).
// Thread-compatible. Cost linear in the figures; holds one part in memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "store-service/app/filter.h"
#include "store-service/app/observations.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

enum class ExportFormat { kCsv = 1, kSdmxCsv };

class ObservationExport {
 public:
  // `as_of` must be pinned. kInvalidArgument: all vintages as SDMX-CSV, whose keys tell no vintages
  // apart.
  static absl::StatusOr<ObservationExport> Start(std::shared_ptr<const Snapshot> snapshot,
                                                 ObservationQuery query, const AsOf& as_of,
                                                 FigureFilter filter, ExportFormat format);

  // The next whole lines, at most `max_bytes` unless one line alone is longer (lines have at most
  // about 60 KiB). The first part begins with the header; empty at the end.
  std::string Next(size_t max_bytes);

 private:
  ObservationExport(std::shared_ptr<const Snapshot> snapshot, ObservationQuery query,
                    const AsOf& as_of, FigureFilter filter, ExportFormat format);
  std::string LineOf(const VintageView& view) const;

  std::shared_ptr<const Snapshot> snapshot_;
  AsOf as_of_;
  ExportFormat format_;
  ObservationCursor cursor_;
  std::string pending_;  // read, but not handed out
};

}  // namespace indicast::store
