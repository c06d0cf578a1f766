// One write: a batch of immutable records that becomes one revision.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "store-service/domain/records.h"

namespace indicast::store {

using Revision = int64_t;  // gap-free from 1; 0 is the empty store

// The end of a vintage: it is no longer current, its versions stay readable.
struct Withdrawal {
  std::string observation_key;  // KeyOf(observation)
  bool operator==(const Withdrawal&) const = default;
};

using Record = std::variant<Area, Unit, Document, Indicator, Observation, Target, Scenario, Withdrawal>;

// What a writer hands to the backend.
struct WriteBatch {
  std::string request_id;      // unique in the database
  std::string request_digest;  // SHA-256 (hex) of the request content, to tell a retry from a reuse
  std::string author;
  std::string reason;
  absl::Time commit_time;      // load clock, set by the app
  std::vector<Record> records; // at least one
};

// What the log holds for one revision.
struct LogEntry {
  Revision revision = 0;
  WriteBatch batch;
  // SHA-256 (hex) over the canonical bytes of this entry and the checksum of its predecessor
  // (64 zeros before revision 1).
  std::string checksum;
};

// Canonical, injective bytes of a record; the base of checksums and of equality between backends.
std::string CanonicalBytes(const Record& record);
// Checksum of `entry` (its `checksum` member ignored) after a predecessor with `previous_checksum`.
std::string ChainChecksum(const LogEntry& entry, const std::string& previous_checksum);
// Checksum before revision 1: 64 times '0'.
std::string GenesisChecksum();

}  // namespace indicast::store
