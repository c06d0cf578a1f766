// One scenario evaluated many times with a few growth rates set anew: what the points of a sweep
// have in common is resolved once, a point recomputes only what its factors move.
//
// The growth of a factor replaces what the scenario assumes for its years, shocks included. Where
// the scenario assumes nothing, the short-history trend stands in. Results are those of a
// projection of the same assumptions, bit for bit. Thread-compatible: one object a thread. Neither
// copied nor moved: the rules point into it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/engine/assessment.h"
#include "projection-service/engine/evaluation.h"
#include "projection-service/engine/issue.h"
#include "projection-service/engine/projection.h"
#include "projection-service/engine/rule_table.h"

namespace indicast::projection {

struct SweepFactor {
  std::string indicator;
  int from_year = 0;
  int to_year = 0;
};

// An output: growth or level of an indicator in the last year, or the gap of a target.
struct SweepColumn {
  std::optional<size_t> indicator;  // position in inputs.indicators()
  PathBasis basis = PathBasis::kGrowth;
  std::optional<size_t> target;  // position in inputs.targets()
  int year = 0;
  std::string unit;
};

struct SweepPoint {
  std::vector<Value> outputs;     // by column; unset: cannot be computed
  std::vector<Verdict> verdicts;  // of the columns of targets
  std::optional<Issue> issue;     // the point cannot be evaluated; no outputs then
};

class SweepModel {
 public:
  // Everything passed by reference must outlive the model. Columns: the indicators of `options`
  // (all: those with a figure or a target), then their targets of the projected years that a number
  // can judge. Factors name known indicators and projected years. kFailedPrecondition
  // ASSUMPTION_CYCLE.
  static absl::StatusOr<std::unique_ptr<SweepModel>> Create(const InputSet& inputs,
                                                            const ScenarioStack& scenario,
                                                            const std::vector<SweepFactor>& factors,
                                                            const ProjectionOptions& options);
  SweepModel(const SweepModel&) = delete;
  SweepModel& operator=(const SweepModel&) = delete;

  const std::vector<SweepColumn>& columns() const { return columns_; }
  // Indicators of the columns for which the trend stands in, by position.
  std::vector<size_t> TrendStandIns() const;
  // Indicators of the level columns whose level is only a bound or about, by position.
  std::vector<size_t> InexactLevels() const;

  // Growth in percent of each factor. Growth not above -100 % is an issue (GROWTH_UNDEFINED).
  // Cost O(affected indicators x years + affected columns).
  SweepPoint Evaluate(const std::vector<Decimal>& growth_percent);

 private:
  SweepModel(const InputSet& inputs, std::vector<ScenarioLayer> layers,
             const ProjectionOptions& options);
  absl::Status Start(const std::vector<SweepFactor>& factors);
  void AddColumns(const std::set<size_t>& indicators);
  // Fills the outputs and verdicts of the columns with `only` true.
  void Fill(const std::vector<bool>& only);
  bool IsAffected(const SweepColumn& column) const;

  const InputSet& inputs_;
  ProjectionOptions options_;
  std::vector<ScenarioLayer> layers_;  // trend for all, the scenario, the factors
  std::vector<BaseFigures> bases_;
  RuleTable rules_;
  std::optional<Evaluation> evaluation_;
  std::vector<SweepColumn> columns_;
  std::vector<size_t> affected_indicators_;
  std::vector<bool> affected_columns_;
  SweepPoint point_;  // of the last evaluation
};

}  // namespace indicast::projection
