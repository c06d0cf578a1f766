#include "common/status/error.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace indicast {
namespace {

constexpr size_t kMaxViolations = 100;

// Length-prefixed strings: unambiguous for any content.
void Put(std::string& out, absl::string_view s) { absl::StrAppend(&out, s.size(), ":", s); }

bool Take(absl::string_view& in, std::string& out) {
  const size_t colon = in.find(':');
  if (colon == absl::string_view::npos || colon == 0 || colon > 9) return false;
  size_t n = 0;
  for (const char c : in.substr(0, colon)) {
    if (c < '0' || c > '9') return false;
    n = n * 10 + static_cast<size_t>(c - '0');
  }
  in.remove_prefix(colon + 1);
  if (n > in.size()) return false;
  out.assign(in.data(), n);
  in.remove_prefix(n);
  return true;
}

absl::Status WithDetail(absl::StatusCode code, absl::string_view message,
                        const ErrorDetail& detail) {
  absl::Status status(code, message);
  std::string payload;
  Put(payload, detail.reason);
  Put(payload, absl::StrCat(detail.metadata.size()));
  for (const auto& [key, value] : detail.metadata) {
    Put(payload, key);
    Put(payload, value);
  }
  for (const FieldViolation& v : detail.violations) {
    Put(payload, v.field);
    Put(payload, v.description);
  }
  status.SetPayload(kErrorDetailUrl, absl::Cord(payload));
  return status;
}

std::string MessageOf(const std::vector<FieldViolation>& violations) {
  std::string message = absl::StrCat(violations[0].field, ": ", violations[0].description);
  if (violations.size() > 1) {
    absl::StrAppend(&message, " (and ", violations.size() - 1, " more)");
  }
  return message;
}

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   std::map<std::string, std::string> metadata) {
  return WithDetail(code, message, {std::string(reason), std::move(metadata), {}});
}

absl::Status ErrorWithDetail(absl::StatusCode code, absl::string_view message, ErrorDetail detail) {
  if (detail.violations.size() > kMaxViolations) detail.violations.resize(kMaxViolations);
  return WithDetail(code, message, detail);
}

absl::Status FieldError(absl::string_view field, absl::string_view description,
                        absl::string_view reason) {
  return FieldErrors({{std::string(field), std::string(description)}}, reason);
}

absl::Status FieldErrors(std::vector<FieldViolation> violations, absl::string_view reason) {
  const std::string message = MessageOf(violations);
  if (violations.size() > kMaxViolations) violations.resize(kMaxViolations);
  return WithDetail(absl::StatusCode::kInvalidArgument, message,
                    {std::string(reason), {}, std::move(violations)});
}

absl::Status PrefixField(const absl::Status& status, absl::string_view prefix) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) {
    detail.violations.push_back({std::string(prefix), std::string(status.message())});
  } else {
    for (FieldViolation& v : detail.violations) {
      const bool joined = v.field.empty() || v.field[0] == '[';
      v.field = absl::StrCat(prefix, joined ? "" : ".", v.field);
    }
  }
  if (detail.reason.empty()) detail.reason = "FIELD_INVALID";
  return WithDetail(status.code(), MessageOf(detail.violations), detail);
}

absl::Status RenameField(const absl::Status& status, absl::string_view from, absl::string_view to) {
  ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) return status;
  for (FieldViolation& v : detail.violations) {
    absl::string_view rest = v.field;
    if (absl::ConsumePrefix(&rest, from)) v.field = absl::StrCat(to, rest);
  }
  return WithDetail(status.code(), MessageOf(detail.violations), detail);
}

ErrorDetail DetailOf(const absl::Status& status) {
  ErrorDetail detail;
  const auto payload = status.GetPayload(kErrorDetailUrl);
  if (!payload.has_value()) return detail;
  const std::string bytes(*payload);
  absl::string_view in(bytes);
  std::string count;
  if (!Take(in, detail.reason) || !Take(in, count)) return {};
  for (size_t n = static_cast<size_t>(std::strtoul(count.c_str(), nullptr, 10)); n > 0; --n) {
    std::string key;
    std::string value;
    if (!Take(in, key) || !Take(in, value)) return {};
    detail.metadata.emplace(std::move(key), std::move(value));
  }
  while (!in.empty()) {
    FieldViolation v;
    if (!Take(in, v.field) || !Take(in, v.description)) return {};
    detail.violations.push_back(std::move(v));
  }
  return detail;
}

std::string Shorten(absl::string_view value, size_t limit) {
  size_t end = value.size();
  if (end > limit) {
    end = limit;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  }
  std::string out;
  for (const char c : value.substr(0, end)) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x20 || u == 0x7f) {
      absl::StrAppendFormat(&out, "\\x%02x", static_cast<unsigned int>(u));
    } else {
      out.push_back(c);
    }
  }
  if (end < value.size()) out += "...";
  return out;
}

}  // namespace indicast
