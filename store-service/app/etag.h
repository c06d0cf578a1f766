// Etags: which version of a record a caller has seen. The etag of a version is its revision as
// decimal text, "0" that of a record that is not there. They belong to reads and requests, never to
// the record: content, canonical bytes and equality know nothing of them. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "store-service/app/import.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

std::string EtagOf(Revision revision);

// Adds a violation for each etag that no read can have given.
void CheckEtagForms(const ImportRequest& request, std::vector<FieldViolation>& violations);

// kAborted (ETAG_MOVED) unless each etag of the request is that of the current version of its
// record; the violations name the records, metadata `etag` is the current one of the first.
absl::Status CheckEtags(const ImportRequest& request, const Snapshot& snapshot);

// Puts the etags of the request, nothing when it has none.
void PutEtags(const ImportRequest& request, Sha256& digest);

}  // namespace indicast::store
