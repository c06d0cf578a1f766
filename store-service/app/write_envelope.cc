#include "store-service/app/write_envelope.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "store-service/domain/text.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxRequestId = 64;
constexpr ptrdiff_t kMaxReason = 500;

}  // namespace

WriteEnvelope EnvelopeOf(const ImportRequest& request) {
  return {request.request_id, request.author, request.reason, request.validate_only,
          request.expected_revision};
}

void CheckEnvelope(const WriteEnvelope& envelope, std::vector<FieldViolation>& violations) {
  const auto printable = [](char c) { return c >= 0x21 && c <= 0x7E; };
  if (envelope.request_id.empty() || envelope.request_id.size() > kMaxRequestId ||
      !std::all_of(envelope.request_id.begin(), envelope.request_id.end(), printable)) {
    violations.push_back(
        {"request_id", absl::StrCat("'", Shorten(envelope.request_id), "' is not an id of 1..",
                                    kMaxRequestId, " printable ASCII characters")});
  }
  const ptrdiff_t reason = CountCharacters(envelope.reason);
  if (reason < 1 || reason > kMaxReason || HasControlCharacter(envelope.reason, "\n\t")) {
    violations.push_back(
        {"reason", absl::StrCat("must say why in 1..", kMaxReason, " characters of UTF-8: '",
                                Shorten(envelope.reason), "'")});
  }
  if (envelope.expected_revision.has_value() && *envelope.expected_revision < 0) {
    violations.push_back({"expected_revision", absl::StrCat(*envelope.expected_revision,
                                                            " is negative; leave it unset for no "
                                                            "check")});
  }
}

}  // namespace indicast::store
