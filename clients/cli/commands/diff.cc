#include "clients/cli/commands/diff.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/errors.h"
#include "clients/cli/global_options.h"
#include "clients/cli/output/words.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Align;
using output::Audience;
using output::Cell;
using output::CodeCell;
using output::CodeOf;
using output::MissingCell;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;
using output::WordOf;

struct Options {
  std::string from;
  std::string to;
  std::vector<std::string> indicators;
  std::vector<std::string> areas;
};

std::vector<output::Column> Columns(bool several_areas) {
  constexpr Audience kPeople = Audience::kPeople;
  constexpr Audience kMachines = Audience::kMachines;
  std::vector<output::Column> columns = SeriesColumns(/*show_name=*/true, several_areas);
  columns.insert(
      columns.end(),
      {{.key = "period", .header = {"期间", "PERIOD"}},
       {.key = "kind", .header = {"变化", "CHANGE"}},
       {.key = "before",
        .header = {"原", "FROM"},
        .align = Align::kDecimal,
        .qualified = true,
        .with_unit = true},
       {.key = "before_stage", .header = {"原版次", "FROM STAGE"}},
       {.key = "before_document", .audience = kMachines},
       {.key = "after",
        .header = {"现", "TO"},
        .align = Align::kDecimal,
        .qualified = true,
        .with_unit = true},
       {.key = "after_stage", .header = {"现版次", "TO STAGE"}},
       {.key = "after_document", .audience = kMachines},
       {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = kPeople},
       {.key = "release_words", .header = {"来源", "RELEASE"}, .audience = kPeople},
       {.key = "publication_date", .audience = kMachines},
       {.key = "changed_at_revision", .header = {"修订", "REVISION"}, .align = Align::kRight},
       {.key = "author", .audience = kMachines},
       {.key = "reason", .header = {"缘由", "REASON"}}});
  return columns;
}

void AddSide(bool is_set, const pb::Observation& figure, std::vector<Cell>& row) {
  if (!is_set) {
    row.insert(row.end(), {MissingCell({"无", "none"}), MissingCell({}), MissingCell({})});
    return;
  }
  row.push_back(output::ObservedCell(figure));
  row.push_back(CodeCell(CodeOf(figure.stage()), WordOf(figure.stage())));
  row.push_back(PlainCell(figure.evidence().document()));
}

// The document of the figure with its publication.
Text ReleaseWords(const pb::Observation& figure) {
  const std::string& document = figure.evidence().document();
  const Text day = PublicationWords(figure.publication());
  if (day.empty()) return output::Same(document);
  return {absl::StrCat(document, "(", day.zh, ")"), absl::StrCat(document, " (", day.en, ")")};
}

std::vector<Cell> RowOf(const pb::ObservationDifference& difference, const Catalogue& catalogue) {
  const pb::SeriesKey& series = difference.series();
  const pb::Observation& some = difference.has_after() ? difference.after() : difference.before();
  std::vector<Cell> row = SeriesCells(series, output::NameOf(catalogue.names, series.indicator()));
  row.push_back(PlainCell(difference.period().text()));
  row.push_back(CodeCell(CodeOf(difference.kind()), WordOf(difference.kind())));
  AddSide(difference.has_before(), difference.before(), row);
  AddSide(difference.has_after(), difference.after(), row);
  row.push_back(TextCell(catalogue.symbols.SymbolOf(some.unit())));
  row.push_back(TextCell(ReleaseWords(some)));
  row.push_back(PlainCell(some.publication().date()));
  if (difference.has_revision()) {
    row.push_back(output::IntCell(difference.revision().revision()));
    row.push_back(PlainCell(difference.revision().author()));
    row.push_back(PlainCell(difference.revision().reason()));
  } else {
    row.insert(row.end(), {MissingCell({}), MissingCell({}), MissingCell({"新公布", "published"})});
  }
  return row;
}

absl::StatusOr<type::v1::AsOf> StateOf(const Context& context, const std::string& option,
                                       const std::string& text) {
  auto state = ParseAsOf(text);
  if (state.ok()) return state;
  return UsageError(context.Say(
      absl::StrCat(option, " ", Shorten(text), " 不是日期或修订号;写成 2023-02-15 或 12"),
      absl::StrCat(option, " ", Shorten(text),
                   " is neither a date nor a revision; write 2023-02-15 or 12")));
}

absl::StatusOr<pb::DiffObservationsRequest> RequestOf(Context& context, const Options& options) {
  pb::DiffObservationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_from(), StateOf(context, "--from", options.from));
  *request.mutable_to() = context.as_of();
  if (!options.to.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_to(), StateOf(context, "--to", options.to));
  }
  for (const std::string& name : options.indicators) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, name));
    request.add_indicators(indicator.id());
  }
  request.mutable_areas()->Add(options.areas.begin(), options.areas.end());
  return request;
}

absl::StatusOr<ExitCode> RunDiff(Context& context, const Options& options) {
  ASSIGN_OR_RETURN(const pb::DiffObservationsRequest request, RequestOf(context, options));
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const auto all, store->DiffAllObservations(request));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  output::Document document;
  const Text to = options.to.empty() ? Text{"当前", "now"} : output::Same(options.to);
  document.headline = {
      absl::StrCat("从 ", options.from, " 到 ", to.zh, ":", all.items.size(), "个数值不同"),
      absl::StrCat("From ", options.from, " to ", to.en, ": ", all.items.size(),
                   " figure(s) differ")};
  document.tables.push_back(DiffTable(all.items, catalogue));
  document.footer = {output::RevisionEntry(all.revision),
                     output::PublicationBoundEntry(request.to().publication_date())};
  context.Print(document);
  return all.items.empty() ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

Table DiffTable(const std::vector<pb::ObservationDifference>& differences,
                const Catalogue& catalogue) {
  Table table;
  table.key = "differences";
  table.columns = Columns(SeveralAreas(differences));
  table.when_empty = {"没有差别", "no difference"};
  for (const pb::ObservationDifference& difference : differences) {
    table.rows.push_back(RowOf(difference, catalogue));
  }
  return table;
}

void RegisterDiff(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "diff", context.Say("两个时点之间哪些数值变了;有变化时退出码为 1",
                          "which figures differ between two states; exit code 1 when some do"));
  auto options = std::make_shared<Options>();
  command
      ->add_option("--from", options->from,
                   context.Say("较早的状态:公布日期(2023-02-15)、修订号(12)或 12,2023-02-15",
                               "earlier state: a publication date (2023-02-15), a revision (12), "
                               "or 12,2023-02-15"))
      ->type_name("WHEN")
      ->required();
  command
      ->add_option("--to", options->to,
                   context.Say("较晚的状态,默认为当前", "later state, the newest by default"))
      ->type_name("WHEN");
  command
      ->add_option("--indicator", options->indicators,
                   context.Say("只看这些指标(编号或名称)", "only these indicators (id or name)"))
      ->type_name("INDICATOR");
  command->add_option("--area", options->areas, context.Say("只看这些地区", "only these areas"))
      ->type_name("ID");
  SetExamples(*command, context,
              {{"indicast diff --from 2023-02-15 --to 2023-12-31",
                {"这段时间里公布、修订了什么", "what was published or revised in between"}},
               {"indicast diff --from 1 --indicator gdp",
                {"修订 1 以来地区生产总值的变化", "changes of gdp since revision 1"}}});
  OnRun(*command, context, [&context, options] { return RunDiff(context, *options); });
}

}  // namespace indicast::cli
