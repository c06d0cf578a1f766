#include "clients/batch/errors.h"

#include <map>
#include <string>
#include <utility>

#include "clients/batch/reasons.h"
#include "common/status/error.h"

namespace indicast::batch {
namespace {

constexpr char kMessageZh[] = "message_zh";
constexpr char kNextZh[] = "next_zh";
constexpr char kNextEn[] = "next_en";
constexpr char kOmitted[] = "omitted_violations";
constexpr size_t kLineBytes = 1000;

std::string Metadata(const ErrorDetail& detail, const char* key) {
  const auto found = detail.metadata.find(key);
  return found == detail.metadata.end() ? "" : found->second;
}

Text NextByReason(const std::string& reason) {
  static const auto* const steps = new std::map<std::string, Text>{
      {kUsage, {"加 --help 看用法", "see the usage with --help"}},
      {kJobFileInvalid,
       {"改正上列各处;格式见 docs/batch.md",
        "correct the places above; docs/batch.md has the format"}},
      {"ADDRESS_INVALID",
       {"地址写成 主机:端口 或 unix:/路径", "write the address as host:port or unix:/path"}},
      {"SERVICE_UNREACHABLE",
       {"检查 --projection 的地址和服务;再运行一次即从检查点继续",
        "check the address of --projection and the service; run it again to go on from the "
        "checkpoint"}},
  };
  const auto found = steps->find(reason);
  return found == steps->end() ? Text{} : found->second;
}

}  // namespace

absl::Status BatchError(absl::StatusCode code, absl::string_view reason, const Text& message,
                        const Text& next) {
  std::map<std::string, std::string> metadata = {{kMessageZh, message.zh}};
  if (!next.en.empty()) {
    metadata[kNextZh] = next.zh;
    metadata[kNextEn] = next.en;
  }
  return Error(code, reason, message.en, std::move(metadata));
}

std::string OneLine(absl::string_view text) { return Shorten(text, kLineBytes); }

void PrintError(const absl::Status& status, Language language, std::ostream& err) {
  const ErrorDetail detail = DetailOf(status);
  const bool chinese = language == Language::kChinese;
  const std::string reason =
      detail.reason.empty() ? absl::StatusCodeToString(status.code()) : detail.reason;
  std::string message(status.message());
  if (const std::string zh = Metadata(detail, kMessageZh); chinese && !zh.empty()) message = zh;
  const bool many = detail.violations.size() > 1;
  if (many) message = chinese ? "有下列错误" : "these places are wrong";
  err << (chinese ? "错误 " : "error ") << reason << (chinese ? ":" : ": ") << OneLine(message)
      << '\n';
  if (many) {
    for (const FieldViolation& violation : detail.violations) {
      err << "  " << OneLine(violation.field) << ": " << OneLine(violation.description) << '\n';
    }
    if (const std::string omitted = Metadata(detail, kOmitted); !omitted.empty()) {
      err << "  " << (chinese ? "另有 " + omitted + " 处" : "and " + omitted + " more") << '\n';
    }
  }
  std::string next = Metadata(detail, chinese ? kNextZh : kNextEn);
  if (next.empty()) next = NextByReason(reason).In(language);
  if (!next.empty()) err << (chinese ? "下一步:" : "next: ") << OneLine(next) << '\n';
  if (const std::string id = Metadata(detail, "request_id"); !id.empty()) {
    err << (chinese ? "请求号:" : "request id: ") << OneLine(id) << '\n';
  }
  err.flush();
}

}  // namespace indicast::batch
