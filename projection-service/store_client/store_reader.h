// StoreReader: where a projection gets its inputs. The use cases know this interface alone; the
// gRPC implementation is grpc_store_reader.h.
//
// Thread-safe. Calls block on the network: run them on the compute pool, never in a reaction. Every
// read is bound by the deadline and the cancellation of its call and answers for one pinned state,
// so that repeated reads give equal answers for ever. Errors: kUnavailable (STORE_UNAVAILABLE) when
// the store cannot be reached; kNotFound (SCENARIO_NOT_FOUND) and kInvalidArgument as the store
// gives them; kDeadlineExceeded; kCancelled; kInternal (STORE_ANSWER_INVALID) when an answer breaks
// the contract.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/period/date.h"
#include "common/rpc/call.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/scenario.h"

namespace indicast::projection {

// A state of the store: repeatable.
struct PinnedState {
  int64_t revision = 0;
  std::optional<Date> publication_date;  // only what was public at the end of that day
  auto operator<=>(const PinnedState&) const = default;
};

struct DocumentFacts {
  bool work_report = false;
  bool seen_primary = false;
};

struct AreaTarget {
  std::string area;
  Target target;
};

// What the store holds beside figures.
struct Catalogue {
  std::vector<Unit> units;
  std::vector<Indicator> indicators;
  std::vector<AreaTarget> targets;  // in report order
  std::map<std::string, DocumentFacts> documents;
};

class StoreReader {
 public:
  virtual ~StoreReader() = default;

  // Newest revision, 0 for an empty store.
  virtual absl::StatusOr<int64_t> ReadHead(const rpc::CallContext& call) = 0;
  // Calls `on_revision` on this thread with every revision after `after`, in order, as it is
  // written; first with the newest one when nothing is to be made up for. Unset: begins with the
  // newest one. Waits for a store that is away. Never OK: kCancelled when stopped; kUnimplemented
  // from a store that cannot be followed; kOutOfRange (REVISION_NOT_FOUND) when it ends before
  // `after`; kUnavailable and kResourceExhausted may be repeated, after "resume_revision" of the
  // metadata where it is given, else after the last revision told.
  virtual absl::Status FollowHead(std::optional<int64_t> after,
                                  const std::function<void(int64_t)>& on_revision,
                                  const std::stop_token& stop) = 0;
  virtual absl::StatusOr<Catalogue> ReadCatalogue(const PinnedState& state,
                                                  const rpc::CallContext& call) = 0;
  // All vintages of the area for periods that end in `last_year` or before.
  virtual absl::StatusOr<std::vector<Figure>> ReadFigures(const PinnedState& state,
                                                          const std::string& area, int last_year,
                                                          const Catalogue& catalogue,
                                                          const rpc::CallContext& call) = 0;
  // A stored scenario as layers, root first.
  virtual absl::StatusOr<std::vector<ScenarioLayer>> ReadScenario(const PinnedState& state,
                                                                  const std::string& id,
                                                                  const rpc::CallContext& call) = 0;
  // Where the store is.
  virtual const std::string& address() const = 0;
};

}  // namespace indicast::projection
