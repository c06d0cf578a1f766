// The columns of SDMX-CSV that need no mapping. Thread-safe free functions on constant tables.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cpp/sdmx_mapping.h"

namespace indicast::client {

// What the components of our own export say; others may have them too.
const std::map<std::string, SdmxField, std::less<>>& SdmxKnownColumns();

// What a column says of the message instead of a figure.
enum class SdmxEnvelope : int8_t { kNone, kStructureId, kStructureName, kAction, kKey };
SdmxEnvelope EnvelopeOf(absl::string_view id);

}  // namespace indicast::client
