#include "common/figure_text/numeral.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/figure_text/unit_words.h"

namespace indicast::figure_text {
namespace {

using State = Numeral::State;
using Surplus = Numeral::Surplus;

// Longer runs of Chinese numerals are no numbers; 九千九百九十九万九千九百九十九亿 has 17.
constexpr size_t kMaxWords = 32;
// Longer runs of digits are no numbers: Decimal holds 30, leading zeros come on top.
constexpr size_t kMaxDigits = 64;
constexpr int kMaxParts = 4;  // 1万亿2000亿3000万400
constexpr Int128 kWordLimit = Int128{1'000'000'000'000'000'000};

int ChineseDigit(char32_t c) {
  constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
  if (c == U'〇') return 0;
  if (c == U'两') return 2;
  const size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

// Power of ten of 十 百 千, 0 for others.
int SmallScale(char32_t c) { return c == U'十' ? 1 : c == U'百' ? 2 : c == U'千' ? 3 : 0; }

// Power of ten of 万 亿, 0 for others.
int LargeScale(char32_t c) { return c == U'万' ? 4 : c == U'亿' ? 8 : 0; }

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

bool IsNumeralWord(char32_t c) {
  return ChineseDigit(c) >= 0 || SmallScale(c) > 0 || LargeScale(c) > 0 || c == U'廿';
}

// 千 of 千瓦 and 百 of 百分点 belong to the unit.
bool BeginsUnit(const FoldedText& text, size_t i) {
  return SmallScale(text.At(i)) > 0 && UnitAt(text, i) != nullptr;
}

Surplus SurplusAt(const FoldedText& text, size_t i) {
  switch (text.At(i)) {
    case U'余':
      return text.At(i + 1) == U'额' ? Surplus::kNone : Surplus::kMore;
    case U'多':
      return Surplus::kMore;
    case U'来':
      return UnitAt(text, i + 1) != nullptr ? Surplus::kAbout : Surplus::kNone;
    default:
      return Surplus::kNone;
  }
}

// ---- Digits ----

// The end of "1,234" and the like when `i` is right after its first group of digits.
size_t EndOfGroups(const FoldedText& text, size_t i, size_t first_group, std::string* digits) {
  const char32_t separator = text.At(i);
  if (first_group > 3 || (separator != U',' && separator != U' ')) return i;
  while (text.At(i) == separator && IsDigit(text.At(i + 1)) && IsDigit(text.At(i + 2)) &&
         IsDigit(text.At(i + 3)) && !IsDigit(text.At(i + 4)) && digits->size() <= kMaxDigits) {
    for (size_t k = 1; k <= 3; ++k) digits->push_back(static_cast<char>(text.At(i + k)));
    i += 4;
  }
  return i;
}

size_t AppendDigits(const FoldedText& text, size_t i, std::string* digits) {
  for (; IsDigit(text.At(i)); ++i) {
    if (digits->size() <= kMaxDigits) digits->push_back(static_cast<char>(text.At(i)));
  }
  return i;
}

// The end of a code such as 2023-11-01, 10:30, 1+10 or 1.2.3 whose first number ends at i; i itself
// when it is no code. A single '-' makes a range, so two are needed.
size_t EndOfCode(const FoldedText& text, size_t i) {
  constexpr std::u32string_view kJoints = U"/:+.-";
  size_t end = i;
  int hyphens = 0;
  int joints = 0;
  while (kJoints.find(text.At(end)) != std::u32string_view::npos && text.At(end) != 0 &&
         IsDigit(text.At(end + 1))) {
    ++(text.At(end) == U'-' ? hyphens : joints);
    for (++end; IsDigit(text.At(end));) ++end;
    // 3-5.5: the point of the second number of a range.
    if (hyphens == 1 && joints == 0 && text.At(end) == U'.' && IsDigit(text.At(end + 1))) {
      for (++end; IsDigit(text.At(end));) ++end;
    }
  }
  return joints > 0 || hyphens > 1 ? end : i;
}

Numeral ReadDigits(const FoldedText& text, size_t begin, bool* grouped) {
  Numeral numeral;
  std::string digits;
  size_t i = AppendDigits(text, begin, &digits);
  const size_t groups = EndOfGroups(text, i, i - begin, &digits);
  *grouped = groups != i;
  i = groups;
  if (text.At(i) == U'.' && IsDigit(text.At(i + 1))) {
    digits.push_back('.');
    i = AppendDigits(text, i + 1, &digits);
  }
  numeral.end = EndOfCode(text, i);
  if (numeral.end != i) {
    numeral.state = State::kCode;
    return numeral;
  }
  const absl::StatusOr<Decimal> value = Decimal::Parse(digits);
  numeral.state = digits.size() <= kMaxDigits && value.ok() ? State::kRead : State::kUnreadable;
  if (value.ok()) numeral.value = *value;
  return numeral;
}

// ---- Chinese numerals ----

// Digits alone: 二〇二三 by position, but 三五 is "three to five" and no number.
std::optional<Int128> ByPosition(const FoldedText& text, size_t begin, size_t end) {
  Int128 value = 0;
  bool zero = false;
  for (size_t i = begin; i < end; ++i) {
    const int digit = ChineseDigit(text.At(i));
    zero = zero || digit == 0;
    value = value * 10 + digit;
    if (value >= kWordLimit) return std::nullopt;
  }
  if (end - begin == 2 && !zero) return std::nullopt;
  return value;
}

// A sum of sections below 10^4 with falling scales: 一亿二千三百万零五.
class WordSum {
 public:
  // False when the word cannot stand here.
  bool Append(char32_t c) {
    if (c == U'廿') return digit_ < 0 && AppendSmall(1, 2);
    if (const int digit = ChineseDigit(c); digit >= 0) return AppendDigit(digit);
    if (const int small = SmallScale(c); small > 0) {
      // 十五 is fifteen and 百 alone a hundred; 千 in the middle needs its digit.
      const bool omitted = digit_ < 0 && (small == 1 || nothing_yet_);
      if (digit_ <= 0 && !omitted) return false;
      return AppendSmall(small, omitted ? 1 : digit_);
    }
    return AppendLarge(LargeScale(c));
  }

  std::optional<Int128> Finish() {
    if (digit_ > 0) {
      // 三千五 is 3500, 三千零五 is 3005.
      const int last = last_scale_ > 1 && !after_zero_ ? last_scale_ - 1 : 0;
      section_ += digit_ * PowerOfTen(last);
    }
    return total_ + section_;
  }

 private:
  bool AppendDigit(int digit) {
    if (digit_ > 0 || (digit_ == 0 && digit == 0)) return false;
    after_zero_ = digit_ == 0;
    digit_ = digit;
    if (digit == 0) after_zero_ = true;
    nothing_yet_ = false;
    return true;
  }

  bool AppendSmall(int scale, Int128 digit) {
    if (scale >= small_limit_) return false;
    section_ += digit * PowerOfTen(scale);
    small_limit_ = scale;
    last_scale_ = scale;
    digit_ = -1;
    after_zero_ = false;
    nothing_yet_ = false;
    return true;
  }

  bool AppendLarge(int scale) {
    if (digit_ > 0) section_ += digit_;
    // 万亿: the scale of a scale, only right after it.
    if (section_ == 0 && after_large_ && scale == 8 && large_limit_ == 4) {
      total_ *= PowerOfTen(8);
      large_limit_ = 8;
      last_scale_ = 8;
      return total_ < kWordLimit;
    }
    if (scale >= large_limit_) return false;
    if (section_ == 0) {
      if (!nothing_yet_) return false;
      section_ = 1;
    }
    total_ += section_ * PowerOfTen(scale);
    section_ = 0;
    large_limit_ = scale;
    small_limit_ = kNoLimit;
    last_scale_ = scale;
    digit_ = -1;
    after_zero_ = nothing_yet_ = false;
    after_large_ = true;
    return total_ < kWordLimit;
  }

  static constexpr int kNoLimit = 100;
  Int128 total_ = 0;
  Int128 section_ = 0;
  int digit_ = -1;  // read but not yet placed; -1 none
  int small_limit_ = kNoLimit;
  int large_limit_ = kNoLimit;
  int last_scale_ = 0;
  bool after_zero_ = false;
  bool after_large_ = false;
  bool nothing_yet_ = true;
};

std::optional<Int128> BySum(const FoldedText& text, size_t begin, size_t end) {
  WordSum sum;
  for (size_t i = begin; i < end; ++i) {
    if (!sum.Append(text.At(i))) return std::nullopt;
  }
  return sum.Finish();
}

size_t EndOfWords(const FoldedText& text, size_t begin) {
  size_t end = begin;
  while (IsNumeralWord(text.At(end)) && !BeginsUnit(text, end)) ++end;
  return end;
}

// 二点五.
Numeral ReadFraction(const FoldedText& text, Int128 whole, size_t point) {
  Numeral numeral;
  numeral.state = State::kUnreadable;
  Int128 coefficient = whole;
  size_t i = point + 1;
  for (; ChineseDigit(text.At(i)) >= 0; ++i) {
    if (coefficient < kWordLimit) coefficient = coefficient * 10 + ChineseDigit(text.At(i));
  }
  numeral.end = i;
  const size_t decimals = i - point - 1;
  if (decimals > Decimal::kMaxScale || coefficient >= kWordLimit) return numeral;
  const absl::StatusOr<Decimal> value = Decimal::Create(coefficient, static_cast<int>(decimals));
  if (!value.ok()) return numeral;
  numeral.value = *value;
  numeral.state = State::kRead;
  return numeral;
}

Numeral ReadChineseWords(const FoldedText& text, size_t begin) {
  Numeral numeral;
  numeral.end = EndOfWords(text, begin);
  if (numeral.end == begin) return numeral;
  numeral.state = State::kUnreadable;
  if (numeral.end - begin > kMaxWords) return numeral;
  size_t small_or_digit_end = numeral.end;
  while (small_or_digit_end > begin && LargeScale(text.At(small_or_digit_end - 1)) > 0) {
    --small_or_digit_end;
    numeral.exponent += LargeScale(text.At(small_or_digit_end));
  }
  bool digits_only = true;
  numeral.bare = true;
  for (size_t i = begin; i < numeral.end; ++i) {
    const bool digit = ChineseDigit(text.At(i)) >= 0;
    digits_only = digits_only && digit;
    if (digit || text.At(i) == U'廿' || text.At(i) == U'十') numeral.bare = false;
  }
  const bool by_position = digits_only && numeral.end - begin > 1;
  const std::optional<Int128> value =
      by_position ? ByPosition(text, begin, numeral.end) : BySum(text, begin, numeral.end);
  if (!value) return numeral;
  if (text.At(numeral.end) == U'点' && ChineseDigit(text.At(numeral.end + 1)) >= 0 &&
      numeral.exponent == 0) {
    numeral = ReadFraction(text, *value, numeral.end);
    return numeral;
  }
  const absl::StatusOr<Decimal> exact = Decimal::Create(*value / PowerOfTen(numeral.exponent), 0);
  if (!exact.ok()) return numeral;
  numeral.value = *exact;
  numeral.state = State::kRead;
  return numeral;
}

// ---- English number words ----

struct EnglishNumber {
  std::u32string_view word;
  int value;
};
constexpr EnglishNumber kEnglishNumbers[] = {
    {U"zero", 0},     {U"one", 1},      {U"two", 2},        {U"three", 3},     {U"four", 4},
    {U"five", 5},     {U"six", 6},      {U"seven", 7},      {U"eight", 8},     {U"nine", 9},
    {U"ten", 10},     {U"eleven", 11},  {U"twelve", 12},    {U"thirteen", 13}, {U"fourteen", 14},
    {U"fifteen", 15}, {U"sixteen", 16}, {U"seventeen", 17}, {U"eighteen", 18}, {U"nineteen", 19},
    {U"twenty", 20},  {U"thirty", 30},  {U"forty", 40},     {U"fifty", 50},    {U"hundred", 100}};

Numeral ReadEnglishWord(const FoldedText& text, size_t begin) {
  Numeral numeral;
  if (IsLatin(text.Before(begin)) || IsDigit(text.Before(begin))) return numeral;
  for (const EnglishNumber& number : kEnglishNumbers) {
    const size_t end = begin + number.word.size();
    if (!text.StartsWith(begin, number.word) || IsLatin(text.At(end)) || text.At(end) == U'-') {
      continue;
    }
    numeral.state = State::kRead;
    numeral.value = Decimal::FromInt(number.value);
    numeral.end = end;
    numeral.in_words = true;
  }
  return numeral;
}

// ---- Scale words ----

struct EnglishScale {
  std::u32string_view word;
  int exponent;
};
constexpr EnglishScale kEnglishScales[] = {{U"hundred", 2}, {U"thousand", 3},  {U"million", 6},
                                           {U"billion", 9}, {U"trillion", 12}, {U"bn", 9},
                                           {U"mn", 6}};

struct Scale {
  int exponent = 0;
  size_t end = 0;
  bool wrong = false;  // 亿亿
};

Scale ReadChineseScale(const FoldedText& text, size_t begin) {
  Scale scale{.end = begin};
  if (SmallScale(text.At(begin)) > 1 && !BeginsUnit(text, begin)) {
    scale.exponent = SmallScale(text.At(begin));
    ++scale.end;
  }
  int last = 0;
  int words = 0;
  for (; LargeScale(text.At(scale.end)) > 0; ++scale.end, ++words) {
    const int next = LargeScale(text.At(scale.end));
    scale.wrong = scale.wrong || words > 1 || (words == 1 && !(last == 4 && next == 8));
    if (!scale.wrong) scale.exponent += next;
    last = next;
  }
  return scale;
}

Scale ReadEnglishScale(const FoldedText& text, size_t begin) {
  Scale scale{.end = begin};
  for (int words = 0; words < 2; ++words) {  // hundred million
    const size_t i = text.SkipBlanks(scale.end);
    const EnglishScale* found = nullptr;
    for (const EnglishScale& candidate : kEnglishScales) {
      const size_t end = i + candidate.word.size();
      if (text.StartsWith(i, candidate.word) && !IsLatin(text.At(end))) found = &candidate;
    }
    if (found == nullptr) break;
    scale.exponent += found->exponent;
    scale.end = i + found->word.size();
  }
  return scale;
}

Scale ReadScale(const FoldedText& text, size_t begin) {
  const size_t i = text.SkipBlanks(begin);
  const Scale chinese = ReadChineseScale(text, i);
  if (chinese.end != i) return chinese;
  return ReadEnglishScale(text, begin);
}

// ---- Whole numerals ----

// Digits or words with their scale: 4万, 20多万, 三千.
Numeral ReadPart(const FoldedText& text, size_t begin) {
  bool grouped = false;
  const bool digits = IsDigit(text.At(begin));
  Numeral part = digits ? ReadDigits(text, begin, &grouped) : ReadChineseWords(text, begin);
  if (!digits && part.state == State::kNone) part = ReadEnglishWord(text, begin);
  if (part.state == State::kNone || part.state == State::kCode) return part;
  part.in_words = !digits;
  if (text.At(part.end) == U'几') part.state = State::kUnreadable;
  part.surplus = SurplusAt(text, part.end);
  const size_t after_surplus = part.end + (part.surplus == Surplus::kNone ? 0 : 1);
  const Scale scale = ReadScale(text, after_surplus);
  if (scale.wrong) part.state = State::kUnreadable;
  part.exponent += scale.exponent;
  if (scale.end == after_surplus) {
    part.end = after_surplus;
    return part;
  }
  part.end = scale.end;
  if (const Surplus after = SurplusAt(text, part.end); after != Surplus::kNone) {
    part.surplus = after;
    ++part.end;
  }
  if (text.At(part.end) == U'几') part.state = State::kUnreadable;
  return part;
}

// a x 10^ea + b x 10^eb in units of 10^eb, when b is the lower part of the same number.
std::optional<Decimal> Joined(const Numeral& a, const Numeral& b) {
  if (b.state != State::kRead || b.exponent >= a.exponent || b.value.scale() > 0) {
    return std::nullopt;
  }
  const absl::StatusOr<Decimal> high = a.value.Shift(a.exponent - b.exponent);
  const absl::StatusOr<Decimal> limit = Decimal::FromInt(1).Shift(a.exponent - b.exponent);
  if (!high.ok() || !limit.ok() || b.value >= *limit) return std::nullopt;
  const absl::StatusOr<Decimal> sum = high->Add(b.value);
  return sum.ok() ? std::optional<Decimal>(*sum) : std::nullopt;
}

}  // namespace

Numeral ReadNumeral(const FoldedText& text, size_t begin) {
  Numeral numeral = ReadPart(text, begin);
  for (int parts = 1; parts < kMaxParts && numeral.state == State::kRead; ++parts) {
    if (numeral.in_words || numeral.surplus != Surplus::kNone || numeral.exponent == 0 ||
        !IsDigit(text.At(numeral.end))) {
      break;
    }
    const Numeral next = ReadPart(text, numeral.end);
    const std::optional<Decimal> sum = Joined(numeral, next);
    if (!sum) break;
    numeral.value = *sum;
    numeral.exponent = next.exponent;
    numeral.end = next.end;
    numeral.surplus = next.surplus;
  }
  return numeral;
}

}  // namespace indicast::figure_text
