#include "common/figure_text/whole_words.h"

#include <utf8proc.h>

#include <array>

#include "absl/status/statusor.h"
#include "common/figure_text/unit_words.h"

namespace indicast::figure_text {
namespace {

using Place = RankWords::Place;

bool IsOneOf(char32_t c, std::u32string_view set) {
  return c != 0 && set.find(c) != std::u32string_view::npos;
}

struct Spelled {
  std::u32string_view word;
  int percent;
  FigureKind kind;
  Qualifier qualifier;
  bool from_below = false;
  std::u32string_view not_before = {};  // a following character that makes it another word
};

constexpr Spelled kSpelled[] = {
    {U"超过一半", 50, FigureKind::kShare, Qualifier::kGreater},
    {U"超一半", 50, FigureKind::kShare, Qualifier::kGreater},
    {U"一半以上", 50, FigureKind::kShare, Qualifier::kGreaterOrEqual},
    {U"半数以上", 50, FigureKind::kShare, Qualifier::kGreaterOrEqual},
    {U"过半数", 50, FigureKind::kShare, Qualifier::kGreater},
    {U"超半数", 50, FigureKind::kShare, Qualifier::kGreater},
    {U"近一半", 50, FigureKind::kShare, Qualifier::kAbout, true},
    {U"近半数", 50, FigureKind::kShare, Qualifier::kAbout, true},
    {U"约一半", 50, FigureKind::kShare, Qualifier::kAbout},
    {U"一半", 50, FigureKind::kShare, Qualifier::kEqual},
    {U"半数", 50, FigureKind::kShare, Qualifier::kEqual},
    {U"过半", 50, FigureKind::kShare, Qualifier::kGreater, false, U"年个月天小"},
    {U"近半", 50, FigureKind::kShare, Qualifier::kAbout, true, U"年个月天小"},
    {U"翻两番", 300, FigureKind::kGrowth, Qualifier::kEqual},
    {U"翻了两番", 300, FigureKind::kGrowth, Qualifier::kEqual},
    {U"翻了一番", 100, FigureKind::kGrowth, Qualifier::kEqual},
    {U"翻一番", 100, FigureKind::kGrowth, Qualifier::kEqual},
    {U"翻番", 100, FigureKind::kGrowth, Qualifier::kEqual},
    {U"翻倍", 100, FigureKind::kGrowth, Qualifier::kEqual},
    {U"零增长", 0, FigureKind::kGrowth, Qualifier::kEqual},
    {U"half of", 50, FigureKind::kShare, Qualifier::kEqual},
    {U"doubled", 100, FigureKind::kGrowth, Qualifier::kEqual},
};

// Words that begin like a number and are none.
constexpr std::u32string_view kNoNumbers[] = {
    U"一些",   U"一定", U"一样", U"一般", U"一批", U"一类",     U"一带一路", U"一部分",
    U"一方面", U"一种", U"一起", U"一体", U"万一", U"千方百计", U"三角",     U"一线",
    U"百分点", U"十分", U"一场", U"一站", U"一支", U"百年",     U"零部件"};

std::optional<WholeWord> RankOne(const FoldedText& text, size_t i) {
  WholeWord word;
  word.reading.value = Decimal::FromInt(1);
  word.reading.kind = FigureKind::kRank;
  if (text.StartsWith(i, U"榜首")) {
    word.length = 2;
    return word;
  }
  if (text.At(i) != U'首' || IsOneOf(text.Before(i), U"元部自昂回匕俯为")) return std::nullopt;
  const char32_t next = text.At(i + 1);
  if (next == U'位' || next == U'名') {
    if (text.At(i + 2) == U'度') return std::nullopt;
    word.length = 2;
    return word;
  }
  if (!IsBoundary(next)) return std::nullopt;
  word.length = 1;
  return word;
}

struct Ordinal {
  std::u32string_view word;
  int value;
};

// "ranked third", "ranks 8th": the word before an English ordinal in words.
constexpr Ordinal kOrdinals[] = {{U"first", 1}, {U"second", 2}, {U"third", 3},   {U"fourth", 4},
                                 {U"fifth", 5}, {U"sixth", 6},  {U"seventh", 7}, {U"eighth", 8},
                                 {U"ninth", 9}, {U"tenth", 10}};

bool AfterRankWord(const FoldedText& text, size_t i) {
  const size_t at = text.SkipBlanksBack(i);
  for (const std::u32string_view word :
       {U"ranked", U"ranks", U"ranking", U"rank", U"placed", U"came", U"rank:"}) {
    if (text.EndsWith(at, word)) return true;
  }
  return false;
}

std::optional<WholeWord> EnglishOrdinal(const FoldedText& text, size_t i) {
  if (!IsLatin(text.At(i)) || IsLatin(text.Before(i))) return std::nullopt;
  for (const Ordinal& ordinal : kOrdinals) {
    const size_t end = i + ordinal.word.size();
    if (!text.StartsWith(i, ordinal.word) || IsLatin(text.At(end))) continue;
    WholeWord word;
    word.length = ordinal.word.size();
    word.reading.value = Decimal::FromInt(ordinal.value);
    const size_t next = text.SkipBlanks(end);
    for (const std::u32string_view streak : {U"consecutive year", U"straight year"}) {
      if (!text.StartsWith(next, streak)) continue;
      word.reading.kind = FigureKind::kStreak;
      word.reading.unit_text = "year";
      word.length = next + std::u32string_view(streak).size() - i;
      return word;
    }
    word.reading.kind = FigureKind::kRank;
    if (AfterRankWord(text, i) || text.StartsWith(next, U"place")) return word;
  }
  return std::nullopt;
}

std::optional<WholeWord> SpelledAt(const FoldedText& text, size_t i) {
  for (const Spelled& spelled : kSpelled) {
    if (spelled.word[0] != text.At(i) || !text.StartsWith(i, spelled.word)) continue;
    const size_t end = i + spelled.word.size();
    if (IsLatin(spelled.word.back()) && (IsLatin(text.At(end)) || IsLatin(text.Before(i)))) {
      continue;
    }
    if (IsOneOf(text.At(end), spelled.not_before)) continue;
    WholeWord word;
    word.length = spelled.word.size();
    word.reading.value = Decimal::FromInt(spelled.percent);
    word.reading.kind = spelled.kind;
    word.reading.directed = spelled.kind == FigureKind::kGrowth;
    word.reading.qualifier = spelled.qualifier;
    word.reading.unit_text = "%";
    if (spelled.from_below) word.reading.upper_bound = word.reading.value;
    return word;
  }
  return std::nullopt;
}

// What a rank may be followed by and still be one.
bool EndsRank(const FoldedText& text, size_t end) {
  return IsBoundary(text.At(end)) || text.At(end) == U'的';
}

size_t AfterRankUnit(const FoldedText& text, size_t end) {
  return IsOneOf(text.At(end), U"位名强甲") ? end + 1 : end;
}

RankWords EnglishRank(const FoldedText& text, size_t begin, size_t end) {
  RankWords rank{.place = Place::kNone, .begin = begin, .end = end};
  for (const std::u32string_view suffix : {U"st", U"nd", U"rd", U"th"}) {
    if (!text.StartsWith(end, suffix) || IsLatin(text.At(end + 2))) continue;
    rank.end = end + 2;
    const size_t next = text.SkipBlanks(rank.end);
    bool exact = AfterRankWord(text, begin) || next == text.size() ||
                 (next == rank.end && IsBoundary(text.At(next)));
    for (const std::u32string_view word : {U"in ", U"place", U"nation", U"among", U"of "}) {
      exact = exact || text.StartsWith(next, word);
    }
    rank.place = exact ? Place::kExact : Place::kOrdinal;
    return rank;
  }
  const size_t before = text.SkipBlanksBack(begin);
  if (text.EndsWith(before, U"no.") || text.EndsWith(before, U"number")) {
    rank.place = Place::kExact;
  } else if (text.EndsWith(before, U"top") && !IsLatin(text.Before(before - 3))) {
    rank.place = Place::kAmongFirst;
    rank.begin = before - 3;
  }
  return rank;
}

}  // namespace

std::optional<WholeWord> WholeWordAt(const FoldedText& text, size_t i) {
  if (auto spelled = SpelledAt(text, i)) return spelled;
  for (const std::u32string_view word : kNoNumbers) {
    if (word[0] != text.At(i) || !text.StartsWith(i, word)) continue;
    return WholeWord{.reading = {}, .length = word.size(), .reads = false};
  }
  if (auto first = RankOne(text, i)) return first;
  return EnglishOrdinal(text, i);
}

RankWords RankAround(const FoldedText& text, size_t begin, size_t end) {
  RankWords rank{.place = Place::kNone, .begin = begin, .end = end};
  if (text.Before(begin) == U'第') {
    if (text.EndsWith(begin, U"连续第")) return rank;
    rank.begin = begin - 1;
    const size_t after = IsOneOf(text.At(end), U"位名") ? end + 1 : end;
    rank.place = after != end || EndsRank(text, end) ? Place::kExact : Place::kOrdinal;
    rank.end = after;
    return rank;
  }
  const size_t after = AfterRankUnit(text, end);
  if (text.Before(begin) == U'前' &&
      !IsOneOf(text.Before(begin - 1), U"目之以提日年此当空眼事先")) {
    rank.begin = begin - 1;
    rank.end = after;
    if (after != end || EndsRank(text, end)) rank.place = Place::kAmongFirst;
    return rank;
  }
  if (text.At(end) == U'强') {
    rank.end = end + 1;
    rank.place = Place::kAmongFirst;
    return rank;
  }
  return EnglishRank(text, begin, end);
}

size_t SkipStreakWord(const FoldedText& text, size_t i) {
  for (const std::u32string_view word : {U"consecutive ", U"straight ", U"successive "}) {
    if (text.StartsWith(i, word)) return i + std::u32string_view(word).size();
  }
  return i;
}

bool IsStreak(const FoldedText& text, size_t begin) {
  if (text.EndsWith(begin, U"连续") || text.EndsWith(begin, U"连续第")) return true;
  const size_t words = text.size();
  for (size_t at = begin; at < words && at < begin + 16 && !EndsClause(text.At(at)); ++at) {
    for (const std::u32string_view word :
         {U" consecutive", U" straight", U" successive", U" in a row", U" running"}) {
      if (text.StartsWith(at, word)) return true;
    }
  }
  return false;
}

std::optional<Decimal> PercentOf(const Decimal& numerator, const Decimal& denominator) {
  constexpr int kMaxDecimals = 6;
  if (denominator.scale() != 0 || denominator.coefficient() <= 0) return std::nullopt;
  Int128 dividend = numerator.coefficient();
  constexpr Int128 kLimit = Int128{1'000'000'000'000'000'000};
  if (dividend > kLimit || dividend < 0) return std::nullopt;
  dividend *= 100;
  for (int decimals = 0; decimals <= kMaxDecimals; ++decimals, dividend *= 10) {
    if (dividend % denominator.coefficient() != 0) continue;
    const absl::StatusOr<Decimal> percent =
        Decimal::Create(dividend / denominator.coefficient(), numerator.scale() + decimals);
    return percent.ok() ? std::optional<Decimal>(*percent) : std::nullopt;
  }
  return std::nullopt;
}

std::string Printed(std::u32string_view word) {
  std::string printed;
  for (const char32_t c : word) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const utf8proc_ssize_t length =
        utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
    printed.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(length));
  }
  return printed;
}

}  // namespace indicast::figure_text
