#include "clients/cli/commands/evidence.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/evidence_document.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/words.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Text;

struct Options {
  std::string indicator;
  std::string period;
  std::string target;
  std::string document;
  SeriesOptions series;
};

Text FigureTitle(const pb::Indicator& indicator, const pb::Observation& figure,
                 const output::UnitSymbols& symbols) {
  const Text series = SeriesWords(figure.series());
  const Text value = output::ObservedCell(figure).text;
  const Text shown = figure.has_value() ? symbols.WithUnit(value, figure.unit()) : value;
  const std::string& period = figure.period().text();
  return {absl::StrCat(indicator.name().zh(), " ", period, "(", series.zh, "):", shown.zh),
          absl::StrCat(indicator.name().en(), ", ", period, " (", series.en, "): ", shown.en)};
}

std::string SeriesText(const pb::SeriesKey& series) {
  return absl::StrJoin({series.indicator(), series.area(), output::CodeOf(series.measure()),
                        output::CodeOf(series.price_basis()), series.scope()},
                       ".");
}

absl::StatusOr<pb::GetEvidenceResponse> Ask(Context& context, pb::GetEvidenceRequest request) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  *request.mutable_as_of() = context.as_of();
  return store->GetEvidence(request);
}

absl::StatusOr<std::vector<EvidenceItem>> OfTarget(Context& context, const std::string& id) {
  EvidenceItem item;
  item.target = id;
  pb::GetEvidenceRequest request;
  request.set_target(id);
  ASSIGN_OR_RETURN(item.answer, Ask(context, request));
  item.title = {absl::StrCat("目标 ", id, ":", item.answer.published_text()),
                absl::StrCat("target ", id, ": ", item.answer.published_text())};
  return std::vector<EvidenceItem>{std::move(item)};
}

// One item a series: a growth and a level of one indicator are two published figures.
absl::StatusOr<std::vector<EvidenceItem>> OfFigures(Context& context, const Options& options) {
  ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, options.indicator));
  ASSIGN_OR_RETURN(const auto figures,
                   FindFigures(context, indicator, options.period, options.series));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  std::vector<EvidenceItem> items;
  for (const pb::Observation& figure : figures) {
    EvidenceItem item;
    item.indicator = indicator.id();
    item.series = SeriesText(figure.series());
    item.period = figure.period().text();
    item.derivation = figure.derivation();
    item.title = FigureTitle(indicator, figure, catalogue.symbols);
    pb::GetEvidenceRequest request;
    *request.mutable_observation()->mutable_series() = figure.series();
    *request.mutable_observation()->mutable_period() = figure.period();
    request.mutable_observation()->set_document(options.document);
    ASSIGN_OR_RETURN(item.answer, Ask(context, request));
    items.push_back(std::move(item));
  }
  return items;
}

void Show(Context& context, const std::vector<EvidenceItem>& items) {
  const output::Format format = context.options().format;
  if (format != output::Format::kTable && format != output::Format::kMarkdown) {
    context.Print(EvidenceDocument(items));
    return;
  }
  bool first = true;
  for (const EvidenceItem& item : items) {
    if (!first) context.out() << '\n';
    first = false;
    context.Print(EvidenceCard(item));
    WritePassage(item, context.StyledOut(), context.width(), context.out());
  }
}

absl::StatusOr<ExitCode> RunEvidence(Context& context, const Options& options) {
  const bool figure = !options.indicator.empty();
  if (figure == !options.target.empty() || (figure && options.period.empty())) {
    return UsageError(context.Say("写明指标和期间,或 --target 目标编号",
                                  "name an indicator and a period, or --target ID"));
  }
  absl::StatusOr<std::vector<EvidenceItem>> items =
      figure ? OfFigures(context, options) : OfTarget(context, options.target);
  if (!items.ok()) return items.status();
  Show(context, *items);
  return ExitCode::kDone;
}

}  // namespace

void RegisterEvidence(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "evidence", context.Say("一个数值或目标的原文:所在段落、来源、公布日期",
                              "the sentence behind a figure or target, in its paragraph"));
  auto options = std::make_shared<Options>();
  command->add_option("indicator", options->indicator,
                      context.Say("指标编号或名称", "id or name of the indicator"));
  command->add_option("period", options->period, context.Say("期间,如 2023", "for example 2023"))
      ->check(PeriodValidator(context));
  command
      ->add_option("--target", options->target,
                   context.Say("目标编号,如 gdp-2024", "id of a target, for example gdp-2024"))
      ->type_name("ID");
  AddSeriesOptions(*command, context, options->series);
  command
      ->add_option("--document", options->document,
                   context.Say("取这一来源的版次,不取采用的",
                               "the vintage of this document, not the preferred one"))
      ->type_name("ID");
  SetExamples(
      *command, context,
      {{"indicast evidence imports-exports 2023 --measure growth",
        {"报告中的原句", "the sentence of the report"}},
       {"indicast evidence --target gdp-2024", {"目标的原句", "the sentence of a target"}}});
  OnRun(*command, context, [&context, options] { return RunEvidence(context, *options); });
}

}  // namespace indicast::cli
