#include "clients/cli/commands/conflict.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/output/words.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Align;
using output::Audience;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;

struct Options {
  std::string indicator;
  std::string area;
  bool rounding = false;
};

std::vector<output::Column> Columns(bool several_areas) {
  constexpr Audience kMachines = Audience::kMachines;
  return {
      {.key = "indicator", .audience = kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "area",
       .header = {"地区", "AREA"},
       .audience = several_areas ? Audience::kBoth : kMachines},
      {.key = "series_words", .header = {"口径", "SERIES"}, .audience = Audience::kPeople},
      {.key = "series", .audience = kMachines},
      {.key = "period", .header = {"期间", "PERIOD"}},
      {.key = "kind", .header = {"差异", "DIFFERENCE"}},
      {.key = "used", .header = {"采用", "USED"}},
      {.key = "value", .header = {"数值", "VALUE"}, .align = Align::kDecimal, .qualified = true},
      {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = Audience::kPeople},
      {.key = "unit", .audience = kMachines},
      {.key = "stage", .header = {"版次", "STAGE"}},
      {.key = "document", .header = {"来源", "DOCUMENT"}},
      {.key = "spread", .header = {"相差", "SPREAD"}, .align = Align::kDecimal, .with_unit = true}};
}

std::string KeyOf(const pb::SeriesKey& s) {
  return absl::StrCat(s.indicator(), ".", s.area(), ".", output::CodeOf(s.measure()), ".",
                      output::CodeOf(s.price_basis()), ".", s.scope());
}

// One row a figure; the spread stands at the one in use.
void AddConflict(const pb::Conflict& conflict, const Catalogue& catalogue, Table& table) {
  const pb::SeriesKey& series = conflict.series();
  for (const pb::Observation& figure : conflict.figures()) {
    const std::string& spread = conflict.spread().text();
    const bool used = figure.preferred();
    table.rows.push_back(
        {PlainCell(series.indicator()),
         TextCell(output::NameOf(catalogue.names, series.indicator())), PlainCell(series.area()),
         TextCell(SeriesWords(series)), PlainCell(KeyOf(series)),
         PlainCell(conflict.period().text()),
         output::CodeCell(output::CodeOf(conflict.kind()), output::WordOf(conflict.kind())),
         output::BoolCell(used, used ? Text{"是", "yes"} : Text{}), output::ObservedCell(figure),
         TextCell(catalogue.symbols.SymbolOf(figure.unit())), PlainCell(figure.unit()),
         output::CodeCell(output::CodeOf(figure.stage()), output::WordOf(figure.stage())),
         PlainCell(figure.evidence().document()),
         used
             ? output::NumberCell({spread, spread, "equal", conflict.unit()},
                                  catalogue.symbols.WithUnit(output::Same(spread), conflict.unit()))
             : output::MissingCell({})});
  }
}

absl::StatusOr<ExitCode> RunList(Context& context, const Options& options) {
  pb::ListConflictsRequest request;
  if (!options.indicator.empty()) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, options.indicator));
    request.add_indicators(indicator.id());
  }
  if (!options.area.empty()) request.add_areas(options.area);
  request.set_include_rounding(options.rounding);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const auto all, store->ListAllConflicts(request));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  Table table;
  table.key = "conflicts";
  table.columns = Columns(SeveralAreas(all.items));
  table.when_empty = {"没有不一致的公布数", "no published figures disagree"};
  for (const pb::Conflict& conflict : all.items) AddConflict(conflict, catalogue, table);
  output::Document document;
  const std::string count = absl::StrCat(all.items.size());
  document.headline = {
      absl::StrCat(count, "处公布数不一致", options.rounding ? "(含取整之差)" : ""),
      absl::StrCat(count, " places where published figures disagree",
                   options.rounding ? " (rounding included)" : "")};
  document.tables.push_back(std::move(table));
  document.footer = {output::RevisionEntry(all.revision),
                     output::PublicationBoundEntry(context.as_of().publication_date())};
  context.Print(document);
  return ExitCode::kDone;
}

}  // namespace

void RegisterConflict(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand(
      "conflict", context.Say("各来源不一致的数值", "figures on which sources disagree"));
  CLI::App* list = group->add_subcommand(
      "list", context.Say("同一指标同一期间,各来源公布的实绩不一致之处",
                          "series and periods for which published outcomes disagree"));
  auto options = std::make_shared<Options>();
  list->add_option("indicator", options->indicator,
                   context.Say("只看这一指标(编号或名称)", "only this indicator (id or name)"));
  list->add_option("--area", options->area, context.Say("只看这一地区", "only this area"))
      ->type_name("ID");
  list->add_flag("--rounding", options->rounding,
                 context.Say("也列出取整后一致的", "also those that agree once rounded"));
  SetExamples(*list, context,
              {{"indicast conflict list", {"全部不一致之处", "every disagreement"}},
               {"indicast conflict list imports-exports --rounding",
                {"进出口,含取整之差", "imports and exports, rounding included"}}});
  OnRun(*list, context, [&context, options] { return RunList(context, *options); });
}

}  // namespace indicast::cli
