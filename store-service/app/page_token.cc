#include "store-service/app/page_token.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

constexpr size_t kChecksumDigits = 16;
constexpr size_t kMaxTokenBytes = 2048;

std::string Checksum(const PageToken& token) {
  return Sha256()
      .PutString("indicast page token 1")
      .PutInt(token.revision)
      .PutString(token.query)
      .PutString(token.position)
      .Hex()
      .substr(0, kChecksumDigits);
}

absl::Status TokenInvalid(absl::string_view why) {
  return FieldError("page_token", absl::StrCat(why, "; begin again without a token"),
                    "PAGE_TOKEN_INVALID");
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  return absl::WebSafeBase64Escape(
      absl::StrCat(token.revision, "\n", token.query, "\n", Checksum(token), "\n", token.position));
}

absl::StatusOr<PageToken> DecodePageToken(absl::string_view text) {
  std::string plain;
  if (text.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(text, &plain)) {
    return TokenInvalid("the page token is damaged");
  }
  const std::vector<std::string> parts = absl::StrSplit(plain, absl::MaxSplits('\n', 3));
  PageToken token;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &token.revision)) {
    return TokenInvalid("the page token is damaged");
  }
  token.query = parts[1];
  token.position = parts[3];
  // Equal text, too: base64 has more than one spelling of some bytes.
  if (parts[2] != Checksum(token) || EncodePageToken(token) != text) {
    return TokenInvalid("the page token is damaged");
  }
  return token;
}

absl::StatusOr<AsOf> PinRevision(const Snapshot& snapshot, const AsOf& as_of,
                                 absl::string_view field) {
  AsOf pinned = as_of;
  if (!as_of.revision.has_value()) {
    pinned.revision = snapshot.revision();
  } else if (*as_of.revision < 0) {
    return FieldError(absl::StrCat(field, ".revision"),
                      absl::StrCat(*as_of.revision,
                                   " is negative; revisions begin at 0, the empty "
                                   "store"));
  } else if (*as_of.revision > snapshot.revision()) {
    return Error(absl::StatusCode::kOutOfRange, "REVISION_NOT_FOUND",
                 absl::StrCat(field, ".revision: ", *as_of.revision,
                              " is not written yet; the newest revision is ", snapshot.revision()),
                 {{"head_revision", absl::StrCat(snapshot.revision())}});
  }
  return pinned;
}

absl::StatusOr<PageStart> StartPage(const Snapshot& snapshot, const PageRequest& request,
                                    const AsOf& as_of, absl::string_view query,
                                    absl::string_view field) {
  if (request.size < 0) {
    return FieldError("page_size", absl::StrCat(request.size, " is negative; want 1..",
                                                kMaxPageSize, ", or 0 for ", kDefaultPageSize));
  }
  PageStart start;
  start.size = static_cast<size_t>(request.size == 0 ? kDefaultPageSize
                                                     : std::min(request.size, kMaxPageSize));
  start.query =
      Sha256()
          .PutString(query)
          .PutInt(as_of.revision.value_or(-1))
          .PutString(as_of.publication_date.has_value() ? as_of.publication_date->ToString() : "")
          .Hex()
          .substr(0, kChecksumDigits);
  ASSIGN_OR_RETURN(start.as_of, PinRevision(snapshot, as_of, field));
  if (!request.token.empty()) {
    ASSIGN_OR_RETURN(PageToken token, DecodePageToken(request.token));
    if (token.query != start.query) {
      return TokenInvalid("the page token belongs to another query");
    }
    if (token.revision < 0 || token.revision > snapshot.revision()) {
      return TokenInvalid("the page token belongs to a revision that this store does not hold");
    }
    start.as_of.revision = token.revision;
    start.position = std::move(token.position);
  }
  start.revision = *start.as_of.revision;
  return start;
}

std::string NextPageToken(const PageStart& page, std::string position) {
  return EncodePageToken({page.revision, page.query, std::move(position)});
}

absl::StatusOr<size_t> PagePosition(const PageStart& start) {
  if (start.position.empty()) return 0;
  uint64_t position = 0;
  if (!absl::SimpleAtoi(start.position, &position)) {
    return TokenInvalid("the page token is damaged");
  }
  return static_cast<size_t>(position);
}

}  // namespace indicast::store
