// kill -9 at any moment, round after round, twenty rounds on one store: every acknowledged append
// is there once, the unacknowledged one wholly or not at all.
//
// INDICAST_KILL_ROUNDS (default 20) and INDICAST_KILL_SEED choose how long and which moments.
#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gtest/gtest.h"
#include "tests/crash/crashed_store.h"

namespace indicast::store {
namespace {

int FromEnvironment(const char* name, int otherwise) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* text = std::getenv(name);
  int value = otherwise;
  if (text != nullptr && (!absl::SimpleAtoi(text, &value) || value <= 0)) std::abort();
  return value;
}

constexpr int kRoundsOnOneStore = 20;  // each round reads the whole log

// Passes a random while without asking a clock: up to a few milliseconds of hashing.
void PassTime(int steps) {
  std::string digest;
  for (int i = 0; i < steps; ++i) digest = Sha256Hex(digest);
}

TEST(KillTest, AcknowledgedAppendsSurviveKillAtAnyMoment) {
  const int rounds = FromEnvironment("INDICAST_KILL_ROUNDS", 20);
  const int seed = FromEnvironment("INDICAST_KILL_SEED", 1);
  SCOPED_TRACE(absl::StrCat("INDICAST_KILL_SEED=", seed));
  std::mt19937 random(static_cast<unsigned>(seed));
  std::unique_ptr<indicast::testing::TemporaryDirectory> directory;
  Revision acknowledged = 0;
  int unacknowledged_but_written = 0;
  for (int round = 0; round < rounds; ++round) {
    if (round % kRoundsOnOneStore == 0) {
      directory = std::make_unique<indicast::testing::TemporaryDirectory>();
      acknowledged = 0;
    }
    ASSERT_OK_AND_ASSIGN(const auto writer, StartWriter(directory->path(), 1000000));
    const Revision until = acknowledged + static_cast<Revision>(random() % 12);
    while (LastAcknowledged(writer->Stdout(), acknowledged) < until) {
      ASSERT_TRUE(writer->IsRunning()) << writer->Stderr();
    }
    PassTime(static_cast<int>(random() % 4000));
    ASSERT_TRUE(writer->IsRunning()) << writer->Stderr();
    writer->Kill();
    acknowledged = LastAcknowledged(writer->Stdout(), acknowledged);
    const Revision end = ExpectWholeLog(directory->path(), acknowledged);
    ASSERT_FALSE(HasFailure()) << "round " << round;
    if (end > acknowledged) ++unacknowledged_but_written;
    ++acknowledged;  // the check went on by one
  }
  RecordProperty("rounds", rounds);
  RecordProperty("written_but_not_acknowledged", unacknowledged_but_written);
}

}  // namespace
}  // namespace indicast::store
