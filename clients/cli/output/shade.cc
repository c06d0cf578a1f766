#include "clients/cli/output/shade.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace indicast::cli::output {
namespace {

constexpr std::array<const char*, 5> kBlocks = {"\u00b7", "\u2591", "\u2592", "\u2593", "\u2588"};
constexpr std::array<const char*, 5> kAscii = {".", ":", "+", "*", "#"};

size_t StepOf(double share) {
  if (!(share > 0)) return 0;
  if (share >= 1) return 4;
  if (share <= 1.0 / 3) return 1;
  return share <= 2.0 / 3 ? 2 : 3;
}

}  // namespace

std::string Shade(std::optional<double> share, ShadeStyle style) {
  if (!share.has_value()) return " ";
  return (style == ShadeStyle::kBlocks ? kBlocks : kAscii)[StepOf(*share)];
}

std::string Strip(const std::vector<std::optional<double>>& shares, ShadeStyle style, int repeat) {
  std::string strip;
  for (const auto& share : shares) {
    for (int i = 0; i < repeat; ++i) strip += Shade(share, style);
  }
  return strip;
}

Text ShadeLegend(ShadeStyle style) {
  const auto shade = [style](double share) { return Shade(share, style); };
  return {absl::StrCat("图例:", shade(0), " 未达到,", shade(0.3), " ", shade(0.6), " ", shade(0.9),
                       " 部分达到(有风险算一半),", shade(1), " 全部达到"),
          absl::StrCat("shades: ", shade(0), " none met, ", shade(0.3), " ", shade(0.6), " ",
                       shade(0.9), " some (at risk counts half), ", shade(1), " all")};
}

}  // namespace indicast::cli::output
