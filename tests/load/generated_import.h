// The generated country as requests of the app, for benchmarks without a server. Both abort for a
// size with corrections (more than 3 vintages), which one request cannot hold. Thread-safe free
// functions.
#pragma once

#include "store-service/app/import.h"
#include "tests/load/generated_country.h"

namespace indicast::load {

// Areas, units, indicators and documents with their text: what the figures need.
store::ImportRequest Catalogue(const CountrySize& size);
// All figures.
store::ImportRequest Figures(const CountrySize& size);

}  // namespace indicast::load
