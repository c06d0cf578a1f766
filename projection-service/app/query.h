// What the use cases are asked and what they answer, as plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/decimal/decimal.h"
#include "common/period/date.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/engine/attribution.h"

namespace indicast::projection {

inline constexpr int kMaxHorizonYears = 30;
inline constexpr size_t kMaxScenarios = 8;
inline constexpr size_t kMaxAssumptions = 1000;
inline constexpr size_t kMaxListed = 1000;

struct ScenarioChoice {
  std::string scenario;  // stored id; empty: nothing below the overlay
  std::vector<Assumption> overlay;
  std::string label;  // empty: the id, with "+" when there is an overlay
};

struct QuotaInput {
  std::string target;  // target id or indicator id
  Decimal value;       // in the target's unit
};

// What all scenarios of a call share. Zero and empty mean the default.
struct Frame {
  std::string area;
  int base_year = 0;
  int horizon_year = 0;
  std::string horizon_field = "horizon_year";  // how the request calls it
  std::vector<std::string> indicators;
  std::vector<QuotaInput> quotas;
  std::optional<int64_t> revision;
  std::optional<Date> publication_date;
};

// How to get the same bits again.
struct Receipt {
  int64_t data_revision = 0;
  std::optional<Date> publication_date;
  std::string scenario;
  int64_t scenario_revision = 0;
  std::string scenario_hash;
  std::string model_version;
  std::string build;
  std::string inputs_hash;
  int64_t seed = 0;  // 0 for methods without random numbers
};

struct ProjectionAnswer {
  std::string label;
  std::string area;
  std::shared_ptr<const InputSet> inputs;  // what the indices of `projection` point into
  Projection projection;
  Receipt receipt;
  std::shared_ptr<const ScenarioStack> scenario;  // what was run: all layers with the overlay
};

// One value of a scenario that differs from the baseline's.
struct PathDifference {
  size_t scenario = 0;  // position in Comparison::results, from 1
  std::string indicator;
  PathBasis basis = PathBasis::kGrowth;
  int year = 0;
  Value baseline;
  Value value;
  std::optional<Decimal> difference;
  std::string unit;
  std::string difference_unit;
  std::vector<std::string> caused_by;
};

// A difference of the last year, taken apart by changed assumption.
struct ScenarioAttribution {
  size_t scenario = 0;  // position in Comparison::results, from 1
  AttributedDifference difference;
};

struct Comparison {
  std::vector<ProjectionAnswer> results;
  std::vector<PathDifference> differences;
  std::vector<ScenarioAttribution> attributions;  // by scenario, indicator and path
};

}  // namespace indicast::projection
