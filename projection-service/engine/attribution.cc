#include "projection-service/engine/attribution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/evaluation.h"
#include "projection-service/engine/paths.h"
#include "projection-service/engine/rule_table.h"
#include "projection-service/engine/shapley.h"

namespace indicast::projection {
namespace {

constexpr std::array kBases = {PathBasis::kGrowth, PathBasis::kIndex, PathBasis::kLevel,
                               PathBasis::kChainedLevel};
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kSampledPairs = 64;
constexpr uint64_t kSampleSeed = 0;

// The year a rule counts from, where its result depends on it.
int ClockOf(const EffectiveRule& rule) {
  if (rule.assumption == nullptr) return 0;
  const Rule& kind = rule.assumption->rule;
  if (std::holds_alternative<DampedRule>(kind)) return rule.first_year;
  const bool from_run = std::holds_alternative<LinearRule>(kind) ||
                        std::holds_alternative<LogisticRule>(kind) ||
                        std::holds_alternative<RequiredRule>(kind);
  return from_run ? rule.run_start : 0;
}

class Attributor {
 public:
  Attributor(const InputSet& inputs, const ScenarioStack& baseline, const ScenarioStack& other,
             const ProjectionOptions& options, const std::function<bool()>& stop)
      : inputs_(inputs),
        options_(options),
        stop_(stop),
        bases_(ChooseBaseFigures(inputs)),
        baseline_(inputs, baseline, options.horizon_year),
        other_(inputs, other, options.horizon_year) {}

  absl::Status Start() {
    ASSIGN_OR_RETURN(baseline_run_, Evaluation::Run(inputs_, baseline_, bases_, options_.quotas));
    ASSIGN_OR_RETURN(other_run_, Evaluation::Run(inputs_, other_, bases_, options_.quotas));
    links_.resize(inputs_.indicators().size());
    for (const auto* run : {&*baseline_run_, &*other_run_}) {
      for (size_t i = 0; i < links_.size(); ++i) {
        for (int year = baseline_.first_year(); year <= baseline_.horizon_year(); ++year) {
          if (const auto followed = run->FollowedBy(i, year)) links_[i].insert(*followed);
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status Attribute(size_t indicator, std::vector<AttributedDifference>& out) const {
    const std::vector<size_t> changed = ChangedFor(indicator);
    if (changed.empty()) return absl::OkStatus();
    const auto outputs = [&](const std::vector<bool>& from_other) {
      return LastYear(indicator, changed, from_other);
    };
    const bool exact = changed.size() <= kMaxExactShapleyInputs;
    ASSIGN_OR_RETURN(const ShapleyValues values,
                     exact ? ExactShapley(changed.size(), outputs)
                           : SampledShapley(changed.size(), kSampledPairs, kSampleSeed, outputs));
    for (size_t b = 0; b < kBases.size(); ++b) AddBasis(indicator, changed, values, b, out);
    return absl::OkStatus();
  }

 private:
  bool Changed(size_t indicator) const {
    for (int year = baseline_.first_year(); year <= baseline_.horizon_year(); ++year) {
      const EffectiveRule& a = baseline_.At(indicator, year);
      const EffectiveRule& b = other_.At(indicator, year);
      if (CanonicalText(a) != CanonicalText(b) || ClockOf(a) != ClockOf(b)) return true;
    }
    return false;
  }

  // Changed indicators among itself and what it follows along the links of both scenarios.
  std::vector<size_t> ChangedFor(size_t indicator) const {
    std::set<size_t> reached;
    std::vector<size_t> open = {indicator};
    while (!open.empty()) {
      const size_t at = open.back();
      open.pop_back();
      if (!reached.insert(at).second) continue;
      open.insert(open.end(), links_[at].begin(), links_[at].end());
    }
    std::vector<size_t> changed;
    for (const size_t i : reached) {
      if (Changed(i)) changed.push_back(i);
    }
    return changed;
  }

  // The last year by basis; NaN where there is no value. Rules that follow one another in a loop
  // only when mixed give none.
  absl::StatusOr<std::vector<double>> LastYear(size_t indicator, const std::vector<size_t>& changed,
                                               const std::vector<bool>& from_other) const {
    if (stop_()) {
      return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller has gone");
    }
    // What is not in `changed` does not reach the indicator: the ends are the two scenarios.
    const auto taken = std::count(from_other.begin(), from_other.end(), true);
    if (taken == 0) return LastYearOf(indicator, baseline_, *baseline_run_);
    if (static_cast<size_t>(taken) == changed.size()) {
      return LastYearOf(indicator, other_, *other_run_);
    }
    std::vector<bool> positions(inputs_.indicators().size());
    for (size_t k = 0; k < changed.size(); ++k) positions[changed[k]] = from_other[k];
    const RuleTable rules = RuleTable::Mixed(baseline_, other_, positions);
    const auto run = Evaluation::Run(inputs_, rules, bases_, options_.quotas);
    if (!run.ok()) return std::vector<double>(kBases.size(), kUndefined);
    return LastYearOf(indicator, rules, *run);
  }

  std::vector<double> LastYearOf(size_t indicator, const RuleTable& rules,
                                 const Evaluation& run) const {
    std::vector<double> values(kBases.size(), kUndefined);
    for (const Path& path : BuildPaths({inputs_, rules, run, bases_[indicator], indicator})) {
      if (path.points.empty() || path.points.back().year != options_.horizon_year) continue;
      const Value& value = path.points.back().value;
      const auto basis = std::find(kBases.begin(), kBases.end(), path.basis);
      if (value.number.has_value()) {
        values[static_cast<size_t>(basis - kBases.begin())] = value.number->ToDouble();
      }
    }
    return values;
  }

  void AddBasis(size_t indicator, const std::vector<size_t>& changed, const ShapleyValues& values,
                size_t b, std::vector<AttributedDifference>& out) const {
    AttributedDifference found;
    found.indicator = indicator;
    found.basis = kBases[b];
    found.year = options_.horizon_year;
    found.difference = values.all[b] - values.none[b];
    found.exact = values.exact;
    if (!std::isfinite(found.difference) || found.difference == 0) return;
    for (size_t k = 0; k < changed.size(); ++k) {
      if (!std::isfinite(values.shares[k][b])) return;
      found.parts.push_back({changed[k], values.shares[k][b], values.standard_errors[k][b]});
    }
    std::stable_sort(found.parts.begin(), found.parts.end(),
                     [](const AttributedPart& x, const AttributedPart& y) {
                       return std::abs(x.value) > std::abs(y.value);
                     });
    found.unit = UnitOf(indicator, kBases[b]);
    out.push_back(std::move(found));
  }

  std::string UnitOf(size_t indicator, PathBasis basis) const {
    if (basis == PathBasis::kGrowth) return kPercentUnit;
    return basis == PathBasis::kIndex ? kIndexUnit : inputs_.indicators()[indicator].unit;
  }

  const InputSet& inputs_;
  const ProjectionOptions& options_;
  const std::function<bool()>& stop_;
  const std::vector<BaseFigures> bases_;
  const RuleTable baseline_;
  const RuleTable other_;
  std::optional<Evaluation> baseline_run_;
  std::optional<Evaluation> other_run_;
  std::vector<std::set<size_t>> links_;  // what each indicator follows in either scenario
};

}  // namespace

absl::StatusOr<std::vector<AttributedDifference>> AttributeDifferences(
    const InputSet& inputs, const ScenarioStack& baseline, const ScenarioStack& other,
    const ProjectionOptions& options, const std::vector<size_t>& indicators,
    const std::function<bool()>& stop) {
  Attributor attributor(inputs, baseline, other, options, stop);
  RETURN_IF_ERROR(attributor.Start());
  std::vector<AttributedDifference> differences;
  for (const size_t indicator : indicators) {
    RETURN_IF_ERROR(attributor.Attribute(indicator, differences));
  }
  return differences;
}

}  // namespace indicast::projection
