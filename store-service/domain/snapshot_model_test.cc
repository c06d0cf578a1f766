// Differential test: the snapshot against a model that keeps a plain list of everything ever
// written and answers each read by scanning it.
//
// INDICAST_MODEL_OPERATIONS: histories of all lengths are run until so many operations are done
// (default 5000), a record written or a whole listing compared being one.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "store-service/domain/snapshot.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

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

  AsOf MakeBound(Revision newest) {
    AsOf as_of;
    if (Pick(3) != 0) as_of.revision = Pick(static_cast<int>(newest) + 2);
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

struct Counts {
  int64_t writes = 0;
  int64_t listings = 0;
  int64_t point_reads = 0;
  int64_t operations() const { return writes + listings; }
};

// The point reads must say the same as the listing.
void ExpectPointReadsAgree(const Snapshot& snapshot, const AsOf& as_of, Counts& counts) {
  snapshot.Visit({}, as_of, [&](const VintageView& view) {
    const auto point =
        snapshot.Preferred(view.observation->series, view.observation->period, as_of);
    EXPECT_TRUE(point.has_value() && point->observation == view.observation);
    const auto vintages =
        snapshot.Vintages(view.observation->series, view.observation->period, as_of);
    EXPECT_EQ(vintages.front().observation, view.observation);
    counts.point_reads += 2;
    return true;
  });
}

// One revision, in the records and in the model.
std::vector<Record> WriteOne(Generator& generator, Revision revision, Model& model) {
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
  return records;
}

void ExpectAgreement(uint32_t seed, Revision revisions, int reads, Counts& counts) {
  Generator generator(seed);
  Model model;
  std::shared_ptr<const Snapshot> snapshot = Snapshot::Empty();
  std::vector<std::pair<std::shared_ptr<const Snapshot>, std::vector<std::string>>> earlier;
  for (Revision revision = 1; revision <= revisions; ++revision) {
    std::vector<Record> records = WriteOne(generator, revision, model);
    counts.writes += static_cast<int64_t>(records.size());
    ASSERT_OK_AND_ASSIGN(snapshot, snapshot->Apply(TestEntry(revision, std::move(records))));
    ASSERT_EQ(snapshot->counts().observations,
              static_cast<int64_t>(model.Current(revision).size()));
    if (revision % 20 == 0) earlier.emplace_back(snapshot, Describe(*snapshot, {}));
  }
  for (int i = 0; i < reads; ++i) {
    const AsOf as_of = generator.MakeBound(revisions);
    ASSERT_EQ(Describe(*snapshot, as_of), model.Describe(as_of));
    ++counts.listings;
    ExpectPointReadsAgree(*snapshot, as_of, counts);
  }
  // A snapshot taken on the way says for ever what it said then, and the newest one says it too
  // when asked about that revision.
  for (const auto& [then, said] : earlier) {
    ASSERT_EQ(Describe(*then, {}), said);
    ASSERT_EQ(Describe(*snapshot, {then->revision(), {}}), said);
    counts.listings += 2;
  }
}

class SnapshotModelTest : public ::testing::TestWithParam<uint32_t> {};

TEST_P(SnapshotModelTest, EveryReadAgreesWithTheModel) {
  Counts counts;
  ExpectAgreement(GetParam(), 120, 60, counts);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SnapshotModelTest, ::testing::Range(1u, 13u));

TEST(SnapshotModel, ManyHistoriesOfAllLengths) {
  int64_t wanted = 5000;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  if (const char* text = std::getenv("INDICAST_MODEL_OPERATIONS"); text != nullptr) {
    ASSERT_TRUE(absl::SimpleAtoi(text, &wanted)) << text;
  }
  Counts counts;
  uint32_t seed = 1000;
  for (; counts.operations() < wanted; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const auto revisions = static_cast<Revision>(1 + seed % 7 * seed % 97);
    ExpectAgreement(seed, revisions, static_cast<int>(revisions), counts);
    if (HasFailure()) return;
  }
  std::cout << "recipe R9: " << counts.operations() << " operations (" << counts.writes
            << " records written, " << counts.listings << " listings compared with the model) and "
            << counts.point_reads << " point reads in " << seed - 1000
            << " histories, all equal, old answers unchanged" << std::endl;
}

}  // namespace
}  // namespace indicast::store
