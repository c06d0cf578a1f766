#include "projection-service/engine/designs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/latin_hypercube.h"

namespace indicast::projection {
namespace {

absl::Status CheckSize(size_t factors, uint64_t points) {
  if (factors == 0 || factors > SobolPoints::kMaxDimensions) {
    return FieldError("factors", absl::StrCat("are ", factors, ", must be 1..",
                                              static_cast<int>(SobolPoints::kMaxDimensions)));
  }
  if (points == 0 || points > kMaxDesignPoints) {
    return FieldError("points", absl::StrCat("is ", points, ", must be 1..", kMaxDesignPoints));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Design> Design::Grid(std::vector<uint64_t> levels) {
  if (levels.empty()) return FieldError("factors", "at least one is required");
  uint64_t points = 1;
  for (const uint64_t count : levels) {
    if (count == 0 || count > kMaxDesignPoints / points) {
      return FieldError("factors", absl::StrCat("combine to more than ", kMaxDesignPoints,
                                                " points, or one of them has no value"));
    }
    points *= count;
  }
  Design design(DesignKind::kGrid, levels.size(), points, 0);
  design.levels_ = std::move(levels);
  return design;
}

absl::StatusOr<Design> Design::LatinHypercube(size_t factors, uint64_t points, uint64_t seed) {
  RETURN_IF_ERROR(CheckSize(factors, points));
  return Design(DesignKind::kLatinHypercube, factors, points, seed);
}

absl::StatusOr<Design> Design::Sobol(size_t factors, uint64_t points, uint64_t seed) {
  RETURN_IF_ERROR(CheckSize(factors, points));
  Design design(DesignKind::kSobol, factors, points, seed);
  ASSIGN_OR_RETURN(design.sobol_, SobolPoints::Scrambled(static_cast<int>(factors), seed));
  return design;
}

std::vector<uint64_t> Design::Levels(uint64_t i) const {
  std::vector<uint64_t> at(levels_.size());
  for (size_t f = levels_.size(); f-- > 0;) {
    at[f] = i % levels_[f];
    i /= levels_[f];
  }
  return at;
}

std::vector<double> Design::Coordinates(uint64_t i) const {
  std::vector<double> at(factors_);
  for (size_t f = 0; f < factors_; ++f) {
    at[f] = kind_ == DesignKind::kSobol
                ? sobol_->Coordinate(i, static_cast<int>(f))
                : LatinHypercubeCoordinate(points_, i, static_cast<uint32_t>(f), seed_);
  }
  return at;
}

}  // namespace indicast::projection
