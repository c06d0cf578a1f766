#include "store-service/app/observation_diff.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Document Published(std::string id, absl::string_view day) {
  Document document = TestDocument(std::move(id));
  document.publication = Publication{Day(day), false};
  return document;
}

// One revision a list of records.
std::shared_ptr<const Snapshot> Written(const std::vector<std::vector<Record>>& revisions) {
  std::shared_ptr<const Snapshot> snapshot = Snapshot::Empty();
  for (const std::vector<Record>& records : revisions) {
    snapshot = snapshot->Apply(TestEntry(snapshot->revision() + 1, records)).value();
  }
  return snapshot;
}

std::vector<ObservationDifference> Diff(const Snapshot& snapshot, const AsOf& from,
                                        const AsOf& to = {}) {
  DiffQuery query;
  query.from = from;
  auto answer = DiffObservations(snapshot, query, to, {});
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? answer->page.items : std::vector<ObservationDifference>();
}

TEST(ObservationDiffTest, ARevisionAddsRevisesAndWithdraws) {
  const Observation old = TestObservation("2022", "4.5");
  const Observation fixed = TestObservation("2022", "4.4");
  const auto snapshot = Written({{Record(TestDocument("report")), Record(old)},
                                 {Record(fixed), Record(TestObservation("2023", "4.8"))},
                                 {Record(Withdrawal{KeyOf(fixed)})}});
  const auto first = Diff(*snapshot, {1, {}}, {2, {}});
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[0].kind, DifferenceKind::kRevised);
  EXPECT_EQ(*first[0].before->observation, old);
  EXPECT_EQ(*first[0].after->observation, fixed);
  EXPECT_EQ(first[0].revision, 2);
  EXPECT_EQ(first[1].kind, DifferenceKind::kAdded);
  EXPECT_FALSE(first[1].before.has_value());
  const auto second = Diff(*snapshot, {2, {}});
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].kind, DifferenceKind::kWithdrawn);
  EXPECT_EQ(second[0].revision, 3);
  EXPECT_FALSE(second[0].after.has_value());
  EXPECT_THAT(Diff(*snapshot, {3, {}}), IsEmpty());
  EXPECT_THAT(Diff(*snapshot, {0, {}}), SizeIs(1));
}

// Growth of 2022: 4.8 expected in January 2023, 4.5 in the communique of April.
TEST(ObservationDiffTest, TwoDatesShowTheReleaseBetweenThem) {
  const auto snapshot = Written(
      {{Record(Published("plan", "2023-01-16")), Record(Published("communique", "2023-04-07")),
        Record(TestObservation("2022", "4.8", "plan", Stage::kExpected)),
        Record(TestObservation("2022", "4.5", "communique", Stage::kPreliminary))}});
  const auto revised = Diff(*snapshot, {{}, Day("2023-02-01")}, {{}, Day("2023-12-31")});
  ASSERT_THAT(revised, SizeIs(1));
  EXPECT_EQ(revised[0].kind, DifferenceKind::kRevised);
  EXPECT_EQ(revised[0].revision, 0) << "no revision did it";
  EXPECT_EQ(revised[0].after->publication.date, Day("2023-04-07"));
  const auto fresh = Diff(*snapshot, {{}, Day("2023-01-01")}, {{}, Day("2023-02-01")});
  ASSERT_THAT(fresh, SizeIs(1));
  EXPECT_EQ(fresh[0].kind, DifferenceKind::kNewlyPublic);
}

TEST(ObservationDiffTest, ADocumentThatGainsRankChangesTheFigureInUse) {
  Document report = TestDocument("report");
  Document risen = report;
  risen.is_work_report = true;
  const auto snapshot = Written({{Record(report), Record(TestDocument("other")),
                                  Record(TestObservation("2022", "4.5", "other", Stage::kFinal)),
                                  Record(TestObservation("2022", "4.4", "report"))},
                                 {Record(TestObservation("2023", "1"))},
                                 {Record(risen)}});
  const auto found = Diff(*snapshot, {2, {}});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, DifferenceKind::kRevised);
  EXPECT_EQ(found[0].revision, 3);
}

TEST(ObservationDiffTest, NotesDoNotCountButDecimalsDo) {
  Observation noted = TestObservation("2022", "4.5");
  noted.note = {"注", "note"};
  Observation longer = noted;
  longer.value = Number("4.50");
  const auto snapshot =
      Written({{Record(TestObservation("2022", "4.5"))}, {Record(noted)}, {Record(longer)}});
  EXPECT_THAT(Diff(*snapshot, {1, {}}, {2, {}}), IsEmpty());
  EXPECT_THAT(Diff(*snapshot, {2, {}}), SizeIs(1));
}

TEST(ObservationDiffTest, RefusesStatesInTheWrongOrder) {
  const auto snapshot = Written({{Record(TestObservation("2022", "4.5"))}, {}});
  const auto diff = [&](const AsOf& from, const AsOf& to) {
    DiffQuery query;
    query.from = from;
    return DiffObservations(*snapshot, query, to, {}).status();
  };
  EXPECT_THAT(diff({}, {}), HasField("from"));
  EXPECT_THAT(diff({2, {}}, {1, {}}), HasField("from.revision"));
  EXPECT_THAT(diff({-1, {}}, {}), HasField("from.revision"));
  EXPECT_THAT(diff({0, {}}, {-1, {}}), HasField("to.revision"));
  EXPECT_THAT(diff({0, {}}, {3, {}}), HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(diff({3, {}}, {}), HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(std::string(diff({0, {}}, {3, {}}).message()), StartsWith("to.revision: 3"));
  EXPECT_THAT(std::string(diff({3, {}}, {}).message()), StartsWith("from.revision: 3"));
  EXPECT_THAT(diff({1, {}}, {2, Day("2024-01-01")}), HasField("from.publication_date"));
  EXPECT_THAT(diff({{}, Day("2024-01-02")}, {{}, Day("2024-01-01")}),
              HasField("from.publication_date"));
}

TEST(ObservationDiffTest, PagesStayAtTheRevisionOfTheFirst) {
  const auto snapshot =
      Written({{Record(TestObservation("2021", "1")), Record(TestObservation("2022", "2")),
                Record(TestObservation("2023", "3"))}});
  DiffQuery query;
  query.from.revision = 0;
  const auto first = DiffObservations(*snapshot, query, {}, {.size = 2, .token = ""}).value();
  EXPECT_THAT(first.page.items, SizeIs(2));
  const auto later = snapshot->Apply(TestEntry(2, {Record(TestObservation("2024", "4"))})).value();
  const PageRequest next = {.size = 2, .token = first.page.next_token};
  EXPECT_THAT(DiffObservations(*later, query, {}, next)->page.items, SizeIs(1));
  query.areas = {"changsha"};
  EXPECT_THAT(DiffObservations(*later, query, {}, next), HasReason("PAGE_TOKEN_INVALID"));
}

// A plain list of everything ever written; every state is found by scanning it.
class Model {
 public:
  void Write(Revision revision, const Record& record) { writes_.emplace_back(revision, record); }

  // The figure in use of each period of the one series, as text.
  std::map<Period, std::string> At(Revision revision, const std::optional<Date>& date) const {
    std::map<std::string, Document> documents;
    std::map<std::string, Observation> figures;
    for (const auto& [written, record] : writes_) {
      if (written > revision) break;
      if (const auto* document = std::get_if<Document>(&record)) {
        documents[document->id] = *document;
      }
      if (const auto* figure = std::get_if<Observation>(&record)) figures[KeyOf(*figure)] = *figure;
      if (const auto* withdrawal = std::get_if<Withdrawal>(&record)) {
        figures.erase(withdrawal->observation_key);
      }
    }
    std::map<Period, std::pair<Rank, std::string>> best;
    for (const auto& [key, figure] : figures) {
      const Document& document = documents[figure.evidence.document];
      const Date day = document.publication.has_value()
                           ? document.publication->date
                           : EstimatedPublicBy(figure.stage, figure.period);
      if (date.has_value() && day > *date) continue;
      const Rank rank = {
          figure.stage == Stage::kExpected, !document.is_work_report, StagePreference(figure.stage),
          -(day.year() * 10000 + day.month() * 100 + day.day()), figure.evidence.document};
      const auto [place, added] = best.try_emplace(figure.period, rank, Words(figure));
      if (!added && rank < place->second.first) place->second = {rank, Words(figure)};
    }
    std::map<Period, std::string> words;
    for (const auto& [period, entry] : best) words[period] = entry.second;
    return words;
  }

  std::vector<std::string> Diff(const AsOf& from, const AsOf& to) const {
    const auto before = At(*from.revision, from.publication_date);
    const auto after = At(*to.revision, to.publication_date);
    std::vector<std::map<Period, std::string>> later;  // states of the later bound, by revision
    for (Revision r = *from.revision; r <= *to.revision; ++r) {
      later.push_back(At(r, to.publication_date));
    }
    std::map<Period, std::string> periods = before;
    periods.insert(after.begin(), after.end());
    std::vector<std::string> lines;
    for (const auto& [period, words] : periods) {
      const std::string old_words = Of(before, period);
      const std::string new_words = Of(after, period);
      if (old_words == new_words) continue;
      size_t since = later.size() - 1;
      while (since > 0 && Of(later[since - 1], period) == new_words) --since;
      lines.push_back(absl::StrCat(period.ToString(), " ", old_words, " > ", new_words, " #",
                                   since == 0 ? 0 : *from.revision + static_cast<int64_t>(since)));
    }
    return lines;
  }

  static std::string Words(const Observation& figure) {
    return absl::StrCat(figure.value->ToString(), CodeOf(figure.stage), "@",
                        figure.evidence.document);
  }

 private:
  using Rank = std::tuple<bool, bool, int, int, std::string>;  // smaller is preferred
  static std::string Of(const std::map<Period, std::string>& state, const Period& period) {
    const auto found = state.find(period);
    return found == state.end() ? "none" : found->second;
  }
  std::vector<std::pair<Revision, Record>> writes_;
};

std::string Line(const ObservationDifference& difference) {
  const auto words = [](const std::optional<VintageView>& view) {
    return view.has_value() ? Model::Words(*view->observation) : "none";
  };
  const VintageView& some = difference.after.has_value() ? *difference.after : *difference.before;
  return absl::StrCat(some.observation->period.ToString(), " ", words(difference.before), " > ",
                      words(difference.after), " #", difference.revision);
}

class Releases {
 public:
  explicit Releases(uint32_t seed) : random_(seed) {}
  int Pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  Date PickDay() { return Date::Create(2020 + Pick(5), 1 + Pick(12), 1 + Pick(28)).value(); }

  Record Make(std::vector<std::string>& keys) {
    if (Pick(4) == 0) {
      Document document = TestDocument(absl::StrCat("document-", Pick(4)));
      if (Pick(3) != 0) document.publication = Publication{PickDay(), false};
      document.is_work_report = Pick(3) == 0;
      return document;
    }
    if (!keys.empty() && Pick(4) == 0) {
      const size_t which = static_cast<size_t>(Pick(static_cast<int>(keys.size())));
      const Withdrawal withdrawal{keys[which]};
      keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(which));
      return withdrawal;
    }
    constexpr Stage kStages[] = {Stage::kExpected, Stage::kPreliminary, Stage::kReported};
    const Observation figure =
        TestObservation(absl::StrCat(2019 + Pick(4)), absl::StrCat(Pick(4)),
                        absl::StrCat("document-", Pick(4)), kStages[Pick(3)]);
    if (std::find(keys.begin(), keys.end(), KeyOf(figure)) == keys.end()) {
      keys.push_back(KeyOf(figure));
    }
    return figure;
  }

 private:
  std::mt19937 random_;
};

class ObservationDiffModelTest : public ::testing::TestWithParam<uint32_t> {};

TEST_P(ObservationDiffModelTest, EveryDiffAgreesWithTheModel) {
  constexpr int kRevisions = 40;
  Releases releases(GetParam());
  Model model;
  std::vector<std::string> keys;
  std::shared_ptr<const Snapshot> snapshot = Snapshot::Empty();
  for (Revision revision = 1; revision <= kRevisions; ++revision) {
    const Record record = releases.Make(keys);
    model.Write(revision, record);
    snapshot = snapshot->Apply(TestEntry(revision, {record})).value();
  }
  size_t differences = 0;
  for (int i = 0; i < 80; ++i) {
    AsOf from{releases.Pick(kRevisions + 1), {}};
    AsOf to{*from.revision + releases.Pick(kRevisions + 1 - static_cast<int>(*from.revision)), {}};
    if (releases.Pick(2) == 0) from.publication_date = releases.PickDay();
    if (from.publication_date.has_value() && releases.Pick(2) == 0) {
      to.publication_date = std::max(*from.publication_date, releases.PickDay());
    }
    std::vector<std::string> lines;
    for (const auto& difference : Diff(*snapshot, from, to)) lines.push_back(Line(difference));
    ASSERT_EQ(lines, model.Diff(from, to));
    differences += lines.size();
  }
  EXPECT_GT(differences, 20u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ObservationDiffModelTest, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace indicast::store
