// Alternatives of a record laid out side by side, as columns that are null when they do not apply.
// Internal to record_cells.cc. Thread-safe: free functions on values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/records.h"

namespace indicast::store {

struct FlatEvidence {
  std::string document;
  std::optional<std::string> quote;
  std::optional<std::string> quote_prefix;
  std::optional<std::string> quote_suffix;
  std::optional<std::string> no_quote_reason;
  bool operator==(const FlatEvidence&) const = default;
};

// FlatEvidence without a copy of the texts.
struct EvidenceView {
  absl::string_view document;
  std::optional<absl::string_view> quote;
  std::optional<absl::string_view> quote_prefix;
  std::optional<absl::string_view> quote_suffix;
  std::optional<absl::string_view> no_quote_reason;
};

struct FlatDerivation {
  std::optional<std::string> formula;
  std::optional<std::string> inputs;  // keys of vintages, one a line
  bool operator==(const FlatDerivation&) const = default;
};

struct FlatGoal {
  std::string kind;  // value, indicator, external, qualitative
  std::optional<Decimal> value;
  std::optional<std::string> indicator;
  std::optional<Decimal> margin;
  std::optional<std::string> authority_zh;
  std::optional<std::string> authority_en;
  bool operator==(const FlatGoal&) const = default;
};

struct FlatAssumption {
  std::string indicator;
  std::optional<int> from_year;
  std::optional<int> to_year;
  // hold, repeat, plan, compound, linear, damped, logistic, required, given, relative, trend, shock
  std::string rule;
  std::optional<Decimal> growth_percent;
  std::optional<Decimal> step;
  std::optional<Decimal> long_run_growth_percent;
  std::optional<Decimal> phi;
  std::optional<Decimal> initial_growth_percent;
  std::optional<Decimal> floor;
  std::optional<Decimal> ceiling;
  std::optional<Decimal> kappa;
  std::optional<Decimal> level;
  std::optional<int> year;
  std::optional<std::string> style;
  std::optional<std::string> relative_to;
  std::optional<Decimal> margin;
  std::optional<Decimal> prior_growth_percent;
  std::optional<Decimal> prior_strength;
  std::optional<Decimal> size_percent;
  std::optional<std::string> shock_kind;
  std::optional<Decimal> persistence;
  std::optional<Decimal> catch_up_share;
  std::optional<int> catch_up_years;
  LocalizedText reason;
  bool operator==(const FlatAssumption&) const = default;
};

// A point of a "given" rule; `assumption` counts the assumptions of the scenario from 0.
struct FlatPoint {
  int assumption = 0;
  int year = 0;
  Measure measure = Measure::kGrowth;
  Decimal value;
  bool operator==(const FlatPoint&) const = default;
};

struct FlatAssumptions {
  std::vector<FlatAssumption> assumptions;
  std::vector<FlatPoint> points;
  bool operator==(const FlatAssumptions&) const = default;
};

// The Restore functions refuse (kDataLoss) whatever the Flatten functions never make.
FlatEvidence Flatten(const Evidence& evidence);
EvidenceView ViewOf(const Evidence& evidence);
absl::StatusOr<Evidence> Restore(FlatEvidence flat);
FlatDerivation Flatten(const std::optional<Derivation>& derivation);
absl::StatusOr<std::optional<Derivation>> Restore(const FlatDerivation& flat);
FlatGoal Flatten(const TargetGoal& goal);
absl::StatusOr<TargetGoal> Restore(const FlatGoal& flat);
FlatAssumptions Flatten(const std::vector<Assumption>& assumptions);
absl::StatusOr<std::vector<Assumption>> Restore(const FlatAssumptions& flat);

}  // namespace indicast::store
