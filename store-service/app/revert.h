// Taking back what one revision did, as an import of what was there before. Thread-safe free
// functions on values.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store-service/app/import.h"
#include "store-service/app/write_envelope.h"
#include "store-service/domain/snapshot.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

struct RevertRequest {
  WriteEnvelope envelope;
  Revision revision = 0;  // to take back
};

// kInvalidArgument with every wrong field.
absl::Status ValidateRevert(const RevertRequest& request);

// As RequestDigest; no import has the digest of a revert.
std::string RevertDigest(const RevertRequest& request);

// What takes `entry` back in the newest state of `snapshot`: each record it wrote gets the content
// of the revision before it, a vintage it brought is withdrawn, a vintage it withdrew comes back.
// Areas, units, documents and indicators that it brought stay and count as unchanged.
// kFailedPrecondition (REVERT_NOT_POSSIBLE) names, as violations of "revision", records that a
// later revision wrote again, targets and scenarios that the entry brought, and what would break a
// rule of CheckImport.
absl::StatusOr<ImportPlan> PlanRevert(const LogEntry& entry, const Snapshot& snapshot);

// The same plan over the state within `as_of` over which it was written, unchecked.
ImportPlan ReplayRevert(const LogEntry& entry, const Snapshot& snapshot, const AsOf& as_of);

}  // namespace indicast::store
