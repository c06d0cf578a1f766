// Reads the parts of a short text from left to right. Thread-compatible; keeps a view of the text.
// Private to the readers of cells.
#pragma once

#include <cstddef>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace indicast::client {

class Scanner {
 public:
  explicit Scanner(absl::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }

  // Takes the word when it is next.
  bool Take(absl::string_view word) { return absl::ConsumePrefix(&rest_, word); }
  // Takes the first of the words that is next.
  bool TakeAny(std::initializer_list<absl::string_view> words) {
    for (const absl::string_view word : words) {
      if (Take(word)) return true;
    }
    return false;
  }
  // Takes all digits that are next, `least` to `most` of them; false and nothing taken otherwise.
  bool Digits(size_t least, size_t most, absl::string_view& digits) {
    size_t n = 0;
    while (n < rest_.size() && absl::ascii_isdigit(static_cast<unsigned char>(rest_[n]))) ++n;
    if (n < least || n > most) return false;
    digits = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return true;
  }
  // The same as a number; `most` is at most 9.
  bool Number(size_t least, size_t most, int& number) {
    absl::string_view digits;
    if (!Digits(least, most, digits)) return false;
    number = 0;
    for (const char digit : digits) number = number * 10 + (digit - '0');
    return true;
  }

 private:
  absl::string_view rest_;
};

}  // namespace indicast::client
