// One write: a batch of immutable records that becomes one revision.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "store-service/domain/records.h"

namespace indicast::store {

using Revision = int64_t;  // gap-free from 1; 0 is the empty store

// The end of a vintage: it is no longer current, its versions stay readable.
struct Withdrawal {
  std::string observation_key;  // KeyOf(observation)
  bool operator==(const Withdrawal&) const = default;
};

using Record =
    std::variant<Area, Unit, Document, Indicator, Observation, Target, Scenario, Withdrawal>;

class ObservationRow;  // record_cells.h

// What a writer hands to the backend.
struct WriteBatch {
  std::string request_id;      // unique in the database
  std::string request_digest;  // SHA-256 (hex) of the request content, to tell a retry from a reuse
  std::string author;
  std::string reason;
  absl::Time commit_time;       // load clock, set by the app
  std::vector<Record> records;  // at least one
};

// What the log holds for one revision.
struct LogEntry {
  Revision revision = 0;
  WriteBatch batch;
  // SHA-256 (hex) over this entry (commit time in nanoseconds) and the checksum of its predecessor.
  std::string checksum;
};

// Canonical, injective bytes of a record; the base of checksums and of equality between backends.
// Kept for ever. Format 1, lengths and counts as varints, numbers as 8 bytes little endian:
//   record = 0x01, name of the table, row, number of non-empty lists, list...
//   row    = number of cells that are not null, then each: name of the column, 'i' number or 't'
//   text list   = name of the table, number of rows, row... name, text = length, bytes
// in the order of record_cells.h. Null cells and empty lists leave no trace, so that a column added
// later keeps the checksums of older entries.
std::string CanonicalBytes(const Record& record);
// The same, one record after the other, without an allocation for most of them. Thread-compatible.
class CanonicalWriter {
 public:
  CanonicalWriter();
  CanonicalWriter(const CanonicalWriter&) = delete;
  CanonicalWriter& operator=(const CanonicalWriter&) = delete;
  ~CanonicalWriter();
  // Valid until the next call.
  absl::string_view Write(const Observation& observation);
  absl::string_view Write(const Record& record);

 private:
  const std::unique_ptr<ObservationRow> row_;
  std::string bytes_;
};
// The record with exactly these canonical bytes. kDataLoss (RECORD_BYTES_INVALID) otherwise.
absl::StatusOr<Record> DecodeRecord(absl::string_view bytes);
// Checksum of `entry` (its `checksum` member ignored) after a predecessor with `previous_checksum`.
std::string ChainChecksum(const LogEntry& entry, const std::string& previous_checksum);
std::string ChainChecksum(Revision revision, const WriteBatch& batch,
                          const std::string& previous_checksum);
// Checksum before revision 1: 64 times '0'.
std::string GenesisChecksum();

}  // namespace indicast::store
