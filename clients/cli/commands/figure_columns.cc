#include "clients/cli/commands/figure_columns.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/words.h"

namespace indicast::cli {

using output::Align;
using output::Audience;
using output::BoolCell;
using output::Cell;
using output::CodeCell;
using output::CodeOf;
using output::Column;
using output::IntCell;
using output::MissingCell;
using output::PlainCell;
using output::Text;
using output::TextCell;
using output::WordOf;
using store::v1::Observation;

namespace {

Audience If(bool people) { return people ? Audience::kBoth : Audience::kMachines; }

Cell BoundCell(bool is_set, const type::v1::Decimal& bound, const std::string& unit) {
  if (!is_set) return MissingCell({});
  return output::NumberCell({bound.text(), bound.text(), "equal", unit},
                            output::Same(bound.text()));
}

Text NameIn(const output::IndicatorNames& names, const std::string& indicator) {
  const auto name = names.find(indicator);
  return name == names.end() ? output::Same(indicator) : name->second;
}

Cell BecauseCell(store::v1::PreferenceReason reason) {
  if (reason == store::v1::PREFERENCE_REASON_UNSPECIFIED) return MissingCell({});
  return CodeCell(CodeOf(reason), WordOf(reason));
}

}  // namespace

Text SeriesWords(const store::v1::SeriesKey& series) {
  Text words = WordOf(series.measure());
  if (series.price_basis() != type::v1::PRICE_BASIS_NOT_APPLICABLE) {
    const Text basis = WordOf(series.price_basis());
    words = {absl::StrCat(words.zh, "·", basis.zh), absl::StrCat(words.en, ", ", basis.en)};
  }
  if (!series.scope().empty() && series.scope() != "total") {
    words = {absl::StrCat(words.zh, "·口径", series.scope()),
             absl::StrCat(words.en, ", scope ", series.scope())};
  }
  return words;
}

Text PublicationWords(const type::v1::Publication& publication) {
  if (publication.date().empty()) return {};
  if (!publication.estimated()) return output::Same(publication.date());
  return {absl::StrCat("不晚于", publication.date()), absl::StrCat("by ", publication.date())};
}

std::vector<Column> SeriesColumns(bool show_name, bool show_area) {
  constexpr Audience kMachines = Audience::kMachines;
  return {
      {.key = "indicator", .audience = kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}, .audience = If(show_name)},
      {.key = "area", .header = {"地区", "AREA"}, .audience = If(show_area)},
      {.key = "series_words", .header = {"口径", "SERIES"}, .audience = Audience::kPeople},
      {.key = "measure", .audience = kMachines},
      {.key = "price_basis", .audience = kMachines},
      {.key = "scope", .audience = kMachines},
  };
}

std::vector<Cell> SeriesCells(const store::v1::SeriesKey& series, const Text& name) {
  return {
      PlainCell(series.indicator()),
      TextCell(name),
      PlainCell(series.area()),
      TextCell(SeriesWords(series)),
      PlainCell(CodeOf(series.measure())),
      PlainCell(CodeOf(series.price_basis())),
      PlainCell(series.scope()),
  };
}

std::vector<Column> FigureColumns(const FigureView& view) {
  constexpr Audience kMachines = Audience::kMachines;
  std::vector<Column> columns = SeriesColumns(view.show_name, view.show_area);
  columns.insert(
      columns.end(),
      {
          {.key = "period", .header = {"期间", "PERIOD"}},
          {.key = "value",
           .header = {"数值", "VALUE"},
           .align = Align::kDecimal,
           .qualified = true},
          {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = Audience::kPeople},
          {.key = "unit", .audience = kMachines},
          {.key = "lower_bound", .audience = kMachines},
          {.key = "upper_bound", .audience = kMachines},
          {.key = "published_text", .audience = kMachines},
          {.key = "stage", .header = {"版次", "STAGE"}},
          {.key = "status", .audience = kMachines},
          {.key = "preferred", .header = {"采用", "USED"}, .audience = If(view.show_preferred)},
          {.key = "preferred_because",
           .header = {"依据", "BECAUSE"},
           .audience = If(view.show_preferred)},
          {.key = "publication_words",
           .header = {"公布", "PUBLISHED"},
           .audience = Audience::kPeople},
          {.key = "publication_date", .audience = kMachines},
          {.key = "publication_estimated", .audience = kMachines},
          {.key = "document", .header = {"来源", "DOCUMENT"}},
          {.key = "note", .audience = kMachines},
          {.key = "written_at_revision", .audience = kMachines},
      });
  return columns;
}

std::vector<Cell> FigureRow(const Observation& figure, const FigureView& view) {
  const auto& series = figure.series();
  const auto& publication = figure.publication();
  std::vector<Cell> row = SeriesCells(series, NameIn(view.names, series.indicator()));
  row.insert(row.end(),
             {
                 PlainCell(figure.period().text()),
                 output::ObservedCell(figure),
                 TextCell(view.symbols.SymbolOf(figure.unit())),
                 PlainCell(figure.unit()),
                 BoundCell(figure.has_lower_bound(), figure.lower_bound(), figure.unit()),
                 BoundCell(figure.has_upper_bound(), figure.upper_bound(), figure.unit()),
                 PlainCell(figure.published_text()),
                 CodeCell(CodeOf(figure.stage()), WordOf(figure.stage())),
                 PlainCell(CodeOf(figure.status())),
                 BoolCell(figure.preferred(), figure.preferred() ? Text{"是", "yes"} : Text{}),
                 BecauseCell(figure.preferred_because()),
                 TextCell(PublicationWords(publication)),
                 publication.date().empty() ? MissingCell({}) : PlainCell(publication.date()),
                 BoolCell(publication.estimated(), {}),
                 PlainCell(figure.evidence().document()),
                 TextCell(output::FromProto(figure.note())),
                 IntCell(figure.revision()),
             });
  return row;
}

std::vector<Text> FigureNotes(const std::vector<Observation>& figures) {
  const bool expected = std::any_of(figures.begin(), figures.end(), [](const Observation& f) {
    return f.stage() == type::v1::STAGE_EXPECTED;
  });
  if (!expected) return {};
  return {{"预计数写于年度结束之前,不是实绩。",
           "An expected figure was written before the year closed: it is not an outcome."}};
}

}  // namespace indicast::cli
