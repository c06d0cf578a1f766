#include "clients/cli/commands/observation.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/words.h"
#include "common/status/status_macros.h"
#include "common/vocabulary/vocabulary.h"
#include "common/wire/wire.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Audience;
using output::Cell;
using output::Document;
using output::Table;

struct ListOptions {
  std::vector<std::string> indicators;
  SeriesOptions series;
  std::string period;
  std::string from;
  std::string to;
  std::string document;
  std::string filter;
  bool all_vintages = false;
};

absl::StatusOr<pb::ObservationFilter> ToFilter(Context& context, const ListOptions& options) {
  pb::ObservationFilter filter;
  for (const std::string& text : options.indicators) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, text));
    filter.add_indicators(indicator.id());
  }
  if (!options.series.measure.empty()) {
    ASSIGN_OR_RETURN(const Measure measure, ParseCode<Measure>(options.series.measure));
    filter.add_measures(wire::ToProto(measure));
  }
  if (!options.series.area.empty()) filter.add_areas(options.series.area);
  if (!options.document.empty()) filter.add_documents(options.document);
  const std::string& from = options.period.empty() ? options.from : options.period;
  const std::string& to = options.period.empty() ? options.to : options.period;
  if (!from.empty()) filter.mutable_from_period()->set_text(from);
  if (!to.empty()) filter.mutable_to_period()->set_text(to);
  filter.set_all_vintages(options.all_vintages);
  return filter;
}

Document ListDocument(const std::vector<pb::Observation>& figures, const FigureView& view,
                      int64_t revision, const std::string& bound) {
  Table table;
  table.key = "observations";
  table.columns = FigureColumns(view);
  for (const auto& figure : figures) table.rows.push_back(FigureRow(figure, view));
  Document document;
  document.tables.push_back(std::move(table));
  document.notes = FigureNotes(figures);
  document.footer = {output::RevisionEntry(revision), output::PublicationBoundEntry(bound)};
  return document;
}

absl::StatusOr<ExitCode> RunList(Context& context, const ListOptions& options) {
  if (!options.period.empty() && !(options.from.empty() && options.to.empty())) {
    return UsageError(context.Say("--period 与 --from、--to 只能用一种",
                                  "use either --period or --from and --to"));
  }
  pb::ListObservationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_filter(), ToFilter(context, options));
  request.set_filter_text(options.filter);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(auto listing, store->ListAllObservations(request));
  std::vector<pb::Observation> figures;
  for (pb::Observation& figure : listing.items) {
    if (Matches(options.series, figure.series())) figures.push_back(std::move(figure));
  }
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  const FigureView view{catalogue.names, catalogue.symbols, /*show_name=*/true,
                        SeveralAreas(figures), options.all_vintages};
  context.Print(ListDocument(figures, view, listing.revision, context.as_of().publication_date()));
  return ExitCode::kDone;
}

void RegisterList(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "list", context.Say("公布的数值,默认每个期间取采用的版次",
                          "published figures, by default the preferred vintage of each period"));
  auto options = std::make_shared<ListOptions>();
  command
      ->add_option("indicator", options->indicators,
                   context.Say("指标编号或名称;不写为全部", "ids or names; all by default"))
      ->expected(0, -1);
  AddSeriesOptions(*command, context, options->series);
  const auto period = PeriodValidator(context);
  command->add_option("--period", options->period, context.Say("只看这一期", "only this period"))
      ->type_name("PERIOD")
      ->check(period);
  command->add_option("--from", options->from, context.Say("从这一期起", "from this period on"))
      ->type_name("PERIOD")
      ->check(period);
  command->add_option("--to", options->to, context.Say("到这一期止", "up to this period"))
      ->type_name("PERIOD")
      ->check(period);
  command
      ->add_option("--document", options->document,
                   context.Say("只看这一来源", "only from this document"))
      ->type_name("ID");
  command
      ->add_option("--filter", options->filter,
                   context.Say("条件,如 'value > 5 AND NOT stage = expected'",
                               "conditions, such as 'value > 5 AND NOT stage = expected'"))
      ->type_name("TEXT");
  command->add_flag(
      "--all-vintages", options->all_vintages,
      context.Say("列出所有版次,不只采用的", "every vintage, not only the preferred"));
  SetExamples(*command, context,
              {{"indicast observation list gdp --from 2020", {"一个指标", "one indicator"}},
               {"indicast observation list gdp --measure growth --period 2022 --as-of 2023-02-15",
                {"当日已公布的是预计数", "what was public on that day was the expected figure"}},
               {"indicast observation list imports-exports --all-vintages -o csv",
                {"全部版次,供表格软件", "every vintage, for a spreadsheet"}},
               {"indicast observation list --filter 'measure = growth AND value > 10'",
                {"增速高于 10% 的", "growth above 10 %"}}});
  OnRun(*command, context, [&context, options] { return RunList(context, *options); });
}

struct HistoryOptions {
  std::string indicator;
  std::string period;
  SeriesOptions series;
};

std::string TimeText(const google::protobuf::Timestamp& time) {
  const absl::Time at = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", at, absl::FixedTimeZone(8 * 3600));
}

void AddVersion(const pb::ObservationVersion& version, const FigureView& view, Table& table) {
  std::vector<Cell> row = {
      output::IntCell(version.revision().revision()),
      output::PlainCell(TimeText(version.revision().commit_time())),
      version.withdrawn() ? output::CodeCell("withdrawn", {"撤回", "withdrawn"})
      : version.current() ? output::CodeCell("current", {"现行", "current"})
                          : output::CodeCell("superseded", {"已更正", "superseded"})};
  for (Cell& cell : FigureRow(version.observation(), view)) row.push_back(std::move(cell));
  row.push_back(output::PlainCell(version.revision().author()));
  row.push_back(output::PlainCell(version.revision().reason()));
  table.rows.push_back(std::move(row));
}

std::vector<output::Column> HistoryColumns(const FigureView& view) {
  std::vector<output::Column> columns = {
      {.key = "revision", .header = {"修订", "REVISION"}, .align = output::Align::kRight},
      {.key = "commit_time", .header = {"入库", "LOADED"}},
      {.key = "version_state", .header = {"状态", "STATE"}}};
  for (output::Column& column : FigureColumns(view)) columns.push_back(std::move(column));
  columns.push_back({.key = "author", .audience = Audience::kMachines});
  columns.push_back({.key = "reason", .header = {"入库说明", "WHY LOADED"}});
  return columns;
}

absl::StatusOr<ExitCode> RunHistory(Context& context, const HistoryOptions& options) {
  ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, options.indicator));
  ASSIGN_OR_RETURN(const auto figures,
                   FindFigures(context, indicator, options.period, options.series));
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  const output::IndicatorNames names = {{indicator.id(), output::FromProto(indicator.name())}};
  const FigureView view{names, symbols, /*show_name=*/false, SeveralAreas(figures),
                        /*show_preferred=*/false};
  Table table;
  table.key = "versions";
  table.columns = HistoryColumns(view);
  int64_t revision = 0;
  std::vector<pb::Observation> shown;
  for (const pb::Observation& figure : figures) {
    pb::ListObservationHistoryRequest request;
    *request.mutable_series() = figure.series();
    *request.mutable_period() = figure.period();
    *request.mutable_as_of() = context.as_of();
    ASSIGN_OR_RETURN(const auto history, store->ListObservationHistory(request));
    revision = history.revision();
    for (const auto& version : history.versions()) {
      AddVersion(version, view, table);
      shown.push_back(version.observation());
    }
  }
  Document document;
  document.headline = {
      absl::StrCat(indicator.name().zh(), " ", options.period, ":各版次与更正"),
      absl::StrCat(indicator.name().en(), " ", options.period, ": vintages and corrections")};
  document.tables.push_back(std::move(table));
  document.notes = FigureNotes(shown);
  document.footer = {output::RevisionEntry(revision),
                     output::PublicationBoundEntry(context.as_of().publication_date())};
  context.Print(document);
  return ExitCode::kDone;
}

void RegisterHistory(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "history", context.Say("一个数值的全部版次与更正,按入库先后",
                             "every vintage and correction of a figure, in order of loading"));
  auto options = std::make_shared<HistoryOptions>();
  command
      ->add_option("indicator", options->indicator,
                   context.Say("指标编号或名称", "id or name of the indicator"))
      ->required();
  command->add_option("period", options->period, context.Say("期间,如 2022", "for example 2022"))
      ->required()
      ->check(PeriodValidator(context));
  AddSeriesOptions(*command, context, options->series);
  SetExamples(*command, context,
              {{"indicast observation history gdp 2022 --measure growth",
                {"预计 4.8%,实绩 4.5%", "expected 4.8 %, outcome 4.5 %"}}});
  OnRun(*command, context, [&context, options] { return RunHistory(context, *options); });
}

}  // namespace

void RegisterObservation(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand(
      "observation", context.Say("公布的数值、版次与更正", "published figures and their vintages"));
  RegisterList(*group, context);
  RegisterHistory(*group, context);
}

}  // namespace indicast::cli
