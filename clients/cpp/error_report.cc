#include "clients/cpp/error_report.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/error_page.h"
#include "common/rpc/status_map.h"

namespace indicast::client {
namespace {

// Rows of the page: | `REASON` | CODE | meaning | next step |
std::map<std::string, std::string> ReadNextSteps() {
  constexpr size_t kParts = 6;  // four cells and the two ends
  std::map<std::string, std::string> steps;
  for (const absl::string_view line : absl::StrSplit(kErrorPage, '\n')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, '|');
    if (parts.size() != kParts || !absl::StrContains(parts[1], '`')) continue;
    steps.emplace(absl::StrReplaceAll(absl::StripAsciiWhitespace(parts[1]), {{"`", ""}}),
                  absl::StrReplaceAll(absl::StripAsciiWhitespace(parts[4]), {{"`", ""}}));
  }
  return steps;
}

std::string NextStepOf(const std::string& reason) {
  static const auto& steps = *new auto(ReadNextSteps());
  const auto found = steps.find(reason);
  return found == steps.end() ? "" : found->second;
}

}  // namespace

ErrorReport ReportOf(const absl::Status& status) {
  ErrorDetail detail = DetailOf(status);
  ErrorReport report;
  report.code = status.code();
  report.message = std::string(status.message());
  report.fields = std::move(detail.violations);
  if (const auto id = detail.metadata.find(rpc::kRequestIdKey); id != detail.metadata.end()) {
    report.request_id = id->second;
    detail.metadata.erase(id);
  }
  report.metadata = std::move(detail.metadata);
  report.next_step = NextStepOf(detail.reason);
  report.reason = std::move(detail.reason);
  return report;
}

}  // namespace indicast::client
