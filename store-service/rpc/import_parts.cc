#include "store-service/rpc/import_parts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/rpc/convert.h"

namespace indicast::store {
namespace {

int64_t CountRecords(const v1::ImportRecordsRequest& part) {
  const auto count = [](const auto&... lists) { return (int64_t{lists.size()} + ...); };
  return count(part.areas(), part.units(), part.documents(), part.indicators(), part.observations(),
               part.targets(), part.scenarios(), part.withdrawals(), part.replacements());
}

absl::Status TooLarge(absl::string_view what, int64_t limit) {
  return Error(absl::StatusCode::kResourceExhausted, "IMPORT_TOO_LARGE",
               absl::StrCat("the import holds more than ", limit, " ", what,
                            "; nothing was written; send it in several imports"),
               {{"limit", absl::StrCat(limit)}});
}

}  // namespace

bool StreamedBytes::Take(int64_t bytes) {
  if (held_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit_) return true;
  Return(bytes);
  return false;
}

absl::Status ImportParts::Add(const v1::ImportRecordStreamRequest& message) {
  RETURN_IF_ERROR(CheckSize(message));
  CheckPart(message);
  if (parts_++ == 0) TakeEnvelope(message.part(), fields_, request_);
  TakeRecords(message.part(), fields_, request_);
  return absl::OkStatus();
}

absl::Status ImportParts::CheckSize(const v1::ImportRecordStreamRequest& message) {
  const auto bytes = static_cast<int64_t>(message.ByteSizeLong());
  records_ += CountRecords(message.part());
  if (records_ > limits_.max_records) return TooLarge("records", limits_.max_records);
  if (taken_bytes_ + bytes > limits_.max_bytes) return TooLarge("bytes", limits_.max_bytes);
  if (!bytes_.Take(bytes)) {
    return Error(absl::StatusCode::kResourceExhausted, "SERVER_BUSY",
                 "the server is busy: other streamed imports take its memory; try again later");
  }
  taken_bytes_ += bytes;
  return absl::OkStatus();
}

// The envelope belongs to the first part.
void ImportParts::CheckPart(const v1::ImportRecordStreamRequest& message) {
  if (!message.has_part()) return fields_.Add("part", "must be set");
  if (parts_ == 0) return;
  const v1::ImportRecordsRequest& part = message.part();
  const auto refuse = [this](absl::string_view field, bool set) {
    if (set) fields_.Add(field, "belongs to the first part of the stream only");
  };
  refuse("request_id", !part.request_id().empty());
  refuse("reason", !part.reason().empty());
  refuse("validate_only", part.validate_only());
  refuse("expected_revision", part.has_expected_revision());
  refuse("thresholds", part.has_thresholds());
  refuse("confirmed_plan", !part.confirmed_plan().empty());
}

absl::StatusOr<ImportRequest> ImportParts::Finish() {
  RETURN_IF_ERROR(std::move(fields_).Status());
  return std::move(request_);
}

}  // namespace indicast::store
