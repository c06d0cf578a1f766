#include "clients/cli/commands/track.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/tracking.h"
#include "clients/cpp/part_year_file.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::projection::v1;

struct TrackOptions {
  std::string file;
  int year = 0;
  std::string area;
  std::vector<std::string> quotas;
  bool only_file = false;
  bool no_periods = false;
};

struct ContributionOptions {
  std::vector<std::string> indicators;  // the whole, then its parts
  ProjectionOptions projection;
  std::string scenario;
  std::string area;
  int year = 0;
  bool product = false;
};

// "figures[3].period" as the place it came from: "observations.csv:12 period".
absl::Status NamePlaces(const absl::Status& status, const std::vector<std::string>& places,
                        const std::vector<std::string>& quotas) {
  ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) return status;
  const auto rename = [](std::string& field, const std::string& list,
                         const std::vector<std::string>& names, const std::string& prefix) {
    if (!absl::StartsWith(field, list + "[")) return;
    const size_t close = field.find(']');
    size_t index = 0;
    const std::string number = field.substr(list.size() + 1, close - list.size() - 1);
    if (!absl::SimpleAtoi(number, &index) || index >= names.size()) return;
    const std::string rest = close + 1 < field.size() ? field.substr(close + 2) : "";
    field = absl::StrCat(prefix, names[index], rest.empty() ? "" : " ", rest);
  };
  for (FieldViolation& violation : detail.violations) {
    rename(violation.field, "figures", places, "");
    rename(violation.field, "quotas", quotas, "--quota ");
    if (violation.field == "year" || violation.field == "area") {
      violation.field = absl::StrCat("--", violation.field);
    }
  }
  const FieldViolation& first = detail.violations.front();
  const std::string message = absl::StrCat(first.field, ": ", first.description);
  return ErrorWithDetail(status.code(), message, std::move(detail));
}

absl::StatusOr<ExitCode> RunTrack(Context& context, const TrackOptions& options) {
  pb::TrackYearRequest request;
  request.set_year(options.year);
  request.set_area(options.area);
  request.set_only_given(options.only_file);
  *request.mutable_as_of() = context.as_of();
  for (const std::string& text : options.quotas) {
    ASSIGN_OR_RETURN(*request.add_quotas(), ParseQuota(text, context));
  }
  std::vector<std::string> places;
  if (!options.file.empty()) {
    ASSIGN_OR_RETURN(client::PartYearFile file,
                     client::ReadPartYearFile(options.file, options.area));
    for (pb::PartYearFigure& figure : file.figures) *request.add_figures() = std::move(figure);
    places = std::move(file.places);
    if (file.left_out > 0) {
      context.Tell(absl::StrCat(options.file, ":略去", file.left_out,
                                "行(没有数值、全年数、其他口径或其他地区)"),
                   absl::StrCat(options.file, ": ", file.left_out,
                                " row(s) left out (no value, whole years, other scopes or areas)"));
    }
  } else if (options.only_file) {
    return UsageError(context.Say("--only-file 要有文件", "--only-file needs a FILE"));
  }
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->TrackYear(request);
  if (!answer.ok()) return NamePlaces(answer.status(), places, options.quotas);
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  context.Print(
      output::TrackDocument(*answer, catalogue.names, catalogue.symbols,
                            {.bars = BarStyleOf(context), .periods = !options.no_periods}));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> RunContribution(Context& context, const ContributionOptions& options) {
  pb::DecomposeGrowthRequest request;
  pb::PlanFrame& frame = *request.mutable_frame();
  frame.mutable_scenario()->set_scenario(options.scenario);
  frame.set_area(options.area);
  frame.set_base_year(options.projection.base_year);
  frame.set_year(options.year);
  *frame.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(std::vector<store::v1::Assumption> overlay,
                   ParseSettings(context, options.projection));
  for (store::v1::Assumption& assumption : overlay) {
    *frame.mutable_scenario()->add_overlay() = std::move(assumption);
  }
  if (options.product) request.set_kind(pb::IDENTITY_KIND_PRODUCT);
  output::Text whole;
  for (size_t i = 0; i < options.indicators.size(); ++i) {
    ASSIGN_OR_RETURN(const store::v1::Indicator indicator,
                     ResolveIndicator(context, options.indicators[i]));
    if (i == 0) {
      request.set_whole(indicator.id());
      whole = {indicator.name().zh(), indicator.name().en()};
    } else {
      request.add_parts(indicator.id());
    }
  }
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->DecomposeGrowth(request);
  if (!answer.ok()) return NameOptions(answer.status(), options.projection);
  context.Print(output::ContributionDocument(*answer, whole, BarStyleOf(context)));
  return ExitCode::kDone;
}

}  // namespace

output::BarStyle BarStyleOf(const Context& context) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = context.environment().Get(name);
    if (locale.empty()) continue;
    const std::string low = absl::AsciiStrToLower(locale);
    const bool utf8 = absl::StrContains(low, "utf-8") || absl::StrContains(low, "utf8");
    return utf8 ? output::BarStyle::kBlocks : output::BarStyle::kAscii;
  }
  return output::BarStyle::kBlocks;
}

void RegisterTrack(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "track",
      context.Say("按累计数跟踪全年目标:其余月份须增长多少、进度、概率",
                  "a year's targets against cumulative figures: what the rest needs, pace, "
                  "chance"));
  auto options = std::make_shared<TrackOptions>();
  command
      ->add_option(
          "file", options->file,
          context.Say("累计数:CSV 文件(列同 observations.csv)或数据文件夹;不写则只用库中的数",
                      "cumulative figures: a CSV file with the columns of observations.csv, "
                      "or a data folder; without it those of the store"))
      ->type_name("FILE");
  command
      ->add_option("--year", options->year,
                   context.Say("哪一年,默认为最早有目标的年份",
                               "year; by default that of the earliest target"))
      ->type_name("YEAR");
  command->add_option("--area", options->area, context.Say("哪个地区", "area"))->type_name("ID");
  AddQuotaOption(*command, context, options->quotas);
  command->add_flag("--only-file", options->only_file,
                    context.Say("不用库中的累计数", "use no cumulative figure of the store"));
  command->add_flag("--no-periods", options->no_periods,
                    context.Say("不列单期", "leave out the single periods"));
  SetExamples(*command, context,
              {{"indicast track data/examples/half-year-2024",
                {"上半年(虚构示例)", "the first half year (invented example)"}},
               {"indicast track --year 2024 --quota urban-new-jobs=15",
                {"库中的累计数,给出省定任务", "figures of the store, with a quota"}},
               {"indicast track figures.csv --only-file -o csv",
                {"只用文件,输出 CSV", "the file alone, as CSV"}}});
  OnRun(*command, context, [&context, options] { return RunTrack(context, *options); });
}

void RegisterContribution(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "contribution", context.Say("增长由谁带来:拉动与贡献率",
                                  "who made the growth: pull and contribution rate of each part"));
  auto options = std::make_shared<ContributionOptions>();
  command
      ->add_option(
          "indicators", options->indicators,
          context.Say("总体,然后各部分(编号或名称)", "the whole, then its parts (ids or names)"))
      ->type_name("INDICATOR")
      ->required()
      ->expected(3, 101);
  command
      ->add_option("--year", options->year,
                   context.Say("哪一年:基年看公布数,以后看测算;默认基年的下一年",
                               "year: the base year for published figures, a later one for the "
                               "projection; by default the year after the base"))
      ->type_name("YEAR");
  command
      ->add_option("--base-year", options->projection.base_year,
                   context.Say("基年,默认为最早目标的上一年",
                               "base year; by default the year before the earliest target"))
      ->type_name("YEAR");
  command->add_option("--area", options->area, context.Say("哪个地区", "area"))->type_name("ID");
  command
      ->add_option("--scenario", options->scenario,
                   context.Say("测算所用情景,默认短历史趋势",
                               "scenario of the projection; by default the short-history trend"))
      ->type_name("ID");
  AddSettingOption(*command, context, options->projection);
  command->add_flag(
      "--product", options->product,
      context.Say("各部分相乘得总体(如 税基×税率):按对数平均分解",
                  "the parts multiply to the whole (base x rate): logarithmic means"));
  SetExamples(
      *command, context,
      {{"indicast contribution gdp primary-sector secondary-sector tertiary-sector --year 2023",
        {"2023年三次产业的拉动", "what the three sectors made of 2023"}},
       {"indicast contribution gdp primary-sector secondary-sector tertiary-sector "
        "--set tertiary-sector=7%",
        {"2024年:第三产业增长7%", "2024, with services growing 7 %"}}});
  OnRun(*command, context, [&context, options] { return RunContribution(context, *options); });
}

}  // namespace indicast::cli
