// What every write carries besides its content. Thread-safe free functions on values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/status/error.h"
#include "store-service/app/import.h"

namespace indicast::store {

struct WriteEnvelope {
  std::string request_id;  // 1..64 printable ASCII characters
  std::string author;
  std::string reason;  // 1..500 characters
  bool validate_only = false;
  std::optional<Revision> expected_revision;
};

WriteEnvelope EnvelopeOf(const ImportRequest& request);

// Adds every wrong field.
void CheckEnvelope(const WriteEnvelope& envelope, std::vector<FieldViolation>& violations);

}  // namespace indicast::store
