#include "tests/golden/mask.h"

#include "gtest/gtest.h"

namespace indicast::testing {
namespace {

TEST(Mask, HidesWhatMustVary) {
  EXPECT_EQ(Mask("at 127.0.0.1:40123;"), "at 127.0.0.1:PORT;");
  EXPECT_EQ(Mask("2024-05-01T10:00:00.5Z 2024-05-01T10:00:00+08:00"),
            "YYYY-MM-DDThh:mm:ssZ YYYY-MM-DDThh:mm:ss+hh:mm");
  EXPECT_EQ(Mask("2024-05-01 10:00  2024-05-01 10:00:59"), "YYYY-MM-DD hh:mm  YYYY-MM-DD hh:mm:ss");
  EXPECT_EQ(Mask("0.1.0 (0123456789ab)"), "0.1.0 (COMMIT)");
  EXPECT_EQ(Mask("\"milliseconds\": 12,"), "\"milliseconds\": MS,");
  EXPECT_EQ(Mask("request id: 0123456789abcdef"), "request id: REQUEST");
}

TEST(Mask, KeepsEveryFigureDateAndChecksumOfTheData) {
  for (const char* text : {"87.55 90.95 -15", "公布日期 2023-02-15止", "2024-01-31", "数据修订 1",
                           "回执 0123456789abcdef", "\"revision\": 1", "15.3万人"}) {
    EXPECT_EQ(Mask(text), text);
  }
}

}  // namespace
}  // namespace indicast::testing
