// Files of statistical offices and their mapping files.

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/sdmx_csv.h"
#include "common/status/error.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

constexpr absl::string_view kBetween = "\n===\n";

client::SdmxCatalogue Catalogue() {
  client::SdmxCatalogue catalogue;
  catalogue.areas = {"changsha", "hunan"};
  catalogue.documents = {"report"};
  catalogue.indicators = {{"gdp", "cny-1e8"}, {"trade", "cny-1e8"}};
  for (const char* const id : {"cny-1e8", "cny", "percent"}) {
    store::v1::Unit& unit = catalogue.units[id];
    unit.set_id(id);
    unit.set_measure(unit.id() == "percent" ? "percent" : "cny");
    unit.set_multiplier_exponent(unit.id() == "cny-1e8" ? 8 : 0);
  }
  return catalogue;
}

void CheckFigure(const client::DataFolder& read, const client::SdmxCatalogue& catalogue, int i) {
  const auto& figure = read.request.observations(i);
  REQUIRE(catalogue.indicators.count(figure.series().indicator()) == 1);
  REQUIRE(catalogue.areas.count(figure.series().area()) == 1);
  REQUIRE(catalogue.units.count(figure.unit()) == 1);
  REQUIRE(catalogue.documents.count(figure.evidence().document()) == 1);
  REQUIRE(!figure.has_value() || client::IsNumber(figure.value().text()));
  REQUIRE(!figure.period().text().empty());
  REQUIRE(!read.sources.Find(absl::StrCat("observations[", i, "].value")).empty());
}

}  // namespace

void FuzzSdmxCsv(absl::string_view input) {
  static const auto* const catalogue = new client::SdmxCatalogue(Catalogue());
  client::SdmxMapping mapping;
  if (const size_t at = input.find(kBetween); at != absl::string_view::npos) {
    const auto parsed = client::ParseSdmxMapping(input.substr(0, at), "m.json");
    if (!parsed.ok()) {
      REQUIRE(DetailOf(parsed.status()).reason == "SDMX_MAPPING_INVALID");
      return;
    }
    mapping = *parsed;
    input.remove_prefix(at + kBetween.size());
  }
  const auto read =
      client::ReadSdmxCsv(std::string(input), "f.csv", mapping, *catalogue, {"report"});
  if (!read.ok()) {
    const ErrorDetail detail = DetailOf(read.status());
    REQUIRE(detail.reason == "CSV_INVALID" || detail.reason == "SDMX_CSV_INVALID");
    REQUIRE(!detail.violations.empty() && detail.violations.size() <= 100);
    return;
  }
  for (int i = 0; i < read->request.observations_size(); ++i) CheckFigure(*read, *catalogue, i);
  const int records = read->request.observations_size() + read->request.withdrawals_size() +
                      read->request.replacements_size();
  REQUIRE(records > 0);
}

}  // namespace indicast::fuzz
