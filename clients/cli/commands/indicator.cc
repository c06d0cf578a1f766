#include "clients/cli/commands/indicator.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/output/board.h"
#include "clients/cli/output/words.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Audience;
using output::Cell;
using output::CodeCell;
using output::CodeOf;
using output::Column;
using output::Document;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;
using output::WordOf;

Cell AliasesCell(const pb::Indicator& indicator) {
  std::vector<std::string> aliases(indicator.aliases().begin(), indicator.aliases().end());
  Text shown = {absl::StrJoin(aliases, "、"), absl::StrJoin(aliases, "; ")};
  return Cell{std::move(shown), std::move(aliases)};
}

std::vector<Column> CatalogueColumns(bool all_details) {
  const Audience details = all_details ? Audience::kBoth : Audience::kMachines;
  return {
      {.key = "id", .header = {"编号", "ID"}},
      {.key = "name", .header = {"名称", "NAME"}},
      {.key = "aliases", .header = {"别名", "ALSO"}, .audience = details},
      {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = Audience::kPeople},
      {.key = "unit", .audience = Audience::kMachines},
      {.key = "nature", .header = {"性质", "NATURE"}},
      {.key = "direction", .header = {"方向", "BETTER"}},
      {.key = "domain", .header = {"领域", "DOMAIN"}},
      {.key = "definition", .header = {"定义", "DEFINITION"}, .audience = details},
      {.key = "one_off", .header = {"一次性", "ONE-OFF"}, .audience = details},
  };
}

std::vector<Cell> CatalogueRow(const pb::Indicator& indicator, const output::UnitSymbols& symbols) {
  return {
      PlainCell(indicator.id()),
      TextCell(output::FromProto(indicator.name())),
      AliasesCell(indicator),
      TextCell(symbols.SymbolOf(indicator.unit())),
      PlainCell(indicator.unit()),
      CodeCell(CodeOf(indicator.nature()), WordOf(indicator.nature())),
      CodeCell(CodeOf(indicator.direction()), WordOf(indicator.direction())),
      PlainCell(indicator.domain()),
      TextCell(output::FromProto(indicator.definition())),
      output::BoolCell(indicator.one_off(),
                       indicator.one_off() ? Text{"是:只存不测算,除非情景设定",
                                                  "yes: projected only when a scenario sets it"}
                                           : Text{}),
  };
}

absl::StatusOr<ExitCode> RunList(Context& context, const std::string& domain) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::ListIndicatorsRequest request;
  request.set_domain(domain);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto all, store->ListAllIndicators(request));
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  Table table;
  table.key = "indicators";
  table.columns = CatalogueColumns(/*all_details=*/false);
  for (const auto& each : all.items) table.rows.push_back(CatalogueRow(each, symbols));
  Document document;
  document.tables.push_back(std::move(table));
  document.footer = {output::RevisionEntry(all.revision)};
  context.Print(document);
  return ExitCode::kDone;
}

void RegisterList(CLI::App& group, Context& context) {
  CLI::App* command =
      group.add_subcommand("list", context.Say("全部指标", "all indicators of the catalogue"));
  auto domain = std::make_shared<std::string>();
  command->add_option("--domain", *domain, context.Say("只看一个领域,如 trade", "only this domain"))
      ->type_name("DOMAIN");
  SetExamples(*command, context,
              {{"indicast indicator list --domain trade", {"外贸类指标", "indicators of trade"}}});
  OnRun(*command, context, [&context, domain] { return RunList(context, *domain); });
}

absl::StatusOr<ExitCode> RunSearch(Context& context, const std::vector<std::string>& words) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::SearchIndicatorsRequest request;
  request.set_query(absl::StrJoin(words, " "));
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto found, store->SearchIndicators(request));
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  Table table;
  table.key = "hits";
  table.columns = CatalogueColumns(/*all_details=*/false);
  table.columns.insert(table.columns.begin() + 2,
                       Column{.key = "matched_text", .header = {"匹配", "MATCHED"}});
  table.when_empty = {"没有匹配的指标。indicast indicator list 列出全部指标。",
                      "Nothing matches. All indicators: indicast indicator list"};
  for (const auto& hit : found.hits()) {
    std::vector<Cell> row = CatalogueRow(hit.indicator(), symbols);
    row.insert(row.begin() + 2, PlainCell(hit.matched_text()));
    table.rows.push_back(std::move(row));
  }
  Document document;
  document.tables.push_back(std::move(table));
  document.footer = {output::RevisionEntry(found.revision())};
  context.Print(document);
  return ExitCode::kDone;
}

void RegisterSearch(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "search", context.Say("按中文或英文词语找指标(编号、名称、别名)",
                            "find indicators by Chinese or English words in id, name or alias"));
  auto words = std::make_shared<std::vector<std::string>>();
  command->add_option("words", *words, context.Say("词语", "words to look for"))
      ->required()
      ->expected(1, -1);
  SetExamples(*command, context,
              {{"indicast indicator search 外贸", {"按别名找到进出口总额", "finds by alias"}},
               {"indicast indicator search retail", {"按英文名", "by the English name"}}});
  OnRun(*command, context, [&context, words] { return RunSearch(context, *words); });
}

Table LinksTable(const pb::Indicator& indicator, const output::IndicatorNames& names) {
  Table table;
  table.key = "links";
  table.title = {"关联", "Links"};
  table.columns = {{.key = "relation", .header = {"关系", "RELATION"}},
                   {.key = "other", .header = {"指标", "INDICATOR"}},
                   {.key = "other_name", .header = {"名称", "NAME"}},
                   {.key = "note", .header = {"说明", "NOTE"}}};
  for (const auto& link : indicator.links()) {
    const auto name = names.find(link.indicator());
    Text words = output::Same(link.relation());
    if (link.relation() == "increment-of") words.zh = "是其增量";
    if (link.relation() == "part-of") words.zh = "是其组成部分";
    if (link.relation() == "component-of") words.zh = "是其构成项,各项相加等于总体";
    if (link.relation() == "same-ruler-as") words.zh = "同一口径";
    if (link.relation() == "deflated-by") words.zh = "以其平减";
    table.rows.push_back({CodeCell(link.relation(), std::move(words)), PlainCell(link.indicator()),
                          TextCell(name == names.end() ? Text{} : name->second),
                          TextCell(output::FromProto(link.note()))});
  }
  return table;
}

struct IndicatorData {
  pb::Indicator indicator;
  std::vector<pb::Observation> figures;
  std::vector<pb::Target> targets;
  int64_t revision = 0;
};

absl::StatusOr<IndicatorData> LoadIndicator(Context& context, const std::string& text) {
  IndicatorData data;
  ASSIGN_OR_RETURN(data.indicator, ResolveIndicator(context, text));
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::ListObservationsRequest figures;
  figures.mutable_filter()->add_indicators(data.indicator.id());
  figures.mutable_filter()->set_all_vintages(true);
  *figures.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(auto listing, store->ListAllObservations(figures));
  data.figures = std::move(listing.items);
  data.revision = listing.revision;
  pb::ListTargetsRequest targets;
  targets.add_indicators(data.indicator.id());
  *targets.mutable_as_of() = context.as_of();
  targets.mutable_as_of()->set_revision(data.revision);
  ASSIGN_OR_RETURN(auto promised, store->ListAllTargets(targets));
  data.targets = std::move(promised.items);
  return data;
}

absl::StatusOr<ExitCode> RunShow(Context& context, const std::string& text) {
  ASSIGN_OR_RETURN(const IndicatorData data, LoadIndicator(context, text));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  const auto& [names, units, symbols] = catalogue;
  Document document;
  Table record;
  record.key = "indicator";
  record.layout = Table::Layout::kRecord;
  record.columns = CatalogueColumns(/*all_details=*/true);
  record.rows = {CatalogueRow(data.indicator, symbols)};
  document.tables.push_back(std::move(record));
  if (data.indicator.links_size() > 0) {
    document.tables.push_back(LinksTable(data.indicator, names));
  }
  const FigureView view{names, symbols, /*show_name=*/false, SeveralAreas(data.figures),
                        /*show_preferred=*/true};
  Table figures;
  figures.key = "observations";
  figures.title = {"公布的数值,全部版次", "Published figures, every vintage"};
  figures.columns = FigureColumns(view);
  for (const auto& each : data.figures) figures.rows.push_back(FigureRow(each, view));
  document.tables.push_back(std::move(figures));
  if (!data.targets.empty()) {
    Document targets = output::TargetListDocument(data.targets, names, symbols, data.revision,
                                                  context.as_of().publication_date());
    targets.tables.front().title = {"目标", "Targets"};
    document.tables.push_back(std::move(targets.tables.front()));
  }
  document.notes = FigureNotes(data.figures);
  document.footer = {output::RevisionEntry(data.revision),
                     output::PublicationBoundEntry(context.as_of().publication_date())};
  context.Print(document);
  return ExitCode::kDone;
}

void RegisterShow(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "show", context.Say("一个指标:定义、数值与目标",
                          "one indicator: definition, published figures and targets"));
  auto id = std::make_shared<std::string>();
  command
      ->add_option("indicator", *id, context.Say("指标编号或名称", "id or name of the indicator"))
      ->required();
  SetExamples(*command, context,
              {{"indicast indicator show imports-exports", {"按编号", "by id"}},
               {"indicast indicator show 进出口总额", {"按名称", "by name"}}});
  OnRun(*command, context, [&context, id] { return RunShow(context, *id); });
}

}  // namespace

void RegisterIndicator(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand(
      "indicator", context.Say("指标目录:列出、查找、查看", "the catalogue of indicators"));
  RegisterList(*group, context);
  RegisterSearch(*group, context);
  RegisterShow(*group, context);
}

}  // namespace indicast::cli
