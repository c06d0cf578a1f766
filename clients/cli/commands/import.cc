#include "clients/cli/commands/import.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/errors.h"
#include "clients/cli/progress.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/import_split.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Document;
using output::IntCell;
using output::PlainCell;
using output::Table;
using output::Text;

// A large folder on a slow disk, and for each MiB of it.
constexpr absl::Duration kTimeout = absl::Seconds(120);
constexpr absl::Duration kTimeoutPerMib = absl::Seconds(1);
// Up to this size an import is one message.
constexpr int64_t kWholeBytes = 3 << 20;
constexpr int64_t kPartBytes = 1 << 20;
constexpr int64_t kPartOverhead = 4096;  // the envelope

struct Options {
  std::string folder;
  std::string reason;
  bool validate_only = false;
  bool yes = false;
};

Text KindWords(const std::string& kind) {
  if (kind == "area") return {"地区", kind};
  if (kind == "unit") return {"单位", kind};
  if (kind == "document") return {"文献", kind};
  if (kind == "indicator") return {"指标", kind};
  if (kind == "observation") return {"数值", kind};
  if (kind == "target") return {"目标", kind};
  if (kind == "scenario") return {"情景", kind};
  return output::Same(kind);
}

Text Headline(const pb::ImportRecordsResponse& response, bool validate_only) {
  const auto& report = response.report();
  const std::string revision = absl::StrCat(response.head().revision());
  if (!response.changed()) {
    return {absl::StrCat("与库中相同,没有新修订(仍为修订", revision, ")。"),
            absl::StrCat("Equal to the store: no new revision (still revision ", revision, ").")};
  }
  const std::string counts_zh =
      absl::StrCat("新增", report.added_count(), "条,更正", report.changed_count(), "条,未变",
                   report.unchanged_count(), "条。");
  const std::string counts_en =
      absl::StrCat(report.added_count(), " added, ", report.changed_count(), " changed, ",
                   report.unchanged_count(), " unchanged.");
  if (validate_only) {
    return {absl::StrCat("检查通过,未写入:将", counts_zh),
            absl::StrCat("Checked, nothing written: would be ", counts_en)};
  }
  return {absl::StrCat("已写入修订", revision, ":", counts_zh),
          absl::StrCat("Written as revision ", revision, ": ", counts_en)};
}

absl::StatusOr<client::DataFolder> Read(Progress& progress, const std::string& folder) {
  const Progress::Phase phase = progress.Begin({"读取文件", "reading files"});
  return client::ReadDataFolder(folder);
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

// At a terminal, what would change or does not fit is shown and asked about before it is written.
absl::StatusOr<bool> MayWrite(Context& context, const Options& options) {
  if (options.yes || !context.CanAsk()) return true;
  ASSIGN_OR_RETURN(const auto preview,
                   ImportFolder(context, options.folder, options.reason, /*validate_only=*/true));
  const auto& report = preview.report();
  // Wordings that no parser can confirm are in every data set; they are shown, not asked about.
  const bool doubtful =
      std::any_of(report.findings().begin(), report.findings().end(),
                  [](const auto& finding) { return finding.code() != "WORDING_UNCHECKED"; });
  if (report.changed_count() == 0 && !doubtful) return true;
  output::Write(ImportDocument(preview, /*validate_only=*/true), output::Format::kTable,
                context.language(), context.err());
  return context.Ask("写入吗?[y/N] ", "Write it? [y/N] ");
}

absl::StatusOr<ExitCode> RunImport(Context& context, const Options& options) {
  if (!options.validate_only) {
    ASSIGN_OR_RETURN(const bool may_write, MayWrite(context, options));
    if (!may_write) {
      context.Tell("没有写入。", "Nothing was written.");
      return ExitCode::kNo;
    }
  }
  ASSIGN_OR_RETURN(const auto response,
                   ImportFolder(context, options.folder, options.reason, options.validate_only));
  context.Print(ImportDocument(response, options.validate_only));
  return ExitCode::kDone;
}

Text FindingWords(const std::string& code) {
  if (code == "WORDING_UNCHECKED") return {"无法核对", "not checkable"};
  if (code == "WORDING_DIFFERS") return {"与文字不符", "differs from its wording"};
  if (code == "CHANGE_DOES_NOT_FIT") return {"增量与水平不合", "change does not fit"};
  if (code == "PARTS_DO_NOT_ADD_UP") return {"分项与合计不合", "parts do not add up"};
  return output::Same(code);
}

Table FindingsTable(const pb::ImportReport& report) {
  Table table;
  table.key = "findings";
  table.title = {absl::StrCat("请核对(", report.finding_count(), "处)"),
                 absl::StrCat("Please look at (", report.finding_count(), ")")};
  table.columns = {{.key = "place", .header = {"位置", "PLACE"}},
                   {.key = "code", .header = {"发现", "FINDING"}},
                   {.key = "text", .header = {"说明", "WHAT"}}};
  for (const auto& finding : report.findings()) {
    table.rows.push_back({PlainCell(finding.field()),
                          output::CodeCell(finding.code(), FindingWords(finding.code())),
                          PlainCell(finding.text())});
  }
  if (table.rows.empty()) table.audience = output::Audience::kMachines;
  return table;
}

}  // namespace

Document ImportDocument(const pb::ImportRecordsResponse& response, bool validate_only) {
  const auto& report = response.report();
  Table counts;
  counts.key = "report";
  counts.layout = Table::Layout::kRecord;
  counts.audience = output::Audience::kMachines;
  for (const char* key : {"revision", "written", "added_count", "changed_count", "unchanged_count",
                          "wordings_checked_count", "finding_count"}) {
    counts.columns.push_back({.key = key, .header = output::Same(key)});
  }
  counts.rows = {{IntCell(response.head().revision()),
                  output::BoolCell(response.changed() && !validate_only, {}),
                  IntCell(report.added_count()), IntCell(report.changed_count()),
                  IntCell(report.unchanged_count()), IntCell(report.wordings_checked_count()),
                  IntCell(report.finding_count())}};
  Document document;
  document.headline = Headline(response, validate_only);
  document.tables.push_back(std::move(counts));
  Table changes;
  changes.key = "changes";
  changes.title = {"更正", "Changed records"};
  changes.columns = {{.key = "kind", .header = {"类别", "KIND"}},
                     {.key = "key", .header = {"键", "KEY"}},
                     {.key = "before", .header = {"原为", "BEFORE"}},
                     {.key = "after", .header = {"现为", "AFTER"}}};
  for (const auto& change : report.changes()) {
    changes.rows.push_back({output::CodeCell(change.kind(), KindWords(change.kind())),
                            PlainCell(change.key()), PlainCell(change.before()),
                            PlainCell(change.after())});
  }
  if (changes.rows.empty()) changes.audience = output::Audience::kMachines;
  document.tables.push_back(std::move(changes));
  document.tables.push_back(FindingsTable(report));
  const std::string checked = absl::StrCat(report.wordings_checked_count());
  document.notes.push_back({absl::StrCat(checked, "个数值已按公布的文字重新读出,一致。"),
                            absl::StrCat(checked,
                                         " values were read again from their published "
                                         "words and agree.")});
  return document;
}

absl::StatusOr<pb::ImportRecordsResponse> ImportFolder(Context& context, const std::string& folder,
                                                       const std::string& reason,
                                                       bool validate_only) {
  context.Tell(absl::StrCat("读取 ", folder, " …"), absl::StrCat("reading ", folder, " ..."));
  Progress progress(context.err(), context.ProgressOptions());
  ASSIGN_OR_RETURN(client::DataFolder data, Read(progress, folder));
  for (const auto& remark : data.remarks) context.Tell(remark.zh, remark.en);
  pb::ImportRecordsRequest& request = data.request;
  // A fresh id: the store leaves out what is equal to its state, so repeating an import is
  // harmless, and importing a folder again after other changes is a new request.
  request.set_request_id(absl::StrCat("import-", client::NewRequestId(), client::NewRequestId()));
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  request.set_reason(reason.empty() ? absl::StrCat("import of ", Shorten(path.string(), 400))
                                    : reason);
  request.set_validate_only(validate_only);
  // Before the client is made: it keeps the limit.
  const auto bytes = static_cast<int64_t>(request.ByteSizeLong());
  if (!context.options().timeout.has_value()) {
    context.options().timeout = kTimeout + (bytes >> 20) * kTimeoutPerMib;
  }
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  const std::string targets = absl::StrCat(request.targets_size());
  const std::string figures = absl::StrCat(request.observations_size());
  context.Tell(
      absl::StrCat(validate_only ? "检查 " : "写入 ", figures, " 个数值、", targets, " 个目标 …"),
      absl::StrCat(validate_only ? "checking " : "writing ", figures, " figures and ", targets,
                   " targets ..."));
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
  SetExamples(*command, context,
              {{"indicast import data/changsha --validate-only",
                {"先看会改动什么", "see first what would change"}},
               {"indicast import data/changsha --reason \"2024年报告\"",
                {"写入并留下说明", "write, with a reason"}}});
  OnRun(*command, context, [&context, options] { return RunImport(context, *options); });
}

}  // namespace indicast::cli
