#include "common/figure_text/qualifier_words.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace indicast::figure_text {
namespace {

constexpr size_t kChineseReach = 8;
constexpr size_t kEnglishReach = 24;
constexpr int kMaxFillers = 3;

struct BoundWord {
  std::u32string_view word;
  std::optional<Qualifier> qualifier;  // nothing: a longer word that bounds nothing (节约)
  bool from_below = false;
  bool bare_only = false;
};

constexpr Qualifier kG = Qualifier::kGreater;
constexpr Qualifier kGe = Qualifier::kGreaterOrEqual;
constexpr Qualifier kL = Qualifier::kLess;
constexpr Qualifier kLe = Qualifier::kLessOrEqual;
constexpr Qualifier kA = Qualifier::kAbout;

constexpr BoundWord kBefore[] = {
    {U"超", kG},
    {U"超过", kG},
    {U"超出", kG},
    {U"突破", kG},
    {U"逾", kG},
    {U"破", kG},
    {U"打破", {}},
    {U"攻破", {}},
    {U"赶超", {}},
    {U"多于", kG},
    {U"大于", kG},
    {U"高于", kG},
    {U"过", kG, false, true},
    {U"通过", {}},
    {U"经过", {}},
    {U"不低于", kGe},
    {U"不少于", kGe},
    {U"不小于", kGe},
    {U"不下", kGe},
    {U"不下于", kGe},
    {U"至少", kGe},
    {U"最少", kGe},
    {U"起码", kGe},
    {U"上", kGe, false, true},
    {U"低于", kL},
    {U"少于", kL},
    {U"小于", kL},
    {U"不足", kL},
    {U"不到", kL},
    {U"不满", kL},
    {U"未满", kL},
    {U"未达", kL},
    {U"未达到", kL},
    {U"不超", kLe},
    {U"不超过", kLe},
    {U"未超", kLe},
    {U"未超过", kLe},
    {U"不突破", kLe},
    {U"不高于", kLe},
    {U"不多于", kLe},
    {U"不大于", kLe},
    {U"至多", kLe},
    {U"最多", kLe},
    {U"控制在", kLe},
    {U"约", kA},
    {U"大约", kA},
    {U"约为", kA},
    {U"大概", kA},
    {U"大致", kA},
    {U"节约", {}},
    {U"合约", {}},
    {U"预约", {}},
    {U"签约", {}},
    {U"公约", {}},
    {U"条约", {}},
    {U"契约", {}},
    {U"违约", {}},
    {U"履约", {}},
    {U"集约", {}},
    {U"近", kA, true},
    {U"接近", kA, true},
    {U"将近", kA, true},
    {U"最近", {}},
    {U"附近", {}},
    {U"邻近", {}},
    {U"就近", {}},
    {U">", kG},
    {U"≥", kGe},
    {U">=", kGe},
    {U"<", kL},
    {U"≤", kLe},
    {U"<=", kLe},
    {U"~", kA},
    {U"≈", kA},
    {U"more than", kG},
    {U"over", kG},
    {U"exceeding", kG},
    {U"exceeded", kG},
    {U"exceeds", kG},
    {U"above", kG},
    {U"greater than", kG},
    {U"upwards of", kG},
    {U"topped", kG},
    {U"surpassed", kG},
    {U"at least", kGe},
    {U"no less than", kGe},
    {U"not less than", kGe},
    {U"no fewer than", kGe},
    {U"a minimum of", kGe},
    {U"less than", kL},
    {U"under", kL},
    {U"below", kL},
    {U"fewer than", kL},
    {U"up to", kLe},
    {U"at most", kLe},
    {U"no more than", kLe},
    {U"not more than", kLe},
    {U"within", kLe},
    {U"a maximum of", kLe},
    {U"not exceeding", kLe},
    {U"about", kA},
    {U"around", kA},
    {U"approximately", kA},
    {U"roughly", kA},
    {U"some", kA},
    {U"nearly", kA, true},
    {U"almost", kA, true},
    {U"close to", kA, true},
};

constexpr BoundWord kAfter[] = {
    {U"以上", kGe},
    {U"及以上", kGe},
    {U"或以上", kGe},
    {U"+", kGe},
    {U"规模", kGe, false, true},
    {U"级", kGe, false, true},
    {U"以下", kLe},
    {U"及以下", kLe},
    {U"以内", kLe},
    {U"之内", kLe},
    {U"内", kLe},
    {U"左右", kA},
    {U"上下", kA},
    {U"有余", kG},
    {U"余", kG},
    {U"余额", {}},
    {U"or more", kGe},
    {U"or above", kGe},
    {U"and above", kGe},
    {U"or higher", kGe},
    {U"or less", kLe},
    {U"or below", kLe},
    {U"or so", kA},
};

constexpr std::u32string_view kFillers[] = {U"了",  U"达",     U"达到", U"到",  U"至",
                                            U"为",  U"人民币", U"rmb",  U"cny", U"us$",
                                            U"usd", U"$",      U"¥"};

bool WordEndsAt(const FoldedText& text, size_t i, std::u32string_view word) {
  if (!text.EndsWith(i, word)) return false;
  return !IsLatin(word.front()) || !IsLatin(text.Before(i - word.size()));
}

bool WordBeginsAt(const FoldedText& text, size_t i, std::u32string_view word) {
  return text.StartsWith(i, word) && !(IsLatin(word.back()) && IsLatin(text.At(i + word.size())));
}

const BoundWord* LongestBefore(const FoldedText& text, size_t i) {
  const BoundWord* best = nullptr;
  for (const BoundWord& word : kBefore) {
    if (best != nullptr && word.word.size() <= best->word.size()) continue;
    if (WordEndsAt(text, i, word.word)) best = &word;
  }
  return best;
}

size_t FillerLength(const FoldedText& text, size_t i) {
  size_t best = 0;
  for (const std::u32string_view filler : kFillers) {
    if (filler.size() > best && text.EndsWith(i, filler)) best = filler.size();
  }
  return best;
}

// ---- Direction ----

enum class Grammar : int8_t {
  kVerb,   // with 到, 至, 为 or "to" after it the number is a level
  kNoun,   // 增速, 降幅
  kClose,  // one character, only right before the number: 降15%
  kStop    // a longer word of another meaning: 增加值
};

struct WayWord {
  std::u32string_view word;
  Way way;
  Grammar grammar = Grammar::kVerb;
};

constexpr WayWord kWays[] = {
    {U"增长", Way::kRise},
    {U"提升", Way::kRise},
    {U"提高", Way::kRise},
    {U"增加", Way::kRise},
    {U"上升", Way::kRise},
    {U"上涨", Way::kRise},
    {U"增收", Way::kRise},
    {U"攀升", Way::kRise},
    {U"上调", Way::kRise},
    {U"递增", Way::kRise},
    {U"扩大", Way::kRise},
    {U"下降", Way::kFall},
    {U"减少", Way::kFall},
    {U"降低", Way::kFall},
    {U"下跌", Way::kFall},
    {U"回落", Way::kFall},
    {U"下滑", Way::kFall},
    {U"缩小", Way::kFall},
    {U"收窄", Way::kFall},
    {U"缩减", Way::kFall},
    {U"萎缩", Way::kFall},
    {U"压减", Way::kFall},
    {U"削减", Way::kFall},
    {U"下调", Way::kFall},
    {U"负增长", Way::kFall},
    {U"递减", Way::kFall},
    {U"增速", Way::kAsSigned, Grammar::kNoun},
    {U"增幅", Way::kAsSigned, Grammar::kNoun},
    {U"涨幅", Way::kAsSigned, Grammar::kNoun},
    {U"升幅", Way::kAsSigned, Grammar::kNoun},
    {U"增长率", Way::kAsSigned, Grammar::kNoun},
    {U"增长速度", Way::kAsSigned, Grammar::kNoun},
    {U"降幅", Way::kFall, Grammar::kNoun},
    {U"跌幅", Way::kFall, Grammar::kNoun},
    {U"增", Way::kRise, Grammar::kClose},
    {U"涨", Way::kRise, Grammar::kClose},
    {U"升", Way::kRise, Grammar::kClose},
    {U"降", Way::kFall, Grammar::kClose},
    {U"跌", Way::kFall, Grammar::kClose},
    {U"减", Way::kFall, Grammar::kClose},
    {U"多", Way::kRise, Grammar::kClose},
    {U"高", Way::kRise, Grammar::kClose},
    {U"快", Way::kRise, Grammar::kClose},
    {U"少", Way::kFall, Grammar::kClose},
    {U"低", Way::kFall, Grammar::kClose},
    {U"慢", Way::kFall, Grammar::kClose},
    {U"最高", Way::kNone, Grammar::kStop},
    {U"最低", Way::kNone, Grammar::kStop},
    {U"最快", Way::kNone, Grammar::kStop},
    {U"最慢", Way::kNone, Grammar::kStop},
    {U"新高", Way::kNone, Grammar::kStop},
    {U"新低", Way::kNone, Grammar::kStop},
    {U"超高", Way::kNone, Grammar::kStop},
    {U"众多", Way::kNone, Grammar::kStop},
    {U"许多", Way::kNone, Grammar::kStop},
    {U"更多", Way::kNone, Grammar::kStop},
    {U"新增", Way::kNone, Grammar::kStop},
    {U"增加值", Way::kNone, Grammar::kStop},
    {U"增长点", Way::kNone, Grammar::kStop},
    {U"增长极", Way::kNone, Grammar::kStop},
    {U"rose", Way::kRise},
    {U"risen", Way::kRise},
    {U"rise of", Way::kRise},
    {U"rise", Way::kRise},
    {U"grew", Way::kRise},
    {U"grown", Way::kRise},
    {U"grow", Way::kRise},
    {U"growth", Way::kAsSigned, Grammar::kNoun},
    {U"increase", Way::kRise},
    {U"increased", Way::kRise},
    {U"increases", Way::kRise},
    {U"gained", Way::kRise},
    {U"climbed", Way::kRise},
    {U"expanded", Way::kRise},
    {U"up", Way::kRise},
    {U"fell", Way::kFall},
    {U"fallen", Way::kFall},
    {U"fall", Way::kFall},
    {U"declined", Way::kFall},
    {U"decline", Way::kFall},
    {U"dropped", Way::kFall},
    {U"drop", Way::kFall},
    {U"decreased", Way::kFall},
    {U"decrease", Way::kFall},
    {U"down", Way::kFall},
    {U"shrank", Way::kFall},
    {U"contracted", Way::kFall},
    {U"reduced", Way::kFall},
    {U"cut", Way::kFall},
};

struct AfterWord {
  std::u32string_view word;
  Way way;
};
constexpr AfterWord kWaysAfter[] = {
    {U"的增长", Way::kRise},     {U"的增速", Way::kAsSigned}, {U"的增幅", Way::kAsSigned},
    {U"的涨幅", Way::kAsSigned}, {U"的降幅", Way::kFall},     {U"的跌幅", Way::kFall},
    {U"的下降", Way::kFall},     {U"growth", Way::kAsSigned}, {U"increase", Way::kRise},
    {U"rise", Way::kRise},       {U"higher", Way::kRise},     {U"decline", Way::kFall},
    {U"decrease", Way::kFall},   {U"drop", Way::kFall},       {U"fall", Way::kFall},
    {U"lower", Way::kFall},
};

const WayWord* LongestWay(const FoldedText& text, size_t i) {
  const WayWord* best = nullptr;
  const char32_t last = text.Before(i);
  for (const WayWord& word : kWays) {
    if (word.word.back() != last || (best != nullptr && word.word.size() <= best->word.size())) {
      continue;
    }
    if (WordEndsAt(text, i, word.word) && !(IsLatin(last) && IsLatin(text.At(i)))) best = &word;
  }
  return best;
}

// What a direction word ending at `end` says of a number at `number`.
Way WayOf(const FoldedText& text, const WayWord& word, size_t end, size_t number) {
  const size_t gap = number - end;
  switch (word.grammar) {
    case Grammar::kStop:
      return Way::kNone;
    case Grammar::kClose:
      return gap == 0 || (gap == 1 && text.At(end) == U'了') ? word.way : Way::kNone;
    case Grammar::kVerb: {
      const char32_t next = text.At(end);
      if (next == U'至' || next == U'到' || next == U'为') return Way::kNone;
      if (WordBeginsAt(text, text.SkipBlanks(end), U"to")) return Way::kNone;
      break;
    }
    case Grammar::kNoun:
      break;
  }
  return gap <= (IsLatin(word.word.back()) ? kEnglishReach : kChineseReach) ? word.way : Way::kNone;
}

size_t ClauseStart(const FoldedText& text, size_t i, size_t reach) {
  size_t begin = i;
  while (begin > 0 && i - begin < reach && !EndsClause(text.Before(begin)) &&
         !IsDigit(text.Before(begin))) {
    --begin;
  }
  return begin;
}

}  // namespace

QualifierWords QualifierBefore(const FoldedText& text, size_t i, bool bare) {
  QualifierWords found;
  found.place = i;
  size_t at = text.SkipBlanksBack(i);
  for (int fillers = 0; fillers <= kMaxFillers; ++fillers) {
    if (const BoundWord* const word = LongestBefore(text, at); word != nullptr) {
      if (!word->qualifier || (word->bare_only && !bare)) return found;
      found.qualifier = word->qualifier;
      found.from_below = word->from_below;
      found.place = at - word->word.size();
      return found;
    }
    const size_t filler = FillerLength(text, at);
    if (filler == 0) return found;
    at = text.SkipBlanksBack(at - filler);
  }
  return found;
}

QualifierWords QualifierAfter(const FoldedText& text, size_t i, bool bare) {
  QualifierWords found;
  found.place = i;
  const size_t at = text.SkipBlanks(i);
  const BoundWord* best = nullptr;
  for (const BoundWord& word : kAfter) {
    if (best != nullptr && word.word.size() <= best->word.size()) continue;
    if (WordBeginsAt(text, at, word.word)) best = &word;
  }
  if (best == nullptr || !best->qualifier || (best->bare_only && !bare)) return found;
  found.qualifier = best->qualifier;
  found.place = at + best->word.size();
  return found;
}

Way WayBefore(const FoldedText& text, size_t i) {
  const size_t number = text.SkipBlanksBack(i);
  const size_t begin = ClauseStart(text, number, kEnglishReach);
  for (size_t end = number; end > begin; --end) {
    if (const WayWord* const word = LongestWay(text, end); word != nullptr) {
      return WayOf(text, *word, end, number);
    }
  }
  return Way::kNone;
}

Way WayAfter(const FoldedText& text, size_t i) {
  const size_t at = text.SkipBlanks(i);
  for (const AfterWord& word : kWaysAfter) {
    if (WordBeginsAt(text, at, word.word)) return word.way;
  }
  return Way::kNone;
}

bool SpeaksOfShare(const FoldedText& text, size_t i) {
  constexpr std::u32string_view kShares[] = {U"占",   U"比重",  U"比例", U"率",
                                             U"份额", U"share", U"rate"};
  const size_t begin = ClauseStart(text, i, kEnglishReach);
  for (size_t end = i; end > begin; --end) {
    if (std::any_of(std::begin(kShares), std::end(kShares),
                    [&](std::u32string_view word) { return WordEndsAt(text, end, word); })) {
      return true;
    }
  }
  return false;
}

}  // namespace indicast::figure_text
