#include "common/figure_text/figure_text.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/figure_text/folded_text.h"
#include "common/figure_text/numeral.h"
#include "common/figure_text/qualifier_words.h"
#include "common/figure_text/unit_words.h"
#include "common/figure_text/whole_words.h"

namespace indicast {
namespace {

using figure_text::Dimension;
using figure_text::FoldedText;
using figure_text::IsDigit;
using figure_text::IsLatin;
using figure_text::Numeral;
using figure_text::QualifierWords;
using figure_text::UnitWord;
using figure_text::Way;

bool IsOneOf(char32_t c, std::u32string_view set) {
  return c != 0 && set.find(c) != std::u32string_view::npos;
}

// A number with its unit, before the words around them are looked at.
struct Amount {
  Numeral numeral;
  const UnitWord* unit = nullptr;
  size_t begin = 0;  // of the numeral, a minus sign included
  size_t end = 0;    // after the unit
  bool negative = false;
};

class Reader {
 public:
  explicit Reader(absl::string_view original) : original_(original), text_(original) {}

  FigureWording Read() {
    size_t i = 0;
    while (i < text_.size()) i = Step(i);
    return std::move(wording_);
  }

 private:
  // Reads what begins at i; where to go on.
  size_t Step(size_t i);
  size_t TakeNumeral(size_t i, const Numeral& numeral);
  // Both: the place after the figure, or 0 when there is none of their kind.
  size_t TakeFraction(size_t i, const Numeral& denominator);
  size_t TakeRank(size_t i, const Numeral& numeral);

  Amount ReadAmount(size_t i, const Numeral& numeral) const;
  std::optional<Amount> RestOfRange(const Amount& first) const;
  bool IsDate(const Amount& amount) const;
  bool IsNoFigure(const Amount& amount, const QualifierWords& before) const;

  void Direct(FigureReading* reading, const UnitWord* unit, size_t begin, size_t end);
  void Add(const Amount& amount, const std::optional<Amount>& upper);
  void AddExact(FigureReading reading, size_t begin, size_t end);
  QualifierWords BoundsBefore(const Amount& amount) const;

  absl::string_view original_;
  FoldedText text_;
  FigureWording wording_;
  // Of the figure before, for lists: 分别增长5%、6%.
  size_t previous_end_ = 0;
  Way previous_way_ = Way::kNone;
  Dimension previous_dimension_ = Dimension::kUnknown;
};

bool IsListMark(const FoldedText& text, size_t begin, size_t end) {
  const size_t from = text.SkipBlanks(begin);
  const size_t to = text.SkipBlanksBack(end);
  if (from >= to) return false;
  for (const std::u32string_view mark : {U"、", U"和", U"及", U"与", U"以及", U"and"}) {
    if (text.StartsWith(from, mark) && from + std::u32string_view(mark).size() == to) return true;
  }
  return false;
}

size_t Reader::Step(size_t i) {
  if (const auto whole = figure_text::WholeWordAt(text_, i); whole) {
    if (whole->reads) AddExact(whole->reading, i, i + whole->length);
    return i + whole->length;
  }
  const char32_t c = text_.At(i);
  const Numeral numeral = figure_text::ReadNumeral(text_, i);
  if (numeral.state != Numeral::State::kNone) return TakeNumeral(i, numeral);
  if (!IsLatin(c)) return i + 1;
  while (IsLatin(text_.At(i))) ++i;
  return i;
}

size_t Reader::TakeNumeral(size_t i, const Numeral& numeral) {
  if (numeral.state == Numeral::State::kCode) return numeral.end;
  const bool vague = numeral.in_words && IsOneOf(text_.Before(i), U"数几") &&
                     !IsOneOf(text_.Before(i - 1), U"指人总户系");
  if (numeral.state == Numeral::State::kUnreadable || vague) {
    const bool counts = !numeral.in_words || vague || numeral.exponent > 0 ||
                        text_.At(numeral.end) == U'几' || UnitAt(text_, numeral.end) != nullptr;
    wording_.unreadable += counts ? 1 : 0;
    return numeral.end;
  }
  if (const size_t end = TakeFraction(i, numeral); end > 0) return end;
  if (const size_t end = TakeRank(i, numeral); end > 0) return end;
  const Amount amount = ReadAmount(i, numeral);
  if (IsDate(amount)) return numeral.end;
  const std::optional<Amount> upper = RestOfRange(amount);
  if (upper && IsDate(*upper)) return upper->end;
  if (!upper && IsNoFigure(amount, BoundsBefore(amount))) return numeral.end;
  Add(amount, upper);
  return upper ? upper->end : amount.end;
}

// 百分之十五, 四分之三.
size_t Reader::TakeFraction(size_t i, const Numeral& denominator) {
  if (!text_.StartsWith(denominator.end, U"分之")) return 0;
  const size_t at = denominator.end + 2;
  const Numeral numerator = figure_text::ReadNumeral(text_, at);
  if (numerator.state == Numeral::State::kNone) return at;
  const std::optional<Decimal> percent =
      numerator.state == Numeral::State::kRead && numerator.exponent == 0 &&
              denominator.exponent == 0
          ? figure_text::PercentOf(numerator.value, denominator.value)
          : std::nullopt;
  if (!percent) {
    ++wording_.unreadable;
    return numerator.end;
  }
  Amount amount;
  amount.numeral = numerator;
  amount.numeral.value = *percent;
  static constexpr UnitWord kPercent = {U"%", Dimension::kPercent, 0};
  amount.unit = &kPercent;
  amount.begin = i;
  amount.end = numerator.end;
  Add(amount, std::nullopt);
  return numerator.end;
}

size_t Reader::TakeRank(size_t i, const Numeral& numeral) {
  const figure_text::RankWords rank = figure_text::RankAround(text_, i, numeral.end);
  if (rank.place == figure_text::RankWords::Place::kNone) return 0;
  if (rank.place == figure_text::RankWords::Place::kOrdinal) return rank.end;
  FigureReading reading;
  reading.value = numeral.value;
  reading.multiplier_exponent = numeral.exponent;
  reading.kind = FigureKind::kRank;
  if (rank.place == figure_text::RankWords::Place::kAmongFirst) {
    reading.qualifier = Qualifier::kLessOrEqual;
  }
  AddExact(std::move(reading), rank.begin, rank.end);
  return rank.end;
}

Amount Reader::ReadAmount(size_t i, const Numeral& numeral) const {
  Amount amount;
  amount.numeral = numeral;
  amount.begin = i;
  amount.end = numeral.end;
  const size_t at = figure_text::SkipStreakWord(text_, text_.SkipBlanks(numeral.end));
  amount.unit = figure_text::UnitAt(text_, at);
  if (amount.unit != nullptr) amount.end = at + amount.unit->word.size();
  if (amount.unit == nullptr) {
    amount.unit = figure_text::CurrencyBefore(text_, text_.SkipBlanksBack(i));
  }
  if (text_.Before(i) == U'-' && !IsLatin(text_.Before(i - 1)) && !IsDigit(text_.Before(i - 1))) {
    amount.negative = true;
    --amount.begin;
  }
  return amount;
}

// "5个" of 3-5个, 3个至5个, "3 to 5 items", with the first amount already read.
std::optional<Amount> Reader::RestOfRange(const Amount& first) const {
  if (first.numeral.surplus != Numeral::Surplus::kNone ||
      IsOneOf(text_.Before(text_.SkipBlanksBack(first.begin)), U"由从")) {
    return std::nullopt;
  }
  size_t at = text_.SkipBlanks(first.end);
  size_t separator = 0;
  for (const std::u32string_view mark : {U"——", U"—", U"-", U"~", U"至", U"到", U"to "}) {
    if (separator == 0 && text_.StartsWith(at, mark)) separator = std::u32string_view(mark).size();
  }
  if (separator == 0) return std::nullopt;
  at = text_.SkipBlanks(at + separator);
  const Numeral numeral = figure_text::ReadNumeral(text_, at);
  if (numeral.state != Numeral::State::kRead) return std::nullopt;
  Amount upper = ReadAmount(at, numeral);
  upper.negative = false;
  upper.begin = at;
  const bool same_unit = first.unit == nullptr || upper.unit == first.unit;
  return same_unit ? std::optional<Amount>(upper) : std::nullopt;
}

// 2023年, 11月, 19日, 3号, "in 2023"; and a bare year beside other words.
bool Reader::IsDate(const Amount& amount) const {
  const Numeral& numeral = amount.numeral;
  if (numeral.exponent != 0 || numeral.value.scale() != 0 || amount.negative) return false;
  const char32_t next = text_.At(text_.SkipBlanks(numeral.end));
  if (!numeral.bare && IsOneOf(next, U"月日号时")) return true;
  const bool year = numeral.value >= Decimal::FromInt(1900) &&
                    numeral.value < Decimal::FromInt(2100) && numeral.end - amount.begin == 4;
  if (!year) return false;
  if (amount.unit != nullptr) return amount.unit->word == U"年";
  const size_t before = text_.SkipBlanksBack(amount.begin);
  const size_t after = text_.SkipBlanks(numeral.end);
  if (before == 0 && after == text_.size()) return false;
  if (!IsLatin(next)) return !figure_text::QualifierBefore(text_, amount.begin, false).qualifier;
  for (const std::u32string_view word : {U" in", U" since", U" by", U" of", U" for", U" from"}) {
    if (text_.EndsWith(before, word)) return true;
  }
  return before == 0 || text_.StartsWith(0, U"in ");
}

// Digits glued to letters are names, and words alone need something that shows they count.
bool Reader::IsNoFigure(const Amount& amount, const QualifierWords& before) const {
  const Numeral& numeral = amount.numeral;
  if (amount.unit == nullptr) {
    if (IsLatin(text_.At(numeral.end)) && !numeral.in_words) return true;
    if (IsLatin(text_.Before(amount.begin))) return true;
  }
  if (!numeral.in_words) return false;
  const bool whole =
      text_.SkipBlanksBack(amount.begin) == 0 && text_.SkipBlanks(amount.end) == text_.size();
  const bool bounded =
      before.qualifier || numeral.surplus != Numeral::Surplus::kNone ||
      figure_text::QualifierAfter(text_, amount.end, numeral.bare || numeral.exponent > 0)
          .qualifier;
  if (numeral.bare) return !(bounded || (whole && amount.unit != nullptr));
  return amount.unit == nullptr && !bounded && !whole && numeral.exponent == 0;
}

QualifierWords Reader::BoundsBefore(const Amount& amount) const {
  QualifierWords before = figure_text::QualifierBefore(text_, amount.begin, amount.numeral.bare);
  // 近三年 is "the last three years".
  if (before.from_below && amount.unit != nullptr && IsDuration(amount.unit->dimension) &&
      text_.StartsWith(before.place, U"近")) {
    return {.qualifier = std::nullopt, .from_below = false, .place = amount.begin};
  }
  return before;
}

// A fall of more than 15 % is a growth of less than -15 %. "下降-15%" is one fall, not two.
FigureReading Fallen(FigureReading reading) {
  if (!reading.value.is_negative()) return Mirrored(std::move(reading));
  return reading;
}

// Gives the reading the kind and sign that the words of direction ask for.
void Reader::Direct(FigureReading* reading, const UnitWord* unit, size_t begin, size_t end) {
  const Dimension dimension = unit == nullptr ? Dimension::kUnknown : unit->dimension;
  const bool ratio = dimension == Dimension::kPercent || dimension == Dimension::kTimes;
  Way way = figure_text::WayBefore(text_, begin);
  if (way == Way::kNone && ratio) way = figure_text::WayAfter(text_, end);
  if (way == Way::kNone && previous_dimension_ == dimension && previous_end_ > 0 &&
      IsListMark(text_, previous_end_, begin)) {
    way = previous_way_;
  }
  previous_way_ = way;
  previous_dimension_ = dimension;
  if (text_.EndsWith(text_.SkipBlanksBack(begin), U"负")) way = Way::kFall;
  if (way == Way::kNone) {
    if (dimension == Dimension::kPercent && figure_text::SpeaksOfShare(text_, begin)) {
      reading->kind = FigureKind::kShare;
    }
    return;
  }
  reading->directed = true;
  reading->kind = ratio ? FigureKind::kGrowth : FigureKind::kChange;
  if (way == Way::kFall) *reading = Fallen(std::move(*reading));
}

// The lower end of a range in the scale of the upper one: 3 of 3-5万个 and of 3万-5万个, 0.8 of
// 8000至1.2万元.
std::optional<Decimal> LowerEnd(const Decimal& value, const Amount& amount, const Amount& upper) {
  const bool shares_scale = amount.numeral.exponent == 0 && amount.unit == nullptr;
  if (shares_scale && value <= upper.numeral.value) return value;
  const int shift = amount.numeral.exponent - upper.numeral.exponent;
  const absl::StatusOr<Decimal> shifted = value.Shift(shift);
  if (!shifted.ok() || *shifted > upper.numeral.value) return std::nullopt;
  return shift == 0 ? value : shifted->Normalized();
}

void Reader::Add(const Amount& amount, const std::optional<Amount>& upper) {
  const Amount& last = upper ? *upper : amount;
  FigureReading reading;
  reading.value = amount.negative ? amount.numeral.value.Negate() : amount.numeral.value;
  reading.multiplier_exponent = last.numeral.exponent;
  const QualifierWords before = BoundsBefore(amount);
  const bool scale_word = last.numeral.bare || (last.numeral.exponent > 0 && last.unit == nullptr);
  const QualifierWords after = figure_text::QualifierAfter(text_, last.end, scale_word);
  if (last.numeral.surplus == Numeral::Surplus::kMore) reading.qualifier = Qualifier::kGreater;
  if (last.numeral.surplus == Numeral::Surplus::kAbout) reading.qualifier = Qualifier::kAbout;
  if (before.qualifier) reading.qualifier = *before.qualifier;
  if (before.from_below) reading.upper_bound = reading.value;
  // 控制在3%左右 is about 3, 控制在5%以内 at most 5.
  if (after.qualifier) reading.qualifier = *after.qualifier;
  if (upper) {
    const std::optional<Decimal> lower = LowerEnd(reading.value, amount, last);
    if (!lower) {
      ++wording_.unreadable;
      return;
    }
    reading.value = *lower;
    reading.lower_bound = *lower;
    reading.upper_bound = last.numeral.value;
    reading.qualifier = Qualifier::kAbout;
  }
  if (last.unit != nullptr) reading.unit_text = figure_text::Printed(last.unit->word);
  const size_t begin = std::min(before.place, amount.begin);
  const size_t end = std::max(after.place, last.end);
  Direct(&reading, last.unit, begin, end);
  if (reading.kind == FigureKind::kLevel && figure_text::IsStreak(text_, begin)) {
    reading.kind = FigureKind::kStreak;
  }
  AddExact(std::move(reading), begin, end);
}

void Reader::AddExact(FigureReading reading, size_t begin, size_t end) {
  previous_end_ = end;
  if (reading.kind == FigureKind::kRank) previous_way_ = Way::kNone;
  reading.begin = text_.ByteOf(begin);
  reading.end = text_.ByteOf(end);
  wording_.figures.push_back(std::move(reading));
}

}  // namespace

FigureReading Mirrored(FigureReading reading) {
  const auto negated = [](const std::optional<Decimal>& bound) {
    return bound ? std::optional<Decimal>(bound->Negate()) : std::nullopt;
  };
  std::swap(reading.lower_bound, reading.upper_bound);
  reading.lower_bound = negated(reading.lower_bound);
  reading.upper_bound = negated(reading.upper_bound);
  const bool range = reading.lower_bound && reading.upper_bound;
  reading.value = range ? *reading.lower_bound : reading.value.Negate();
  switch (reading.qualifier) {
    case Qualifier::kGreater:
      reading.qualifier = Qualifier::kLess;
      break;
    case Qualifier::kGreaterOrEqual:
      reading.qualifier = Qualifier::kLessOrEqual;
      break;
    case Qualifier::kLess:
      reading.qualifier = Qualifier::kGreater;
      break;
    case Qualifier::kLessOrEqual:
      reading.qualifier = Qualifier::kGreaterOrEqual;
      break;
    case Qualifier::kEqual:
    case Qualifier::kAbout:
    case Qualifier::kTextOnly:
      break;
  }
  return reading;
}

FigureWording ReadWording(absl::string_view text) { return Reader(text).Read(); }

std::vector<FigureReading> ReadFigures(absl::string_view text) { return ReadWording(text).figures; }

}  // namespace indicast
