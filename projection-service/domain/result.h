// What a projection says: paths of indicators, verdicts on targets. Plain values; indices point
// into InputSet::figures() and InputSet::targets() of the inputs they were computed from.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/decimal/decimal.h"
#include "common/vocabulary/vocabulary.h"
#include "projection-service/domain/text.h"

namespace indicast::projection {

// A value as an answer shows it: at most 12 significant digits. Unset: it cannot be computed.
struct Value {
  std::optional<Decimal> number;
  Qualifier qualifier = Qualifier::kEqual;
  int display_decimals = 0;
};
bool operator==(const Value& a, const Value& b);

struct PathPoint {
  int year = 0;
  Value value;
  bool projected = false;
};

enum class PathBasis : int8_t { kGrowth = 1, kIndex, kLevel, kChainedLevel };

struct Path {
  PathBasis basis = PathBasis::kGrowth;
  std::string unit;
  LocalizedText base_name;
  PriceBasis price_basis = PriceBasis::kUnstated;
  std::vector<PathPoint> points;  // ascending years
  std::vector<size_t> inputs;     // figures
};

struct IndicatorProjection {
  std::string indicator;
  LocalizedText name;
  std::vector<Path> paths;
  LocalizedText rule;
  std::vector<LocalizedText> notes;
  std::vector<size_t> other_vintages;  // figures of the base year that were not used
  // Canonical text of the rule of each projected year; empty text: nothing assumed.
  std::map<int, std::string> rule_by_year;
  // Indicators whose growth this one follows, directly or through others.
  std::set<std::string> depends_on;
};

enum class Verdict : int8_t { kMet = 1, kMissed, kAtRisk, kUnknown };

// A sum over several years: what is done up to the base year, what the later ones must sum to.
struct SumProgress {
  int years_done = 0;
  int years_left = 0;
  Value done;
  Value remaining;
  Value needed_a_year;  // unset number when no year is left
};

struct TargetAssessment {
  size_t target = 0;
  LocalizedText indicator_name;
  std::optional<size_t> base;  // figure
  LocalizedText base_missing_reason;
  Value goal;
  Value projection;
  std::optional<Decimal> gap;
  std::string gap_unit;
  Verdict verdict = Verdict::kUnknown;
  LocalizedText reason;
  std::string reason_code;
  Value implied_level;
  std::string implied_level_unit;
  std::vector<LocalizedText> notes;
  std::optional<SumProgress> progress;  // of a sum over several years
};

// A level that its history does not lead to (engine/historical_range.h).
struct ProjectionWarning {
  std::string code;
  size_t indicator = 0;  // position in inputs.indicators()
  std::string target;    // target id or name of a row; empty: the path
  int year = 0;
  double deviations = 0;
  LocalizedText text;
};

struct Projection {
  int base_year = 0;
  int horizon_year = 0;
  std::vector<IndicatorProjection> indicators;  // by id
  std::vector<TargetAssessment> targets;        // in report order
  std::vector<ProjectionWarning> warnings;      // of targets, then of paths
};

// Stable codes of the reason of a verdict; listed in docs/errors.md.
inline constexpr char kTargetMet[] = "TARGET_MET";
inline constexpr char kTargetMissed[] = "TARGET_MISSED";
inline constexpr char kPublishedPrecision[] = "PUBLISHED_PRECISION";
inline constexpr char kBaseIsBound[] = "BASE_IS_BOUND";
inline constexpr char kBaseIsApproximate[] = "BASE_IS_APPROXIMATE";
inline constexpr char kExternalQuotaUnknown[] = "EXTERNAL_QUOTA_UNKNOWN";
inline constexpr char kQualitativeTarget[] = "QUALITATIVE_TARGET";
inline constexpr char kScopeDiffers[] = "SCOPE_DIFFERS";
inline constexpr char kTargetOutsideHorizon[] = "TARGET_OUTSIDE_HORIZON";
inline constexpr char kRelativeUnknown[] = "RELATIVE_UNKNOWN";
inline constexpr char kStretchTarget[] = "STRETCH_TARGET";
inline constexpr char kNotASum[] = "NOT_A_SUM";
inline constexpr char kSumOverYears[] = "SUM_OVER_YEARS";

// Stable code of a warning.
inline constexpr char kBeyondHistory[] = "BEYOND_HISTORY";

// Stable codes of why a value cannot be computed; also reasons of an unknown verdict.
inline constexpr char kNoAssumption[] = "NO_ASSUMPTION";
inline constexpr char kBaseMissing[] = "BASE_MISSING";
inline constexpr char kBaseTextOnly[] = "BASE_TEXT_ONLY";
inline constexpr char kBaseExpectedOnly[] = "BASE_EXPECTED_ONLY";
inline constexpr char kBaseNotPositive[] = "BASE_NOT_POSITIVE";
inline constexpr char kLevelNotPublished[] = "LEVEL_NOT_PUBLISHED";
inline constexpr char kGrowthUndefined[] = "GROWTH_UNDEFINED";
inline constexpr char kBoundUndetermined[] = "BOUND_UNDETERMINED";
inline constexpr char kOutsideLogisticRange[] = "OUTSIDE_LOGISTIC_RANGE";
inline constexpr char kSlopeUnknown[] = "SLOPE_UNKNOWN";
inline constexpr char kValueOutOfRange[] = "VALUE_OUT_OF_RANGE";

}  // namespace indicast::projection
