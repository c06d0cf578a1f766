#include "store-service/app/export.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/status/error.h"

namespace indicast::store {
namespace {

constexpr size_t kStep = 64;

constexpr char kCsvHeader[] =
    "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,stage,"
    "status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,note_zh,note_en,"
    "formula,inputs\n";

constexpr char kSdmxHeader[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,MEASURE,PRICES,SCOPE,TIME_PERIOD,OBS_VALUE,"
    "UNIT_MEASURE,UNIT_MULT,DECIMALS,OBS_STATUS,QUALIFIER,LOWER_BOUND,UPPER_BOUND,STAGE,DOCUMENT,"
    "PUBLICATION_DATE,PUBLICATION_ESTIMATED,OBS_TEXT,COMMENT_OBS_ZH,COMMENT_OBS_EN,UNIT,QUOTE,"
    "QUOTE_PREFIX,QUOTE_SUFFIX,NO_QUOTE_REASON,FORMULA,FORMULA_INPUTS\n";

std::string TextOf(const std::optional<Decimal>& number) {
  return number.has_value() ? number->ToString() : "";
}

std::string Cell(absl::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == absl::string_view::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string Line(const std::vector<std::string>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",",
                    [](std::string* out, const std::string& cell) { out->append(Cell(cell)); }),
      "\n");
}

std::string CsvLine(const Observation& o) {
  const auto* const quote = std::get_if<TextQuote>(&o.evidence.grounds);
  const auto* const reason = std::get_if<std::string>(&o.evidence.grounds);
  const bool derived = o.derivation.has_value();
  return Line({o.series.indicator,
               o.series.area,
               std::string(CodeOf(o.series.measure)),
               std::string(CodeOf(o.series.price_basis)),
               o.series.scope,
               o.period.ToString(),
               TextOf(o.value),
               o.unit,
               std::string(CodeOf(o.qualifier)),
               o.published_text,
               std::string(CodeOf(o.stage)),
               std::string(CodeOf(o.status)),
               o.evidence.document,
               quote == nullptr ? "" : quote->exact,
               quote == nullptr ? "" : quote->prefix,
               quote == nullptr ? "" : quote->suffix,
               reason == nullptr ? "" : *reason,
               TextOf(o.lower_bound),
               TextOf(o.upper_bound),
               o.note.zh,
               o.note.en,
               derived ? std::string(CodeOf(o.derivation->formula)) : "",
               derived ? absl::StrJoin(o.derivation->inputs, ";") : ""});
}

// What an SDMX reader needs of a unit: what it measures and the power of ten.
struct SdmxUnit {
  std::string measure;
  int multiplier = 0;
};

SdmxUnit UnitOf(const Snapshot& snapshot, const std::string& id, const AsOf& as_of) {
  const auto unit = snapshot.FindUnit(id, as_of);
  if (unit == nullptr) return {id, 0};
  return {unit->measure, unit->multiplier_exponent};
}

std::string SdmxLine(const VintageView& view, const SdmxUnit& unit) {
  const Observation& o = *view.observation;
  const auto* const quote = std::get_if<TextQuote>(&o.evidence.grounds);
  const auto* const reason = std::get_if<std::string>(&o.evidence.grounds);
  const bool derived = o.derivation.has_value();
  return Line({"dataflow",
               "INDICAST:OBSERVATIONS(1.1.0)",
               "I",
               o.series.indicator,
               o.series.area,
               std::string(CodeOf(o.series.measure)),
               std::string(CodeOf(o.series.price_basis)),
               o.series.scope,
               o.period.ToString(),
               TextOf(o.value),
               unit.measure,
               absl::StrCat(unit.multiplier),
               o.value.has_value() ? absl::StrCat(o.value->scale()) : "",
               std::string(CodeOf(o.status)),
               std::string(CodeOf(o.qualifier)),
               TextOf(o.lower_bound),
               TextOf(o.upper_bound),
               std::string(CodeOf(o.stage)),
               o.evidence.document,
               view.publication.date.ToString(),
               view.publication.estimated ? "true" : "false",
               o.published_text,
               o.note.zh,
               o.note.en,
               o.unit,
               quote == nullptr ? "" : quote->exact,
               quote == nullptr ? "" : quote->prefix,
               quote == nullptr ? "" : quote->suffix,
               reason == nullptr ? "" : *reason,
               derived ? std::string(CodeOf(o.derivation->formula)) : "",
               derived ? absl::StrJoin(o.derivation->inputs, ";") : ""});
}

}  // namespace

ObservationExport::ObservationExport(std::shared_ptr<const Snapshot> snapshot,
                                     ObservationQuery query, const AsOf& as_of, FigureFilter filter,
                                     ExportFormat format)
    : snapshot_(snapshot),
      as_of_(as_of),
      format_(format),
      cursor_(std::move(snapshot), std::move(query), as_of, std::move(filter)),
      pending_(format == ExportFormat::kCsv ? kCsvHeader : kSdmxHeader) {}

absl::StatusOr<ObservationExport> ObservationExport::Start(std::shared_ptr<const Snapshot> snapshot,
                                                           ObservationQuery query,
                                                           const AsOf& as_of, FigureFilter filter,
                                                           ExportFormat format) {
  if (format == ExportFormat::kSdmxCsv && query.all_vintages) {
    return FieldError("filter.all_vintages",
                      "must be false for SDMX-CSV, which holds one figure a series and period; "
                      "export vintages as CSV, or one document at a time");
  }
  return ObservationExport(std::move(snapshot), std::move(query), as_of, std::move(filter), format);
}

std::string ObservationExport::LineOf(const VintageView& view) const {
  if (format_ == ExportFormat::kCsv) return CsvLine(*view.observation);
  return SdmxLine(view, UnitOf(*snapshot_, view.observation->unit, as_of_));
}

std::string ObservationExport::Next(size_t max_bytes) {
  while (pending_.size() <= max_bytes) {
    const std::vector<VintageView> views = cursor_.Next(kStep);
    if (views.empty()) break;
    for (const VintageView& view : views) pending_ += LineOf(view);
  }
  if (pending_.size() <= max_bytes) return std::exchange(pending_, "");
  // Up to the last line that fits; line feeds inside quotes would do no harm, parts are joined.
  size_t end = pending_.rfind('\n', max_bytes - 1);
  if (end == std::string::npos) end = pending_.find('\n');
  std::string part = pending_.substr(0, end + 1);
  pending_.erase(0, end + 1);
  return part;
}

}  // namespace indicast::store
