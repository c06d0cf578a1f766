// Differential test: the snapshot against a model that keeps a plain list of everything ever
// written and answers each read by scanning it.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "store-service/domain/snapshot.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

constexpr int kRevisions = 120;
constexpr Stage kStages[] = {Stage::kExpected, Stage::kFlash, Stage::kPreliminary,
                             Stage::kReported, Stage::kFinal, Stage::kCensus};

// What the model remembers of one write.
struct Written {
  Revision revision = 0;
  std::string key;
  Observation observation;
  bool withdrawn = false;
};

class Model {
 public:
  void Write(Revision revision, const Observation& observation) {
    writes_.push_back({revision, KeyOf(observation), observation, false});
  }
  void Withdraw(Revision revision, const std::string& key) {
    for (auto it = writes_.rbegin(); it != writes_.rend(); ++it) {
      if (it->key != key) continue;
      writes_.push_back({revision, key, it->observation, true});
      return;
    }
  }
  void Write(Revision revision, const Document& document) {
    documents_.emplace_back(revision, document);
  }

  // Keys that are current at `revision`.
  std::vector<std::string> Current(Revision revision) const {
    std::vector<std::string> keys;
    for (const auto& [key, write] : Latest(revision)) {
      if (!write.withdrawn) keys.push_back(key);
    }
    return keys;
  }

  // "preferred value" and all visible keys of every series and period, in the order of Visit().
  std::vector<std::string> Describe(const AsOf& as_of) const {
    const Revision bound = as_of.revision.value_or(1 << 30);
    std::map<std::pair<SeriesKey, Period>, std::vector<Written>> groups;
    for (const auto& [key, write] : Latest(bound)) {
      if (write.withdrawn || PublicationDay(write.observation, bound) >
                                 as_of.publication_date.value_or(Day("9999-12-31"))) {
        continue;
      }
      groups[{write.observation.series, write.observation.period}].push_back(write);
    }
    std::vector<std::string> lines;
    for (auto& [group, writes] : groups) {
      std::sort(writes.begin(), writes.end(), [&](const Written& a, const Written& b) {
        return Preference(a.observation, bound) < Preference(b.observation, bound);
      });
      const std::string preferred = writes.front().key;
      std::sort(writes.begin(), writes.end(), [&](const Written& a, const Written& b) {
        return std::make_tuple(PublicationDay(a.observation, bound), a.observation.stage,
                               a.observation.evidence.document) <
               std::make_tuple(PublicationDay(b.observation, bound), b.observation.stage,
                               b.observation.evidence.document);
      });
      for (const Written& write : writes) {
        lines.push_back(absl::StrCat(write.key == preferred ? "*" : " ", write.key, "=",
                                     write.observation.value->ToString(), "@", write.revision));
      }
    }
    return lines;
  }

 private:
  std::map<std::string, Written> Latest(Revision revision) const {
    std::map<std::string, Written> latest;
    for (const Written& write : writes_) {
      if (write.revision <= revision) latest[write.key] = write;
    }
    return latest;
  }

  Document DocumentAt(const std::string& id, Revision revision) const {
    Document found;
    for (const auto& [written, document] : documents_) {
      if (document.id == id && written <= revision) found = document;
    }
    return found;
  }

  Date PublicationDay(const Observation& observation, Revision revision) const {
    const Document document = DocumentAt(observation.evidence.document, revision);
    if (document.publication.has_value()) return document.publication->date;
    return EstimatedPublicBy(observation.stage, observation.period);
  }

  // Smaller is preferred: written down a second time on purpose.
  std::tuple<int, int, int, int, int, std::string> Preference(const Observation& observation,
                                                              Revision revision) const {
    static const std::map<Stage, int> kRank = {{Stage::kCensus, 1},      {Stage::kFinal, 2},
                                               {Stage::kPreliminary, 3}, {Stage::kReported, 4},
                                               {Stage::kFlash, 5},       {Stage::kExpected, 6}};
    const Document document = DocumentAt(observation.evidence.document, revision);
    const Date day = PublicationDay(observation, revision);
    return {
        observation.stage == Stage::kExpected ? 1 : 0,           document.is_work_report ? 0 : 1,
        document.confidence == Confidence::kSeenPrimary ? 0 : 1, kRank.at(observation.stage),
        -(day.year() * 10000 + day.month() * 100 + day.day()),   observation.evidence.document};
  }

  std::vector<Written> writes_;
  std::vector<std::pair<Revision, Document>> documents_;
};

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  int Pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }

  Document MakeDocument() {
    Document document = TestDocument(absl::StrCat("document-", Pick(6)));
    if (Pick(4) != 0) {
      document.publication = Publication{
          Date::Create(2020 + Pick(4), 1 + Pick(12), 1 + Pick(28)).value(), Pick(3) == 0};
    }
    if (Pick(2) == 0) document.confidence = Confidence::kSeenPrimary;
    document.is_work_report = Pick(5) == 0;
    return document;
  }

  Observation MakeObservation() {
    Observation observation =
        TestObservation(absl::StrCat(2019 + Pick(4)), absl::StrCat(Pick(20), ".", Pick(10)),
                        absl::StrCat("document-", Pick(6)), kStages[Pick(6)]);
    observation.series.indicator = absl::StrCat("indicator-", Pick(40));
    if (Pick(3) == 0) observation.series.measure = Measure::kLevel;
    return observation;
  }

  AsOf MakeBound() {
    AsOf as_of;
    if (Pick(3) != 0) as_of.revision = Pick(kRevisions + 2);
    if (Pick(3) != 0) {
      as_of.publication_date = Date::Create(2019 + Pick(6), 1 + Pick(12), 1 + Pick(28)).value();
    }
    return as_of;
  }

 private:
  std::mt19937 random_;
};

std::vector<std::string> Describe(const Snapshot& snapshot, const AsOf& as_of) {
  ObservationQuery query;
  query.all_vintages = true;
  std::vector<std::string> lines;
  snapshot.Visit(query, as_of, [&](const VintageView& view) {
    lines.push_back(absl::StrCat(view.preferred ? "*" : " ", KeyOf(*view.observation), "=",
                                 view.observation->value->ToString(), "@", view.revision));
    return true;
  });
  return lines;
}

// The point reads must say the same as the listing.
void ExpectPointReadsAgree(const Snapshot& snapshot, const AsOf& as_of) {
  snapshot.Visit({}, as_of, [&](const VintageView& view) {
    const auto point =
        snapshot.Preferred(view.observation->series, view.observation->period, as_of);
    EXPECT_TRUE(point.has_value() && point->observation == view.observation);
    const auto vintages =
        snapshot.Vintages(view.observation->series, view.observation->period, as_of);
    EXPECT_EQ(vintages.front().observation, view.observation);
    return true;
  });
}

class SnapshotModelTest : public ::testing::TestWithParam<uint32_t> {};

TEST_P(SnapshotModelTest, EveryReadAgreesWithTheModel) {
  Generator generator(GetParam());
  Model model;
  std::shared_ptr<const Snapshot> snapshot = Snapshot::Empty();
  std::vector<std::pair<std::shared_ptr<const Snapshot>, std::vector<std::string>>> earlier;
  for (Revision revision = 1; revision <= kRevisions; ++revision) {
    std::vector<Record> records;
    if (generator.Pick(4) == 0) {
      records.emplace_back(generator.MakeDocument());
      model.Write(revision, std::get<Document>(records.back()));
    }
    const std::vector<std::string> current = model.Current(revision);
    if (!current.empty() && generator.Pick(3) == 0) {
      const std::string& key =
          current[static_cast<size_t>(generator.Pick(static_cast<int>(current.size())))];
      records.emplace_back(Withdrawal{key});
      model.Withdraw(revision, key);
    }
    for (int i = generator.Pick(5); i >= 0; --i) {
      records.emplace_back(generator.MakeObservation());
      model.Write(revision, std::get<Observation>(records.back()));
    }
    ASSERT_OK_AND_ASSIGN(snapshot, snapshot->Apply(TestEntry(revision, std::move(records))));
    ASSERT_EQ(snapshot->counts().observations,
              static_cast<int64_t>(model.Current(revision).size()));
    if (revision % 20 == 0) earlier.emplace_back(snapshot, Describe(*snapshot, {}));
  }
  for (int i = 0; i < 60; ++i) {
    const AsOf as_of = generator.MakeBound();
    ASSERT_EQ(Describe(*snapshot, as_of), model.Describe(as_of));
    ExpectPointReadsAgree(*snapshot, as_of);
  }
  // A snapshot taken on the way says for ever what it said then, and the newest one says it too
  // when asked about that revision.
  for (const auto& [then, said] : earlier) {
    EXPECT_EQ(Describe(*then, {}), said);
    EXPECT_EQ(Describe(*snapshot, {then->revision(), {}}), said);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SnapshotModelTest, ::testing::Range(1u, 13u));

}  // namespace
}  // namespace indicast::store
