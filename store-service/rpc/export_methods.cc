#include <utility>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/app/export.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

constexpr size_t kPartBytes = 512 << 10;

absl::StatusOr<ExportFormat> FormatOf(v1::ExportFormat format) {
  switch (format) {
    case v1::EXPORT_FORMAT_CSV:
      return ExportFormat::kCsv;
    case v1::EXPORT_FORMAT_SDMX_CSV:
      return ExportFormat::kSdmxCsv;
    default:
      return FieldError("format", "must be EXPORT_FORMAT_CSV or EXPORT_FORMAT_SDMX_CSV");
  }
}

}  // namespace

absl::StatusOr<ExportStream> ExportStream::Start(const Store& store,
                                                 const v1::ExportObservationsRequest& request) {
  ASSIGN_OR_RETURN(const ExportFormat format, FormatOf(request.format()));
  ASSIGN_OR_RETURN(ReadPoint at, ReadPointOf(store, request));
  absl::StatusOr<ObservationQuery> query = FromProto(request.filter());
  if (!query.ok()) return PrefixField(query.status(), "filter");
  ASSIGN_OR_RETURN(FigureFilter filter, FigureFilter::Parse(request.filter_text()));
  const Revision revision = *at.as_of.revision;
  ASSIGN_OR_RETURN(ObservationExport figures,
                   ObservationExport::Start(std::move(at.snapshot), *std::move(query), at.as_of,
                                            std::move(filter), format));
  return ExportStream(std::move(figures), revision);
}

bool ExportStream::Next(v1::ExportObservationsResponse& part) {
  std::string text = figures_.Next(kPartBytes);
  if (text.empty()) return false;
  part.set_text(std::move(text));
  part.set_revision(revision_);
  return true;
}

}  // namespace indicast::store
