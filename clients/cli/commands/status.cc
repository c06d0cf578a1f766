#include "clients/cli/commands/status.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/errors.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

using output::Align;
using output::Audience;
using output::Cell;
using output::CodeCell;
using output::Document;
using output::IntCell;
using output::MissingCell;
using output::PlainCell;
using output::Table;

struct Probe {
  FoundAddress found;
  absl::Status status;
  int64_t milliseconds = 0;
  std::string version;
  int64_t revision = 0;
  std::string data_until;
};

template <typename Client, typename Fill>
void Ask(absl::StatusOr<Client*> client, Probe& probe, const Fill& fill) {
  if (!client.ok()) {
    probe.status = client.status();
    return;
  }
  const absl::Time start = absl::Now();
  const auto info = (*client)->GetServerInfo();
  probe.milliseconds = absl::ToInt64Milliseconds(absl::Now() - start);
  probe.status = info.status();
  if (!info.ok()) return;
  probe.version = absl::StrCat(info->version(), " (", info->commit(), ")");
  fill(*info);
}

std::vector<Cell> Row(const char* service, output::Text name, const Probe& probe) {
  const bool up = probe.status.ok();
  return {CodeCell(service, std::move(name)),
          up ? CodeCell("serving", {"正常", "SERVING"}) : CodeCell("down", {"不可用", "DOWN"}),
          PlainCell(probe.found.address),
          PlainCell(probe.found.source),
          up ? IntCell(probe.revision) : MissingCell({"-", "-"}),
          up ? IntCell(probe.milliseconds) : MissingCell({"-", "-"}),
          up ? PlainCell(probe.version) : MissingCell({"-", "-"}),
          probe.data_until.empty() ? MissingCell({"-", "-"}) : PlainCell(probe.data_until)};
}

Document ToDocument(const Probe& store, const Probe& projection) {
  Table table;
  table.key = "services";
  table.columns = {{"service", {"服务", "SERVICE"}},
                   {"state", {"状态", "STATE"}},
                   {"address", {"地址", "ADDRESS"}},
                   {"address_source", {"地址来自", "FOUND IN"}, Align::kLeft, Audience::kMachines},
                   {"revision", {"修订", "REVISION"}, Align::kRight},
                   {"milliseconds", {"毫秒", "MS"}, Align::kRight},
                   {"version", {"版本", "VERSION"}},
                   {"data_until", {"数据截至", "DATA UNTIL"}}};
  table.rows = {Row("store", {"指标库", "store"}, store),
                Row("projection", {"测算服务", "projection"}, projection)};
  Document document;
  document.tables.push_back(std::move(table));
  return document;
}

absl::StatusOr<ExitCode> RunStatus(Context& context) {
  Probe store;
  Probe projection;
  ASSIGN_OR_RETURN(store.found, context.StoreAddress());
  ASSIGN_OR_RETURN(projection.found, context.ProjectionAddress());
  Ask(context.Store(), store, [&store](const auto& info) {
    store.revision = info.head().revision();
    store.data_until = info.latest_publication_date();
  });
  Ask(context.Projection(), projection, [&projection](const auto& info) {
    projection.revision = info.store_revision();
    if (!info.store_reachable()) {
      projection.status = Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                                absl::StrCat("the projection service does not reach its store at ",
                                             info.store_address()));
    }
  });
  context.Print(ToDocument(store, projection));
  RETURN_IF_ERROR(store.status);
  RETURN_IF_ERROR(projection.status);
  return ExitCode::kDone;
}

}  // namespace

void RegisterStatus(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "status", context.Say("两个服务是否正常,数据到哪一修订",
                            "whether both services answer, and the revision of the data"));
  SetExamples(*command, context,
              {{"indicast status", {"退出码 69:有服务不可用", "exit code 69: a service is down"}},
               {"indicast status -o json", {"供程序读取", "for programs"}}});
  OnRun(*command, context, [&context] { return RunStatus(context); });
}

}  // namespace indicast::cli
