// A replacement is the withdrawal of the difference and a merge of the rest.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::IsOk;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

constexpr int kRounds = 60;

// Draws imports over a small space, so that keys meet often.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}

  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool Flip() { return Below(2) == 0; }

  Observation Figure() {
    Observation figure = TestObservation(
        absl::StrCat(2018 + Below(5)), absl::StrCat(Below(4), ".", Below(3)),
        Flip() ? "report" : "communique", Flip() ? Stage::kReported : Stage::kFinal);
    figure.series.indicator = Flip() ? "gdp" : "imports-exports";
    figure.series.area = Flip() ? "changsha" : "hunan";
    return figure;
  }

  std::vector<Observation> Figures(int most) {
    std::map<std::string, Observation> by_key;
    for (int n = Below(most + 1); n > 0; --n) {
      Observation figure = Figure();
      by_key.insert_or_assign(KeyOf(figure), figure);
    }
    std::vector<Observation> figures;
    for (auto& [key, figure] : by_key) figures.push_back(std::move(figure));
    return figures;
  }

  ObservationReplacement Replacement() {
    ObservationReplacement replacement;
    if (Flip()) replacement.indicators = {Flip() ? "gdp" : "imports-exports"};
    if (Flip() || replacement.indicators.empty()) {
      replacement.documents = {Flip() ? "report" : "communique"};
    }
    if (Flip()) replacement.areas = {Flip() ? "changsha" : "hunan"};
    if (Flip()) replacement.from_day = Day(absl::StrCat(2018 + Below(3), "-01-01"));
    if (Flip()) replacement.to_day = Day(absl::StrCat(2020 + Below(3), "-12-31"));
    return replacement;
  }

 private:
  std::mt19937 random_;
};

bool Covers(const ObservationReplacement& r, const Observation& figure) {
  const auto allows = [](const std::vector<std::string>& list, const std::string& id) {
    return list.empty() || std::find(list.begin(), list.end(), id) != list.end();
  };
  return allows(r.indicators, figure.series.indicator) && allows(r.areas, figure.series.area) &&
         allows(r.documents, figure.evidence.document) &&
         (!r.from_day.has_value() || figure.period.first_day() >= *r.from_day) &&
         (!r.to_day.has_value() || figure.period.last_day() <= *r.to_day);
}

// Key and content of all that is current, as canonical bytes.
std::map<std::string, std::string> StateOf(const Snapshot& snapshot, const AsOf& as_of = {}) {
  std::map<std::string, std::string> state;
  ObservationQuery query;
  query.all_vintages = true;
  snapshot.Visit(query, as_of, [&](const VintageView& view) {
    state[KeyOf(*view.observation)] = CanonicalBytes(Record(*view.observation));
    return true;
  });
  return state;
}

class ReplacePropertyTest : public ::testing::TestWithParam<unsigned> {
 protected:
  std::unique_ptr<Store> Open() {
    auto store = Store::Open(MemoryBackend(), clock_).value();
    ImportRequest base = BaseImport();
    base.observations.clear();
    EXPECT_THAT(store->Import(base), IsOk());
    return store;
  }

  // The withdrawals that end what the replacements of `request` end.
  static std::vector<VintageKey> Difference(const ImportRequest& request,
                                            const std::map<std::string, Observation>& model) {
    std::vector<VintageKey> difference;
    for (const auto& entry : model) {
      const std::string& key = entry.first;
      const Observation& figure = entry.second;
      const auto covers = [&](const auto& replacement) { return Covers(replacement, figure); };
      const auto is_held = [&](const Observation& o) { return KeyOf(o) == key; };
      const auto& all = request.replacements;
      const auto& held = request.observations;
      if (std::any_of(all.begin(), all.end(), covers) &&
          std::none_of(held.begin(), held.end(), is_held)) {
        difference.push_back(
            {figure.series, figure.period, figure.stage, figure.evidence.document});
      }
    }
    return difference;
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
};

TEST_P(ReplacePropertyTest, ReplaceIsWithdrawTheDifferenceAndMerge) {
  Draw draw(GetParam());
  const auto replacing = Open();
  const auto withdrawing = Open();
  std::map<std::string, Observation> model;
  for (int round = 0; round < kRounds; ++round) {
    ImportRequest request = TestRequest(absl::StrCat("round-", round));
    request.observations = draw.Figures(12);
    request.thresholds.max_replaced_count = 1000;
    for (int n = draw.Below(3); n > 0; --n) request.replacements.push_back(draw.Replacement());
    ImportRequest plain = request;
    plain.replacements.clear();
    plain.withdrawals = Difference(request, model);

    ASSERT_OK_AND_ASSIGN(const ImportResult replaced, replacing->Import(request));
    ASSERT_OK_AND_ASSIGN(const ImportResult withdrawn, withdrawing->Import(plain));
    EXPECT_EQ(replaced.head.revision, withdrawn.head.revision);
    EXPECT_EQ(replaced.report.withdrawn, static_cast<int>(plain.withdrawals.size()));
    EXPECT_EQ(replaced.report.withdrawn, withdrawn.report.withdrawn);
    EXPECT_EQ(replaced.report.added, withdrawn.report.added);
    EXPECT_EQ(replaced.report.changed, withdrawn.report.changed);
    for (const VintageKey& key : plain.withdrawals) model.erase(key.ToString());
    for (const Observation& o : request.observations) model.insert_or_assign(KeyOf(o), o);

    std::map<std::string, std::string> expected;
    for (const auto& [key, figure] : model) expected[key] = CanonicalBytes(Record(figure));
    ASSERT_EQ(StateOf(*replacing->snapshot()), expected) << "round " << round;
    ASSERT_EQ(StateOf(*withdrawing->snapshot()), expected) << "round " << round;
  }
}

TEST_P(ReplacePropertyTest, ARevertGivesBackTheStateBefore) {
  Draw draw(GetParam() + 100);
  const auto store = Open();
  for (int round = 0; round < kRounds; ++round) {
    const Revision before = store->snapshot()->revision();
    const auto state = StateOf(*store->snapshot());
    ImportRequest request = TestRequest(absl::StrCat("round-", round));
    request.observations = draw.Figures(8);
    request.thresholds.max_replaced_count = 1000;
    if (draw.Flip()) request.replacements = {draw.Replacement()};
    ASSERT_OK_AND_ASSIGN(const ImportResult written, store->Import(request));
    if (!written.changed || draw.Flip()) continue;
    RevertRequest revert;
    revert.envelope = {absl::StrCat("undo-", round), "curator", "undo", false, {}};
    revert.revision = written.head.revision;
    ASSERT_THAT(store->Revert(revert), IsOk());
    ASSERT_EQ(StateOf(*store->snapshot()), state) << "round " << round;
    ASSERT_EQ(StateOf(*store->snapshot(), {before, {}}), state) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReplacePropertyTest, ::testing::Range(1U, 6U));

}  // namespace
}  // namespace indicast::store
