#include "store-service/app/page_token.h"

#include <random>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::Eq;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

const PageToken kToken = {7, "abcdef", "gdp.changsha.growth.constant.total|2023|2"};

std::shared_ptr<const Snapshot> AtRevision(Revision revision) {
  auto snapshot = Snapshot::Empty();
  while (snapshot->revision() < revision) {
    const Revision next = snapshot->revision() + 1;
    snapshot = snapshot->Apply(TestEntry(next, {TestArea(absl::StrCat("area-", next))})).value();
  }
  return snapshot;
}

TEST(PageTokenTest, RoundTrips) {
  for (const PageToken& token : {kToken, PageToken{}, PageToken{1 << 30, "", "a\nb\nc"}}) {
    EXPECT_THAT(DecodePageToken(EncodePageToken(token)), IsOkAndHolds(Eq(token)));
  }
}

TEST(PageTokenTest, EveryChangedCharacterIsRefused) {
  const std::string text = EncodePageToken(kToken);
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', 'z', '-', '=', '\0', ' '}) {
      std::string changed = text;
      if (changed[i] == c) continue;
      changed[i] = c;
      const auto decoded = DecodePageToken(changed);
      EXPECT_THAT(decoded, HasReason("PAGE_TOKEN_INVALID")) << i;
      EXPECT_THAT(decoded, HasField("page_token"));
    }
    EXPECT_THAT(DecodePageToken(text.substr(0, i)), HasReason("PAGE_TOKEN_INVALID"));
  }
  EXPECT_THAT(DecodePageToken(text + "A"), HasReason("PAGE_TOKEN_INVALID"));
  EXPECT_THAT(DecodePageToken(std::string(1 << 20, 'A')), HasReason("PAGE_TOKEN_INVALID"));
}

TEST(PageTokenTest, RandomBytesAreRefused) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 80, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (bytes.empty()) continue;
    EXPECT_THAT(DecodePageToken(bytes), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(StartPageTest, DefaultsAndLimitsTheSize) {
  const auto snapshot = AtRevision(1);
  const auto size = [&](int requested) {
    return StartPage(*snapshot, {requested, ""}, {}, "q").value().size;
  };
  EXPECT_EQ(size(0), 100u);
  EXPECT_EQ(size(1), 1u);
  EXPECT_EQ(size(1000), 1000u);
  EXPECT_EQ(size(1 << 30), 1000u);
  EXPECT_THAT(StartPage(*snapshot, {-1, ""}, {}, "q"), HasField("page_size"));
}

TEST(StartPageTest, LaterPagesAreReadAtTheRevisionOfTheFirst) {
  ASSERT_OK_AND_ASSIGN(const PageStart first, StartPage(*AtRevision(2), {1, ""}, {}, "areas"));
  EXPECT_EQ(first.revision, 2);
  const std::string token = NextPageToken(first, "1");
  ASSERT_OK_AND_ASSIGN(const PageStart second, StartPage(*AtRevision(5), {3, token}, {}, "areas"));
  EXPECT_EQ(second.revision, 2);
  EXPECT_EQ(second.as_of.revision, 2);
  EXPECT_EQ(second.position, "1");
  EXPECT_EQ(second.size, 3u);
}

TEST(StartPageTest, ATokenIsGoodForItsQueryOnly) {
  const auto snapshot = AtRevision(3);
  ASSERT_OK_AND_ASSIGN(const PageStart first, StartPage(*snapshot, {1, ""}, {}, "areas"));
  const std::string token = NextPageToken(first, "1");
  EXPECT_THAT(StartPage(*snapshot, {1, token}, {}, "areas"), IsOk());
  EXPECT_THAT(StartPage(*snapshot, {1, token}, {}, "units"), HasReason("PAGE_TOKEN_INVALID"));
  EXPECT_THAT(StartPage(*snapshot, {1, token}, {2, {}}, "areas"), HasReason("PAGE_TOKEN_INVALID"));
  EXPECT_THAT(StartPage(*snapshot, {1, token}, {{}, Day("2024-01-01")}, "areas"),
              HasReason("PAGE_TOKEN_INVALID"));
  EXPECT_THAT(StartPage(*AtRevision(2), {1, token}, {}, "areas"), HasReason("PAGE_TOKEN_INVALID"))
      << "a restored older store does not hold revision 3";
}

TEST(PinRevisionTest, RefusesWhatIsNotWritten) {
  const auto snapshot = AtRevision(3);
  EXPECT_EQ(PinRevision(*snapshot, {})->revision, 3);
  EXPECT_EQ(PinRevision(*snapshot, {0, {}})->revision, 0);
  EXPECT_THAT(PinRevision(*snapshot, {4, {}}), HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(PinRevision(*snapshot, {4, {}}), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(PinRevision(*snapshot, {-1, {}}), HasField("as_of.revision"));
}

TEST(PageOfTest, CutsAListIntoItsPages) {
  const auto snapshot = AtRevision(1);
  const std::vector<int> all = {1, 2, 3, 4, 5};
  std::vector<int> read;
  PageRequest request = {2, ""};
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const PageStart start, StartPage(*snapshot, request, {}, "numbers"));
    ASSERT_OK_AND_ASSIGN(const Page<int> page, PageOf(start, all));
    read.insert(read.end(), page.items.begin(), page.items.end());
    request.token = page.next_token;
    ++pages;
  } while (!request.token.empty());
  EXPECT_EQ(read, all);
  EXPECT_EQ(pages, 3);
}

}  // namespace
}  // namespace indicast::store
