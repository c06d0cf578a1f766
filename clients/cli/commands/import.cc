#include "clients/cli/commands/import.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/import_verbs.h"
#include "clients/cli/errors.h"
#include "clients/cli/progress.h"
#include "clients/cpp/data_folder.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;

// A large folder on a slow disk.
constexpr absl::Duration kTimeout = absl::Seconds(120);

struct Options {
  std::string folder;
  std::string reason;
  VerbOptions verbs;
  bool validate_only = false;
  bool yes = false;
  bool confirm = false;
};

// Whether to write, and what the user confirmed.
struct Decision {
  bool write = true;
  std::string plan;  // empty: nothing
};

absl::Status CheckSize(client::StoreClient& store, const pb::ImportRecordsRequest& request,
                       const Context& context, Progress& progress) {
  const Progress::Phase phase = progress.Begin({"准备发送", "preparing to send"});
  ASSIGN_OR_RETURN(const auto info, store.GetServerInfo());
  const auto bytes = static_cast<int64_t>(request.ByteSizeLong());
  if (info.max_request_bytes() <= 0 || bytes <= info.max_request_bytes()) return absl::OkStatus();
  return LocalError(
      absl::StatusCode::kInvalidArgument, "REQUEST_TOO_LARGE",
      context.Say(absl::StrCat("数据共 ", bytes, " 字节,服务每次最多 ", info.max_request_bytes()),
                  absl::StrCat("the data take ", bytes, " bytes, the service accepts ",
                               info.max_request_bytes())),
      context.Say("分成几个文件夹依次导入", "split the folder and import the parts in turn"));
}

absl::StatusOr<client::DataFolder> Read(Progress& progress, const std::string& folder) {
  const Progress::Phase phase = progress.Begin({"读取文件", "reading files"});
  return client::ReadDataFolder(folder);
}

// One call: nobody can tell from here how much of it is under way.
absl::StatusOr<pb::ImportRecordsResponse> Send(Progress& progress, client::StoreClient& store,
                                               const pb::ImportRecordsRequest& request) {
  const Progress::Phase phase =
      progress.Begin({"已发送,等待指标库", "sending, then waiting for the store"});
  return store.ImportRecords(request);
}

// Wordings that no parser can confirm are in every data set; they are shown, not asked about.
bool NeedsLook(const pb::ImportReport& report) {
  return report.changed_count() > 0 || report.withdrawn_count() > 0 || report.exceeded_size() > 0 ||
         std::any_of(report.findings().begin(), report.findings().end(),
                     [](const auto& finding) { return finding.code() != "WORDING_UNCHECKED"; });
}

// What would change, end or not fit is shown, and asked about at a terminal, before it is written.
// What is beyond the thresholds takes --confirm or a yes of its own; without either the store
// refuses it.
absl::StatusOr<Decision> Decide(Context& context, const Options& options, FolderImport import) {
  const bool asks = context.CanAsk() && !options.yes;
  if (!asks && !options.confirm && options.verbs.empty()) return Decision{};
  import.validate_only = true;
  ASSIGN_OR_RETURN(const auto preview, ImportFolder(context, import));
  const auto& report = preview.report();
  if (!NeedsLook(report)) return Decision{};
  output::Write(ImportDocument(preview, /*validate_only=*/true), output::Format::kTable,
                context.language(), context.err());
  if (report.exceeded_size() > 0) {
    if (options.confirm) return Decision{true, report.plan()};
    if (!context.CanAsk()) return Decision{};
    return Decision{context.Ask("超出了无需确认的范围,仍要写入吗?[y/N] ",
                                "This is beyond what may change unconfirmed. Write it? [y/N] "),
                    report.plan()};
  }
  if (!asks) return Decision{};
  // What was shown is what is written, or nothing.
  return Decision{context.Ask("写入吗?[y/N] ", "Write it? [y/N] "), report.plan()};
}

absl::StatusOr<ExitCode> RunImport(Context& context, const Options& options) {
  FolderImport import;
  import.folder = options.folder;
  import.reason = options.reason;
  import.validate_only = options.validate_only;
  ASSIGN_OR_RETURN(import.verbs, ParseVerbs(context, options.verbs));
  if (!options.validate_only) {
    ASSIGN_OR_RETURN(const Decision decision, Decide(context, options, import));
    if (!decision.write) {
      context.Tell("没有写入。", "Nothing was written.");
      return ExitCode::kNo;
    }
    import.confirmed_plan = decision.plan;
  }
  ASSIGN_OR_RETURN(const auto response, ImportFolder(context, import));
  context.Print(ImportDocument(response, options.validate_only));
  return ExitCode::kDone;
}

}  // namespace

absl::StatusOr<pb::ImportRecordsResponse> ImportFolder(Context& context,
                                                       const FolderImport& import) {
  const std::string& folder = import.folder;
  context.Tell(absl::StrCat("读取 ", folder, " …"), absl::StrCat("reading ", folder, " ..."));
  Progress progress(context.err(), context.ProgressOptions());
  ASSIGN_OR_RETURN(client::DataFolder data, Read(progress, folder));
  for (const auto& remark : data.remarks) context.Tell(remark.zh, remark.en);
  pb::ImportRecordsRequest& request = data.request;
  // A fresh id: the store leaves out what is equal to its state, so repeating an import is
  // harmless, and importing a folder again after other changes is a new request.
  request.set_request_id(absl::StrCat("import-", client::NewRequestId(), client::NewRequestId()));
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  request.set_reason(import.reason.empty() ? absl::StrCat("import of ", Shorten(path.string(), 400))
                                           : import.reason);
  request.set_validate_only(import.validate_only);
  request.set_confirmed_plan(import.confirmed_plan);
  request.MergeFrom(import.verbs);
  // Before the client is made: it keeps the limit.
  if (!context.options().timeout.has_value()) context.options().timeout = kTimeout;
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  RETURN_IF_ERROR(CheckSize(*store, request, context, progress));
  const std::string targets = absl::StrCat(request.targets_size());
  const std::string figures = absl::StrCat(request.observations_size());
  context.Tell(absl::StrCat(import.validate_only ? "检查 " : "写入 ", figures, " 个数值、", targets,
                            " 个目标 …"),
               absl::StrCat(import.validate_only ? "checking " : "writing ", figures,
                            " figures and ", targets, " targets ..."));
  auto response = Send(progress, *store, request);
  if (!response.ok()) return data.sources.Locate(response.status());
  for (auto& finding : *response->mutable_report()->mutable_findings()) {
    if (std::string place = data.sources.Find(finding.field()); !place.empty()) {
      finding.set_field(std::move(place));
    }
  }
  return response;
}

void RegisterImport(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "import", context.Say("把数据文件夹一次写入指标库:要么全部,要么全不",
                            "write a data folder to the store, all of it or nothing"));
  auto options = std::make_shared<Options>();
  command
      ->add_option("folder", options->folder,
                   context.Say("数据文件夹,格式见 docs/data-format.md",
                               "the data folder; its format is in docs/data-format.md"))
      ->required();
  command
      ->add_option("--reason", options->reason,
                   context.Say("为什么写入,留在修订记录里", "why; kept with the revision"))
      ->type_name("TEXT");
  command->add_flag(
      "--validate-only", options->validate_only,
      context.Say("只检查并报告差异,不写入", "check and report the difference, write nothing"));
  command->add_flag(
      "-y,--yes", options->yes,
      context.Say("写入前不询问(只有更正或需核对处才会问)",
                  "write without asking (only changes and findings are asked about)"));
  AddVerbOptions(*command, context, options->verbs);
  command->add_flag("--confirm", options->confirm,
                    context.Say("写入前显示差异,并确认其中超出界限的部分(--yes 不够)",
                                "show the difference and confirm what is in it beyond the "
                                "thresholds (--yes is not enough)"));
  SetExamples(*command, context,
              {{"indicast import data/changsha --validate-only",
                {"先看会改动什么", "see first what would change"}},
               {"indicast import data/changsha --reason \"2024年报告\"",
                {"写入并留下说明", "write, with a reason"}},
               {"indicast import fixed --replace documents=report-2024 --confirm",
                {"文件夹即该文件的全部数值,其余撤回", "all figures of that document, others end"}},
               {"indicast import fixed --withdraw "
                "'gdp.changsha.growth.constant.total|2023|reported|report-2024'",
                {"写入的同时撤回一个数值", "withdraw one figure in the same revision"}}});
  OnRun(*command, context, [&context, options] { return RunImport(context, *options); });
}

}  // namespace indicast::cli
