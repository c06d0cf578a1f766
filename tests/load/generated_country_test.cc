#include "tests/load/generated_country.h"

#include <set>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/convert.h"

namespace indicast::load {
namespace {

using store::v1::ImportRecordsRequest;

CountrySize Small() { return {.areas = 3, .indicators = 23, .months = 14, .vintages = 5}; }

std::vector<ImportRecordsRequest> PartsOf(const CountrySize& size) {
  GeneratedCountry country(size);
  std::vector<ImportRecordsRequest> parts;
  ImportRecordsRequest part;
  while (country.Next(part)) parts.push_back(part);
  return parts;
}

TEST(GeneratedCountryTest, PassesTheChecksOfAnImportWithoutAFinding) {
  auto store = store::Store::Open(store::testing::MemoryBackend()).value();
  int64_t versions = 0;
  for (const ImportRecordsRequest& part : PartsOf(Small())) {
    ASSERT_OK_AND_ASSIGN(store::ImportRequest request, store::FromProto(part));
    request.author = "curator";
    ASSERT_OK_AND_ASSIGN(const store::ImportResult result, store->Import(request));
    EXPECT_EQ(result.report.unchanged, 0);
    EXPECT_EQ(result.report.finding_count, 0);
    versions += part.observations_size();
  }
  EXPECT_EQ(versions, Small().versions());
  // Flash, preliminary and final; the rest corrects the final ones.
  EXPECT_EQ(store->snapshot()->counts().observations, 3 * 23 * 14 * 3);
}

TEST(GeneratedCountryTest, IsTheSameForTheSameSeedOnly) {
  CountrySize other = Small();
  other.seed = 2;
  const auto parts = PartsOf(Small());
  const auto again = PartsOf(Small());
  const auto others = PartsOf(other);
  ASSERT_EQ(parts.size(), again.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(parts[i].SerializeAsString(), again[i].SerializeAsString());
  }
  EXPECT_NE(parts[1].SerializeAsString(), others[1].SerializeAsString());
}

TEST(GeneratedCountryTest, PartsFitIntoAMessage) {
  CountrySize size = SizeFor(30000);
  EXPECT_GE(size.versions(), 30000);
  for (const ImportRecordsRequest& part : PartsOf(size)) {
    EXPECT_LE(part.ByteSizeLong(), size_t{3} << 20);
  }
}

TEST(GeneratedCountryTest, MostTextsAreDistinct) {
  std::set<std::string> values;
  std::set<std::string> grounds;
  size_t figures = 0;
  for (const ImportRecordsRequest& part : PartsOf(Small())) {
    for (const store::v1::Observation& figure : part.observations()) {
      ++figures;
      values.insert(figure.published_text());
      grounds.insert(figure.evidence().ShortDebugString());
    }
  }
  EXPECT_GE(values.size(), figures * 8 / 10);
  // The final figure and its corrections stand in one place of one yearbook.
  EXPECT_EQ(grounds.size(), figures * 3 / 5);
}

}  // namespace
}  // namespace indicast::load
