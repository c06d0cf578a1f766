#include "projection-service/engine/lmdi.h"

#include <cmath>

#include "common/status/error.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {
namespace {

// Below this the first terms of the series of ln are exact to the last bit.
constexpr double kNearOne = 1e-4;

}  // namespace

double LogMean(double a, double b) {
  const double excess = (a - b) / b;
  if (std::abs(excess) < kNearOne) {
    // L = b x / ln(1 + x) = b (1 + x/2 - x^2/12 + x^3/24 - ...).
    return b * (1 + excess / 2 - excess * excess / 12 + excess * excess * excess / 24);
  }
  return (a - b) / (std::log(a) - std::log(b));
}

absl::StatusOr<ProductDecomposition> DecomposeProduct(absl::Span<const Factor> factors) {
  if (factors.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, kFactorsEmpty,
                 "a product needs at least one factor");
  }
  ProductDecomposition out;
  out.from = 1;
  out.to = 1;
  for (const Factor& factor : factors) {
    if (!(factor.from > 0) || !(factor.to > 0) || std::isinf(factor.from) ||
        std::isinf(factor.to)) {
      return Error(absl::StatusCode::kFailedPrecondition, kBaseNotPositive,
                   "every factor of the product must be positive");
    }
    out.from *= factor.from;
    out.to *= factor.to;
  }
  const double mean = LogMean(out.to, out.from);
  out.parts.reserve(factors.size());
  for (const Factor& factor : factors) {
    out.parts.push_back(mean * std::log1p((factor.to - factor.from) / factor.from));
  }
  return out;
}

}  // namespace indicast::projection
