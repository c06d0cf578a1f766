// Export, import into an empty store with the same catalogue, export: equal bytes, for random
// figures with hostile texts.
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/sdmx_csv.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "store-service/app/export.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/convert.h"
#include "tests/integration/process.h"

namespace indicast::testing {
namespace {

using store::Observation;

constexpr int kCases = 200;

class Figures {
 public:
  explicit Figures(uint32_t seed) : random_(seed) {}

  int Pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }

  std::string Text() {
    static const char* const kPieces[] = {"增长", "\"",  "\"\"", ",",  "\n", "a", "  ",
                                          "，",   "'=1", "亩",   "\t", ";",  "|", "-"};
    std::string text;
    for (int i = Pick(6); i > 0; --i) text += kPieces[Pick(14)];
    return text;
  }

  Observation Make() {
    Observation figure = store::testing::TestObservation(
        absl::StrCat(2000 + Pick(20), Pick(3) == 0 ? "-Q2" : ""), "0",
        Pick(2) == 0 ? "report" : "communique", Pick(2) == 0 ? Stage::kExpected : Stage::kReported);
    figure.series.indicator = Pick(2) == 0 ? "gdp" : "imports-exports";
    if (Pick(3) == 0) figure.series.scope = "city";
    figure.value = Decimal::Create(Pick(2000) - 1000, 1 + Pick(4)).value();
    if (Pick(6) == 0) figure.value = Decimal::Create(0, Pick(3)).value();
    figure.published_text = "";
    if (Pick(4) == 0) {
      figure.value.reset();
      figure.qualifier = Qualifier::kTextOnly;
      figure.published_text = absl::StrCat("保持", Text(), "稳定");
    }
    if (Pick(3) == 0) figure.lower_bound = Decimal::Create(-Pick(500), 1).value();
    if (Pick(3) == 0) figure.upper_bound = Decimal::Create(Pick(500), 2).value();
    figure.note = {Text(), Text()};
    figure.evidence.grounds = absl::StrCat("见", Text(), "表");
    return figure;
  }

 private:
  std::mt19937 random_;
};

std::unique_ptr<store::Store> CatalogueStore() {
  auto opened = store::Store::Open(store::testing::MemoryBackend()).value();
  store::ImportRequest catalogue = store::testing::BaseImport();
  catalogue.observations.clear();
  EXPECT_THAT(opened->Import(catalogue), IsOk());
  return opened;
}

std::string Exported(const store::Store& from,
                     store::ExportFormat format = store::ExportFormat::kCsv) {
  const auto snapshot = from.snapshot();
  store::ObservationQuery query;
  query.all_vintages = format == store::ExportFormat::kCsv;
  auto exported =
      store::ObservationExport::Start(snapshot, query, {snapshot->revision(), {}}, {}, format)
          .value();
  std::string text;
  for (std::string part = exported.Next(4096); !part.empty(); part = exported.Next(4096)) {
    text += part;
  }
  return text;
}

absl::StatusOr<store::ImportRequest> ToRequest(absl::StatusOr<client::DataFolder> read) {
  if (!read.ok()) return read.status();
  read->request.set_request_id("figures");
  read->request.set_reason("round trip");
  auto request = store::FromProto(read->request);
  if (request.ok()) request->author = "curator";
  return request;
}

absl::StatusOr<store::ImportRequest> Read(const std::string& folder, const std::string& text) {
  std::ofstream(std::filesystem::path(folder) / "observations.csv", std::ios::binary) << text;
  return ToRequest(client::ReadDataFolder(folder));
}

client::SdmxCatalogue SdmxCatalogueOf(const store::ImportRequest& base) {
  client::SdmxCatalogue catalogue;
  for (const auto& area : base.areas) catalogue.areas.insert(area.id);
  for (const auto& document : base.documents) catalogue.documents.insert(document.id);
  for (const auto& indicator : base.indicators) {
    catalogue.indicators.emplace(indicator.id, indicator.unit);
  }
  for (const auto& unit : base.units) {
    auto& known = catalogue.units[unit.id];
    known.set_id(unit.id);
    known.set_measure(unit.measure);
    known.set_multiplier_exponent(unit.multiplier_exponent);
  }
  return catalogue;
}

store::ImportRequest RandomFigures(uint32_t seed) {
  Figures figures(seed);
  store::ImportRequest request = store::testing::TestRequest("random");
  std::map<std::string, Observation> by_key;
  for (int i = figures.Pick(12); i >= 0; --i) {
    Observation figure = figures.Make();
    if (figures.Pick(8) == 0) {
      figure.value.reset();
      figure.qualifier = Qualifier::kEqual;
      figure.status =
          figures.Pick(2) == 0 ? ObservationStatus::kMissing : ObservationStatus::kNotCollected;
    }
    by_key[store::KeyOf(figure)] = figure;
  }
  for (const auto& [key, figure] : by_key) request.observations.push_back(figure);
  return request;
}

TEST(ExportRoundTrip, EqualBytesAfterAnImport) {
  const std::string folder = NewDirectory("round-trip");
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    const store::ImportRequest request = RandomFigures(seed);
    const auto first = CatalogueStore();
    ASSERT_THAT(first->Import(request), IsOk()) << "seed " << seed;
    const std::string text = Exported(*first);
    ASSERT_OK_AND_ASSIGN(const store::ImportRequest again, Read(folder, text));
    ASSERT_OK_AND_ASSIGN(const store::ImportResult nothing, first->Import(again));
    ASSERT_FALSE(nothing.changed) << "seed " << seed << "\n" << text;
    const auto second = CatalogueStore();
    ASSERT_THAT(second->Import(again), IsOk()) << "seed " << seed;
    ASSERT_EQ(Exported(*second), text) << "seed " << seed;
  }
}

TEST(ExportRoundTrip, SdmxCsvNeedsNoMappingAndComesBackInEqualBytes) {
  const client::SdmxCatalogue catalogue = SdmxCatalogueOf(store::testing::BaseImport());
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    const auto first = CatalogueStore();
    ASSERT_THAT(first->Import(RandomFigures(seed)), IsOk()) << "seed " << seed;
    const std::string text = Exported(*first, store::ExportFormat::kSdmxCsv);
    ASSERT_OK_AND_ASSIGN(const store::ImportRequest again,
                         ToRequest(client::ReadSdmxCsv(text, "export.csv", {}, catalogue)));
    ASSERT_OK_AND_ASSIGN(const store::ImportResult nothing, first->Import(again));
    ASSERT_FALSE(nothing.changed) << "seed " << seed << "\n" << text;
    const auto second = CatalogueStore();
    ASSERT_THAT(second->Import(again), IsOk()) << "seed " << seed;
    ASSERT_EQ(Exported(*second, store::ExportFormat::kSdmxCsv), text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace indicast::testing
