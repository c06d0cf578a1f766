#include "clients/cli/errors.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/output/text_width.h"
#include "clients/cli/output/threshold_words.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

using output::Language;
using output::Text;

constexpr char kUsageReason[] = "USAGE";
constexpr char kNextKey[] = "next";

// What a reader is told in words of his own language; the message itself stays as the service wrote
// it, because it names the values.
Text NameOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return {"输入有误", "the input is wrong"};
    case absl::StatusCode::kNotFound:
      return {"没有找到", "not found"};
    case absl::StatusCode::kUnavailable:
      return {"服务没有应答", "the service does not answer"};
    case absl::StatusCode::kDeadlineExceeded:
      return {"超时", "it took too long"};
    case absl::StatusCode::kAborted:
      return {"数据已被他人更新", "the data changed meanwhile"};
    case absl::StatusCode::kResourceExhausted:
      return {"服务忙或空间不足", "the service is busy or out of space"};
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return {"无权操作", "not allowed"};
    case absl::StatusCode::kFailedPrecondition:
      return {"现有数据或设置不允许", "the data or the settings do not allow it"};
    case absl::StatusCode::kOutOfRange:
      return {"超出现有数据的范围", "beyond the data at hand"};
    case absl::StatusCode::kAlreadyExists:
      return {"已经存在", "it exists already"};
    case absl::StatusCode::kDataLoss:
      return {"数据损坏", "the data is damaged"};
    case absl::StatusCode::kUnimplemented:
      return {"服务不支持此功能", "the service does not offer this"};
    case absl::StatusCode::kCancelled:
      return {"已取消", "cancelled"};
    default:
      return {"内部错误", "internal error"};
  }
}

const std::map<std::string, Text>& NextByReason() {
  static const auto* const steps = new std::map<std::string, Text>{
      {"ADDRESS_INVALID",
       {"地址写成 主机:端口 或 unix:/路径", "write the address as host:port or unix:/path"}},
      {"CONFIRMATION_NEEDED",
       {"先用 --validate-only 看差异,再加 --confirm 确认",
        "look at the difference with --validate-only, then confirm it with --confirm"}},
      {"DATA_FOLDER_INVALID",
       {"改正上列各处,再用 --validate-only 检查;格式见 docs/data-format.md",
        "correct the places above, then check with --validate-only; the format is in "
        "docs/data-format.md"}},
      {"DATA_FOLDER_NOT_FOUND",
       {"检查路径;数据文件夹的内容见 docs/data-format.md",
        "check the path; docs/data-format.md says what a data folder holds"}},
      {"DOCUMENT_NOT_FOUND",
       {"indicast observation list -o json 列出各数值的来源文件",
        "see the documents of figures with: indicast observation list -o json"}},
      {"IMPORT_FILE_NOT_FOUND", {"检查路径", "check the path"}},
      {"INDICATOR_NOT_FOUND",
       {"indicast indicator search 词语", "find it with: indicast indicator search WORDS"}},
      {"INSECURE_ADDRESS",
       {"改用本机地址或 unix: 套接字,或经 TLS 连接:--tls-ca、--tls-certificate、--tls-key",
        "use a loopback address, a Unix socket, or TLS: --tls-ca, --tls-certificate and "
        "--tls-key"}},
      {"OBSERVATION_NOT_FOUND",
       {"indicast observation list 指标 --all-vintages 列出已有数值",
        "see what is there with: indicast observation list INDICATOR --all-vintages"}},
      {"PLAN_MOVED",
       {"库中数据刚有变动:再看一遍差异,再确认",
        "the data just changed: look at the difference again and confirm it"}},
      {"PROGRAM_NOT_FOUND",
       {"安装 indicast-store 和 indicast-projection,或把所在目录加入 PATH",
        "install indicast-store and indicast-projection, or add their directory to PATH"}},
      {"REVISION_NOT_FOUND",
       {"indicast status 显示最新修订", "see the newest revision with: indicast status"}},
      {"RULE_INVALID",
       {"indicast whatif --help 有示例;全部规则见 docs/data-format.md",
        "see the examples of: indicast whatif --help; docs/data-format.md lists every rule"}},
      {"SCENARIO_NOT_FOUND",
       {"indicast scenario list 列出已有情景", "see what is there with: indicast scenario list"}},
      {"SDMX_CSV_INVALID",
       {"改正上列各处或映射文件,再用 --validate-only 检查;见 docs/sdmx.md",
        "correct the places above or the mapping file, then check with --validate-only; see "
        "docs/sdmx.md"}},
      {"SDMX_MAPPING_INVALID",
       {"改正映射文件;格式见 docs/sdmx.md 和 data/templates/sdmx-mapping.schema.json",
        "correct the mapping file; its format is in docs/sdmx.md and "
        "data/templates/sdmx-mapping.schema.json"}},
      {"SERVICE_UNREACHABLE",
       {"先运行 indicast up,或用 --store / --projection 指定地址",
        "start the services with: indicast up, or name their addresses with --store and "
        "--projection"}},
      {"STORE_UNAVAILABLE",
       {"测算服务连不上指标库:先看 indicast status",
        "the projection service cannot reach the store: see indicast status"}},
      {"TARGET_NOT_FOUND",
       {"indicast target list 列出已有目标", "see what is there with: indicast target list"}},
  };
  return *steps;
}

const std::map<std::string, Text>& NextByTlsReason() {
  static const auto* const steps = new std::map<std::string, Text>{
      {"TLS_CERTIFICATE_EXPIRED",
       {"续签证书后再试;开发环境:deploy/tls/make-dev-ca.sh --renew",
        "renew the certificate; for development: deploy/tls/make-dev-ca.sh --renew"}},
      {"TLS_CERTIFICATE_NOT_YET_VALID",
       {"等到生效时间,或校正本机时钟", "wait until it is valid, or correct the clock"}},
      {"TLS_CERTIFICATE_UNFIT",
       {"换一张合用的证书;要求见 docs/tls.md",
        "use another certificate; docs/tls.md says what it needs"}},
      {"TLS_CLIENT_REFUSED",
       {"用服务所信任的 CA 签发的证书:--tls-certificate 与 --tls-key;服务日志写明原因",
        "show a certificate of the CA that the service trusts: --tls-certificate and --tls-key; "
        "the "
        "log of the service says why"}},
      {"TLS_FILE_INVALID", {"给出 PEM 格式的文件", "give a file in PEM"}},
      {"TLS_FILE_UNREADABLE", {"检查路径、属主和权限", "check path, owner and mode of the file"}},
      {"TLS_INCOMPLETE",
       {"TLS 要 --tls-ca,以及成对的 --tls-certificate 与 --tls-key",
        "TLS takes --tls-ca, and --tls-certificate together with --tls-key"}},
      {"TLS_KEY_EXPOSED", {"chmod 600 私钥文件", "run chmod 600 on the key"}},
      {"TLS_KEY_MISMATCH",
       {"给出一起生成的证书和私钥", "give the certificate and the key that were made together"}},
      {"TLS_NOT_SPOKEN",
       {"去掉 --tls-*(和 INDICAST_TLS_*),或换地址",
        "leave out --tls-* (and INDICAST_TLS_*), or correct the address"}},
      {"TLS_REQUIRED",
       {"加上 --tls-ca、--tls-certificate、--tls-key,或设 INDICAST_TLS_CA 等环境变量",
        "add --tls-ca, --tls-certificate and --tls-key, or set INDICAST_TLS_CA and so on"}},
      {"TLS_SERVER_NOT_TRUSTED",
       {"核对 --tls-ca 是否为服务的 CA、地址是否为证书上的名称(否则用 --tls-server-name)",
        "check that --tls-ca is the CA of the service and that the address is a name of its "
        "certificate (else --tls-server-name)"}}};
  return *steps;
}

Text NextByCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kDeadlineExceeded:
      return {"用 --timeout 给更长时间", "allow more time with --timeout"};
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
      return {"稍后重试", "try again later"};
    case absl::StatusCode::kUnavailable:
      return {"稍后重试;先看 indicast status", "try again; see indicast status"};
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return {"把请求号交给管理员", "give the request id to the person who runs the services"};
    default:
      return {};
  }
}

// What is missing or beyond a threshold where the service names it: "no scenario plam. Did you mean
// plan?" in the language of the user; the message of the service otherwise.
std::string MessageOf(const absl::Status& status, const ErrorDetail& detail, Language language) {
  if (detail.reason == "CONFIRMATION_NEEDED") {
    const Text beyond = output::BeyondThresholds(detail.metadata);
    if (!beyond.empty()) return beyond.In(language);
  }
  static const auto* const kinds = new std::map<std::string, Text>{
      {"AREA_NOT_FOUND", {"地区", "area"}},           {"DOCUMENT_NOT_FOUND", {"文献", "document"}},
      {"INDICATOR_NOT_FOUND", {"指标", "indicator"}}, {"SCENARIO_NOT_FOUND", {"情景", "scenario"}},
      {"TARGET_NOT_FOUND", {"目标", "target"}},       {"UNIT_NOT_FOUND", {"单位", "unit"}}};
  const auto kind = kinds->find(detail.reason);
  const auto id = detail.metadata.find("id");
  if (status.code() != absl::StatusCode::kNotFound || kind == kinds->end() ||
      id == detail.metadata.end()) {
    return std::string(status.message());
  }
  Text message = {absl::StrCat("没有", kind->second.zh, " ", id->second),
                  absl::StrCat("no ", kind->second.en, " ", id->second)};
  if (const auto near = detail.metadata.find("nearest");
      near != detail.metadata.end() && !near->second.empty()) {
    absl::StrAppend(&message.zh, "。是否指 ", absl::StrReplaceAll(near->second, {{",", " 或 "}}),
                    "?");
    absl::StrAppend(&message.en, ". Did you mean ",
                    absl::StrReplaceAll(near->second, {{",", " or "}}), "?");
  }
  return message.In(language);
}

nlohmann::ordered_json ToJson(const absl::Status& status, Language language) {
  const ErrorDetail detail = DetailOf(status);
  nlohmann::ordered_json error;
  error["code"] = absl::StatusCodeToString(status.code());
  error["reason"] = detail.reason.empty() ? absl::StatusCodeToString(status.code()) : detail.reason;
  error["message"] = MessageOf(status, detail, language);
  error["fields"] = nlohmann::ordered_json::array();
  for (const FieldViolation& v : detail.violations) {
    error["fields"].push_back({{"field", v.field}, {"description", v.description}});
  }
  error["next"] = NextStep(status, language);
  const auto request_id = detail.metadata.find("request_id");
  error["request_id"] = request_id == detail.metadata.end()
                            ? nlohmann::ordered_json(nullptr)
                            : nlohmann::ordered_json(request_id->second);
  error["exit_code"] = static_cast<int>(ExitCodeOf(status));
  return nlohmann::ordered_json{{"error", std::move(error)}};
}

void PrintForPeople(const absl::Status& status, const ErrorStyle& style, std::ostream& err) {
  const ErrorDetail detail = DetailOf(status);
  const bool chinese = style.language == Language::kChinese;
  err << (style.color ? "\x1b[1;31m" : "") << (chinese ? "错误" : "error")
      << (style.color ? "\x1b[0m" : "");
  const bool usage = detail.reason == kUsageReason;
  if (!usage && !detail.reason.empty()) err << ' ' << detail.reason;
  err << ": ";
  const std::string message = MessageOf(status, detail, style.language);
  // Words of our own are in the user's language; those of a service get a lead that is.
  const bool local = detail.metadata.count(kNextKey) > 0 || message != status.message();
  if (!usage && !local) err << NameOf(status.code()).In(style.language) << (chinese ? ":" : ": ");
  if (detail.violations.size() > 1) {
    err << (chinese ? absl::StrCat(detail.violations.size(), "处")
                    : absl::StrCat(detail.violations.size(), " fields"))
        << '\n';
    for (const FieldViolation& v : detail.violations) {
      err << "  " << output::Printable(v.field) << ": " << output::Printable(v.description) << '\n';
    }
    if (const auto more = detail.metadata.find("omitted_violations");
        more != detail.metadata.end()) {
      err << "  " << (chinese ? "另有 " : "and ") << output::Printable(more->second)
          << (chinese ? " 处" : " more") << '\n';
    }
  } else {
    err << output::Printable(message) << '\n';
  }
  if (const std::string next = NextStep(status, style.language); !next.empty()) {
    err << (chinese ? "下一步:" : "next: ") << output::Printable(next) << '\n';
  }
  if (const auto id = detail.metadata.find("request_id"); id != detail.metadata.end()) {
    err << (chinese ? "请求号:" : "request id: ") << output::Printable(id->second) << '\n';
  }
}

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  const std::string reason = DetailOf(status).reason;
  // Rules of a data folder are reported as its problems; a rule by itself came from --set.
  if (reason == kUsageReason || reason == "RULE_INVALID") return ExitCode::kUsage;
  if (reason == "TLS_CLIENT_REFUSED") return ExitCode::kNotAllowed;
  if (reason == "INSECURE_ADDRESS" || reason == "ADDRESS_INVALID" ||
      absl::StartsWith(reason, "CONFIGURATION") || absl::StartsWith(reason, "TLS_")) {
    return ExitCode::kConfiguration;
  }
  if (reason == "FILE_EXISTS") return ExitCode::kNotAllowed;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return ExitCode::kBadData;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kNotFound;
    case absl::StatusCode::kUnavailable:
      return ExitCode::kUnavailable;
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kTryAgain;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kNotAllowed;
    case absl::StatusCode::kCancelled:
      return ExitCode::kInterrupted;
    default:
      return ExitCode::kInternal;
  }
}

absl::Status UsageError(absl::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, kUsageReason, message);
}

absl::Status LocalError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                        absl::string_view next) {
  return Error(code, reason, message, {{kNextKey, std::string(next)}});
}

std::string NextStep(const absl::Status& status, Language language) {
  const ErrorDetail detail = DetailOf(status);
  if (const auto next = detail.metadata.find(kNextKey); next != detail.metadata.end()) {
    return next->second;
  }
  if (detail.reason == kUsageReason) {
    return Text{"加 --help 看用法", "see the usage with --help"}.In(language);
  }
  for (const auto* steps : {&NextByReason(), &NextByTlsReason()}) {
    const auto step = steps->find(detail.reason);
    if (step != steps->end()) return step->second.In(language);
  }
  if (const auto log = detail.metadata.find("log_file"); log != detail.metadata.end()) {
    return absl::StrCat(Text{"看日志 ", "see the log "}.In(language), log->second);
  }
  return NextByCode(status.code()).In(language);
}

void PrintError(const absl::Status& status, const ErrorStyle& style, std::ostream& err) {
  if (style.format == output::Format::kJson || style.format == output::Format::kNdjson) {
    err << ToJson(status, style.language)
               .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
        << '\n';
  } else {
    PrintForPeople(status, style, err);
  }
  err.flush();
}

}  // namespace indicast::cli
