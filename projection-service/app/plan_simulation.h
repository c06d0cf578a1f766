// The use case of simulating a plan: prepared once, counted in slices so that whoever waits sees
// how far it is, finished with the receipt.
//
// Thread-compatible: one caller at a time. Prepare blocks on the store: run on the compute pool.
// Errors: as PreparePlan and simulation.h, with the field paths of the request; kCancelled.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/app/projector.h"
#include "projection-service/engine/simulation.h"

namespace indicast::projection {

struct SimulationAnswer {
  PlanAnswerContext context;
  SimulationOutcome outcome;
  std::vector<double> quantiles;
  std::vector<GoalRow> goals;
  std::shared_ptr<const InputSet> inputs;
  int year = 0;
};

class PlanSimulation {
 public:
  // The projector must outlive it.
  PlanSimulation(Projector& projector, PlanQuestion question, std::vector<PlanGoal> goals,
                 SimulationOptions options)
      : projector_(projector),
        question_(std::move(question)),
        goals_(std::move(goals)),
        options_(std::move(options)) {}
  PlanSimulation(const PlanSimulation&) = delete;
  PlanSimulation& operator=(const PlanSimulation&) = delete;

  absl::Status Prepare(const rpc::CallContext& call);
  // After Prepare. 0 paths in all: nothing has to be counted.
  int64_t done() const { return simulation_->counted(); }
  int64_t total() const { return simulation_->paths(); }
  // Counts about a twentieth of all paths.
  absl::Status CountSlice(const rpc::CallContext& call);
  // After done() == total().
  absl::StatusOr<SimulationAnswer> Finish(const rpc::CallContext& call) const;

 private:
  Projector& projector_;
  PlanQuestion question_;
  std::vector<PlanGoal> goals_;
  SimulationOptions options_;
  std::optional<PlanSetting> setting_;
  std::optional<Simulation> simulation_;  // refers to setting_
};

// What had to be assumed about the laws of growth, in one sentence.
LocalizedText LawsInWords(const std::vector<GrowthOutlook>& outlooks);

}  // namespace indicast::projection
