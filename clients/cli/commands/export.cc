#include "clients/cli/commands/export.h"

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/choices.h"
#include "clients/cli/commands/lookup.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;

constexpr char kCsv[] = "csv";
constexpr char kSdmxCsv[] = "sdmx-csv";

struct Options {
  std::string format = kCsv;
  std::vector<std::string> indicators;
  std::vector<std::string> areas;
  std::vector<std::string> documents;
  std::string filter;
  bool preferred = false;
};

absl::StatusOr<ExitCode> RunExport(Context& context, const Options& options) {
  pb::ExportObservationsRequest request;
  const bool csv = options.format == kCsv;
  request.set_format(csv ? pb::EXPORT_FORMAT_CSV : pb::EXPORT_FORMAT_SDMX_CSV);
  pb::ObservationFilter& filter = *request.mutable_filter();
  for (const std::string& name : options.indicators) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, name));
    filter.add_indicators(indicator.id());
  }
  filter.mutable_areas()->Add(options.areas.begin(), options.areas.end());
  filter.mutable_documents()->Add(options.documents.begin(), options.documents.end());
  filter.set_all_vintages(csv && !options.preferred);
  request.set_filter_text(options.filter);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  RETURN_IF_ERROR(
      store->ExportObservations(request, [&](const pb::ExportObservationsResponse& part) {
        context.out() << part.text();
        return absl::OkStatus();
      }));
  return ExitCode::kDone;
}

}  // namespace

void RegisterExport(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "export", context.Say("把数值导出成文件;csv 可再导入,不会有任何变化",
                            "figures as a file; csv can be imported again and changes nothing"));
  auto options = std::make_shared<Options>();
  Choose(command->add_option("--format", options->format,
                             context.Say("csv(observations.csv 的列,默认)或 sdmx-csv(SDMX-CSV 2.0)",
                                         "csv (the columns of observations.csv, the default) or "
                                         "sdmx-csv (SDMX-CSV 2.0)")),
         context.language(), {"格式", "format"}, {kCsv, kSdmxCsv});
  command
      ->add_option("--indicator", options->indicators,
                   context.Say("只导出这些指标(编号或名称)", "only these indicators (id or name)"))
      ->type_name("INDICATOR");
  command->add_option("--area", options->areas, context.Say("只导出这些地区", "only these areas"))
      ->type_name("ID");
  command
      ->add_option("--document", options->documents,
                   context.Say("只导出这些来源", "only these documents"))
      ->type_name("ID");
  command
      ->add_option("--filter", options->filter,
                   context.Say("条件,如 'period >= 2020 AND NOT stage = expected'",
                               "conditions, such as 'period >= 2020 AND NOT stage = expected'"))
      ->type_name("TEXT");
  command->add_flag("--preferred", options->preferred,
                    context.Say("每期只要采用的数值;sdmx-csv 总是如此",
                                "only the figure in use of each period; sdmx-csv always does so"));
  SetExamples(*command, context,
              {{"indicast export > observations.csv", {"全部数值", "every figure"}},
               {"indicast export --format sdmx-csv --filter 'measure = growth' > growth.csv",
                {"增速,供 SDMX 工具读", "growth, for SDMX tools"}}});
  OnRun(*command, context, [&context, options] { return RunExport(context, *options); });
}

}  // namespace indicast::cli
