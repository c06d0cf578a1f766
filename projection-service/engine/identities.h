// Accounting identities between growth rates, exact in levels, over several years.
//
// Each variable has a log growth x_t = ln(1 + g_t) in each year t = 1..T; C_t = x_1 + ... + x_t is
// its cumulative one, so that L_t = L_0 exp(C_t). A whole follows from its parts:
//   sum      L_t = sum_i L_i0 exp(C_it):  C_t = ln sum_i w_i exp(C_it),  w_i = L_i0 / sum L_i0.
//            Over one step this is g = sum_i w_i g_i, linear in growth.
//   product  x_t = sum_i x_it (nominal = real x deflator, revenue = base x rate)
//   ratio    x_t = x_1t - x_2t (a share, a productivity)
// Wholes may be parts of others. Their gradients with respect to the variables that are no wholes
// make the rows of curved_least_change.h. Checked in levels: the relative residual stays below
// 1e-12.
//
// Pure, thread-safe. Units: logs. Cost of Evaluate O(parts x T^2 x variables).
// Errors: kInvalidArgument IDENTITIES_INVALID (numbers out of range, a variable whole twice, a
// whole before a part that is a whole itself, weights not above 0 or not adding up to 1).
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace indicast::projection {

enum class WholeKind : int8_t { kSum = 1, kProduct, kRatio };

struct WholeOfParts {
  WholeKind kind = WholeKind::kSum;
  Eigen::Index whole = 0;
  std::vector<Eigen::Index> parts;
  std::vector<double> weights;  // of a sum: shares of the base year
};

class GrowthIdentities {
 public:
  // No variables.
  GrowthIdentities() = default;

  // `wholes` in an order in which parts that are wholes come first.
  static absl::StatusOr<GrowthIdentities> Create(Eigen::Index variables, int years,
                                                 std::vector<WholeOfParts> wholes);

  // Free variables (no wholes), ascending.
  const std::vector<Eigen::Index>& free() const { return free_; }
  int years() const { return years_; }
  // Position of a free variable's year (from 0) in a point; -1 for a whole.
  Eigen::Index PositionOf(Eigen::Index variable, int year) const;
  // Free variables x years.
  Eigen::Index size() const { return static_cast<Eigen::Index>(free_.size()) * years_; }

  struct Growth {
    Eigen::MatrixXd log_growth;              // variables x years
    std::vector<Eigen::MatrixXd> gradients;  // of each variable: years x size()
  };
  // Log growth of all variables for that of the free ones (a point), with gradients.
  Growth Evaluate(const Eigen::VectorXd& point) const;

 private:
  Eigen::Index variables_ = 0;
  int years_ = 0;
  std::vector<WholeOfParts> wholes_;
  std::vector<Eigen::Index> free_;
  std::vector<Eigen::Index> place_;  // of each variable among the free; -1 for wholes
};

// Largest |L_whole / (made of its parts) - 1| over all wholes and years, from levels multiplied out
// year by year: the independent check of an answer.
double LevelResidual(const std::vector<WholeOfParts>& wholes, const Eigen::MatrixXd& log_growth);

}  // namespace indicast::projection
