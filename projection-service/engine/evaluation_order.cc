#include "projection-service/engine/evaluation_order.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"

namespace indicast::projection {
namespace {

enum class Mark : char { kNew, kOnChain, kDone };

absl::Status CycleError(const std::vector<size_t>& chain, size_t start,
                        const std::vector<std::string>& names) {
  std::vector<std::string> loop;
  for (auto it = std::find(chain.begin(), chain.end(), start); it != chain.end(); ++it) {
    loop.push_back(names[*it]);
  }
  loop.push_back(names[start]);
  const std::string text = absl::StrJoin(loop, " > ");
  return Error(absl::StatusCode::kFailedPrecondition, "ASSUMPTION_CYCLE",
               absl::StrCat("assumptions follow one another in a loop: ", text,
                            "; give one of them a growth of its own"),
               {{"loop", text}});
}

}  // namespace

absl::StatusOr<std::vector<size_t>> EvaluationOrder(
    const std::vector<std::optional<size_t>>& followed, const std::vector<std::string>& names) {
  std::vector<Mark> marks(followed.size(), Mark::kNew);
  std::vector<size_t> order;
  order.reserve(followed.size());
  std::vector<size_t> chain;
  for (size_t start = 0; start < followed.size(); ++start) {
    chain.clear();
    std::optional<size_t> at = start;
    while (at.has_value() && marks[*at] == Mark::kNew) {
      marks[*at] = Mark::kOnChain;
      chain.push_back(*at);
      at = followed[*at];
    }
    if (at.has_value() && marks[*at] == Mark::kOnChain) return CycleError(chain, *at, names);
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
      marks[*it] = Mark::kDone;
      order.push_back(*it);
    }
  }
  return order;
}

}  // namespace indicast::projection
