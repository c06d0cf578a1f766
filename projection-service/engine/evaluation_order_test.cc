#include "projection-service/engine/evaluation_order.h"

#include <algorithm>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Links = std::vector<std::optional<size_t>>;

TEST(EvaluationOrderTest, FollowedComesFirst) {
  EXPECT_THAT(EvaluationOrder(Links{2, 0, std::nullopt}, {"a", "b", "c"}),
              IsOkAndHolds(ElementsAre(2, 0, 1)));
  EXPECT_THAT(EvaluationOrder({}, {}), IsOkAndHolds(IsEmpty()));
}

TEST(EvaluationOrderTest, NamesTheLoopWithoutWhatLeadsToIt) {
  const auto order = EvaluationOrder(Links{1, 2, 1}, {"a", "b", "c"});
  EXPECT_THAT(order, HasReason("ASSUMPTION_CYCLE"));
  EXPECT_THAT(order, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("b > c > b")));
}

TEST(EvaluationOrderTest, FollowingItselfIsALoop) {
  EXPECT_THAT(EvaluationOrder(Links{0}, {"gdp"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("gdp > gdp")));
}

// Slow: walk from every node and see whether it comes back. All graphs of four nodes.
TEST(EvaluationOrderTest, AgreesWithWalkingOnEveryGraphOfFourNodes) {
  for (int code = 0; code < 5 * 5 * 5 * 5; ++code) {
    Links links;
    for (int rest = code, i = 0; i < 4; ++i, rest /= 5) {
      links.push_back(rest % 5 == 4 ? std::nullopt
                                    : std::optional<size_t>(static_cast<size_t>(rest % 5)));
    }
    bool loop = false;
    for (size_t start = 0; start < 4; ++start) {
      std::optional<size_t> at = links[start];
      for (int step = 0; step < 4 && at.has_value(); ++step) {
        loop = loop || *at == start;
        at = links[*at];
      }
    }
    const auto order = EvaluationOrder(links, {"a", "b", "c", "d"});
    ASSERT_EQ(order.ok(), !loop) << code;
    if (!order.ok()) continue;
    for (size_t i = 0; i < 4; ++i) {
      if (!links[i].has_value()) continue;
      const auto own = std::find(order->begin(), order->end(), i);
      const auto followed = std::find(order->begin(), order->end(), *links[i]);
      EXPECT_LT(followed, own) << code;
    }
  }
}

}  // namespace
}  // namespace indicast::projection
