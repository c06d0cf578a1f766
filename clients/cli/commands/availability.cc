#include "clients/cli/commands/availability.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/output/words.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Align;
using output::Audience;
using output::IntCell;
using output::PlainCell;
using output::Table;
using output::TextCell;

std::vector<output::Column> Columns(bool several_areas) {
  constexpr Audience kPeople = Audience::kPeople;
  constexpr Audience kMachines = Audience::kMachines;
  std::vector<output::Column> columns = SeriesColumns(/*show_name=*/true, several_areas);
  columns.insert(
      columns.end(),
      {{.key = "first_period", .header = {"起", "FIRST"}},
       {.key = "last_period", .header = {"止", "LAST"}},
       {.key = "period_count", .header = {"期数", "PERIODS"}, .align = Align::kRight},
       {.key = "vintage_count", .header = {"版数", "VINTAGES"}, .align = Align::kRight},
       {.key = "publication_words", .header = {"最近公布", "PUBLISHED"}, .audience = kPeople},
       {.key = "publication_date", .audience = kMachines},
       {.key = "publication_estimated", .audience = kMachines}});
  return columns;
}

absl::StatusOr<ExitCode> RunAvailability(Context& context, const std::string& name,
                                         const std::string& area) {
  pb::ListAvailabilityRequest request;
  if (!name.empty()) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, name));
    request.add_indicators(indicator.id());
  }
  if (!area.empty()) request.add_areas(area);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const auto all, store->ListAllAvailability(request));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  output::Document document;
  document.headline = {absl::StrCat(all.items.size(), "个序列"),
                       absl::StrCat(all.items.size(), " series")};
  document.tables.push_back(AvailabilityTable(all.items, catalogue));
  document.footer = {output::RevisionEntry(all.revision),
                     output::PublicationBoundEntry(context.as_of().publication_date())};
  context.Print(document);
  return ExitCode::kDone;
}

}  // namespace

Table AvailabilityTable(const std::vector<pb::SeriesAvailability>& series,
                        const Catalogue& catalogue) {
  Table table;
  table.key = "series";
  table.columns = Columns(SeveralAreas(series));
  table.when_empty = {"没有数值", "no figures"};
  for (const pb::SeriesAvailability& entry : series) {
    const pb::SeriesKey& key = entry.series();
    std::vector<output::Cell> row =
        SeriesCells(key, output::NameOf(catalogue.names, key.indicator()));
    row.insert(row.end(),
               {PlainCell(entry.first_period().text()), PlainCell(entry.last_period().text()),
                IntCell(entry.period_count()), IntCell(entry.vintage_count()),
                TextCell(PublicationWords(entry.last_publication())),
                PlainCell(entry.last_publication().date()),
                output::BoolCell(entry.last_publication().estimated(), {})});
    table.rows.push_back(std::move(row));
  }
  return table;
}

void RegisterAvailability(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "availability", context.Say("有哪些序列,从何时到何时", "what is there, from when to when"));
  auto name = std::make_shared<std::string>();
  auto area = std::make_shared<std::string>();
  command->add_option("indicator", *name,
                      context.Say("只看这一指标(编号或名称)", "only this indicator (id or name)"));
  command->add_option("--area", *area, context.Say("只看这一地区", "only this area"))
      ->type_name("ID");
  SetExamples(*command, context,
              {{"indicast availability", {"全部序列", "every series"}},
               {"indicast availability gdp --as-of 2023-12-31",
                {"2023 年底前已公布的", "what was public by the end of 2023"}}});
  OnRun(*command, context,
        [&context, name, area] { return RunAvailability(context, *name, *area); });
}

}  // namespace indicast::cli
