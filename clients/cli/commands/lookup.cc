#include "clients/cli/commands/lookup.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/choices.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/words.h"
#include "clients/cli/suggest.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;

bool SameWord(absl::string_view a, absl::string_view b) {
  return absl::AsciiStrToLower(a) == absl::AsciiStrToLower(b);
}

bool IsNamed(const pb::Indicator& indicator, const std::string& text) {
  return SameWord(indicator.name().zh(), text) || SameWord(indicator.name().en(), text) ||
         std::any_of(indicator.aliases().begin(), indicator.aliases().end(),
                     [&](const std::string& alias) { return SameWord(alias, text); });
}

absl::Status NoIndicator(const Context& context, const std::string& text,
                         const std::vector<std::string>& nearest) {
  std::string zh = absl::StrCat("没有指标 ", Shorten(text));
  std::string en = absl::StrCat("no indicator ", Shorten(text));
  if (!nearest.empty()) {
    absl::StrAppend(&zh, "。是否指 ", absl::StrJoin(nearest, " 或 "), "?");
    absl::StrAppend(&en, ". Did you mean ", absl::StrJoin(nearest, " or "), "?");
  }
  return LocalError(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND", context.Say(zh, en),
                    context.Say("indicast indicator search 词语",
                                "find it with: indicast indicator search WORDS"));
}

}  // namespace

void AddSeriesOptions(CLI::App& command, const Context& context, SeriesOptions& options) {
  Choose(command.add_option(
             "--measure", options.measure,
             context.Say("level 水平、growth 增速或 change 增量", "level, growth or change")),
         context.language(), {"类别", "measure"}, {"level", "growth", "change"});
  Choose(command.add_option("--price-basis", options.price_basis,
                            context.Say("current 现价、constant 可比价、na 或 unstated",
                                        "current, constant, na or unstated")),
         context.language(), {"价格口径", "price basis"},
         {"current", "constant", "na", "unstated"});
  command
      .add_option("--scope", options.scope,
                  context.Say("口径编号,如 total", "id of the scope, for example total"))
      ->type_name("ID");
  command
      .add_option("--area", options.area,
                  context.Say("地区编号,如 changsha", "id of the area, for example changsha"))
      ->type_name("ID");
}

bool Matches(const SeriesOptions& options, const pb::SeriesKey& series) {
  const auto fits = [](const std::string& wanted, const std::string& has) {
    return wanted.empty() || wanted == has;
  };
  return fits(options.measure, output::CodeOf(series.measure())) &&
         fits(options.price_basis, output::CodeOf(series.price_basis())) &&
         fits(options.scope, series.scope()) && fits(options.area, series.area());
}

CLI::Validator PeriodValidator(const Context& context) {
  const bool chinese = context.language() == output::Language::kChinese;
  return CLI::Validator(
      [chinese](std::string& text) {
        if (Period::Parse(text).ok()) return std::string();
        return chinese ? absl::StrCat(Shorten(text),
                                      " 不是期间;写成 2023、2023-Q1、2023-03 或 2024-01-01/P6M")
                       : absl::StrCat(Shorten(text),
                                      " is no period; write 2023, 2023-Q1, 2023-03 or "
                                      "2024-01-01/P6M");
      },
      "");
}

absl::StatusOr<pb::Indicator> ResolveIndicator(Context& context, const std::string& text) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::ListIndicatorsRequest request;
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(auto all, store->ListAllIndicators(request));
  std::vector<std::string> ids;
  std::vector<std::string> near;
  const pb::Indicator* named = nullptr;
  for (const pb::Indicator& indicator : all.items) {
    if (indicator.id() == text) return indicator;
    ids.push_back(indicator.id());
    if (!IsNamed(indicator, text)) continue;
    near.push_back(indicator.id());
    named = &indicator;
  }
  if (near.size() == 1) return *named;
  if (near.empty()) near = Nearest(text, ids);
  if (near.empty() && !text.empty()) {
    pb::SearchIndicatorsRequest search;
    search.set_query(text);
    search.set_page_size(3);
    *search.mutable_as_of() = context.as_of();
    // Only for a better message: a query the store refuses finds nothing.
    const auto found = store->SearchIndicators(search);
    if (found.ok()) {
      for (const auto& hit : found->hits()) near.push_back(hit.indicator().id());
    }
  }
  return NoIndicator(context, text, near);
}

absl::StatusOr<Catalogue> LoadCatalogue(Context& context) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  Catalogue catalogue;
  ASSIGN_OR_RETURN(catalogue.symbols, LoadUnitSymbols(context));
  pb::ListIndicatorsRequest request;
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto all, store->ListAllIndicators(request));
  for (const auto& each : all.items) {
    catalogue.names[each.id()] = output::FromProto(each.name());
    catalogue.units[each.id()] = each.unit();
  }
  return catalogue;
}

absl::StatusOr<std::vector<pb::Observation>> FindFigures(Context& context,
                                                         const pb::Indicator& indicator,
                                                         const std::string& period,
                                                         const SeriesOptions& options) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::ListObservationsRequest request;
  request.mutable_filter()->add_indicators(indicator.id());
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(auto all, store->ListAllObservations(request));
  std::vector<pb::Observation> figures;
  std::set<std::string> periods;
  for (pb::Observation& figure : all.items) {
    if (!Matches(options, figure.series())) continue;
    periods.insert(figure.period().text());
    if (figure.period().text() == period) figures.push_back(std::move(figure));
  }
  if (!figures.empty()) return figures;
  const std::string what = absl::StrCat(indicator.id(), " ", period);
  const std::string there = absl::StrJoin(periods, ", ");
  return LocalError(
      absl::StatusCode::kNotFound, "OBSERVATION_NOT_FOUND",
      context.Say(absl::StrCat("没有 ", what, " 的数值"), absl::StrCat("no figure for ", what)),
      there.empty()
          ? context.Say(
                absl::StrCat("indicast observation list ", indicator.id(), " 列出已有数值"),
                absl::StrCat("see what is there with: indicast observation list ", indicator.id()))
          : context.Say("已有期间:" + there, "periods at hand: " + there));
}

}  // namespace indicast::cli
