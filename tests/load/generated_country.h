// A country that does not exist, for benchmarks: every area publishes every indicator every month,
// first in a communique that quotes it, later in yearbooks without a sentence to quote. The same
// sizes give the same records. Thread-safe free functions.
#pragma once

#include <cstdint>

#include "store-service/app/import.h"

namespace indicast::store::load {

struct CountrySize {
  int areas = 50;
  int indicators = 40;
  int months = 250;
  int vintages = 2;  // 1..4 stages of one figure, each in a document of its own

  int64_t figures() const { return int64_t{areas} * indicators * months * vintages; }
};

// Areas, units, indicators and documents with their text: what the figures need.
ImportRequest Catalogue(const CountrySize& size);
// All figures, values and wordings mostly distinct.
ImportRequest Figures(const CountrySize& size);

}  // namespace indicast::store::load
