#include "clients/cli/output/range_bars.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace indicast::cli::output {
namespace {

// One glyph a column.
class Canvas {
 public:
  explicit Canvas(int width) : glyphs_(static_cast<size_t>(width), " ") {}

  void Fill(int from, int to, const char* glyph) {
    for (int i = std::min(from, to); i <= std::max(from, to); ++i) Set(i, glyph);
  }
  void Set(int column, const char* glyph) { glyphs_[static_cast<size_t>(column)] = glyph; }

  std::string Text() const {
    std::string text;
    for (const char* glyph : glyphs_) text += glyph;
    return text;
  }

 private:
  std::vector<const char*> glyphs_;
};

}  // namespace

int Axis::ColumnOf(double value) const {
  const double share = (value - low) / (high - low);
  const auto column = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * (width - 1)));
  return std::clamp(column, 0, width - 1);
}

std::string FanBar(const FanRange& range, const Axis& axis, BarStyle style) {
  for (const double end :
       {range.low, range.inner_low, range.middle, range.inner_high, range.high}) {
    if (!std::isfinite(end)) return "";
  }
  const bool ascii = style == BarStyle::kAscii;
  Canvas canvas(axis.width);
  canvas.Fill(axis.ColumnOf(range.low), axis.ColumnOf(range.high), ascii ? "-" : "─");
  canvas.Fill(axis.ColumnOf(range.inner_low), axis.ColumnOf(range.inner_high), ascii ? "=" : "━");
  canvas.Set(axis.ColumnOf(range.middle), ascii ? "o" : "●");
  return canvas.Text();
}

std::string TornadoBar(double median, double with_low, double with_high, const Axis& axis,
                       BarStyle style) {
  if (!std::isfinite(median) || !std::isfinite(with_low) || !std::isfinite(with_high)) return "";
  const bool ascii = style == BarStyle::kAscii;
  const int centre = axis.ColumnOf(median);
  Canvas canvas(axis.width);
  const auto draw_low = [&] { canvas.Fill(centre, axis.ColumnOf(with_low), ascii ? "=" : "▒"); };
  const auto draw_high = [&] { canvas.Fill(centre, axis.ColumnOf(with_high), ascii ? "#" : "█"); };
  if (std::abs(with_low - median) >= std::abs(with_high - median)) {
    draw_low();
    draw_high();
  } else {
    draw_high();
    draw_low();
  }
  canvas.Set(centre, ascii ? "|" : "│");
  return canvas.Text();
}

}  // namespace indicast::cli::output
