// Additive log-mean Divisia decomposition of a product V = x_1 x_2 ... x_k between two states:
//   Delta_i = L(V1, V0) ln(x1_i / x0_i),   L(a, b) = (a - b) / ln(a / b),  L(a, a) = a.
// The parts sum to V1 - V0 without a residual. Source: Ang 2005, The LMDI approach to decomposition
// analysis: a practical guide, Energy Policy 33(7). Factors positive, in any units; parts in the
// unit of the product. Pure, O(k), thread-safe.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace indicast::projection {

struct Factor {
  double from = 0;
  double to = 0;
};

struct ProductDecomposition {
  double from = 0;  // V0
  double to = 0;    // V1
  std::vector<double> parts;
};

// L(a, b), a and b positive.
double LogMean(double a, double b);

// kInvalidArgument FACTORS_EMPTY; kFailedPrecondition BASE_NOT_POSITIVE for a factor that is not
// positive and finite: its logarithm does not exist.
absl::StatusOr<ProductDecomposition> DecomposeProduct(absl::Span<const Factor> factors);

}  // namespace indicast::projection
