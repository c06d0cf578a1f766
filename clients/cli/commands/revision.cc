#include "clients/cli/commands/revision.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/watch.h"
#include "clients/cli/errors.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::IntCell;
using output::PlainCell;
using output::Table;

constexpr int64_t kDefaultLast = 20;

struct RevertOptions {
  int64_t revision = 0;
  std::string reason;
  bool validate_only = false;
  bool yes = false;
};

absl::Status NoRevision(const Context& context, int64_t revision, int64_t head) {
  return Error(
      absl::StatusCode::kNotFound, "REVISION_NOT_FOUND",
      context.Say(absl::StrCat("没有修订 ", revision, ",最新为 ", head),
                  absl::StrCat("there is no revision ", revision, "; the newest one is ", head)));
}

// The revisions first..last, whole; `last` must be written.
absl::StatusOr<std::vector<pb::WatchedRevision>> ReadRevisions(Context& context, int64_t first,
                                                               int64_t last, bool with_records) {
  std::vector<pb::WatchedRevision> revisions;
  if (first > last) return revisions;
  pb::WatchRequest request;
  request.set_start_after_revision(first - 1);
  request.set_include_records(with_records);
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::WatchedRevision whole;
  bool complete = false;
  const client::WatchEnd end = store->Watch(
      request,
      [&](const pb::WatchResponse& response) -> absl::Status {
        if (!response.has_revision()) return absl::OkStatus();
        whole.MergeFrom(response.revision());
        if (!response.revision().last_part()) return absl::OkStatus();
        complete = whole.info().revision() >= last;
        revisions.push_back(std::exchange(whole, {}));
        return complete ? absl::CancelledError("read to the end") : absl::OkStatus();
      },
      nullptr, context.options().timeout.value_or(Context::kDefaultTimeout));
  if (!complete) return end.status;
  return revisions;
}

absl::StatusOr<int64_t> Head(Context& context) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const auto info, store->GetServerInfo());
  return info.head().revision();
}

output::Document ListDocument(const std::vector<pb::WatchedRevision>& revisions) {
  Table table;
  table.key = "revisions";
  table.columns = {
      {.key = "revision", .header = {"修订", "REVISION"}, .align = output::Align::kRight},
      {.key = "commit_time", .header = {"入库", "LOADED"}},
      {.key = "author", .header = {"作者", "AUTHOR"}},
      {.key = "changes", .header = {"记录数", "RECORDS"}, .align = output::Align::kRight},
      {.key = "reason", .header = {"入库说明", "WHY"}}};
  for (auto it = revisions.rbegin(); it != revisions.rend(); ++it) {
    table.rows.push_back({IntCell(it->info().revision()), PlainCell(LoadTime(it->info())),
                          PlainCell(it->info().author()), IntCell(it->changes_size()),
                          PlainCell(it->info().reason())});
  }
  output::Document document;
  document.tables.push_back(std::move(table));
  return document;
}

absl::StatusOr<ExitCode> RunList(Context& context, int64_t last) {
  ASSIGN_OR_RETURN(const int64_t head, Head(context));
  ASSIGN_OR_RETURN(const auto revisions,
                   ReadRevisions(context, std::max<int64_t>(1, head - last + 1), head, false));
  context.Print(ListDocument(revisions));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> RunShow(Context& context, int64_t revision) {
  ASSIGN_OR_RETURN(const int64_t head, Head(context));
  if (revision > head) return NoRevision(context, revision, head);
  ASSIGN_OR_RETURN(const auto revisions, ReadRevisions(context, revision, revision, true));
  context.Print(ChangesDocument(revisions.front()));
  return ExitCode::kDone;
}

absl::StatusOr<pb::RevertRevisionResponse> Revert(Context& context, const RevertOptions& options,
                                                  bool validate_only) {
  pb::RevertRevisionRequest request;
  request.set_request_id(absl::StrCat("revert-", client::NewRequestId(), client::NewRequestId()));
  request.set_reason(options.reason);
  request.set_revision(options.revision);
  request.set_validate_only(validate_only);
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  return store->RevertRevision(request);
}

absl::StatusOr<ExitCode> RunRevert(Context& context, const RevertOptions& options) {
  if (!options.validate_only && !options.yes && context.CanAsk()) {
    ASSIGN_OR_RETURN(const auto preview, Revert(context, options, /*validate_only=*/true));
    output::Write(RevertDocument(preview, /*validate_only=*/true), output::Format::kTable,
                  context.language(), context.err());
    if (!context.Ask("写入吗?[y/N] ", "Write it? [y/N] ")) {
      context.Tell("没有写入。", "Nothing was written.");
      return ExitCode::kNo;
    }
  }
  ASSIGN_OR_RETURN(const auto response, Revert(context, options, options.validate_only));
  context.Print(RevertDocument(response, options.validate_only));
  return ExitCode::kDone;
}

CLI::Option* AddRevision(CLI::App& command, const Context& context, int64_t& revision) {
  return command.add_option("revision", revision, context.Say("修订号", "number of the revision"))
      ->required()
      ->check([&context](const std::string& text) {
        int64_t number = 0;
        if (absl::SimpleAtoi(text, &number) && number >= 1) return std::string();
        return context.Say(Shorten(text) + " 不是修订号;写成 12",
                           Shorten(text) + " is no revision; write 12");
      });
}

void RegisterRevert(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "revert", context.Say("以一个新修订撤销某一修订所做的",
                            "take back what one revision did, as a new revision"));
  auto options = std::make_shared<RevertOptions>();
  AddRevision(*command, context, options->revision);
  command
      ->add_option("--reason", options->reason,
                   context.Say("为什么撤销,留在修订记录里", "why; kept with the revision"))
      ->type_name("TEXT")
      ->required();
  command->add_flag(
      "--validate-only", options->validate_only,
      context.Say("只检查并报告差异,不写入", "check and report the difference, write nothing"));
  command->add_flag("-y,--yes", options->yes, context.Say("写入前不询问", "write without asking"));
  SetExamples(*command, context,
              {{"indicast revision revert 12 --reason \"导错了文件\" --validate-only",
                {"先看会改动什么", "see first what would change"}},
               {"indicast revision revert 12 --reason \"wrong file\" --yes",
                {"撤销,不询问", "take it back without asking"}}});
  OnRun(*command, context, [&context, options] { return RunRevert(context, *options); });
}

}  // namespace

void RegisterRevision(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand(
      "revision", context.Say("修订:列出、查看、撤销", "revisions: list, show, take one back"));
  CLI::App* list = group->add_subcommand(
      "list", context.Say("最近的修订,最新的在前", "the last revisions, the newest first"));
  auto last = std::make_shared<int64_t>(kDefaultLast);
  list->add_option("--last", *last, context.Say("最近多少个,默认20", "how many; 20 by default"))
      ->type_name("COUNT")
      ->check([&context](const std::string& text) {
        int64_t count = 0;
        if (absl::SimpleAtoi(text, &count) && count >= 1) return std::string();
        return context.Say(Shorten(text) + " 不是个数", Shorten(text) + " is no count");
      });
  SetExamples(*list, context,
              {{"indicast revision list --last 5", {"最近五个修订", "the last five revisions"}}});
  OnRun(*list, context, [&context, last] { return RunList(context, *last); });

  CLI::App* show = group->add_subcommand(
      "show", context.Say("一个修订写入的记录", "the records that one revision wrote"));
  auto revision = std::make_shared<int64_t>(0);
  AddRevision(*show, context, *revision);
  SetExamples(*show, context,
              {{"indicast revision show 12", {"修订12改动了什么", "what revision 12 changed"}}});
  OnRun(*show, context, [&context, revision] { return RunShow(context, *revision); });
  RegisterRevert(*group, context);
}

}  // namespace indicast::cli
