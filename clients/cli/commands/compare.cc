#include "clients/cli/commands/compare.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/words.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/vocabulary/vocabulary.h"
#include "common/wire/wire.h"

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

constexpr int kGrowthDecimals = 2;  // shown to people; programs get all

struct Options {
  std::vector<std::string> words;
  SeriesOptions series;
  std::string document;
};

using Pair = std::pair<pb::ObservationReference, pb::ObservationReference>;

std::string SeriesText(const pb::SeriesKey& series) {
  return absl::StrJoin({series.indicator(), series.area(), CodeOf(series.measure()),
                        CodeOf(series.price_basis()), series.scope()},
                       ".");
}

bool SameSeries(const pb::SeriesKey& a, const pb::SeriesKey& b) {
  return SeriesText(a) == SeriesText(b);
}

// --- What is compared ----------------------------------------------------------------------------

pb::ObservationReference ReferenceTo(const pb::Observation& figure, const std::string& document) {
  pb::ObservationReference reference;
  *reference.mutable_series() = figure.series();
  *reference.mutable_period() = figure.period();
  reference.set_document(document);
  return reference;
}

absl::Status SeveralSeries(const Context& context, const std::vector<pb::Observation>& from,
                           const std::vector<pb::Observation>& to) {
  std::vector<std::string> keys;
  for (const auto* side : {&from, &to}) {
    for (const pb::Observation& figure : *side) {
      keys.push_back(absl::StrCat(SeriesText(figure.series()), "@", figure.period().text()));
    }
  }
  const std::string list = absl::StrJoin(keys, ", ");
  return UsageError(context.Say(
      absl::StrCat("两期没有共同的序列;用 --measure 等选项或两个键指明要比较哪两个:", list),
      absl::StrCat("the two periods share no series; say which two by --measure and the like or "
                   "by two keys: ",
                   list)));
}

// One pair for each series that has both periods; else the only figure of each.
absl::StatusOr<std::vector<Pair>> PairsOfIndicator(Context& context, const Options& options) {
  for (std::string period : {options.words[1], options.words[2]}) {
    const std::string wrong = PeriodValidator(context)(period);
    if (!wrong.empty()) return UsageError(wrong);
  }
  ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, options.words[0]));
  ASSIGN_OR_RETURN(const auto from,
                   FindFigures(context, indicator, options.words[1], options.series));
  ASSIGN_OR_RETURN(const auto to,
                   FindFigures(context, indicator, options.words[2], options.series));
  std::vector<Pair> pairs;
  for (const pb::Observation& a : from) {
    for (const pb::Observation& b : to) {
      if (!SameSeries(a.series(), b.series())) continue;
      pairs.emplace_back(ReferenceTo(a, options.document), ReferenceTo(b, options.document));
    }
  }
  if (!pairs.empty()) return pairs;
  if (from.size() != 1 || to.size() != 1) return SeveralSeries(context, from, to);
  pairs.emplace_back(ReferenceTo(from[0], options.document), ReferenceTo(to[0], options.document));
  return pairs;
}

absl::StatusOr<std::vector<Pair>> PairsOf(Context& context, const Options& options) {
  if (options.words.size() == 3) return PairsOfIndicator(context, options);
  const SeriesOptions& series = options.series;
  if (!absl::StrCat(series.measure, series.price_basis, series.scope, series.area, options.document)
           .empty()) {
    return UsageError(context.Say("两个键已含序列和文件,不能再用 --measure、--document 等选项",
                                  "two keys hold series and document; leave out --measure, "
                                  "--document and the like"));
  }
  ASSIGN_OR_RETURN(pb::ObservationReference from, ParseFigureName(context, options.words[0]));
  ASSIGN_OR_RETURN(pb::ObservationReference to, ParseFigureName(context, options.words[1]));
  return std::vector<Pair>{{std::move(from), std::move(to)}};
}

// --- What is shown -------------------------------------------------------------------------------

std::vector<output::Column> PairColumns(bool several_areas) {
  constexpr Audience kPeople = Audience::kPeople;
  constexpr Audience kMachines = Audience::kMachines;
  std::vector<output::Column> columns = SeriesColumns(/*show_name=*/true, several_areas);
  columns.insert(columns.end(),
                 {{.key = "from_series", .audience = kMachines},
                  {.key = "from_period", .header = {"前期", "EARLIER"}},
                  {.key = "from",
                   .header = {"数值", "VALUE"},
                   .align = Align::kDecimal,
                   .qualified = true,
                   .with_unit = true},
                  {.key = "from_stage", .header = {"版次", "STAGE"}},
                  {.key = "from_document", .audience = kMachines},
                  {.key = "to_period", .header = {"后期", "LATER"}},
                  {.key = "to",
                   .header = {"数值", "VALUE"},
                   .align = Align::kDecimal,
                   .qualified = true,
                   .with_unit = true},
                  {.key = "to_stage", .header = {"版次", "STAGE"}},
                  {.key = "to_document", .audience = kMachines},
                  {.key = "verdict", .header = {"结论", "VERDICT"}},
                  {.key = "difference",
                   .header = {"差", "DIFFERENCE"},
                   .align = Align::kDecimal,
                   .qualified = true,
                   .with_unit = true},
                  {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = kPeople},
                  {.key = "growth_percent",
                   .header = {"增长%", "GROWTH %"},
                   .align = Align::kDecimal,
                   .qualified = true,
                   .with_unit = true}});
  return columns;
}

Cell VerdictOf(const pb::ObservationComparison& comparison) {
  if (!comparison.admissible()) return CodeCell("refused", {"不可比", "not comparable"});
  if (comparison.differences().empty()) return CodeCell("admissible", {"可比", "comparable"});
  return CodeCell("admissible-with-notes", {"可比,有附注", "comparable, with notes"});
}

Cell SignedCell(bool is_set, const type::v1::Decimal& value, const std::string& shown,
                type::v1::Qualifier qualifier, const std::string& unit) {
  if (!is_set) return MissingCell({"—", "-"});
  return output::NumberCell({value.text(), value.text(), CodeOf(qualifier), unit},
                            output::Qualified(qualifier, output::Same(shown)));
}

int DecimalsOf(const std::string& text) {
  const size_t point = text.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

void AddFigure(const pb::Observation& figure, std::vector<Cell>& row) {
  row.push_back(PlainCell(figure.period().text()));
  row.push_back(output::ObservedCell(figure));
  row.push_back(CodeCell(CodeOf(figure.stage()), WordOf(figure.stage())));
  row.push_back(PlainCell(figure.evidence().document()));
}

std::vector<Cell> PairRow(const pb::ObservationComparison& comparison, const Catalogue& catalogue) {
  const pb::SeriesKey& series = comparison.to().series();
  std::vector<Cell> row = SeriesCells(series, output::NameOf(catalogue.names, series.indicator()));
  row.push_back(PlainCell(SeriesText(comparison.from().series())));
  AddFigure(comparison.from(), row);
  AddFigure(comparison.to(), row);
  row.push_back(VerdictOf(comparison));
  const auto& difference = comparison.difference();
  row.push_back(SignedCell(comparison.has_difference(), difference,
                           output::SignedDigits(difference.text(), DecimalsOf(difference.text())),
                           comparison.qualifier(), comparison.difference_unit()));
  row.push_back(comparison.has_difference()
                    ? TextCell(catalogue.symbols.SymbolOf(comparison.difference_unit()))
                    : MissingCell({}));
  const auto& growth = comparison.growth_percent();
  row.push_back(SignedCell(comparison.has_growth_percent(), growth,
                           output::SignedDigits(growth.text(), kGrowthDecimals),
                           comparison.qualifier(), "percent"));
  return row;
}

// A table of what belongs to pairs, which are counted from 1 where there are several.
Table PairsTable(const std::string& key, const Text& title, bool several,
                 std::vector<output::Column> columns) {
  Table table;
  table.key = key;
  table.title = title;
  table.columns = {{.key = "pair",
                    .header = {"对", "PAIR"},
                    .align = Align::kRight,
                    .audience = several ? Audience::kBoth : Audience::kMachines}};
  for (output::Column& column : columns) table.columns.push_back(std::move(column));
  return table;
}

Table DifferencesTable(const std::vector<pb::ObservationComparison>& comparisons) {
  Table table = PairsTable("differences", {"两数之间的差别", "What the figures do not share"},
                           comparisons.size() > 1,
                           {{.key = "kind", .header = {"方面", "KIND"}},
                            {.key = "refuses", .header = {"后果", "EFFECT"}},
                            {.key = "text", .header = {"说明", "WHY"}}});
  for (size_t i = 0; i < comparisons.size(); ++i) {
    for (const pb::RulerDifference& difference : comparisons[i].differences()) {
      table.rows.push_back(
          {output::IntCell(static_cast<int64_t>(i) + 1),
           CodeCell(CodeOf(difference.kind()), WordOf(difference.kind())),
           output::BoolCell(difference.refuses(), difference.refuses() ? Text{"不可比", "refused"}
                                                                       : Text{"附注", "note"}),
           TextCell(output::FromProto(difference.text()))});
    }
  }
  return table;
}

Cell NameCell(bool is_set, const pb::ObservationReference& figure) {
  if (!is_set) return MissingCell({});
  return PlainCell(absl::StrCat(SeriesText(figure.series()), "@", figure.period().text(), "@",
                                figure.document()));
}

Table AlternativesTable(const std::vector<pb::ObservationComparison>& comparisons) {
  Table table = PairsTable("alternatives", {"可以改为比较", "What may be compared instead"},
                           comparisons.size() > 1,
                           {{.key = "text", .header = {"比较", "COMPARISON"}},
                            {.key = "from", .audience = Audience::kMachines},
                            {.key = "to", .audience = Audience::kMachines}});
  table.when_empty = {"库中没有", "none in the store"};
  for (size_t i = 0; i < comparisons.size(); ++i) {
    for (const pb::AdmissibleComparison& alternative : comparisons[i].alternatives()) {
      table.rows.push_back({output::IntCell(static_cast<int64_t>(i) + 1),
                            TextCell(output::FromProto(alternative.text())),
                            NameCell(alternative.has_from(), alternative.from()),
                            NameCell(alternative.has_to(), alternative.to())});
    }
  }
  return table;
}

absl::StatusOr<ExitCode> RunCompare(Context& context, const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<Pair> pairs, PairsOf(context, options));
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  std::vector<pb::ObservationComparison> comparisons;
  pb::CompareObservationsRequest request;
  *request.mutable_as_of() = context.as_of();
  int64_t revision = 0;
  for (const Pair& pair : pairs) {
    request.clear_observations();
    *request.add_observations() = pair.first;
    *request.add_observations() = pair.second;
    ASSIGN_OR_RETURN(auto answer, store->CompareObservations(request));
    revision = answer.revision();
    request.mutable_as_of()->set_revision(revision);  // all pairs of one state
    for (auto& comparison : *answer.mutable_comparisons()) {
      comparisons.push_back(std::move(comparison));
    }
  }
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  output::Document document = CompareDocument(comparisons, catalogue);
  document.footer = {output::RevisionEntry(revision),
                     output::PublicationBoundEntry(context.as_of().publication_date())};
  context.Print(document);
  const bool all = std::all_of(comparisons.begin(), comparisons.end(),
                               [](const auto& comparison) { return comparison.admissible(); });
  return all ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

absl::StatusOr<pb::ObservationReference> ParseFigureName(const Context& context,
                                                         const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '@');
  const std::vector<std::string> series = absl::StrSplit(parts[0], '.');
  const auto measure = ParseCode<Measure>(series.size() == 5 ? series[2] : "");
  const auto basis = ParseCode<PriceBasis>(series.size() == 5 ? series[3] : "");
  if (parts.size() < 2 || parts.size() > 3 || !measure.ok() || !basis.ok() ||
      !Period::Parse(parts[1]).ok()) {
    return UsageError(context.Say(
        absl::StrCat(Shorten(text, 120),
                     " 不是数值的键;写成 指标.地区.度量.价格基准.口径@期间[@文件],如 "
                     "gdp.changsha.growth.constant.total@2022"),
        absl::StrCat(Shorten(text, 120),
                     " does not name a figure; write "
                     "indicator.area.measure.price-basis.scope@period[@document], for example "
                     "gdp.changsha.growth.constant.total@2022")));
  }
  pb::ObservationReference reference;
  reference.mutable_series()->set_indicator(series[0]);
  reference.mutable_series()->set_area(series[1]);
  reference.mutable_series()->set_measure(wire::ToProto(*measure));
  reference.mutable_series()->set_price_basis(wire::ToProto(*basis));
  reference.mutable_series()->set_scope(series[4]);
  reference.mutable_period()->set_text(parts[1]);
  if (parts.size() == 3) reference.set_document(parts[2]);
  return reference;
}

output::Document CompareDocument(const std::vector<pb::ObservationComparison>& comparisons,
                                 const Catalogue& catalogue) {
  output::Document document;
  Table pairs;
  pairs.key = "comparisons";
  const bool several_areas =
      std::any_of(comparisons.begin(), comparisons.end(), [&](const auto& comparison) {
        const std::string& area = comparisons.front().to().series().area();
        return comparison.from().series().area() != area || comparison.to().series().area() != area;
      });
  pairs.columns = PairColumns(several_areas);
  std::vector<pb::Observation> figures;
  bool differ = false;
  for (const pb::ObservationComparison& comparison : comparisons) {
    pairs.rows.push_back(PairRow(comparison, catalogue));
    figures.push_back(comparison.from());
    figures.push_back(comparison.to());
    differ = differ || !comparison.differences().empty();
  }
  document.tables.push_back(std::move(pairs));
  document.tables.push_back(DifferencesTable(comparisons));
  document.tables.push_back(AlternativesTable(comparisons));
  if (!differ) {
    document.tables[1].audience = Audience::kMachines;
    document.tables[2].audience = Audience::kMachines;
  }
  document.notes = FigureNotes(figures);
  return document;
}

void RegisterCompare(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "compare",
      context.Say("两个数值是否同一口径、相差多少、可改为比较什么;不可比时退出码为 1",
                  "whether two figures stand on one ruler, how far they are apart, what to compare "
                  "instead; exit code 1 when they do not compare"));
  auto options = std::make_shared<Options>();
  command
      ->add_option("figures", options->words,
                   context.Say("指标和两个期间,或两个键 SERIES@PERIOD[@DOCUMENT]",
                               "an indicator and two periods, or two keys "
                               "SERIES@PERIOD[@DOCUMENT]"))
      ->required()
      ->expected(2, 3);
  AddSeriesOptions(*command, context, options->series);
  command
      ->add_option("--document", options->document,
                   context.Say("只用这一文件中的数值", "the figures that this document states"))
      ->type_name("ID");
  SetExamples(
      *command, context,
      {{"indicast compare gdp 2022 2023", {"两年的水平与增速", "level and growth of two years"}},
       {"indicast compare technology-contracts 2020 2023 --measure level",
        {"是否同一口径", "are they on one ruler"}},
       {"indicast compare gdp.changsha.growth.constant.total@2022@plan-report-2022 "
        "gdp.changsha.growth.constant.total@2022@communique-2022",
        {"预计与实绩", "expectation and outcome"}}});
  OnRun(*command, context, [&context, options] { return RunCompare(context, *options); });
}

}  // namespace indicast::cli
