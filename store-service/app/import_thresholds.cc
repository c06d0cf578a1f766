#include "store-service/app/import_thresholds.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"

namespace indicast::store {
namespace {

constexpr char kChanged[] = "max_changed_count";
constexpr char kReplaced[] = "max_replaced_count";
constexpr char kLevel[] = "max_level_factor";
constexpr size_t kDigestDigits = 64;
constexpr int kFactorDigits = 4;

void CheckCount(absl::string_view name, const std::optional<int64_t>& count,
                std::vector<FieldViolation>& violations) {
  if (!count.has_value() || *count >= 0) return;
  violations.push_back({absl::StrCat("thresholds.", name),
                        absl::StrCat(*count, " is negative; 0 refuses every such change")});
}

// A level in its unit: value x 10^exponent of `measure`.
struct Level {
  Decimal value;
  int exponent = 0;
  std::string measure;
};

bool Reaches(const Level& large, const Level& small, const Decimal& factor) {
  const int exponent = large.exponent - small.exponent;
  const auto left = large.value.Abs().Shift(std::max(exponent, 0));
  const auto right = small.value.Abs().Shift(std::max(-exponent, 0));
  if (left.ok() && right.ok()) {
    if (const auto product = right->Multiply(factor); product.ok()) return *left >= *product;
  }
  // Beyond 30 digits one more or less does not matter.
  const double ratio = large.value.ToDouble() / small.value.ToDouble();
  return std::abs(ratio) * std::pow(10.0, exponent) >= factor.ToDouble();
}

// The factor between two levels as text when it reaches the limit.
std::optional<std::string> FactorReached(const Level& before, const Level& after,
                                         const Decimal& limit) {
  if (before.value.is_zero() && after.value.is_zero()) return std::nullopt;
  if (before.value.is_zero() || after.value.is_zero() ||
      before.value.is_negative() != after.value.is_negative()) {
    return "unbounded";
  }
  if (!Reaches(after, before, limit) && !Reaches(before, after, limit)) return std::nullopt;
  double ratio = std::abs(after.value.ToDouble() / before.value.ToDouble()) *
                 std::pow(10.0, after.exponent - before.exponent);
  if (ratio < 1.0) ratio = 1.0 / ratio;
  const auto text = Decimal::FromDouble(ratio, kFactorDigits);
  return text.ok() ? text->ToString() : "unbounded";
}

// Looks through the changed observations of a plan.
class ChangeScan {
 public:
  ChangeScan(const ImportPlan& plan, const Snapshot& snapshot, const AsOf& as_of)
      : snapshot_(snapshot), as_of_(as_of) {
    for (const Record& record : plan.records) {
      if (const auto* unit = std::get_if<Unit>(&record)) units_.emplace(unit->id, unit);
    }
  }

  void LookAt(const std::vector<Record>& records, const Decimal& max_factor) {
    for (const Record& record : records) {
      if (const auto* figure = std::get_if<Observation>(&record)) Look(*figure, max_factor);
    }
  }

  int64_t changed() const { return changed_; }
  const std::string& first_changed() const { return first_changed_; }
  const std::string& factor() const { return factor_; }  // empty: none reaches the limit
  const std::string& first_level() const { return first_level_; }

 private:
  void Look(const Observation& after, const Decimal& max_factor) {
    const auto before = snapshot_.FindVintage(after.series, after.period, after.stage,
                                              after.evidence.document, as_of_);
    if (before == nullptr) return;
    if (changed_++ == 0) first_changed_ = KeyOf(after);
    if (!factor_.empty() || after.series.measure != Measure::kLevel) return;
    const auto from = LevelOf(*before, OldUnit(before->unit).get());
    const auto to = LevelOf(after, NewUnit(after.unit).get());
    if (!from.has_value() || !to.has_value() || from->measure != to->measure) return;
    if (auto factor = FactorReached(*from, *to, max_factor)) {
      factor_ = *std::move(factor);
      first_level_ = KeyOf(after);
    }
  }

  static std::optional<Level> LevelOf(const Observation& figure, const Unit* unit) {
    if (!figure.value.has_value() || unit == nullptr) return std::nullopt;
    return Level{*figure.value, unit->multiplier_exponent, unit->measure};
  }
  std::shared_ptr<const Unit> OldUnit(const std::string& id) const {
    return snapshot_.FindUnit(id, as_of_);
  }
  std::shared_ptr<const Unit> NewUnit(const std::string& id) const {
    const auto it = units_.find(id);
    if (it != units_.end()) return {std::shared_ptr<void>(), it->second};
    return OldUnit(id);
  }

  const Snapshot& snapshot_;
  const AsOf& as_of_;
  absl::flat_hash_map<std::string, const Unit*> units_;  // of the plan
  int64_t changed_ = 0;
  std::string first_changed_;
  std::string factor_;
  std::string first_level_;
};

}  // namespace

void CheckThresholds(const ImportRequest& request, std::vector<FieldViolation>& violations) {
  const ImportThresholds& thresholds = request.thresholds;
  CheckCount(kChanged, thresholds.max_changed_count, violations);
  CheckCount(kReplaced, thresholds.max_replaced_count, violations);
  const std::optional<Decimal>& factor = thresholds.max_level_factor;
  if (factor.has_value() && *factor <= Decimal::FromInt(1)) {
    violations.push_back({absl::StrCat("thresholds.", kLevel),
                          absl::StrCat(factor->ToString(), " must be above 1")});
  }
  const std::string& plan = request.confirmed_plan;
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!plan.empty() &&
      (plan.size() != kDigestDigits || !std::all_of(plan.begin(), plan.end(), hex))) {
    violations.push_back(
        {"confirmed_plan", absl::StrCat("'", Shorten(plan), "' is not the plan of a report")});
  }
}

std::vector<ThresholdExceeded> FindExceeded(const ImportRequest& request, const Endings& endings,
                                            const ImportPlan& plan, const ImportLimits& limits,
                                            const Snapshot& snapshot, const AsOf& as_of) {
  const ImportThresholds& own = request.thresholds;
  const int64_t max_changed = own.max_changed_count.value_or(limits.max_changed_count);
  const int64_t max_replaced = own.max_replaced_count.value_or(limits.max_replaced_count);
  const Decimal max_factor = own.max_level_factor.value_or(limits.max_level_factor);
  ChangeScan scan(plan, snapshot, as_of);
  if (plan.report.changed > 0) scan.LookAt(plan.records, max_factor);
  std::vector<ThresholdExceeded> exceeded;
  if (scan.changed() > max_changed) {
    exceeded.push_back(
        {kChanged, absl::StrCat(max_changed), absl::StrCat(scan.changed()), scan.first_changed()});
  }
  const auto& ended = endings.vintages;
  const auto by_replacement = [](const EndedVintage& vintage) { return vintage.replaced; };
  const int64_t replaced = std::count_if(ended.begin(), ended.end(), by_replacement);
  if (replaced > max_replaced) {
    exceeded.push_back({kReplaced, absl::StrCat(max_replaced), absl::StrCat(replaced),
                        std::find_if(ended.begin(), ended.end(), by_replacement)->key});
  }
  if (!scan.factor().empty()) {
    exceeded.push_back({kLevel, max_factor.ToString(), scan.factor(), scan.first_level()});
  }
  return exceeded;
}

std::string PlanDigest(const ImportPlan& plan, const Snapshot& snapshot) {
  Sha256 digest;
  digest.PutString("indicast plan 1");
  for (const Record& record : plan.records) {
    digest.PutString(CanonicalBytes(record));
    digest.PutInt(snapshot.CurrentVersion(record, snapshot.revision()));
  }
  return digest.Hex();
}

absl::Status CheckConfirmed(const ImportRequest& request, const ImportReport& report) {
  if (!request.confirmed_plan.empty()) {
    if (request.confirmed_plan == report.plan) return absl::OkStatus();
    return Error(absl::StatusCode::kAborted, "PLAN_MOVED",
                 "confirmed_plan: what would be written, or what it would replace, is not what was "
                 "confirmed; look at the report again and confirm its plan",
                 {{"plan", report.plan}});
  }
  if (report.exceeded.empty() || request.validate_only) return absl::OkStatus();
  std::map<std::string, std::string> metadata = {{"plan", report.plan}};
  std::string beyond;
  for (const ThresholdExceeded& exceeded : report.exceeded) {
    absl::StrAppend(&beyond, beyond.empty() ? "" : "; ", exceeded.threshold, " ", exceeded.limit,
                    ", this import ", exceeded.actual, " (first ", exceeded.key, ")");
    metadata[exceeded.threshold + "_limit"] = exceeded.limit;
    metadata[exceeded.threshold + "_actual"] = exceeded.actual;
    metadata[exceeded.threshold + "_key"] = exceeded.key;
  }
  return Error(absl::StatusCode::kFailedPrecondition, "CONFIRMATION_NEEDED",
               absl::StrCat("beyond what may change unconfirmed: ", beyond,
                            "; look at the report with validate_only and repeat with its plan as "
                            "confirmed_plan"),
               std::move(metadata));
}

}  // namespace indicast::store
