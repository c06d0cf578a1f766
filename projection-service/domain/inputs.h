// InputSet: everything a projection may know, as plain validated values of one area at one state of
// the store. It cannot be built with a figure after its base year: the information cut of a
// projection is a property of its inputs, not a habit of its formulas.
//
// Thread-safe once built (immutable). Value semantics; share it by std::shared_ptr<const InputSet>.
// Levels and changes are held in the unit of their indicator, growth in percent, margins in
// percentage points. `record` members carry the published record as the provider holds it, opaque
// to the engine, so that an answer can show the evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "common/period/date.h"
#include "common/period/period.h"
#include "common/vocabulary/vocabulary.h"
#include "projection-service/domain/text.h"

namespace indicast::projection {

inline constexpr char kTotalScope[] = "total";
inline constexpr char kPercentUnit[] = "percent";
inline constexpr char kPercentagePointUnit[] = "percentage-point";
inline constexpr char kIndexUnit[] = "index";

struct Unit {
  std::string id;
  LocalizedText symbol;
  std::string measure;          // units convert only within one measure
  int multiplier_exponent = 0;  // power of ten, -18..18
};

struct Indicator {
  std::string id;
  LocalizedText name;
  std::string unit;
  Nature nature = Nature::kFlow;
  Direction direction = Direction::kNeutral;
  bool one_off = false;
};

// One published figure of the area.
struct Figure {
  std::string indicator;
  Measure measure = Measure::kLevel;
  PriceBasis price_basis = PriceBasis::kNotApplicable;
  std::string scope = kTotalScope;
  Period period;
  std::optional<Decimal> value;  // unset: words only, or missing
  Qualifier qualifier = Qualifier::kEqual;
  Stage stage = Stage::kReported;
  std::string unit;
  std::string published_text;
  Date publication;
  bool publication_estimated = false;
  std::string document;
  bool work_report = false;   // from the city's own statement of its results
  bool seen_primary = false;  // official text on an official host
  bool preferred = false;     // the store's choice among the vintages of one series and period
  bool is_break = false;      // does not compare with the periods before (SDMX status B)
  std::string record;

  int year() const { return period.year(); }
  // A published number that happened: not words, not an expectation, not derived.
  bool IsOutcome() const {
    return value.has_value() && qualifier != Qualifier::kTextOnly && indicast::IsOutcome(stage);
  }
};

// "Faster than the economy": another indicator's outcome in the same measure plus a margin.
struct RelativeGoal {
  std::string indicator;
  Decimal margin;
};

// A quota set by another authority; unknown until somebody supplies it.
struct ExternalGoal {
  LocalizedText authority;
};

// A promise in words, judged by nobody's arithmetic.
struct QualitativeGoal {};

using Goal = std::variant<Decimal, RelativeGoal, ExternalGoal, QualitativeGoal>;

struct Target {
  std::string id;
  std::string indicator;
  Measure measure = Measure::kGrowth;
  PriceBasis price_basis = PriceBasis::kUnstated;
  std::string scope = kTotalScope;
  std::string base_scope;  // scope of the year before when it differs, else empty
  int year = 0;
  // Of a promise for the sum over first_year .. year; 0: for one year.
  int first_year = 0;
  Relation relation = Relation::kEqual;
  Goal goal;
  std::string unit;
  TargetKind kind = TargetKind::kExpected;
  std::string published_text;
  LocalizedText pair_note;
  std::string record;

  // Scope of the figures the promise continues from.
  const std::string& BaseScope() const { return base_scope.empty() ? scope : base_scope; }
  bool IsSum() const { return first_year != 0 && first_year < year; }
};

// What a provider hands over; InputSet::Create checks it.
struct InputParts {
  int64_t data_revision = 0;
  std::optional<Date> publication_date;
  std::string area;
  int base_year = 0;
  std::vector<Unit> units;
  std::vector<Indicator> indicators;
  std::vector<Figure> figures;
  std::vector<Target> targets;
  bool has_work_report = false;  // the provider holds the city's own statement
};

class InputSet {
 public:
  // kInvalidArgument names the part ("figures[3].value"): empty or repeated ids, references to
  // unknown indicators or units, growth that is not in percent or not above -100, a target without
  // a year or in a unit unlike its indicator's (external ones are judged in the unit of the quota).
  // Figures of other than whole years and of years after the base year are dropped. Levels
  // and changes are converted exactly to the indicator's unit; the few that cannot be (another
  // measure, too many digits) are dropped and their indicator is listed by HasForeignUnit.
  // Cost O(n log n).
  static absl::StatusOr<InputSet> Create(InputParts parts);

  int64_t data_revision() const { return parts_.data_revision; }
  const std::optional<Date>& publication_date() const { return parts_.publication_date; }
  const std::string& area() const { return parts_.area; }
  int base_year() const { return parts_.base_year; }
  bool has_work_report() const { return parts_.has_work_report; }

  // By id.
  const std::vector<Indicator>& indicators() const { return parts_.indicators; }
  // By indicator, measure, price basis, scope, year, then the preference rule; indices into this
  // vector name figures in results.
  const std::vector<Figure>& figures() const { return parts_.figures; }
  // In report order.
  const std::vector<Target>& targets() const { return parts_.targets; }

  // Null when unknown. O(log n).
  const Indicator* FindIndicator(absl::string_view id) const;
  // Its position in indicators(); only for an id that is known. O(log n).
  size_t PositionOf(absl::string_view id) const {
    return static_cast<size_t>(FindIndicator(id) - indicators().data());
  }
  const Unit* FindUnit(absl::string_view id) const;
  // Index of the first and one past the last figure of an indicator. O(log n).
  std::pair<size_t, size_t> FigureRange(absl::string_view indicator) const;
  // The value of unit `from` in unit `to`, exactly; nullopt when they do not convert or the result
  // has too many digits.
  std::optional<Decimal> Convert(const Decimal& value, absl::string_view from,
                                 absl::string_view to) const;
  // The first target in report order of that indicator and year alone; null when there is none.
  const Target* FindTarget(absl::string_view indicator, int year) const;
  // True when a figure of the indicator was dropped for its unit in the last five years.
  bool HasForeignUnit(absl::string_view indicator) const {
    return foreign_units_.count(std::string(indicator)) > 0;
  }

 private:
  explicit InputSet(InputParts parts) : parts_(std::move(parts)) {}

  InputParts parts_;
  std::set<std::string> foreign_units_;
};

// The preference rule of design section 8 for figures of one series and year: the store's choice
// first, then work report, seen_primary, stage (census, final, preliminary, reported, flash,
// expected last), later publication, document id. A strict weak order.
bool PreferredBefore(const Figure& a, const Figure& b);

}  // namespace indicast::projection
