// The two languages of what people read. Values.
#pragma once

#include <cstdint>
#include <string>

namespace indicast::batch {

enum class Language : int8_t { kChinese, kEnglish };

// One text in both languages.
struct Text {
  std::string zh;
  std::string en;

  const std::string& In(Language language) const {
    return language == Language::kChinese ? zh : en;
  }
};

}  // namespace indicast::batch
