#include "projection-service/engine/identities.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kWeightSum = 1e-9;

absl::Status Invalid(size_t i, absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "IDENTITIES_INVALID",
               absl::StrCat("identity ", i, ": ", what));
}

absl::Status CheckOne(const WholeOfParts& one, size_t i, Index variables) {
  const auto known = [variables](Index v) { return v >= 0 && v < variables; };
  if (!known(one.whole) || !std::all_of(one.parts.begin(), one.parts.end(), known)) {
    return Invalid(i, "a variable that does not exist");
  }
  if (one.parts.empty() || (one.kind == WholeKind::kRatio && one.parts.size() != 2)) {
    return Invalid(i, "too few or too many parts");
  }
  if (one.kind != WholeKind::kSum) return absl::OkStatus();
  const bool positive = std::all_of(one.weights.begin(), one.weights.end(),
                                    [](double w) { return w > 0 && std::isfinite(w); });
  const double sum = std::accumulate(one.weights.begin(), one.weights.end(), 0.0);
  if (one.weights.size() != one.parts.size() || !positive || std::abs(sum - 1) > kWeightSum) {
    return Invalid(i, "one weight above 0 a part, adding up to 1");
  }
  return absl::OkStatus();
}

// exp(cumulative) of a sum's parts, weighted, for each year, and their total.
void EvaluateSum(const WholeOfParts& one, GrowthIdentities::Growth& growth) {
  const Index years = growth.log_growth.cols();
  const Index size = growth.gradients[static_cast<size_t>(one.parts.front())].cols();
  VectorXd total = VectorXd::Zero(years);
  MatrixXd slope = MatrixXd::Zero(years, size);
  for (size_t k = 0; k < one.parts.size(); ++k) {
    const MatrixXd& gradient = growth.gradients[static_cast<size_t>(one.parts[k])];
    double cumulative = 0;
    Eigen::RowVectorXd cumulative_gradient = Eigen::RowVectorXd::Zero(size);
    for (Index t = 0; t < years; ++t) {
      cumulative += growth.log_growth(one.parts[k], t);
      cumulative_gradient += gradient.row(t);
      const double level = one.weights[k] * std::exp(cumulative);
      total[t] += level;
      slope.row(t) += level * cumulative_gradient;
    }
  }
  MatrixXd& whole = growth.gradients[static_cast<size_t>(one.whole)];
  double before = 0;
  Eigen::RowVectorXd before_gradient = Eigen::RowVectorXd::Zero(size);
  for (Index t = 0; t < years; ++t) {
    const double cumulative = std::log(total[t]);
    const Eigen::RowVectorXd gradient = slope.row(t) / total[t];
    growth.log_growth(one.whole, t) = cumulative - before;
    whole.row(t) = gradient - before_gradient;
    before = cumulative;
    before_gradient = gradient;
  }
}

void EvaluateLinear(const WholeOfParts& one, GrowthIdentities::Growth& growth) {
  MatrixXd& whole = growth.gradients[static_cast<size_t>(one.whole)];
  whole.setZero();
  growth.log_growth.row(one.whole).setZero();
  for (size_t k = 0; k < one.parts.size(); ++k) {
    const double sign = one.kind == WholeKind::kRatio && k == 1 ? -1 : 1;
    growth.log_growth.row(one.whole) += sign * growth.log_growth.row(one.parts[k]);
    whole += sign * growth.gradients[static_cast<size_t>(one.parts[k])];
  }
}

}  // namespace

absl::StatusOr<GrowthIdentities> GrowthIdentities::Create(Index variables, int years,
                                                          std::vector<WholeOfParts> wholes) {
  GrowthIdentities system;
  system.variables_ = variables;
  system.years_ = years;
  std::vector<bool> is_whole(static_cast<size_t>(variables), false);
  for (size_t i = 0; i < wholes.size(); ++i) {
    RETURN_IF_ERROR(CheckOne(wholes[i], i, variables));
    if (is_whole[static_cast<size_t>(wholes[i].whole)]) return Invalid(i, "a whole made twice");
    is_whole[static_cast<size_t>(wholes[i].whole)] = true;
  }
  std::vector<bool> ready(is_whole.size());
  std::transform(is_whole.begin(), is_whole.end(), ready.begin(), [](bool w) { return !w; });
  for (size_t i = 0; i < wholes.size(); ++i) {
    for (const Index part : wholes[i].parts) {
      if (!ready[static_cast<size_t>(part)]) return Invalid(i, "a part that is not yet made");
    }
    ready[static_cast<size_t>(wholes[i].whole)] = true;
  }
  system.place_.assign(is_whole.size(), -1);
  for (Index v = 0; v < variables; ++v) {
    if (is_whole[static_cast<size_t>(v)]) continue;
    system.place_[static_cast<size_t>(v)] = static_cast<Index>(system.free_.size());
    system.free_.push_back(v);
  }
  system.wholes_ = std::move(wholes);
  return system;
}

Index GrowthIdentities::PositionOf(Index variable, int year) const {
  const Index place = place_[static_cast<size_t>(variable)];
  return place < 0 ? -1 : place * years_ + year;
}

GrowthIdentities::Growth GrowthIdentities::Evaluate(const VectorXd& point) const {
  Growth growth;
  growth.log_growth = MatrixXd::Zero(variables_, years_);
  growth.gradients.assign(static_cast<size_t>(variables_), MatrixXd::Zero(years_, size()));
  for (const Index v : free_) {
    for (int t = 0; t < years_; ++t) {
      const Index position = PositionOf(v, t);
      growth.log_growth(v, t) = point[position];
      growth.gradients[static_cast<size_t>(v)](t, position) = 1;
    }
  }
  for (const WholeOfParts& one : wholes_) {
    if (one.kind == WholeKind::kSum) {
      EvaluateSum(one, growth);
    } else {
      EvaluateLinear(one, growth);
    }
  }
  return growth;
}

double LevelResidual(const std::vector<WholeOfParts>& wholes, const MatrixXd& log_growth) {
  MatrixXd levels = MatrixXd::Ones(log_growth.rows(), log_growth.cols() + 1);
  for (Index t = 0; t < log_growth.cols(); ++t) {
    levels.col(t + 1) = levels.col(t).cwiseProduct(
        VectorXd(log_growth.col(t).unaryExpr([](double x) { return 1 + std::expm1(x); })));
  }
  double worst = 0;
  for (const WholeOfParts& one : wholes) {
    for (Index t = 1; t < levels.cols(); ++t) {
      double made = one.kind == WholeKind::kSum ? 0 : 1;
      for (size_t k = 0; k < one.parts.size(); ++k) {
        const double part = levels(one.parts[k], t);
        if (one.kind == WholeKind::kSum) {
          made += one.weights[k] * part;
        } else {
          made *= one.kind == WholeKind::kRatio && k == 1 ? 1 / part : part;
        }
      }
      worst = std::max(worst, std::abs(levels(one.whole, t) / made - 1));
    }
  }
  return worst;
}

}  // namespace indicast::projection
