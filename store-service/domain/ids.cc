#include "store-service/domain/ids.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/edit_distance/edit_distance.h"

namespace indicast::store {
namespace {

bool IsWordCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool IsId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes) return false;
  if (!IsWordCharacter(id.front()) || !IsWordCharacter(id.back())) return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return c == '-' || IsWordCharacter(c); });
}

std::vector<std::string> NearestIds(absl::string_view wanted,
                                    const std::vector<absl::string_view>& candidates) {
  wanted = wanted.substr(0, kMaxIdBytes);
  if (wanted.empty()) return {};
  const size_t tolerance = std::max<size_t>(2, wanted.size() / 3);
  // Distance for the order, with containment counting as one step; the edits break ties.
  std::vector<std::tuple<size_t, size_t, absl::string_view>> near;
  for (const absl::string_view candidate : candidates) {
    const size_t edits = EditDistance(wanted, candidate);
    const bool contains =
        wanted.size() >= 3 && candidate.size() >= 3 &&
        (absl::StrContains(candidate, wanted) || absl::StrContains(wanted, candidate));
    const size_t distance = contains ? std::min<size_t>(edits, 1) : edits;
    if (distance <= tolerance && distance < candidate.size()) {
      near.emplace_back(distance, edits, candidate);
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> ids;
  for (size_t i = 0; i < near.size() && i < 3; ++i) {
    ids.emplace_back(std::get<absl::string_view>(near[i]));
  }
  return ids;
}

std::string NearestHint(absl::string_view wanted,
                        const std::vector<absl::string_view>& candidates) {
  const std::vector<std::string> ids = NearestIds(wanted, candidates);
  return ids.empty() ? "" : absl::StrCat("; nearest: ", absl::StrJoin(ids, ", "));
}

}  // namespace indicast::store
