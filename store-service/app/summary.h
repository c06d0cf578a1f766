// Records in a few words, for reports and messages. Thread-safe free functions; the texts are for
// people and may change.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "store-service/domain/records.h"

namespace indicast::store {

// "area", "unit", ...
absl::string_view KindOf(const Area&);
absl::string_view KindOf(const Unit&);
absl::string_view KindOf(const Document&);
absl::string_view KindOf(const Indicator&);
absl::string_view KindOf(const Observation&);
absl::string_view KindOf(const Target&);
absl::string_view KindOf(const Scenario&);

// The id, or the key of the vintage.
std::string RecordKey(const Observation& observation);
template <typename T>
std::string RecordKey(const T& record) {
  return record.id;
}

// What a person needs to recognise the content, at most about 200 bytes.
std::string Summary(const Area& area);
std::string Summary(const Unit& unit);
std::string Summary(const Document& document);
std::string Summary(const Indicator& indicator);
std::string Summary(const Observation& observation);
std::string Summary(const Target& target);
std::string Summary(const Scenario& scenario);

}  // namespace indicast::store
