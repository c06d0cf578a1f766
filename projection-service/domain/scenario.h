// Scenarios as validated values: assumptions, layers and the stack of layers that a run uses.
//
// A rule says how an indicator moves in the years of its assumption. Growth is in percent a year,
// margins in percentage points, steps and levels in the unit of the indicator's level.
// Thread-safe once built (immutable).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "common/vocabulary/vocabulary.h"
#include "projection-service/domain/text.h"

namespace indicast::projection {

inline constexpr char kEveryIndicator[] = "*";

struct HoldRule {};    // the level stays: growth 0
struct RepeatRule {};  // the base year's published growth continues
struct PlanRule {};    // the published target of the year
struct CompoundRule {
  Decimal growth_percent;
};
struct LinearRule {
  Decimal step;
};
struct DampedRule {
  Decimal long_run_growth_percent;
  Decimal phi;
  std::optional<Decimal> initial_growth_percent;  // unset: the base year's published growth
};
struct LogisticRule {
  Decimal floor;
  Decimal ceiling;
  std::optional<Decimal> kappa;  // unset: from the last two published levels
};
// How a required path spreads the way over the years.
enum class RequiredStyle : int8_t { kConstantGrowth, kLinear, kFrontLoaded, kBackLoaded, kSCurve };
// Code as in the contract ("front-loaded"), and back; nullopt for an unknown one.
const char* CodeOf(RequiredStyle style);
std::optional<RequiredStyle> RequiredStyleOf(absl::string_view code);
struct RequiredRule {
  Decimal level;
  int year = 0;
  RequiredStyle style = RequiredStyle::kConstantGrowth;
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
  Decimal margin;
};
// The median of the short-history law; what is unset is that of the pool of the area's indicators.
struct TrendRule {
  std::optional<Decimal> prior_growth_percent;
  std::optional<Decimal> prior_strength;  // in years of own figures, > 0
};
// A disturbance on top of what the next weaker assumption gives; several of them add up in logs.
struct ShockRule {
  Decimal size_percent;
  // One-off: the level moves in the first year of the assumption and comes back by `persistence`
  // and `catch_up_share`; it has no last year. Growth: every year of the assumption grows that much
  // faster.
  bool growth = false;
  Decimal persistence = Decimal::FromInt(1);  // part of the effect left a year later, 0..1
  std::optional<Decimal> catch_up_share =
      std::nullopt;        // above 0, up to 1; of a shift of the level only
  int catch_up_years = 0;  // 1..100 with a share, else 0
};
using Rule =
    std::variant<HoldRule, RepeatRule, PlanRule, CompoundRule, LinearRule, DampedRule, LogisticRule,
                 RequiredRule, GivenRule, RelativeRule, TrendRule, ShockRule>;

// One difference of a layer from the layer below.
struct Assumption {
  std::string indicator;  // id, or kEveryIndicator
  std::optional<int> from_year;
  std::optional<int> to_year;
  Rule rule;
};

// kInvalidArgument with the field relative to the assumption, named as in the contract
// ("rule.damped.phi"): growth not above -100, phi outside (0, 1), ceiling not above floor, a year
// twice or outside 1000..9999, to_year before from_year, an empty name, a shock that says how it
// passes in two ways.
absl::Status Validate(const Assumption& assumption);

// Stable text of a rule: "compound growth=3". Equal numbers give equal texts ("3.0" and "3").
std::string CanonicalText(const Rule& rule);
// The same with indicator and years.
std::string CanonicalText(const Assumption& assumption);

// One stored scenario, or the overlay of a call (empty id, revision 0).
struct ScenarioLayer {
  std::string id;
  int64_t revision = 0;  // that wrote this layer
  std::vector<Assumption> assumptions;
};

// The layers of a run, root first; a later layer is stronger. May be empty: nothing is assumed.
class ScenarioStack {
 public:
  // kInvalidArgument "layers[1].assumptions[0].rule...." when an assumption is not valid.
  static absl::StatusOr<ScenarioStack> Create(std::vector<ScenarioLayer> layers);

  const std::vector<ScenarioLayer>& layers() const { return layers_; }
  // SHA-256 (hex) of the canonical content of all layers; ids and revisions of layers are left out:
  // equal assumptions give an equal hash.
  std::string ContentHash() const;

 private:
  explicit ScenarioStack(std::vector<ScenarioLayer> layers) : layers_(std::move(layers)) {}
  std::vector<ScenarioLayer> layers_;
};

}  // namespace indicast::projection
