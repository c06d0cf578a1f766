// The check itself: it accepts a right history and finds each kind of wrong one.
#include "tests/recipes/single_order.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = Operation::Kind;

Operation Read(int key, int64_t value, int64_t revision, int64_t begin, int64_t end) {
  return {Kind::kRead, key, value, revision, 0, begin, end};
}
Operation Write(int key, int64_t value, int64_t revision, int64_t begin, int64_t end) {
  return {Kind::kWrite, key, value, revision, revision - 1, begin, end};
}

TEST(SingleOrderTest, OverlappingOperationsMayTakeEitherOrder) {
  EXPECT_THAT(Contradictions({Write(1, 10, 2, 0, 50),
                              Read(1, 0, 1, 10, 60),
                              Read(1, 10, 2, 20, 70),
                              Write(2, 20, 3, 30, 90),
                              Read(2, 0, 2, 80, 85),
                              {Kind::kRefused, 1, 11, 0, 1, 0, 40}},
                             1),
              IsEmpty());
}

TEST(SingleOrderTest, AStaleReadIsFound) {
  EXPECT_THAT(Contradictions({Write(1, 10, 2, 0, 10), Read(1, 0, 1, 20, 30)}, 1),
              ElementsAre(HasSubstr("began after the end of write of key 1 value 10")));
}

TEST(SingleOrderTest, AReadOfAnotherValueIsFound) {
  EXPECT_THAT(Contradictions({Write(1, 10, 2, 0, 10), Read(1, 11, 2, 5, 30)}, 1),
              ElementsAre(HasSubstr("while the last write was 10")));
}

TEST(SingleOrderTest, ALostWriteIsFound) {
  EXPECT_THAT(Contradictions({Write(1, 10, 2, 0, 10), Write(1, 12, 4, 20, 30)}, 1),
              ElementsAre("revision 3 is nobody's write"));
}

TEST(SingleOrderTest, TwoWritesOverOneStateAreFound) {
  Operation second = Write(1, 12, 3, 0, 10);
  second.expected = 1;
  EXPECT_THAT(Contradictions({Write(1, 10, 2, 0, 10), second}, 1),
              ElementsAre(HasSubstr("was let through over 1")));
}

TEST(SingleOrderTest, ARefusalWithoutACauseIsFound) {
  EXPECT_THAT(Contradictions({{Kind::kRefused, 1, 11, 0, 1, 0, 40}, Write(1, 10, 2, 50, 60)}, 1),
              ElementsAre(HasSubstr("although nothing had moved")));
}

}  // namespace
}  // namespace indicast::testing
