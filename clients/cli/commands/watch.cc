#include "clients/cli/commands/watch.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/choices.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/on_interrupt.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/figure.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Audience;
using output::CodeCell;
using output::Document;
using output::IntCell;
using output::PlainCell;
using output::Table;
using output::Text;

struct Kind {
  pb::RecordKind value;
  const char* code;
  Text word;
};

const std::vector<Kind>& Kinds() {
  static const auto* const kinds =
      new std::vector<Kind>{{pb::RECORD_KIND_AREA, "area", {"地区", "area"}},
                            {pb::RECORD_KIND_UNIT, "unit", {"单位", "unit"}},
                            {pb::RECORD_KIND_DOCUMENT, "document", {"文件", "document"}},
                            {pb::RECORD_KIND_INDICATOR, "indicator", {"指标", "indicator"}},
                            {pb::RECORD_KIND_OBSERVATION, "observation", {"数值", "observation"}},
                            {pb::RECORD_KIND_TARGET, "target", {"目标", "target"}},
                            {pb::RECORD_KIND_SCENARIO, "scenario", {"情景", "scenario"}}};
  return *kinds;
}

output::Cell KindCell(pb::RecordKind kind) {
  for (const Kind& known : Kinds()) {
    if (known.value == kind) return CodeCell(known.code, known.word);
  }
  return CodeCell("unknown", {"未知值", "unknown value"});
}

output::Cell ChangeCell(const pb::RecordChange& change) {
  if (change.withdrawn()) return CodeCell("withdrawn", {"撤回", "withdrawn"});
  if (change.previous_revision() == 0) return CodeCell("added", {"新增", "added"});
  return CodeCell("changed", {"更正", "changed"});
}

struct Options {
  std::optional<int64_t> since;
  std::vector<std::string> indicators;
  std::vector<std::string> areas;
  std::vector<std::string> kinds;
};

absl::StatusOr<pb::WatchRequest> ToRequest(Context& context, const Options& options) {
  pb::WatchRequest request;
  if (options.since.has_value()) request.set_start_after_revision(*options.since);
  for (const std::string& text : options.indicators) {
    ASSIGN_OR_RETURN(const pb::Indicator indicator, ResolveIndicator(context, text));
    request.mutable_filter()->add_indicators(indicator.id());
  }
  for (const std::string& area : options.areas) request.mutable_filter()->add_areas(area);
  for (const Kind& kind : Kinds()) {
    if (std::count(options.kinds.begin(), options.kinds.end(), kind.code) > 0) {
      request.mutable_filter()->add_kinds(kind.value);
    }
  }
  request.set_include_records(true);
  return request;
}

// Prints revisions once they are whole.
class Printer {
 public:
  explicit Printer(Context& context) : context_(context) {}

  absl::Status operator()(const pb::WatchResponse& response) {
    if (response.has_bookmark()) {
      Mark(response.bookmark());
    } else if (response.has_revision()) {
      whole_.MergeFrom(response.revision());
      if (!response.revision().last_part()) return absl::OkStatus();
      context_.Print(ChangesDocument(whole_));
      whole_.Clear();
    }
    context_.out().flush();
    return absl::OkStatus();
  }

 private:
  void Mark(const pb::WatchBookmark& bookmark) {
    if (context_.options().format == output::Format::kNdjson) {
      context_.Print(BookmarkDocument(bookmark));
    } else if (!told_) {
      const std::string revision = absl::StrCat(bookmark.revision());
      context_.Tell("等待修订 " + revision + " 之后的变更(Ctrl-C 结束)",
                    "waiting for changes after revision " + revision + " (Ctrl-C ends)");
    }
    told_ = true;
  }

  Context& context_;
  pb::WatchedRevision whole_;
  bool told_ = false;
};

absl::StatusOr<ExitCode> RunWatch(Context& context, const Options& options) {
  const output::Format format = context.options().format;
  if (format != output::Format::kTable && format != output::Format::kNdjson) {
    return UsageError(context.Say("watch 只输出 table 或 ndjson:它没有终点",
                                  "watch has no end: use -o table or -o ndjson"));
  }
  if (context.as_of().has_revision() || !context.as_of().publication_date().empty()) {
    return UsageError(context.Say("watch 不受 --as-of 限制;从某一修订之后开始用 --since",
                                  "watch takes no --as-of; begin after a revision with --since"));
  }
  ASSIGN_OR_RETURN(const pb::WatchRequest request, ToRequest(context, options));
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  client::WatchStop stop;
  const OnInterrupt on_interrupt([&stop] { stop.Stop(); });
  Printer print(context);
  const client::WatchEnd end = store->Watch(
      request, [&print](const auto& response) { return print(response); }, &stop,
      context.options().timeout.value_or(absl::InfiniteDuration()));
  // Not where the request was refused: it would be refused again.
  const bool resumable = stop.stopped() || absl::IsUnavailable(end.status) ||
                         absl::IsResourceExhausted(end.status) ||
                         absl::IsDeadlineExceeded(end.status);
  if (resumable && end.resume_revision.has_value()) {
    const std::string again = absl::StrCat("indicast watch --since ", *end.resume_revision);
    context.Tell("从此处继续:" + again, "go on with: " + again);
  }
  if (stop.stopped()) return ExitCode::kInterrupted;
  return end.status;
}

}  // namespace

std::string LoadTime(const type::v1::RevisionInfo& info) {
  const google::protobuf::Timestamp& time = info.commit_time();
  const absl::Time at = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", at, absl::FixedTimeZone(8 * 3600));
}

Document ChangesDocument(const pb::WatchedRevision& revision) {
  const type::v1::RevisionInfo& info = revision.info();
  const std::string number = absl::StrCat(info.revision());
  const std::string time = LoadTime(info);
  Table table;
  table.key = "changes";
  table.columns = {{.key = "kind", .header = {"类别", "KIND"}},
                   {.key = "key", .header = {"编号", "KEY"}},
                   {.key = "change", .header = {"变更", "CHANGE"}},
                   {.key = "previous_revision",
                    .header = {"前一修订", "PREVIOUS"},
                    .align = output::Align::kRight},
                   {.key = "value",
                    .header = {"数值", "VALUE"},
                    .align = output::Align::kDecimal,
                    .qualified = true,
                    .with_unit = true}};
  for (const pb::RecordChange& change : revision.changes()) {
    table.rows.push_back({KindCell(change.kind()), PlainCell(change.key()), ChangeCell(change),
                          change.previous_revision() == 0 ? output::MissingCell({"-", "-"})
                                                          : IntCell(change.previous_revision()),
                          change.has_observation() ? output::ObservedCell(change.observation())
                                                   : output::MissingCell({})});
  }
  Document document;
  document.headline = {
      absl::StrCat("修订 ", number, ",", time, ",", info.author(), ":", info.reason()),
      absl::StrCat("Revision ", number, ", ", time, ", ", info.author(), ": ", info.reason())};
  document.tables.push_back(std::move(table));
  document.footer = {
      {"revision", {"修订", "revision"}, IntCell(info.revision()), Audience::kMachines},
      {"commit_time", {"入库", "loaded"}, PlainCell(time), Audience::kMachines},
      {"author", {"作者", "author"}, PlainCell(info.author()), Audience::kMachines},
      {"reason", {"入库说明", "why loaded"}, PlainCell(info.reason()), Audience::kMachines}};
  return document;
}

Document BookmarkDocument(const pb::WatchBookmark& bookmark) {
  Table table;
  table.key = "bookmarks";
  table.columns = {{.key = "revision", .header = {"修订", "REVISION"}}};
  table.rows = {{IntCell(bookmark.revision())}};
  table.audience = Audience::kMachines;
  Document document;
  document.tables.push_back(std::move(table));
  return document;
}

void RegisterWatch(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "watch", context.Say("随时显示新入库的变更,Ctrl-C 结束",
                           "what is written into the store, as it is written; Ctrl-C ends"));
  auto options = std::make_shared<Options>();
  command
      ->add_option("--since", options->since,
                   context.Say("从这一修订之后开始,0 为全部;不写为此后",
                               "revisions after this one, 0 for all; by default those to come"))
      ->type_name("REVISION")
      ->check([&context](const std::string& text) {
        int64_t revision = 0;
        if (absl::SimpleAtoi(text, &revision) && revision >= 0) return std::string();
        return context.Say(Shorten(text) + " 不是修订号;写成 12,从头为 0",
                           Shorten(text) + " is no revision; write 12, or 0 for the beginning");
      });
  command
      ->add_option("--indicator", options->indicators,
                   context.Say("只看这些指标的定义、数值与目标(编号或名称)",
                               "only these indicators, their figures and targets; ids or names"))
      ->type_name("INDICATOR");
  command
      ->add_option(
          "--area", options->areas,
          context.Say("只看这些地区的数值与目标", "only figures and targets of these areas"))
      ->type_name("ID");
  std::vector<std::string> codes;
  for (const Kind& kind : Kinds()) codes.emplace_back(kind.code);
  Choose(command->add_option("--kinds", options->kinds,
                             context.Say("只看这些类别,逗号分隔", "only these kinds, by commas")),
         context.language(), {"类别", "kind"}, codes)
      ->delimiter(',');
  SetExamples(*command, context,
              {{"indicast watch", {"此后的全部变更", "every change to come"}},
               {"indicast watch --since 0 -o ndjson",
                {"从头开始,每行一条,供程序读取", "from the beginning, one a line, for programs"}},
               {"indicast watch --indicator gdp --kinds observation,target",
                {"一个指标的数值与目标", "figures and targets of one indicator"}}});
  OnRun(*command, context, [&context, options] { return RunWatch(context, *options); });
}

}  // namespace indicast::cli
