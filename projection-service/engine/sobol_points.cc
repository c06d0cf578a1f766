#include "projection-service/engine/sobol_points.h"

#include <bit>
#include <boost/random/sobol.hpp>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "projection-service/engine/philox.h"

namespace indicast::projection {
namespace {

constexpr int kBits = 32;
using Table = boost::random::default_sobol_table;
static_assert(SobolPoints::kMaxDimensions == Table::max_dimension);

double ToUnit(uint32_t digits) { return (static_cast<double>(digits) + 0.5) * 0x1p-32; }

// Bratley and Fox (1988), algorithm 659: m_k from the table up to the degree of the polynomial,
// then by its recurrence; direction k is m_k 2^(31-k).
std::array<uint32_t, kBits> DirectionsOf(int dimension) {
  std::array<uint32_t, kBits> v;
  if (dimension == 0) {
    for (unsigned k = 0; k < kBits; ++k) v[k] = uint32_t{1} << (31 - k);
    return v;
  }
  const auto row = static_cast<size_t>(dimension) - 1;
  const uint32_t polynomial = Table::polynomial(row);
  const unsigned degree = static_cast<unsigned>(std::bit_width(polynomial)) - 1;
  for (unsigned k = 0; k < degree; ++k) v[k] = uint32_t{Table::minit(row, k)} << (31 - k);
  for (unsigned k = degree; k < kBits; ++k) {
    v[k] = v[k - degree] ^ (v[k - degree] >> degree);
    for (unsigned i = 1; i < degree; ++i) {
      if ((polynomial >> (degree - i)) & 1) v[k] ^= v[k - i];
    }
  }
  return v;
}

// The same directions under a random lower triangular matrix with ones on its diagonal.
std::array<uint32_t, kBits> Scramble(const std::array<uint32_t, kBits>& v, uint32_t dimension,
                                     const PhiloxKey& key) {
  std::array<uint32_t, kBits> scrambled = {};
  for (unsigned row = 0; row < kBits; ++row) {
    const uint32_t diagonal = uint32_t{1} << (31 - row);
    const uint32_t left = ~(diagonal | (diagonal - 1));
    const uint32_t word =
        Philox4x32({row, dimension, 0, static_cast<uint32_t>(DrawPurpose::kSobolMatrix)}, key)[0];
    const uint32_t mask = diagonal | (word & left);
    for (unsigned k = 0; k < kBits; ++k) {
      if (std::popcount(mask & v[k]) & 1) scrambled[k] |= diagonal;
    }
  }
  return scrambled;
}

absl::Status CheckDimensions(int dimensions) {
  if (dimensions >= 1 && dimensions <= SobolPoints::kMaxDimensions) return absl::OkStatus();
  return FieldError("dimensions", absl::StrCat(dimensions, " is not between 1 and ",
                                               SobolPoints::kMaxDimensions));
}

}  // namespace

SobolPoints::SobolPoints(int dimensions)
    : directions_(static_cast<size_t>(dimensions)), shifts_(static_cast<size_t>(dimensions)) {
  for (int d = 0; d < dimensions; ++d) directions_[static_cast<size_t>(d)] = DirectionsOf(d);
}

absl::StatusOr<SobolPoints> SobolPoints::Plain(int dimensions) {
  if (absl::Status status = CheckDimensions(dimensions); !status.ok()) return status;
  return SobolPoints(dimensions);
}

absl::StatusOr<SobolPoints> SobolPoints::Scrambled(int dimensions, uint64_t seed) {
  if (absl::Status status = CheckDimensions(dimensions); !status.ok()) return status;
  SobolPoints points(dimensions);
  const PhiloxKey key = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  for (uint32_t d = 0; d < static_cast<uint32_t>(dimensions); ++d) {
    points.directions_[d] = Scramble(points.directions_[d], d, key);
    points.shifts_[d] =
        Philox4x32({0, d, 0, static_cast<uint32_t>(DrawPurpose::kSobolShift)}, key)[0];
  }
  return points;
}

uint32_t SobolPoints::Digits(uint64_t index, int dimension) const {
  const Directions& v = directions_[static_cast<size_t>(dimension)];
  uint32_t digits = shifts_[static_cast<size_t>(dimension)];
  for (uint64_t gray = index ^ (index >> 1); gray != 0; gray &= gray - 1) {
    digits ^= v[static_cast<size_t>(std::countr_zero(gray))];
  }
  return digits;
}

double SobolPoints::Coordinate(uint64_t index, int dimension) const {
  return ToUnit(Digits(index, dimension));
}

void SobolPoints::Fill(uint64_t first, std::span<double> out) const {
  if (out.empty()) return;
  const size_t width = directions_.size();
  std::vector<uint32_t> digits(width);
  for (size_t d = 0; d < width; ++d) digits[d] = Digits(first, static_cast<int>(d));
  const uint64_t count = out.size() / width;
  for (uint64_t i = 0;; ++i) {
    for (size_t d = 0; d < width; ++d) out[i * width + d] = ToUnit(digits[d]);
    if (i + 1 == count) return;
    const auto flipped = static_cast<size_t>(std::countr_zero(first + i + 1));
    for (size_t d = 0; d < width; ++d) digits[d] ^= directions_[d][flipped];
  }
}

}  // namespace indicast::projection
