#include "tests/load/generated_import.h"

#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "store-service/rpc/convert.h"

namespace indicast::load {
namespace {

constexpr int kMostVintages = 3;

template <typename T>
void Append(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Parts of the country without what `keep` does not want, joined.
template <typename Keep>
store::ImportRequest Joined(const CountrySize& size, const std::string& id, const Keep& keep) {
  if (size.vintages > kMostVintages) std::abort();
  store::ImportRequest joined;
  joined.request_id = id;
  joined.author = "benchmark";
  joined.reason = "the generated country";
  GeneratedCountry country(size);
  store::v1::ImportRecordsRequest part;
  while (country.Next(part)) {
    keep(part);
    store::ImportRequest request = store::FromProto(part).value();
    Append(request.areas, joined.areas);
    Append(request.units, joined.units);
    Append(request.documents, joined.documents);
    Append(request.indicators, joined.indicators);
    Append(request.observations, joined.observations);
  }
  return joined;
}

}  // namespace

store::ImportRequest Catalogue(const CountrySize& size) {
  return Joined(size, "catalogue", [](auto& part) { part.clear_observations(); });
}

store::ImportRequest Figures(const CountrySize& size) {
  return Joined(size, "figures", [](auto& part) {
    part.clear_areas();
    part.clear_units();
    part.clear_documents();
    part.clear_indicators();
  });
}

}  // namespace indicast::load
