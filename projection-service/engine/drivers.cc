#include "projection-service/engine/drivers.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kLeastCondition = 1e-10;

absl::Status CheckCondition(double reciprocal) {
  if (reciprocal >= kLeastCondition) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "DRIVERS_SINGULAR",
               absl::StrCat("the elasticities contradict or repeat one another (reciprocal "
                            "condition number ",
                            reciprocal, "); weaken one of the loop"));
}

absl::Status Invalid(absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "DRIVERS_INVALID", what);
}

// Tarjan's depth-first search with a stack of its own: deep chains do not exhaust the call stack.
class LoopSearch {
 public:
  explicit LoopSearch(const MatrixXd& within)
      : within_(within),
        order_(static_cast<size_t>(within.rows()), kUnseen),
        low_(order_.size(), kUnseen),
        on_stack_(order_.size(), false) {}

  std::vector<std::vector<Index>> Run() {
    for (Index i = 0; i < within_.rows(); ++i) {
      if (order_[At(i)] == kUnseen) Visit(i);
    }
    std::sort(loops_.begin(), loops_.end());
    return std::move(loops_);
  }

 private:
  static constexpr Index kUnseen = -1;
  struct Frame {
    Index node;
    Index next;
  };
  static size_t At(Index i) { return static_cast<size_t>(i); }

  void Open(Index node, std::vector<Frame>& frames) {
    order_[At(node)] = low_[At(node)] = count_++;
    stack_.push_back(node);
    on_stack_[At(node)] = true;
    frames.push_back({node, 0});
  }

  void Visit(Index root) {
    std::vector<Frame> frames;
    Open(root, frames);
    while (!frames.empty()) {
      const Index node = frames.back().node;
      const Index next = frames.back().next++;
      if (next == within_.cols()) {
        frames.pop_back();
        Close(node);
        if (!frames.empty()) {
          Index& low = low_[At(frames.back().node)];
          low = std::min(low, low_[At(node)]);
        }
        continue;
      }
      if (within_(node, next) == 0) continue;
      if (order_[At(next)] == kUnseen) {
        Open(next, frames);
      } else if (on_stack_[At(next)]) {
        low_[At(node)] = std::min(low_[At(node)], order_[At(next)]);
      }
    }
  }

  // A node that reaches nothing older closes its component.
  void Close(Index node) {
    if (low_[At(node)] != order_[At(node)]) return;
    std::vector<Index> component;
    Index member = kUnseen;
    do {
      member = stack_.back();
      stack_.pop_back();
      on_stack_[At(member)] = false;
      component.push_back(member);
    } while (member != node);
    if (component.size() > 1 || within_(node, node) != 0) {
      std::sort(component.begin(), component.end());
      loops_.push_back(std::move(component));
    }
  }

  const MatrixXd& within_;
  std::vector<Index> order_;
  std::vector<Index> low_;
  std::vector<bool> on_stack_;
  std::vector<Index> stack_;
  Index count_ = 0;
  std::vector<std::vector<Index>> loops_;
};

}  // namespace

std::vector<std::vector<Index>> FindLoops(const MatrixXd& within) {
  return LoopSearch(within).Run();
}

absl::StatusOr<DriverSystem> DriverSystem::Create(const MatrixXd& within, const MatrixXd& levers,
                                                  const MatrixXd& lagged) {
  const Index n = within.rows();
  if (within.cols() != n || levers.rows() != n ||
      (lagged.size() > 0 && (lagged.rows() != n || lagged.cols() != n))) {
    return Invalid("shapes of the elasticities do not fit");
  }
  if (!within.allFinite() || !levers.allFinite() || !lagged.allFinite()) {
    return Invalid("elasticities must be finite");
  }
  DriverSystem system;
  system.within_ = within;
  system.levers_ = levers;
  system.lagged_ = lagged;
  if (n == 0) {
    system.reciprocal_condition_ = 1;
    return system;
  }
  system.lu_.compute(MatrixXd::Identity(n, n) - within);
  system.reciprocal_condition_ = system.lu_.rcond();
  RETURN_IF_ERROR(CheckCondition(system.reciprocal_condition_));
  system.multipliers_ = system.lu_.solve(levers);
  const Eigen::EigenSolver<MatrixXd> eigen(within, /*computeEigenvectors=*/false);
  // Without convergence the loops still stand; the warning is then given to be safe.
  system.spectral_radius_ = eigen.info() == Eigen::Success
                                ? eigen.eigenvalues().cwiseAbs().maxCoeff()
                                : std::numeric_limits<double>::infinity();
  system.loops_ = FindLoops(within);
  return system;
}

absl::StatusOr<DriverPath> DriverSystem::Deviations(const MatrixXd& lever_deviations,
                                                    const MatrixXd& eps, const VectorXd& before,
                                                    const std::vector<Index>& pinned,
                                                    const MatrixXd& pins) const {
  const Index n = followers();
  const Index periods = lever_deviations.cols();
  if (lever_deviations.rows() != levers() ||
      (eps.size() > 0 && (eps.rows() != n || eps.cols() != periods)) ||
      (before.size() > 0 && before.size() != n) ||
      (!pinned.empty() && (pins.rows() != n || pins.cols() != periods))) {
    return Invalid("shapes of the deviations do not fit");
  }
  // Unknown of a pinned equation is its disturbance: its column of I - E gives way to -e_k.
  Eigen::PartialPivLU<MatrixXd> lu = lu_;
  const MatrixXd system = MatrixXd::Identity(n, n) - within_;
  if (!pinned.empty()) {
    MatrixXd swapped = system;
    for (const Index k : pinned) {
      if (k < 0 || k >= n) return Invalid("a pinned follower does not exist");
      swapped.col(k) = -VectorXd::Unit(n, k);
    }
    lu.compute(swapped);
    RETURN_IF_ERROR(CheckCondition(lu.rcond()));
  }
  DriverPath path{MatrixXd::Zero(n, periods), MatrixXd::Zero(n, periods)};
  VectorXd last = before.size() > 0 ? before : VectorXd::Zero(n);
  for (Index t = 0; t < periods; ++t) {
    VectorXd right = levers_ * lever_deviations.col(t);
    if (lagged_.size() > 0) right += lagged_ * last;
    if (eps.size() > 0) {
      right += eps.col(t);
      path.eps.col(t) = eps.col(t);
    }
    for (const Index k : pinned) {
      right -= system.col(k) * pins(k, t);
      if (eps.size() > 0) right[k] -= eps(k, t);
    }
    path.y.col(t) = lu.solve(right);
    for (const Index k : pinned) {
      path.eps(k, t) = path.y(k, t);
      path.y(k, t) = pins(k, t);
    }
    last = path.y.col(t);
  }
  return path;
}

}  // namespace indicast::projection
