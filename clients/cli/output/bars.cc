#include "clients/cli/output/bars.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace indicast::cli::output {
namespace {

constexpr int kEighths = 8;
// By eighths of a column that are filled.
constexpr std::array kBlocks = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

std::string Repeat(const char* text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

// Filled eighths of a bar.
int EighthsOf(double value, double full, int width) {
  const double share = value / full;
  if (!std::isfinite(share) || share <= 0) return 0;
  return static_cast<int>(std::lround(std::min(share, 1.0) * width * kEighths));
}

}  // namespace

std::string Bar(double value, double full, int width, BarStyle style) {
  const int eighths = EighthsOf(value, full, width);
  const bool beyond = std::isfinite(value) && value > full;
  const int whole = beyond ? width - 1 : eighths / kEighths;
  const int part = beyond ? 0 : eighths % kEighths;
  if (style == BarStyle::kAscii) {
    const int filled = beyond ? whole : std::min(width, whole + (part >= kEighths / 2 ? 1 : 0));
    const std::string end = beyond ? ">" : Repeat(".", width - filled);
    return Repeat("#", filled) + end;
  }
  std::string out = Repeat(kBlocks.back(), whole) + kBlocks.at(static_cast<size_t>(part));
  if (beyond) return out + ">";
  return out + Repeat("░", width - whole - (part > 0 ? 1 : 0));
}

std::string SignedBar(double value, double full, int half, BarStyle style) {
  const int filled = EighthsOf(std::abs(value), full, half) / kEighths +
                     (EighthsOf(std::abs(value), full, half) % kEighths >= kEighths / 2 ? 1 : 0);
  const bool ascii = style == BarStyle::kAscii;
  const std::string bar = Repeat(ascii ? "#" : "█", std::min(filled, half));
  const std::string pad = Repeat(" ", half - std::min(filled, half));
  const std::string empty = Repeat(" ", half);
  const char* zero = ascii ? "|" : "│";
  return value < 0 ? pad + bar + zero + empty : empty + zero + bar + pad;
}

}  // namespace indicast::cli::output
