// The records of the store as validated values. A value of these types satisfies every rule that
// can be checked on the record alone; rules between records (units exist, quotes are found) belong
// to app/import_check.h.
//
// Build them only through the Create functions: they return kInvalidArgument with every wrong field
// ("series.indicator", "value") relative to the record. Thread-compatible, value semantics,
// equality is content equality (published text, scale of decimals and order of aliases included).
// Limits: ids [a-z0-9]([a-z0-9-]*[a-z0-9])? up to 80 bytes; names up to 200 characters; notes and
// quotes up to 2000 characters; document text up to 4 MiB of valid UTF-8 without control characters
// but \n, \r and \t.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "common/period/date.h"
#include "common/period/period.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast::store {

struct LocalizedText {
  std::string zh;
  std::string en;
  bool operator==(const LocalizedText&) const = default;
};

// A change of what an area covers, from `date` on.
struct BoundaryChange {
  Date date;
  LocalizedText note;
  bool operator==(const BoundaryChange&) const = default;
};

struct Area {
  std::string id;
  LocalizedText name;
  std::string parent;
  std::vector<BoundaryChange> boundary_changes = {};  // oldest first
  bool operator==(const Area&) const = default;
};

struct Unit {
  std::string id;
  LocalizedText symbol;
  std::string measure;
  int multiplier_exponent = 0;
  bool operator==(const Unit&) const = default;
};

// When something became public. `estimated` marks the latest day it can have been.
struct Publication {
  Date date;
  bool estimated = false;
  bool operator==(const Publication&) const = default;
};

struct TextQuote {
  std::string exact;
  std::string prefix;
  std::string suffix;
  bool operator==(const TextQuote&) const = default;
};

// A named part of a document's text, from where `start` stands to the next one.
struct DocumentSection {
  std::string id;
  LocalizedText title;
  TextQuote start;
  bool operator==(const DocumentSection&) const = default;
};

struct Document {
  std::string id;
  LocalizedText title;
  std::string publisher;
  std::string address;
  std::optional<Publication> publication;
  Confidence confidence = Confidence::kSeenSecondary;
  std::string text;
  bool is_work_report = false;
  LocalizedText note;
  std::vector<DocumentSection> sections;  // in the order of the text
  bool operator==(const Document&) const = default;
};

struct IndicatorLink {
  std::string relation;  // increment-of, part-of, component-of, same-ruler-as, deflated-by
  std::string indicator;
  LocalizedText note;
  bool operator==(const IndicatorLink&) const = default;
};

// The figure of every period of a frequency is public `due_days` after its last day.
struct ReleaseRule {
  std::string frequency;  // A, S, Q, M, or C: cumulated from January, month by month
  Measure measure = Measure::kLevel;
  int due_days = 0;
  std::string area;  // empty: every area that has such a series
  LocalizedText note;
  bool operator==(const ReleaseRule&) const = default;
};

struct Indicator {
  std::string id;
  LocalizedText name;
  std::vector<std::string> aliases;
  std::string unit;
  Nature nature = Nature::kFlow;
  Direction direction = Direction::kNeutral;
  std::string domain;
  LocalizedText definition;
  std::vector<IndicatorLink> links;
  bool one_off = false;
  std::vector<ReleaseRule> releases = {};
  bool operator==(const Indicator&) const = default;
};

struct SeriesKey {
  std::string indicator;
  std::string area;
  Measure measure = Measure::kLevel;
  PriceBasis price_basis = PriceBasis::kNotApplicable;
  std::string scope = "total";
  // "imports-exports.changsha.growth.current.total"
  std::string ToString() const;
  static absl::StatusOr<SeriesKey> Parse(const std::string& text);
  auto operator<=>(const SeriesKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const SeriesKey& k) {
    return H::combine(std::move(h), k.indicator, k.area, static_cast<int>(k.measure),
                      static_cast<int>(k.price_basis), k.scope);
  }
};

// How a derived figure follows from published ones; inputs are keys of vintages in the order of the
// formula.
struct Derivation {
  DerivationFormula formula = DerivationFormula::kLevelMinusChange;
  std::vector<std::string> inputs;
  bool operator==(const Derivation&) const = default;
};

struct Evidence {
  std::string document;
  // A quote, or the stated reason why there is none.
  std::variant<TextQuote, std::string> grounds;
  bool operator==(const Evidence&) const = default;
};

struct Observation {
  SeriesKey series;
  Period period;
  std::optional<Decimal> value;
  std::string published_text;
  Qualifier qualifier = Qualifier::kEqual;
  std::optional<Decimal> lower_bound;
  std::optional<Decimal> upper_bound;
  std::string unit;
  ObservationStatus status = ObservationStatus::kNormal;
  Stage stage = Stage::kReported;
  Evidence evidence;
  LocalizedText note;
  std::optional<Derivation> derivation;  // exactly when the stage is derived
};
// Content equality; decimals by SameRepresentation.
bool operator==(const Observation& a, const Observation& b);

struct RelativeGoal {
  std::string indicator;
  std::optional<Decimal> margin;
};
struct ExternalGoal {
  LocalizedText authority;
};
// A promise in words.
struct QualitativeGoal {};
using TargetGoal = std::variant<Decimal, RelativeGoal, ExternalGoal, QualitativeGoal>;

struct Target {
  std::string id;
  std::string indicator;
  std::string area;
  Measure measure = Measure::kGrowth;
  PriceBasis price_basis = PriceBasis::kUnstated;
  std::string scope = "total";
  std::string base_scope;
  Period period;
  Relation relation = Relation::kEqual;
  TargetGoal goal;
  std::string unit;
  TargetKind kind = TargetKind::kExpected;
  std::string published_text;
  Evidence evidence;
  std::string section;
  int position = 0;
  LocalizedText office;
  LocalizedText pair_note;
};
bool operator==(const Target& a, const Target& b);

// Rules of a scenario. Growth and margins in percent and percentage points, steps and levels in the
// unit of the indicator's level.
struct HoldRule {};
struct RepeatRule {};
struct PlanRule {};
struct CompoundRule {
  Decimal growth_percent;
};
struct LinearRule {
  Decimal step;
};
struct DampedRule {
  Decimal long_run_growth_percent;
  Decimal phi;
  std::optional<Decimal> initial_growth_percent;
};
struct LogisticRule {
  std::optional<Decimal> floor;
  Decimal ceiling;
  std::optional<Decimal> kappa;
};
struct RequiredRule {
  Decimal level;
  int year = 0;
  std::string style;  // constant-growth, linear, front-loaded, back-loaded, s-curve
};
struct GivenPoint {
  int year = 0;
  Measure measure = Measure::kGrowth;  // growth in percent, or level
  Decimal value;
};
struct GivenRule {
  std::vector<GivenPoint> points;
};
struct RelativeRule {
  std::string indicator;
  std::optional<Decimal> margin_percentage_points;
};
struct TrendRule {
  std::optional<Decimal> prior_growth_percent;
  std::optional<Decimal> prior_strength;
};
struct ShockRule {
  Decimal size_percent;
  std::string kind;  // one-off, growth
  std::optional<Decimal> persistence;
  std::optional<Decimal> catch_up_share;
  std::optional<int> catch_up_years;
};
using AssumptionRule =
    std::variant<HoldRule, RepeatRule, PlanRule, CompoundRule, LinearRule, DampedRule, LogisticRule,
                 RequiredRule, GivenRule, RelativeRule, TrendRule, ShockRule>;

struct Assumption {
  std::string indicator;  // id or "*"
  std::optional<int> from_year;
  std::optional<int> to_year;
  AssumptionRule rule;
  LocalizedText reason;
};

struct Scenario {
  std::string id;
  LocalizedText name;
  std::string parent;
  LocalizedText description;
  std::vector<Assumption> assumptions;
};

// Stable one-line text of a rule, used in hashes, reports and equality: "compound growth=3".
std::string CanonicalText(const AssumptionRule& rule);
// Stable text of one layer without its ancestors; equal content gives equal text.
std::string CanonicalText(const Scenario& scenario);
bool operator==(const Scenario& a, const Scenario& b);

// Checks of single records: all violations at once, fields relative to the record.
absl::Status Validate(const SeriesKey& series);
absl::Status Validate(const Area& area);
absl::Status Validate(const Unit& unit);
absl::Status Validate(const Document& document);
absl::Status Validate(const Indicator& indicator);
absl::Status Validate(const Observation& observation);
absl::Status Validate(const Target& target);
absl::Status Validate(const Scenario& scenario);

// Identity of a vintage: "series|period|stage|document".
struct VintageKey {
  SeriesKey series;
  Period period;
  Stage stage = Stage::kReported;
  std::string document;
  std::string ToString() const;
  static absl::StatusOr<VintageKey> Parse(absl::string_view text);
  bool operator==(const VintageKey&) const = default;
};
std::string KeyOf(const Observation& observation);

// The latest day a figure without a printed date can have become public: expected 31 January of the
// next year; flash end of February; preliminary 30 April; else end of the next year (rules of the
// data set). The year is that of the period's last day.
Date EstimatedPublicBy(Stage stage, const Period& period);

}  // namespace indicast::store
