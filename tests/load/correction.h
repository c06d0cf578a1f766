// Single corrections of a generated country, for commits that must each change something.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "tests/load/generated_country.h"

namespace indicast::load {

// Requests that correct the final figure of one series and month after the other, never to a value
// that was written before. Thread-compatible.
class Corrections {
 public:
  // `size` must have 3 vintages or more.
  explicit Corrections(const CountrySize& size);
  store::v1::ImportRecordsRequest Next();

 private:
  const GeneratedCountry country_;
  const int64_t salt_;  // differs between processes
  int64_t count_ = 0;
};

// The call, with a deadline of some minutes.
absl::Status Import(store::v1::IndicatorCuration::Stub& stub,
                    const store::v1::ImportRecordsRequest& request,
                    store::v1::ImportRecordsResponse& answer);

}  // namespace indicast::load
