#include "clients/cpp/lever_text.h"

#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasReason;
using ::testing::HasSubstr;

namespace pb = ::indicast::projection::v1;

TEST(LeverTextTest, BoundsMayBeOpenAtOneEnd) {
  ASSERT_OK_AND_ASSIGN(pb::Lever lever, ParseBound("primary-sector = -2..4%"));
  EXPECT_EQ(lever.indicator(), "primary-sector");
  EXPECT_EQ(lever.min_growth_percent().text(), "-2");
  EXPECT_EQ(lever.max_growth_percent().text(), "4");
  ASSERT_OK_AND_ASSIGN(lever, ParseBound("a=..4"));
  EXPECT_FALSE(lever.has_min_growth_percent());
  ASSERT_OK_AND_ASSIGN(lever, ParseBound("a=1.5.."));
  EXPECT_EQ(lever.min_growth_percent().text(), "1.5");
  EXPECT_FALSE(lever.has_max_growth_percent());
}

TEST(LeverTextTest, PricesAreNumbers) {
  ASSERT_OK_AND_ASSIGN(const pb::Lever lever, ParsePrice("a=2.5"));
  EXPECT_EQ(lever.price().text(), "2.5");
  EXPECT_FALSE(lever.pinned());
}

TEST(LeverTextTest, WhatIsNoneIsToldHowToWriteIt) {
  for (const char* text : {"", "a", "a=4", "a=..", "a=x..4", "=2..3", "a=2..x"}) {
    EXPECT_THAT(ParseBound(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"", "a", "a=", "a=dear", "=3"}) {
    EXPECT_THAT(ParsePrice(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  EXPECT_THAT(std::string(ParseBound("a=4").status().message()), HasSubstr("INDICATOR=2..4"));
}

}  // namespace
}  // namespace indicast::client
