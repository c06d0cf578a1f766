#include "projection-service/engine/outcome_sensitivity.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/engine/plan_system.h"
#include "projection-service/engine/sensitivity.h"
#include "projection-service/engine/simulation_words.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kTail = 0.1;
// Fixed-point steps with the response at the median as slope; the error falls by the curvature of
// the sums times the swing, a hundredth a step.
constexpr int kMaxSteps = 60;
constexpr double kSettled = 1e-14;

Index At(size_t i) { return static_cast<Index>(i); }

double Percent(double log_growth) { return 100 * std::expm1(log_growth); }

// The last year of a plan as a function of the free indicators' own deviations.
class LastYear {
 public:
  LastYear(const PlanSystem& system, size_t outcome) : system_(system), outcome_(outcome) {
    const MatrixXd medians = system.Medians();
    medians_ = medians.col(system.years - 1);
  }

  const MatrixXd& response() const { return system_.response.back(); }
  double Median() const { return medians_[At(outcome_)]; }
  double MedianOf(size_t variable) const { return medians_[At(variable)]; }

  // ln(1 + g) of the outcome.
  double Outcome(const VectorXd& own) const {
    VectorXd deviation = response() * own;
    if (!system_.curved[outcome_]) return medians_[At(outcome_)] + deviation[At(outcome_)];
    for (int step = 0; step < kMaxSteps; ++step) {
      // What each equation lacks, answered by the linear system.
      const VectorXd lack = Lack(deviation, own);
      if (lack.cwiseAbs().maxCoeff() <= kSettled) break;
      deviation += Answer(lack);
    }
    return medians_[At(outcome_)] + deviation[At(outcome_)];
  }

 private:
  VectorXd Lack(const VectorXd& deviation, const VectorXd& own) const {
    VectorXd should = VectorXd::Zero(deviation.size());
    for (size_t k = 0; k < system_.free.size(); ++k) should[At(system_.free[k])] = own[At(k)];
    for (const PlanTie& tie : system_.ties) {
      if (tie.lag == 0) should[At(tie.follower)] += tie.elasticity * deviation[At(tie.driver)];
    }
    const VectorXd growth = medians_ + deviation;
    for (const ResolvedIdentity& identity : system_.laws.back().identities) {
      should[At(identity.whole)] = WholeLogGrowth(identity, growth) - medians_[At(identity.whole)];
    }
    return should - deviation;
  }

  // Wholes answer directly, the free ones through the response.
  VectorXd Answer(const VectorXd& lack) const {
    VectorXd own(At(system_.free.size()));
    for (size_t k = 0; k < system_.free.size(); ++k) own[At(k)] = lack[At(system_.free[k])];
    VectorXd answer = response() * own;
    for (const ResolvedIdentity& identity : system_.laws.back().identities) {
      answer[At(identity.whole)] += lack[At(identity.whole)];
    }
    return answer;
  }

  const PlanSystem& system_;
  size_t outcome_;
  VectorXd medians_;
};

struct Involved {
  std::vector<size_t> inputs;  // positions in system.free that the outcome depends on, or asked for
  std::vector<bool> shown;
};

absl::StatusOr<size_t> VariableOf(const SensitivityQuestion& question, const PlanSystem& system,
                                  const std::string& id, const std::string& field) {
  if (id.empty()) return FieldError(field, "is required");
  for (size_t i = 0; i < system.size(); ++i) {
    if (question.inputs.indicators()[system.indicators[i]].id == id) return i;
  }
  return FieldError(field, absl::StrCat("\"", Shorten(id),
                                        "\" is not among the indicators of the "
                                        "plan"));
}

absl::StatusOr<Involved> Involve(const SensitivityQuestion& question, const PlanSystem& system,
                                 size_t outcome) {
  const MatrixXd& response = system.response.back();
  std::vector<bool> asked(system.free.size(), question.of_inputs.empty());
  for (size_t i = 0; i < question.of_inputs.size(); ++i) {
    const std::string field = absl::StrCat("inputs[", i, "]");
    ASSIGN_OR_RETURN(const size_t variable,
                     VariableOf(question, system, question.of_inputs[i], field));
    const auto place = std::find(system.free.begin(), system.free.end(), variable);
    if (place == system.free.end()) {
      return FieldError(field,
                        absl::StrCat("\"", question.of_inputs[i],
                                     "\" follows from its parts by an identity; name those"));
    }
    asked[static_cast<size_t>(place - system.free.begin())] = true;
  }
  Involved involved;
  for (size_t k = 0; k < system.free.size(); ++k) {
    const bool matters = response(At(outcome), At(k)) != 0;
    const bool shown = asked[k] && (matters || !question.of_inputs.empty());
    if (!matters && !shown) continue;
    involved.inputs.push_back(k);
    involved.shown.push_back(shown);
  }
  return involved;
}

// Laws of the involved inputs in the last year.
struct InputLaws {
  VectorXd spreads, multipliers;
  MatrixXd correlation;
  bool independent = true;
};

InputLaws LawsOf(const PlanSystem& system, const Involved& involved, size_t outcome) {
  const Index k = At(involved.inputs.size());
  const MatrixXd spreads = system.Spreads();
  InputLaws laws{VectorXd(k), VectorXd(k), MatrixXd(k, k), true};
  for (Index i = 0; i < k; ++i) {
    const Index from = At(involved.inputs[static_cast<size_t>(i)]);
    laws.spreads[i] = spreads(from, system.years - 1);
    laws.multipliers[i] = system.response.back()(At(outcome), from);
    for (Index j = 0; j < k; ++j) {
      laws.correlation(i, j) =
          system.correlation(from, At(involved.inputs[static_cast<size_t>(j)]));
      laws.independent &= i == j || laws.correlation(i, j) == 0;
    }
  }
  return laws;
}

struct Shares {
  VectorXd first;
  std::optional<VectorXd> total, error;
  bool exact = true, covariance = false;
};

absl::StatusOr<Shares> SharesOf(const SensitivityQuestion& question, const Outcome& outcome,
                                const InputLaws& laws, bool curved,
                                const std::function<bool()>& cancelled) {
  Shares shares;
  shares.covariance = !laws.independent;
  if (!curved) {
    shares.first = LinearShares(
        laws.multipliers, laws.spreads.asDiagonal() * laws.correlation * laws.spreads.asDiagonal());
    if (laws.independent) shares.total = shares.first;
    return shares;
  }
  shares.exact = false;
  if (!laws.independent) {
    ASSIGN_OR_RETURN(
        const SampledShares sampled,
        SampleCovarianceShares(outcome, laws.multipliers, laws.spreads, laws.correlation,
                               question.points, question.seed, cancelled));
    shares.first = sampled.shares;
    shares.error = sampled.errors;
    return shares;
  }
  const auto of_uniform = [&](const VectorXd& u) {
    VectorXd x(u.size());
    for (Index i = 0; i < u.size(); ++i) x[i] = laws.spreads[i] * NormalQuantile(u[i]);
    return outcome(x);
  };
  ASSIGN_OR_RETURN(const SobolIndices indices,
                   EstimateSobolIndices(of_uniform, static_cast<int>(laws.spreads.size()),
                                        question.points, question.seed, cancelled));
  const Index k = laws.spreads.size();
  shares.first = VectorXd(k);
  shares.total = VectorXd(k);
  shares.error = VectorXd(k);
  for (Index i = 0; i < k; ++i) {
    const SobolIndex& index = indices.inputs[static_cast<size_t>(i)];
    shares.first[i] = index.first;
    (*shares.total)[i] = index.total;
    (*shares.error)[i] = std::max(index.first_error, index.total_error);
  }
  return shares;
}

LocalizedText WordsOf(const Shares& shares) {
  LocalizedText bars = {"每个输入取其10%与90%分位,其余取中位数,逐一求解方案",
                        "Each input goes to its 10 % and 90 % quantile while the others stay at "
                        "their median, and the plan is solved each time"};
  LocalizedText split;
  if (shares.exact && !shares.covariance) {
    split = {"方差份额为线性模型的精确值", "The shares of variance are exact: logs are linear"};
  } else if (shares.exact) {
    split = {"输入相关,份额为协方差份额(可为负),合计为1,精确",
             "The inputs are correlated, so the shares are covariance shares, which may be "
             "negative, and exact"};
  } else if (shares.covariance) {
    split = {"结果含水平合计,协方差份额在Sobol点上抽样得出,附95%误差",
             "The outcome follows from a sum of levels, so its covariance shares are sampled on "
             "Sobol points, with their 95 % error"};
  } else {
    split = {"结果含水平合计,份额为Sobol指数(Saltelli 2010、Jansen 1999),附95%误差",
             "The outcome follows from a sum of levels, so the shares are Sobol indices (Saltelli "
             "2010, Jansen 1999) with their 95 % error"};
  }
  return {absl::StrCat(bars.zh, "。", split.zh, "。"), absl::StrCat(bars.en, ". ", split.en, ".")};
}

void Assemble(const PlanSystem& system, const Involved& involved, const LastYear& year,
              const InputLaws& laws, const Shares& shares, const Outcome& outcome,
              SensitivityAnswer& answer) {
  const Index k = laws.spreads.size();
  const double z = NormalQuantile(1 - kTail);
  VectorXd low = VectorXd::Zero(k);
  VectorXd high = VectorXd::Zero(k);
  for (Index i = 0; i < k; ++i) {
    if (!involved.shown[static_cast<size_t>(i)]) continue;
    low[i] = -z * laws.spreads[i];
    high[i] = z * laws.spreads[i];
  }
  const TornadoChart chart = Tornado(outcome, VectorXd::Zero(k), low, high);
  answer.median = Percent(chart.median);
  answer.together.outcome_low = Percent(chart.together_low);
  answer.together.outcome_high = Percent(chart.together_high);
  for (const TornadoBarEnds& ends : chart.bars) {
    if (!involved.shown[ends.input]) continue;
    const Index i = At(ends.input);
    const size_t variable = system.free[involved.inputs[ends.input]];
    SensitivityBar bar;
    bar.input = system.indicators[variable];
    bar.input_low = Percent(year.MedianOf(variable) + low[i]);
    bar.input_high = Percent(year.MedianOf(variable) + high[i]);
    bar.outcome_low = Percent(ends.low);
    bar.outcome_high = Percent(ends.high);
    bar.multiplier = laws.multipliers[i];
    bar.share = shares.first[i];
    if (shares.total.has_value()) bar.total_share = (*shares.total)[i];
    if (shares.error.has_value()) bar.share_error = (*shares.error)[i];
    answer.together.share += bar.share;
    answer.bars.push_back(bar);
  }
}

}  // namespace

absl::StatusOr<SensitivityAnswer> AnalyzeOutcome(const SensitivityQuestion& question,
                                                 const std::function<bool()>& cancelled) {
  ASSIGN_OR_RETURN(const PlanSystem system,
                   BuildPlanSystem(question.inputs, question.structure, question.indicators,
                                   question.outlooks, question.years));
  ASSIGN_OR_RETURN(const size_t outcome, VariableOf(question, system, question.outcome, "outcome"));
  ASSIGN_OR_RETURN(const Involved involved, Involve(question, system, outcome));
  const LastYear year(system, outcome);
  const InputLaws laws = LawsOf(system, involved, outcome);
  const auto of_inputs = [&](const VectorXd& x) {
    VectorXd own = VectorXd::Zero(At(system.free.size()));
    for (size_t i = 0; i < involved.inputs.size(); ++i) own[At(involved.inputs[i])] = x[At(i)];
    return year.Outcome(own);
  };
  ASSIGN_OR_RETURN(const Shares shares,
                   SharesOf(question, of_inputs, laws, system.curved[outcome], cancelled));
  SensitivityAnswer answer;
  answer.exact = shares.exact;
  answer.covariance_shares = shares.covariance;
  Assemble(system, involved, year, laws, shares, of_inputs, answer);
  for (const GrowthOutlook& outlook : system.laws.back().variables) {
    answer.outlooks.push_back(outlook);
  }
  answer.explanation = WordsOf(shares);
  answer.assumptions = SystemAssumptions(system, question.inputs);
  return answer;
}

}  // namespace indicast::projection
