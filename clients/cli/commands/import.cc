#include "clients/cli/commands/import.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/import_verbs.h"
#include "clients/cli/errors.h"
#include "clients/cli/progress.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/import_split.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;

// A large folder on a slow disk, and for each MiB of it.
constexpr absl::Duration kTimeout = absl::Seconds(120);
constexpr absl::Duration kTimeoutPerMib = absl::Seconds(1);
// Up to this size an import is one message.
constexpr int64_t kWholeBytes = 3 << 20;
constexpr int64_t kPartBytes = 1 << 20;
constexpr int64_t kPartOverhead = 4096;  // the envelope

struct Options {
  std::string folder;
  SdmxImport sdmx;
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

void LimitTime(Context& context, int64_t bytes) {
  if (context.options().timeout.has_value()) return;
  context.options().timeout = kTimeout + (bytes >> 20) * kTimeoutPerMib;
}

absl::StatusOr<client::DataFolder> Read(Context& context, Progress& progress,
                                        const std::string& folder, const SdmxImport& sdmx) {
  const Progress::Phase phase = progress.Begin({"读取文件", "reading files"});
  return ReadImport(context, folder, sdmx);
}

// One call: nobody can tell from here how much of it is under way.
absl::StatusOr<pb::ImportRecordsResponse> SendWhole(Progress& progress, client::StoreClient& store,
                                                    const pb::ImportRecordsRequest& request) {
  const Progress::Phase phase =
      progress.Begin({"已发送,等待指标库", "sending, then waiting for the store"});
  return store.ImportRecords(request);
}

absl::Status RecordTooLarge(const Context& context, size_t bytes, int64_t limit) {
  return LocalError(
      absl::StatusCode::kInvalidArgument, "REQUEST_TOO_LARGE",
      context.Say(absl::StrCat("有一条记录共 ", bytes, " 字节,服务每次最多 ", limit),
                  absl::StrCat("one record takes ", bytes, " bytes, the service accepts ", limit)),
      context.Say("用 --max_request_bytes 提高服务的上限",
                  "raise the limit of the service with --max_request_bytes"));
}

// Part by part, as one import.
absl::StatusOr<pb::ImportRecordsResponse> SendParts(const Context& context, Progress& progress,
                                                    client::StoreClient& store,
                                                    pb::ImportRecordsRequest request,
                                                    int64_t max_request_bytes) {
  client::ImportSplit split(
      std::move(request),
      static_cast<size_t>(std::min<int64_t>(kPartBytes, max_request_bytes - kPartOverhead)));
  const Progress::Phase phase = progress.Begin(
      {"发送,然后等待指标库", "sending, then waiting for the store"}, split.record_count());
  auto sent =
      store.ImportRecordStream([&](pb::ImportRecordStreamRequest& part) -> absl::StatusOr<bool> {
        phase.Advance(split.records_sent());
        if (!split.Next(part)) return false;
        const size_t bytes = part.ByteSizeLong();
        if (static_cast<int64_t>(bytes) <= max_request_bytes) return true;
        return RecordTooLarge(context, bytes, max_request_bytes);
      });
  if (!sent.ok()) return sent.status();
  pb::ImportRecordsResponse response;
  response.mutable_head()->Swap(sent->mutable_head());
  response.set_changed(sent->changed());
  response.mutable_report()->Swap(sent->mutable_report());
  return response;
}

absl::StatusOr<pb::ImportRecordsResponse> Send(Context& context, Progress& progress,
                                               client::StoreClient& store,
                                               pb::ImportRecordsRequest request, int64_t bytes) {
  int64_t max_request_bytes = 0;
  {
    const Progress::Phase phase = progress.Begin({"准备发送", "preparing to send"});
    ASSIGN_OR_RETURN(const auto info, store.GetServerInfo());
    max_request_bytes = info.max_request_bytes();
  }
  if (bytes <= std::min(max_request_bytes, kWholeBytes)) return SendWhole(progress, store, request);
  return SendParts(context, progress, store, std::move(request), max_request_bytes);
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
  import.sdmx = options.sdmx;
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
  // Before the client is made, which keeps the limit: a file needs the catalogue while it is read.
  std::error_code no_file;
  const auto size = static_cast<int64_t>(std::filesystem::file_size(folder, no_file));
  if (!no_file) LimitTime(context, size);
  context.Tell(absl::StrCat("读取 ", folder, " …"), absl::StrCat("reading ", folder, " ..."));
  Progress progress(context.err(), context.ProgressOptions());
  ASSIGN_OR_RETURN(client::DataFolder data, Read(context, progress, folder, import.sdmx));
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
  const auto bytes = static_cast<int64_t>(request.ByteSizeLong());
  LimitTime(context, bytes);
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  const std::string targets = absl::StrCat(request.targets_size());
  const std::string figures = absl::StrCat(request.observations_size());
  context.Tell(absl::StrCat(import.validate_only ? "检查 " : "写入 ", figures, " 个数值、", targets,
                            " 个目标 …"),
               absl::StrCat(import.validate_only ? "checking " : "writing ", figures,
                            " figures and ", targets, " targets ..."));
  auto response = Send(context, progress, *store, std::move(request), bytes);
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
      "import", context.Say("把数据文件夹或 SDMX-CSV 文件一次写入指标库:要么全部,要么全不",
                            "write a data folder or an SDMX-CSV file to the store, all of it or "
                            "nothing"));
  auto options = std::make_shared<Options>();
  command
      ->add_option(
          "folder", options->folder,
          context.Say("数据文件夹(格式见 docs/data-format.md)或 SDMX-CSV 文件(docs/sdmx.md)",
                      "the data folder (its format is in docs/data-format.md), or the "
                      "SDMX-CSV file (docs/sdmx.md)"))
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
  AddSdmxOptions(*command, context, options->sdmx);
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
               {"indicast import gdp.csv --mapping gdp.json --validate-only",
                {"统计机构的 SDMX-CSV,先检查", "SDMX-CSV of a statistical office, checked first"}},
               {"indicast import fixed --replace documents=report-2024 --confirm",
                {"文件夹即该文件的全部数值,其余撤回", "all figures of that document, others end"}},
               {"indicast import fixed --withdraw "
                "'gdp.changsha.growth.constant.total|2023|reported|report-2024'",
                {"写入的同时撤回一个数值", "withdraw one figure in the same revision"}}});
  OnRun(*command, context, [&context, options] { return RunImport(context, *options); });
}

}  // namespace indicast::cli
