#include "projection-service/engine/seek_targets.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/largest_remainder.h"
#include "projection-service/engine/plausibility.h"
#include "projection-service/engine/simulation_words.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

using Eigen::Index;

// Moves below this many standard deviations are none.
constexpr double kUnmoved = 1e-9;

const PlanLever* LeverOf(const PlanParts& parts, size_t indicator) {
  const std::string& id = parts.inputs.indicators()[indicator].id;
  for (const PlanLever& lever : parts.levers) {
    if (lever.indicator == id) return &lever;
  }
  return nullptr;
}

Value LevelOf(const InputSet& inputs, size_t indicator, double log_growth_since_base) {
  const Indicator& item = inputs.indicators()[indicator];
  const BaseFigures base =
      ChooseBaseFigures(inputs, item, inputs.FindTarget(item.id, inputs.base_year() + 1));
  if (!base.level.has_value()) return {};
  Bounded level = BoundedOf(inputs.figures()[*base.level]);
  if (!(level.value > 0)) return {};
  level.value *= std::exp(log_growth_since_base);
  return ToValue(level, base.level_decimals);
}

std::vector<SeekMove> MovesOf(const PlanProblem& problem, const LeastChange& change) {
  const PlanParts& parts = problem.parts();
  const Eigen::MatrixXd medians = problem.system().Medians();
  const auto growth = problem.identities().Evaluate(change.x);
  std::vector<PlanRowOrigin> active;
  active.reserve(change.active.size());
  for (const RowId row : change.active) active.push_back(problem.OriginOf(row));
  std::vector<SeekMove> moves;
  for (size_t v = 0; v < parts.indicators.size(); ++v) {
    const PlanLever* lever = LeverOf(parts, parts.indicators[v]);
    double since_base = 0;
    for (int t = 0; t < parts.years; ++t) {
      const auto row = static_cast<Index>(v);
      SeekMove move;
      move.indicator = parts.indicators[v];
      move.year = parts.inputs.base_year() + 1 + t;
      const double log_growth = growth.log_growth(row, t);
      since_base += log_growth;
      move.baseline = 100 * std::expm1(medians(row, t));
      move.growth = 100 * std::expm1(log_growth);
      const double spread = problem.spreads()(row, t);
      move.deviations = spread > 0 ? (log_growth - medians(row, t)) / spread : 0;
      move.level = LevelOf(parts.inputs, move.indicator, since_base);
      move.pinned = lever != nullptr && lever->pinned;
      move.at_bound = std::any_of(active.begin(), active.end(), [&](const PlanRowOrigin& origin) {
        return (origin.source == PlanRowSource::kLeverMin ||
                origin.source == PlanRowSource::kLeverMax) &&
               &parts.levers[origin.index] == lever && origin.year == t;
      });
      moves.push_back(move);
    }
  }
  std::stable_sort(moves.begin(), moves.end(), [](const SeekMove& a, const SeekMove& b) {
    const auto effort = [](const SeekMove& move) {
      const double size = std::abs(move.deviations);
      return move.pinned || size < kUnmoved ? 0.0 : size;
    };
    return effort(a) > effort(b);
  });
  return moves;
}

void SetLevel(Value& level, double value) {
  level.number = Decimal::FromDouble(value).value_or(*level.number);
}

// Counts are whole steps of what is published, rounded once; the parts of a sum add up to it.
class CountRounding {
 public:
  CountRounding(const PlanProblem& problem, std::vector<SeekMove>& moves)
      : problem_(problem), parts_(problem.parts()), moves_(moves) {}

  void Run() {
    for (SeekMove& move : moves_) {
      if (!IsCount(move)) continue;
      move.exact_level = move.level.number->ToDouble();
      const double step = std::pow(10.0, -move.level.display_decimals);
      SetLevel(move.level, std::nearbyint(move.exact_level / step) * step);
    }
    for (const ResolvedIdentity& identity : problem_.system().laws.front().identities) {
      for (int t = 0; identity.kind == IdentityKind::kSum && t < parts_.years; ++t) {
        RoundParts(identity, parts_.inputs.base_year() + 1 + t);
      }
    }
  }

 private:
  bool IsCount(const SeekMove& move) const {
    return parts_.inputs.indicators()[move.indicator].nature == Nature::kCount &&
           move.level.number.has_value();
  }

  SeekMove* Counted(size_t variable, int year) {
    for (SeekMove& move : moves_) {
      if (move.indicator == parts_.indicators[variable] && move.year == year) {
        return IsCount(move) ? &move : nullptr;
      }
    }
    return nullptr;
  }

  void RoundParts(const ResolvedIdentity& identity, int year) {
    if (Counted(identity.whole, year) == nullptr) return;
    std::vector<SeekMove*> pieces;
    std::vector<double> values;
    int decimals = 0;
    for (const size_t part : identity.parts) {
      SeekMove* piece = Counted(part, year);
      if (piece == nullptr) return;
      pieces.push_back(piece);
      values.push_back(piece->exact_level);
      decimals = std::max(decimals, piece->level.display_decimals);
    }
    const std::vector<double> rounded = RoundToSum(values, std::pow(10.0, -decimals));
    for (size_t k = 0; k < pieces.size(); ++k) SetLevel(pieces[k]->level, rounded[k]);
  }

  const PlanProblem& problem_;
  const PlanParts& parts_;
  std::vector<SeekMove>& moves_;
};

std::vector<Assumption> OverlayOf(const PlanProblem& problem, const std::vector<SeekMove>& moves) {
  std::vector<Assumption> overlay;
  for (const SeekMove& move : moves) {
    const auto& outlooks = problem.parts().outlooks;
    const bool assumed =
        std::any_of(outlooks.begin(), outlooks.end(), [&](const GrowthOutlook& outlook) {
          return outlook.indicator == move.indicator && outlook.year == move.year &&
                 outlook.source == OutlookSource::kScenario;
        });
    if (assumed && std::abs(move.deviations) < kUnmoved) continue;
    const auto growth = Decimal::FromDouble(move.growth);
    if (!growth.ok()) continue;
    overlay.push_back({problem.parts().inputs.indicators()[move.indicator].id, move.year, move.year,
                       CompoundRule{*growth}});
  }
  std::stable_sort(overlay.begin(), overlay.end(), [](const Assumption& a, const Assumption& b) {
    return a.indicator < b.indicator;
  });
  return overlay;
}

std::string YearsWords(const PlanParts& parts) {
  const int first = parts.inputs.base_year() + 1;
  if (parts.years == 1) return absl::StrCat(first);
  return absl::StrCat(first, "–", first + parts.years - 1);
}

LocalizedText Explain(const PlanParts& parts, const SeekOutcome& outcome) {
  const std::string years = YearsWords(parts);
  const size_t goals = parts.goals.size();
  LocalizedText text = {
      absl::StrCat("从", parts.indicators.size(), "个指标的增长规律出发,求满足", goals,
                   "项要求、总体偏离最小的", years, "年增速,偏离按各指标的离散度和相关性折算。"),
      absl::StrCat("From the laws of growth of ", parts.indicators.size(), " indicator",
                   parts.indicators.size() == 1 ? "" : "s", ", the growth rates of ", years,
                   " that meet ", goals, " condition", goals == 1 ? "" : "s",
                   " with the least change, counted in the spread and correlation of the "
                   "indicators. ")};
  if (outcome.moves.empty()) {
    text.zh += "界限和恒等式互相矛盾,没有可行的增速。";
    text.en += "Bounds and identities contradict one another, so there are none.";
    return text;
  }
  const std::string distance = ShortNumber(outcome.distance_squared);
  const std::string chance = absl::StrFormat("%.2g", 100 * outcome.plausibility);
  switch (outcome.status) {
    case SeekStatus::kReached:
      break;
    case SeekStatus::kSoftShortfall:
      text.zh += "约束性要求全部满足,部分预期性要求作了最省的让步;";
      text.en += "All hard ones hold, some soft ones gave way as little as possible; ";
      break;
    case SeekStatus::kInfeasible:
      text.zh += "硬性要求不能同时成立,所列为最省的让步之后的结果;";
      text.en += "The hard ones cannot hold together: this is the plan after the cheapest repair; ";
      break;
  }
  absl::StrAppend(&text.zh, "偏离D²=", distance, ",偏离至少这么大的可能性为", chance, "%。");
  absl::StrAppend(&text.en, outcome.status == SeekStatus::kReached ? "Its" : "its",
                  " distance D² is ", distance, "; futures at least that far have probability ",
                  chance, " %.");
  return text;
}

}  // namespace

absl::StatusOr<SeekOutcome> SeekTargets(const PlanParts& parts,
                                        const std::function<bool()>& cancelled) {
  ASSIGN_OR_RETURN(const std::unique_ptr<PlanProblem> problem,
                   PlanProblem::Create(parts, cancelled));
  ASSIGN_OR_RETURN(const CurvedChange solved,
                   problem->Solve({}, /*all_soft=*/false, /*explain=*/true));
  const ForcedChange& answer = solved.result;
  SeekOutcome outcome;
  if (!answer.conflict.empty()) {
    outcome.status =
        answer.hard_rows_conflict ? SeekStatus::kInfeasible : SeekStatus::kSoftShortfall;
    outcome.conflict = DescribeConflict(*problem, answer);
  }
  outcome.rows = DescribeRows(*problem, answer);
  // Multipliers without their sentence are no answer.
  if (cancelled && cancelled()) {
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                 "the caller no longer wants the answer");
  }
  if (answer.change.has_value()) {
    outcome.moves = MovesOf(*problem, *answer.change);
    CountRounding(*problem, outcome.moves).Run();
    outcome.overlay = OverlayOf(*problem, outcome.moves);
    outcome.distance_squared = problem->law().Distance2(answer.change->x - problem->start());
    outcome.degrees_of_freedom = answer.change->rank;
    outcome.plausibility = PlanPlausibility(outcome.distance_squared, answer.change->rank);
  }
  for (size_t v = 0; v < parts.indicators.size(); ++v) {
    for (const PlanLaw& law : problem->system().laws) outcome.outlooks.push_back(law.variables[v]);
  }
  outcome.explanation = Explain(parts, outcome);
  outcome.assumptions = SystemAssumptions(problem->system(), parts.inputs);
  if (std::any_of(parts.levers.begin(), parts.levers.end(),
                  [](const PlanLever& lever) { return lever.price != 1; })) {
    outcome.assumptions.push_back(
        {"代价只决定谁多动谁少动;偏离D²与可能性仍按增长规律计算",
         "prices decide who moves; the distance D² and its probability are those of the laws of "
         "growth"});
  }
  return outcome;
}

}  // namespace indicast::projection
