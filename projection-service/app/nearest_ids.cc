#include "projection-service/app/nearest_ids.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/edit_distance/edit_distance.h"
#include "common/status/error.h"

namespace indicast::projection {
namespace {

constexpr size_t kMaxLength = 80;
constexpr size_t kMaxIds = 3;

}  // namespace

std::vector<std::string> NearestIds(absl::string_view id, const std::vector<std::string>& known) {
  std::vector<std::pair<size_t, std::string>> near;
  if (id.empty() || id.size() > kMaxLength) return {};
  for (const std::string& candidate : known) {
    if (candidate.size() > kMaxLength) continue;
    const size_t distance = EditDistance(id, candidate);
    // A swap of two letters counts two; it must pass in an id of three.
    const size_t allowed = std::max<size_t>(2, std::max(id.size(), candidate.size()) / 3);
    if (distance <= allowed && distance < candidate.size()) near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  if (near.size() > kMaxIds) near.resize(kMaxIds);
  std::vector<std::string> ids;
  ids.reserve(near.size());
  for (auto& [distance, candidate] : near) ids.push_back(std::move(candidate));
  return ids;
}

std::string UnknownId(absl::string_view id, const std::vector<std::string>& known) {
  const std::vector<std::string> near = NearestIds(id, known);
  std::string text = absl::StrCat("unknown \"", Shorten(id), "\"");
  if (!near.empty()) absl::StrAppend(&text, "; nearest: ", absl::StrJoin(near, ", "));
  return text;
}

}  // namespace indicast::projection
