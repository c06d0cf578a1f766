// A country as large as wanted, for load tests: areas x indicators x months, each figure in several
// vintages (a flash figure quoted from a monthly bulletin, a preliminary one from a table of the
// year's monthly reports, a final one from the yearbook, then corrections of the final one). Texts
// are like those of Chinese statistical offices and mostly distinct. Every record passes the checks
// of an import.
//
// The same size and seed give the same records on every machine. Thread-compatible.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::load {

struct CountrySize {
  int areas = 1;       // 1..2500
  int indicators = 1;  // 1..1000
  int months = 1;      // 1..600, from January 2015
  int vintages = 4;    // versions of one figure, 1..20
  uint64_t seed = 1;

  int64_t versions() const { return int64_t{areas} * indicators * months * vintages; }
};

// 20 indicators over 100 months in 4 vintages; the areas give at least `versions` versions.
CountrySize SizeFor(int64_t versions, uint64_t seed = 1);

class GeneratedCountry {
 public:
  explicit GeneratedCountry(const CountrySize& size) : size_(size) {}

  const CountrySize& size() const { return size_; }

  // Fills the next request, in the order in which the parts must be written: the catalogue first, a
  // correction never in one part with what it corrects. At most about 3 MiB each. False at the end.
  bool Next(store::v1::ImportRecordsRequest& part);

  // One figure; vintage 0 .. size().vintages - 1.
  store::v1::Observation Figure(int area, int indicator, int month, int vintage) const;
  // The monthly bulletin that the flash figures of an area quote, with its text.
  store::v1::Document Bulletin(int area, int month) const;
  store::v1::SeriesKey Series(int area, int indicator) const;
  // "2019-05".
  static std::string Month(int month);

 private:
  void AddCatalogue(store::v1::ImportRecordsRequest& part) const;
  // The next area and month of the current vintage; false when the vintage is complete.
  bool AddStep(store::v1::ImportRecordsRequest& part, size_t& bytes);
  std::string ValueOf(int area, int indicator, int month, int vintage) const;

  const CountrySize size_;
  int parts_ = 0;
  int vintage_ = 0;
  int area_ = 0;
  int month_ = 0;
};

}  // namespace indicast::load
