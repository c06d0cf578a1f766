// A text in the two languages of the product. Thread-compatible value.
#pragma once

#include <string>

namespace indicast::projection {

struct LocalizedText {
  std::string zh;
  std::string en;
  bool empty() const { return zh.empty() && en.empty(); }
  bool operator==(const LocalizedText&) const = default;
};

}  // namespace indicast::projection
