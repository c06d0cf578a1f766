#include "projection-service/app/sweep.h"

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/store_client/fake_store_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;

SweepRange Range(const std::string& indicator, const std::string& low, const std::string& high,
                 const std::string& step = "") {
  SweepRange range;
  range.indicator = indicator;
  range.low = D(low);
  range.high = D(high);
  if (!step.empty()) range.step = D(step);
  return range;
}

class SweepTest : public ::testing::Test {
 protected:
  SweepTest() : store_(SampleCity()), projector_(store_, "test") {
    store_.scenarios["plan"] = {{"plan", 5, {{"*", {}, {}, PlanRule{}}}}};
  }

  static SweepQuestion Grid() {
    SweepQuestion question;
    question.plan.scenario.scenario = "plan";
    question.factors = {Range("gdp", "4", "7", "0.5"), Range("imports-exports", "-5", "10", "5")};
    return question;
  }
  static SweepQuestion Points(DesignKind design, int64_t points) {
    SweepQuestion question = Grid();
    question.design = design;
    question.points = points;
    question.seed = 11;
    for (SweepRange& factor : question.factors) factor.step.reset();
    return question;
  }

  absl::StatusOr<std::unique_ptr<SweepRun>> Start(const SweepQuestion& question) {
    return SweepRun::Start(projector_, question, call_);
  }

  // All rows of the range as texts, taken in pieces of `most`.
  std::vector<std::string> Rows(const SweepQuestion& question, size_t most = 7) {
    const auto run = Start(question);
    EXPECT_THAT(run, IsOk());
    std::vector<std::string> rows;
    while (run.ok()) {
      const auto some = (*run)->NextRows(most, call_);
      EXPECT_THAT(some, IsOk());
      if (!some.ok() || some->empty()) break;
      for (const SweepRowValues& row : *some) rows.push_back(Text(row));
    }
    return rows;
  }

  static std::string Text(const SweepRowValues& row) {
    std::string text = absl::StrCat(row.index, ":");
    for (const Decimal& input : row.inputs) absl::StrAppend(&text, " ", input.ToString());
    absl::StrAppend(&text, " |");
    for (const Value& value : row.point.outputs) {
      absl::StrAppend(&text, " ", value.number.has_value() ? value.number->ToString() : "-");
    }
    for (const Verdict verdict : row.point.verdicts) {
      absl::StrAppend(&text, " v", static_cast<int>(verdict));
    }
    return text;
  }

  FakeStoreReader store_;
  Projector projector_;
  rpc::CallContext call_;
};

TEST_F(SweepTest, GridVisitsEveryCombinationExactly) {
  const auto run = Start(Grid());
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ((*run)->points(), 28);
  const auto rows = (*run)->NextRows(100, call_);
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 28u);
  EXPECT_EQ((*rows)[0].inputs, (std::vector<Decimal>{D("4"), D("-5")}));
  EXPECT_EQ((*rows)[1].inputs, (std::vector<Decimal>{D("4"), D("0")}));
  EXPECT_EQ((*rows)[27].inputs, (std::vector<Decimal>{D("7"), D("10")}));
  EXPECT_EQ((*run)->context().receipt.seed, 0);
}

TEST_F(SweepTest, AnySplitGivesTheRowsOfTheWhole) {
  for (const SweepQuestion& whole :
       {Grid(), Points(DesignKind::kLatinHypercube, 100), Points(DesignKind::kSobol, 100)}) {
    const auto all = Rows(whole);
    ASSERT_GE(all.size(), 28u);
    std::vector<std::string> joined;
    std::string hash;
    for (const auto& [begin, end] : {std::pair(int64_t{0}, int64_t{9}), {9, 10}, {10, 0}}) {
      SweepQuestion part = whole;
      part.begin = begin;
      part.end = end;
      for (std::string& row : Rows(part, 4)) joined.push_back(std::move(row));
      const auto run = Start(part);
      if (hash.empty()) hash = (*run)->context().receipt.inputs_hash;
      EXPECT_EQ((*run)->context().receipt.inputs_hash, hash) << "one receipt for all ranges";
    }
    EXPECT_EQ(all, joined);
  }
}

TEST_F(SweepTest, SeedAndDesignDecideThePoints) {
  SweepQuestion other = Points(DesignKind::kSobol, 100);
  other.seed = 12;
  EXPECT_NE(Rows(other), Rows(Points(DesignKind::kSobol, 100)));
  EXPECT_NE(Start(other).value()->context().receipt.inputs_hash,
            Start(Points(DesignKind::kSobol, 100)).value()->context().receipt.inputs_hash);
}

TEST_F(SweepTest, APointThatCannotBeIsARowWithItsReason) {
  SweepQuestion question = Grid();
  question.factors = {Range("gdp", "-110", "-90", "10")};
  const auto rows = Start(question).value()->NextRows(10, call_);
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ((*rows)[0].point.issue->code, kGrowthUndefined);
  EXPECT_EQ((*rows)[1].point.issue->code, kGrowthUndefined);
  EXPECT_FALSE((*rows)[2].point.issue.has_value());
}

TEST_F(SweepTest, WithoutAScenarioTheTrendStandsInAndTheAnswerSaysSo) {
  SweepQuestion question = Grid();
  question.plan.scenario = {};
  const auto run = Start(question);
  ASSERT_THAT(run, IsOk());
  ASSERT_FALSE((*run)->context().assumptions.empty());
  EXPECT_NE((*run)->context().assumptions[0].en.find("short-history trend stands in"),
            std::string::npos);
  EXPECT_NE((*run)->context().explanation.en.find("A grid of 28 points"), std::string::npos);
  EXPECT_NE((*run)->context().explanation.zh.find("网格共28个点"), std::string::npos);
}

TEST_F(SweepTest, StopsWhenTheCallerHasGone) {
  const auto run = Start(Points(DesignKind::kSobol, 1000));
  ASSERT_THAT(run, IsOk());
  const std::atomic<bool> gone{true};
  call_.cancelled = &gone;
  EXPECT_THAT((*run)->NextRows(1000, call_), HasReason("CALL_CANCELLED"));
}

struct BadSweep {
  const char* name;
  const char* field;
  void (*spoil)(SweepQuestion& question);
};

class BadSweepTest : public SweepTest, public ::testing::WithParamInterface<BadSweep> {};

TEST_P(BadSweepTest, NamesTheField) {
  SweepQuestion question = Grid();
  GetParam().spoil(question);
  EXPECT_THAT(Start(question), HasField(GetParam().field));
}

void Continuous(SweepQuestion& q) {
  q.design = DesignKind::kSobol;
  q.points = 10;
  for (SweepRange& factor : q.factors) factor.step.reset();
}

INSTANTIATE_TEST_SUITE_P(
    All, BadSweepTest,
    ::testing::Values(BadSweep{"NoFactor", "factors", [](SweepQuestion& q) { q.factors.clear(); }},
                      BadSweep{"ManyFactors", "factors",
                               [](SweepQuestion& q) { q.factors.resize(21, q.factors[0]); }},
                      BadSweep{"UnknownIndicator", "factors[1].indicator",
                               [](SweepQuestion& q) { q.factors[1].indicator = "gni"; }},
                      BadSweep{"Twice", "factors[1].indicator",
                               [](SweepQuestion& q) { q.factors[1].indicator = "gdp"; }},
                      BadSweep{"YearBeforeBase", "factors[0].from_year",
                               [](SweepQuestion& q) { q.factors[0].from_year = 2023; }},
                      BadSweep{"YearAfterHorizon", "factors[0].to_year",
                               [](SweepQuestion& q) { q.factors[0].to_year = 2030; }},
                      BadSweep{"NoStep", "factors[0].step",
                               [](SweepQuestion& q) { q.factors[0].step.reset(); }},
                      BadSweep{"StepMissesHigh", "factors[0].step",
                               [](SweepQuestion& q) { q.factors[0].step = D("0.7"); }},
                      BadSweep{"TinyStep", "factors[0].step",
                               [](SweepQuestion& q) { q.factors[0].step = D("0.0000001"); }},
                      BadSweep{"Backwards", "factors[0].high",
                               [](SweepQuestion& q) { q.factors[0].high = D("1"); }},
                      BadSweep{"ValuesAndRange", "factors[0].values",
                               [](SweepQuestion& q) { q.factors[0].values = {D("1")}; }},
                      BadSweep{"PointsOfAGrid", "points", [](SweepQuestion& q) { q.points = 5; }},
                      BadSweep{"NoPoints", "points",
                               [](SweepQuestion& q) {
                                 Continuous(q);
                                 q.points = 0;
                               }},
                      BadSweep{"StepOfSobol", "factors[1].step",
                               [](SweepQuestion& q) {
                                 Continuous(q);
                                 q.factors[1].step = D("1");
                               }},
                      BadSweep{"BeginAfterTheEnd", "begin", [](SweepQuestion& q) { q.begin = 28; }},
                      BadSweep{"EndBeforeBegin", "end",
                               [](SweepQuestion& q) {
                                 q.begin = 5;
                                 q.end = 5;
                               }},
                      BadSweep{"EndBeyond", "end", [](SweepQuestion& q) { q.end = 29; }},
                      BadSweep{"Year", "frame.year",
                               [](SweepQuestion& q) {
                                 q.plan.frame.horizon_field = "year";
                                 q.plan.frame.horizon_year = 2100;
                               }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace indicast::projection
