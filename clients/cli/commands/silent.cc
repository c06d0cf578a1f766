#include "clients/cli/commands/silent.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/words.h"
#include "common/period/date.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Align;
using output::Audience;
using output::CodeCell;
using output::CodeOf;
using output::IntCell;
using output::MissingCell;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;
using output::WordOf;

struct Options {
  std::string date;
  int upcoming_days = 0;
  std::vector<std::string> indicators;
  std::vector<std::string> areas;
};

std::vector<output::Column> Columns(bool several_areas) {
  constexpr Audience kMachines = Audience::kMachines;
  std::vector<output::Column> columns = SeriesColumns(/*show_name=*/true, several_areas);
  columns.insert(columns.end(),
                 {{.key = "kind", .header = {"情形", "KIND"}},
                  {.key = "last_period", .header = {"最近一期", "LAST"}},
                  {.key = "expected_period", .header = {"应有", "EXPECTED"}},
                  {.key = "due_date", .header = {"应公布", "DUE"}},
                  {.key = "days_overdue", .header = {"逾期天数", "DAYS"}, .align = Align::kRight},
                  {.key = "missing_count", .header = {"缺期", "MISSING"}, .align = Align::kRight},
                  {.key = "frequency", .audience = kMachines},
                  {.key = "due_days", .audience = kMachines},
                  {.key = "rule_area", .audience = kMachines},
                  {.key = "rule_note", .audience = kMachines}});
  return columns;
}

std::vector<output::Cell> RowOf(const pb::SilentSeries& silent, const Catalogue& catalogue) {
  const pb::SeriesKey& series = silent.series();
  std::vector<output::Cell> row =
      SeriesCells(series, output::NameOf(catalogue.names, series.indicator()));
  row.insert(row.end(),
             {CodeCell(CodeOf(silent.kind()), WordOf(silent.kind())),
              silent.has_last_period() ? PlainCell(silent.last_period().text())
                                       : MissingCell({"从未公布", "never published"}),
              PlainCell(silent.expected_period().text()), PlainCell(silent.due_date()),
              IntCell(silent.days_overdue()), IntCell(silent.missing_count()),
              PlainCell(silent.rule().frequency()), IntCell(silent.rule().due_days()),
              PlainCell(silent.rule().area()), TextCell(output::FromProto(silent.rule().note()))});
  return row;
}

absl::StatusOr<ExitCode> RunSilent(Context& context, const Options& options) {
  if (!options.date.empty() && !Date::Parse(options.date).ok()) {
    return UsageError(context.Say(
        absl::StrCat("--date ", Shorten(options.date), " 不是日期;写成 2024-06-30"),
        absl::StrCat("--date ", Shorten(options.date), " is no date; write 2024-06-30")));
  }
  pb::ListSilentSeriesRequest request;
  request.set_date(options.date);
  request.set_upcoming_days(options.upcoming_days);
  for (const std::string& name : options.indicators) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, name));
    request.add_indicators(indicator.id());
  }
  request.mutable_areas()->Add(options.areas.begin(), options.areas.end());
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const client::SilentListing all, store->ListAllSilentSeries(request));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  output::Document document = SilentDocument(all, catalogue);
  document.footer = {output::RevisionEntry(all.revision),
                     output::PublicationBoundEntry(context.as_of().publication_date())};
  context.Print(document);
  return ExitCode::kDone;
}

}  // namespace

output::Document SilentDocument(const client::SilentListing& silent, const Catalogue& catalogue) {
  output::Document document;
  document.headline = {
      absl::StrCat("截至 ", silent.date, ":按发布日历列出 ", silent.items.size(), " 项"),
      absl::StrCat("At ", silent.date, ": ", silent.items.size(),
                   silent.items.size() == 1 ? " finding" : " findings",
                   " by the release calendar")};
  Table table;
  table.key = "series";
  table.columns = Columns(SeveralAreas(silent.items));
  table.when_empty = {"没有逾期的序列", "no series is overdue"};
  for (const pb::SilentSeries& entry : silent.items) {
    table.rows.push_back(RowOf(entry, catalogue));
    const Text note = output::FromProto(entry.rule().note());
    const auto& notes = document.notes;
    if (note.empty() || std::find(notes.begin(), notes.end(), note) != notes.end()) continue;
    document.notes.push_back(note);
  }
  document.tables.push_back(std::move(table));
  return document;
}

void RegisterSilent(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "silent", context.Say("按发布日历应更新而未更新的序列",
                            "series whose release calendar expects a figure that is not there"));
  auto options = std::make_shared<Options>();
  command
      ->add_option("--date", options->date,
                   context.Say("按这一天判断,默认为今天(北京时间)",
                               "judge at this day; by default today in Asia/Shanghai"))
      ->type_name("DATE");
  command
      ->add_option(
          "--upcoming", options->upcoming_days,
          context.Say("也列出此后若干天内应公布的", "also what is due within so many days"))
      ->type_name("DAYS");
  command
      ->add_option("--indicator", options->indicators,
                   context.Say("只看这些指标(编号或名称)", "only these indicators (id or name)"))
      ->type_name("INDICATOR");
  command->add_option("--area", options->areas, context.Say("只看这些地区", "only these areas"))
      ->type_name("ID");
  SetExamples(*command, context,
              {{"indicast silent", {"今天有哪些逾期", "what is overdue today"}},
               {"indicast silent --date 2024-04-01 --upcoming 14",
                {"此后两周应公布的", "what is due in the two weeks from then on"}}});
  OnRun(*command, context, [&context, options] { return RunSilent(context, *options); });
}

}  // namespace indicast::cli
