// Pages of a listing. A token names the revision that the first page was read at, the query and the
// place to go on; later pages are read at that revision, so a listing never mixes states.
//
// Tokens are opaque texts with a checksum. They carry no right: what a forged token could read, its
// maker could read without it. They stay good after a restart. Thread-safe free functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

struct PageToken {
  Revision revision = 0;
  std::string query;     // digest of the query without page size and token
  std::string position;  // meaning belongs to the listing
  bool operator==(const PageToken&) const = default;
};

std::string EncodePageToken(const PageToken& token);
// kInvalidArgument (PAGE_TOKEN_INVALID, field page_token) for anything EncodePageToken did not
// make.
absl::StatusOr<PageToken> DecodePageToken(absl::string_view text);

// What a caller asks for.
struct PageRequest {
  int size = 0;  // 0: the default; above the maximum: the maximum; negative: refused
  std::string token;
};

inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;

// A page about to be read.
struct PageStart {
  size_t size = 0;
  AsOf as_of;             // with the revision pinned
  Revision revision = 0;  // of the answer
  std::string query;
  std::string position;  // empty on the first page
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::string next_token;  // empty at the end
  Revision revision = 0;
};

// The bounds a read may use: kInvalidArgument for a negative revision, kOutOfRange
// (REVISION_NOT_FOUND) for one the store has not reached. The answer has the revision pinned.
// `field` is how the request calls the bounds.
absl::StatusOr<AsOf> PinRevision(const Snapshot& snapshot, const AsOf& as_of,
                                 absl::string_view field = "as_of");

// Checks size and token (PAGE_TOKEN_INVALID when it belongs to another query or to a state this
// store does not hold) and pins the revision. `query` describes method, filter and bounds.
absl::StatusOr<PageStart> StartPage(const Snapshot& snapshot, const PageRequest& request,
                                    const AsOf& as_of, absl::string_view query,
                                    absl::string_view field = "as_of");

// The token of the next page.
std::string NextPageToken(const PageStart& page, std::string position);

// The page of a whole list in its order, positions being indexes.
template <typename T>
absl::StatusOr<Page<T>> PageOf(const PageStart& start, std::vector<T> all);

// Parses the position of PageOf(); kInvalidArgument (PAGE_TOKEN_INVALID).
absl::StatusOr<size_t> PagePosition(const PageStart& start);

template <typename T>
absl::StatusOr<Page<T>> PageOf(const PageStart& start, std::vector<T> all) {
  const absl::StatusOr<size_t> begin = PagePosition(start);
  if (!begin.ok()) return begin.status();
  Page<T> page;
  page.revision = start.revision;
  for (size_t i = *begin; i < all.size() && page.items.size() < start.size; ++i) {
    page.items.push_back(std::move(all[i]));
  }
  const size_t end = *begin + page.items.size();
  if (end < all.size()) page.next_token = NextPageToken(start, std::to_string(end));
  return page;
}

}  // namespace indicast::store
