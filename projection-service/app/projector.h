// The use cases of the projection service: read inputs at one pinned state, fill in the defaults,
// check the request, run the engine, write the receipt.
//
// Thread-safe. Blocks on the store: run on the compute pool. The StoreReader must outlive it.
// Inputs are cached by state, area and base year (a few entries; a pinned state never changes).
// Errors: kInvalidArgument names the field of the request; kNotFound SCENARIO_NOT_FOUND,
// INDICATOR_NOT_FOUND; kFailedPrecondition NO_DATA, ASSUMPTION_CYCLE; kUnavailable
// STORE_UNAVAILABLE; kCancelled.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/bounded_cache.h"
#include "projection-service/app/query.h"
#include "projection-service/engine/projection.h"
#include "projection-service/store_client/store_reader.h"

namespace indicast::projection {

struct ServerFacts {
  std::string store_address;
  bool store_reachable = false;
  int64_t store_revision = 0;
};

class Projector {
 public:
  // The frame with all defaults filled in.
  struct Setting {
    PinnedState state;
    std::shared_ptr<const InputSet> inputs;
    ProjectionOptions options;
  };

  // `build` names program version and commit in receipts.
  Projector(StoreReader& store, std::string build) : store_(store), build_(std::move(build)) {}

  // Fields of errors: "scenario.overlay[0].indicator", "base_year", "quotas[1].target".
  absl::StatusOr<ProjectionAnswer> Project(const ScenarioChoice& scenario, const Frame& frame,
                                           const rpc::CallContext& call);

  // Fields of errors: "scenarios", "scenarios[1].overlay[0].indicator". All at one state.
  absl::StatusOr<Comparison> CompareScenarios(const std::vector<ScenarioChoice>& scenarios,
                                              const Frame& frame, const rpc::CallContext& call);

  // The frame of a question about a plan: as for Project, but a year of 0 is the year after the
  // base.
  absl::StatusOr<Setting> PreparePlanInputs(const Frame& frame, const rpc::CallContext& call);

  // One scenario on what was prepared. Fields of errors: "scenario.scenario".
  absl::StatusOr<ProjectionAnswer> RunPlanBaseline(const ScenarioChoice& scenario,
                                                   const Setting& setting,
                                                   const rpc::CallContext& call);

  // All figures of the area for periods that end in `last_year` or before, whatever the base year:
  // for TrackYear, which is about a year that has begun.
  absl::StatusOr<std::vector<Figure>> ReadFiguresTo(const Setting& setting, int last_year,
                                                    const rpc::CallContext& call);

  // Reads ahead, at `revision`, what calls without a stated state asked for lately, so that the
  // next one finds it. What nobody asks for any more is dropped after some revisions. Fails as the
  // store.
  absl::Status Refresh(int64_t revision, const rpc::CallContext& call);

  // Never fails: an unreachable store is a fact.
  ServerFacts Describe(const rpc::CallContext& call);

  // Scenarios projected and input sets read since the start, for metrics.
  int64_t model_runs() const { return model_runs_.load(std::memory_order_relaxed); }
  int64_t input_loads() const { return input_loads_.load(std::memory_order_relaxed); }

 private:
  using InputKey = std::tuple<PinnedState, std::string, int>;
  // Inputs that follow the newest revision.
  struct Followed {
    std::string area;
    int base_year = 0;
    int refreshes = 0;  // since it was last asked for
  };

  absl::StatusOr<Setting> Prepare(const Frame& frame, const rpc::CallContext& call);
  absl::StatusOr<PinnedState> Pin(const Frame& frame, const rpc::CallContext& call);
  absl::StatusOr<std::shared_ptr<const Catalogue>> LoadCatalogue(const PinnedState& state,
                                                                 const rpc::CallContext& call);
  absl::StatusOr<std::shared_ptr<const InputSet>> LoadInputs(const PinnedState& state,
                                                             const Catalogue& catalogue,
                                                             const std::string& area, int base_year,
                                                             const rpc::CallContext& call);
  void Follow(const std::string& area, int base_year);
  std::vector<Followed> TakeFollowed();
  absl::StatusOr<ProjectionAnswer> RunScenario(const ScenarioChoice& choice, const Setting& setting,
                                               const std::string& field,
                                               const rpc::CallContext& call);

  StoreReader& store_;
  const std::string build_;
  std::atomic<int64_t> model_runs_{0};
  std::atomic<int64_t> input_loads_{0};
  BoundedCache<PinnedState, Catalogue> catalogues_{4};
  BoundedCache<InputKey, InputSet> inputs_{8};
  std::mutex followed_mutex_;
  std::vector<Followed> followed_;  // guarded by followed_mutex_; asked for last first
};

}  // namespace indicast::projection
