#include "common/figure_text/unit_words.h"

#include <array>

namespace indicast::figure_text {
namespace {

constexpr UnitWord kUnits[] = {
    // Shares and differences of shares.
    {U"%", Dimension::kPercent, 0},
    {U"‰", Dimension::kPercent, -1},
    {U"percent", Dimension::kPercent, 0},
    {U"per cent", Dimension::kPercent, 0},
    {U"成", Dimension::kPercent, 1},
    {U"个百分点", Dimension::kPercentagePoint, 0},
    {U"百分点", Dimension::kPercentagePoint, 0},
    {U"percentage point", Dimension::kPercentagePoint, 0},
    {U"percentage points", Dimension::kPercentagePoint, 0},
    {U"pp", Dimension::kPercentagePoint, 0},
    {U"个基点", Dimension::kPercentagePoint, -2},
    {U"基点", Dimension::kPercentagePoint, -2},
    {U"basis points", Dimension::kPercentagePoint, -2},
    {U"倍", Dimension::kTimes, 0},
    {U"times", Dimension::kTimes, 0},
    {U"fold", Dimension::kTimes, 0},
    {U"-fold", Dimension::kTimes, 0},
    // Money.
    {U"元", Dimension::kYuan, 0},
    {U"元人民币", Dimension::kYuan, 0},
    {U"yuan", Dimension::kYuan, 0},
    {U"rmb", Dimension::kYuan, 0},
    {U"美元", Dimension::kUsDollar, 0},
    {U"us dollars", Dimension::kUsDollar, 0},
    {U"dollars", Dimension::kUsDollar, 0},
    {U"usd", Dimension::kUsDollar, 0},
    {U"港元", Dimension::kOtherMoney, 0},
    {U"欧元", Dimension::kOtherMoney, 0},
    {U"日元", Dimension::kOtherMoney, 0},
    {U"英镑", Dimension::kOtherMoney, 0},
    {U"euros", Dimension::kOtherMoney, 0},
    // Time.
    {U"年", Dimension::kYears, 0},
    {U"周年", Dimension::kYears, 0},
    {U"岁", Dimension::kYears, 0},
    {U"year", Dimension::kYears, 0},
    {U"years", Dimension::kYears, 0},
    {U"季度", Dimension::kQuarters, 0},
    {U"个季度", Dimension::kQuarters, 0},
    {U"quarters", Dimension::kQuarters, 0},
    {U"个月", Dimension::kMonths, 0},
    {U"months", Dimension::kMonths, 0},
    {U"周", Dimension::kWeeks, 0},
    {U"weeks", Dimension::kWeeks, 0},
    {U"天", Dimension::kDays, 0},
    {U"day", Dimension::kDays, 0},
    {U"days", Dimension::kDays, 0},
    {U"小时", Dimension::kHours, 0},
    {U"个小时", Dimension::kHours, 0},
    {U"hours", Dimension::kHours, 0},
    {U"分钟", Dimension::kMinutes, 0},
    {U"minutes", Dimension::kMinutes, 0},
    // Physical quantities.
    {U"毫米", Dimension::kLength, -3},
    {U"厘米", Dimension::kLength, -2},
    {U"米", Dimension::kLength, 0},
    {U"公里", Dimension::kLength, 3},
    {U"千米", Dimension::kLength, 3},
    {U"km", Dimension::kLength, 3},
    {U"kilometres", Dimension::kLength, 3},
    {U"kilometers", Dimension::kLength, 3},
    {U"平方米", Dimension::kArea, 0},
    {U"公顷", Dimension::kArea, 4},
    {U"hectares", Dimension::kArea, 4},
    {U"平方公里", Dimension::kArea, 6},
    {U"平方千米", Dimension::kArea, 6},
    {U"亩", Dimension::kMu, 0},
    {U"mu", Dimension::kMu, 0},
    {U"立方米", Dimension::kVolume, 0},
    {U"方", Dimension::kVolume, 0},
    {U"克", Dimension::kMass, 0},
    {U"公斤", Dimension::kMass, 3},
    {U"千克", Dimension::kMass, 3},
    {U"kg", Dimension::kMass, 3},
    {U"吨", Dimension::kMass, 6},
    {U"tonnes", Dimension::kMass, 6},
    {U"tons", Dimension::kMass, 6},
    {U"斤", Dimension::kJin, 0},
    {U"瓦", Dimension::kPower, 0},
    {U"千瓦", Dimension::kPower, 3},
    {U"kw", Dimension::kPower, 3},
    {U"kilowatts", Dimension::kPower, 3},
    {U"兆瓦", Dimension::kPower, 6},
    {U"mw", Dimension::kPower, 6},
    {U"megawatts", Dimension::kPower, 6},
    {U"千瓦时", Dimension::kEnergy, 0},
    {U"千瓦小时", Dimension::kEnergy, 0},
    {U"度", Dimension::kEnergy, 0},
    {U"kwh", Dimension::kEnergy, 0},
    {U"伏", Dimension::kVoltage, 0},
    {U"千伏", Dimension::kVoltage, 3},
    // Persons and things.
    {U"个", Dimension::kAnything, 0},
    {U"人", Dimension::kPersons, 0},
    {U"名", Dimension::kPersons, 0},
    {U"位", Dimension::kPersons, 0},
    {U"person", Dimension::kPersons, 0},
    {U"persons", Dimension::kPersons, 0},
    {U"people", Dimension::kPersons, 0},
    {U"jobs", Dimension::kPersons, 0},
    {U"人次", Dimension::kVisits, 0},
    {U"visits", Dimension::kVisits, 0},
    {U"家", Dimension::kThings, 0},
    {U"家次", Dimension::kThings, 0},
    {U"户", Dimension::kThings, 0},
    {U"项", Dimension::kThings, 0},
    {U"件", Dimension::kThings, 0},
    {U"列", Dimension::kThings, 0},
    {U"列次", Dimension::kThings, 0},
    {U"台", Dimension::kThings, 0},
    {U"台套", Dimension::kThings, 0},
    {U"套", Dimension::kThings, 0},
    {U"张", Dimension::kThings, 0},
    {U"座", Dimension::kThings, 0},
    {U"栋", Dimension::kThings, 0},
    {U"幢", Dimension::kThings, 0},
    {U"条", Dimension::kThings, 0},
    {U"所", Dimension::kThings, 0},
    {U"处", Dimension::kThings, 0},
    {U"种", Dimension::kThings, 0},
    {U"类", Dimension::kThings, 0},
    {U"批", Dimension::kThings, 0},
    {U"场", Dimension::kThings, 0},
    {U"场次", Dimension::kThings, 0},
    {U"次", Dimension::kThings, 0},
    {U"架次", Dimension::kThings, 0},
    {U"架", Dimension::kThings, 0},
    {U"班", Dimension::kThings, 0},
    {U"辆", Dimension::kThings, 0},
    {U"艘", Dimension::kThings, 0},
    {U"只", Dimension::kThings, 0},
    {U"头", Dimension::kThings, 0},
    {U"株", Dimension::kThings, 0},
    {U"部", Dimension::kThings, 0},
    {U"篇", Dimension::kThings, 0},
    {U"枚", Dimension::kThings, 0},
    {U"块", Dimension::kThings, 0},
    {U"起", Dimension::kThings, 0},
    {U"宗", Dimension::kThings, 0},
    {U"笔", Dimension::kThings, 0},
    {U"口", Dimension::kThings, 0},
    {U"届", Dimension::kThings, 0},
    {U"村", Dimension::kThings, 0},
    {U"间", Dimension::kThings, 0},
    {U"支", Dimension::kThings, 0},
    {U"站", Dimension::kThings, 0},
    {U"床", Dimension::kThings, 0},
    {U"标箱", Dimension::kThings, 0},
    {U"标准箱", Dimension::kThings, 0},
    {U"teu", Dimension::kThings, 0},
    {U"enterprises", Dimension::kThings, 0},
    {U"companies", Dimension::kThings, 0},
    {U"firms", Dimension::kThings, 0},
    {U"households", Dimension::kThings, 0},
    {U"trains", Dimension::kThings, 0},
    {U"items", Dimension::kThings, 0},
    {U"projects", Dimension::kThings, 0},
    {U"units", Dimension::kAnything, 0},
};

constexpr UnitWord kCurrencies[] = {
    {U"人民币", Dimension::kYuan, 0},  {U"rmb", Dimension::kYuan, 0},
    {U"cny", Dimension::kYuan, 0},     {U"¥", Dimension::kYuan, 0},
    {U"us$", Dimension::kUsDollar, 0}, {U"usd", Dimension::kUsDollar, 0},
    {U"$", Dimension::kUsDollar, 0},
};

// 成 of 七成 is a tenth; that of 七成为 or 七成员 is not.
bool BelongsToLongerWord(const FoldedText& text, size_t i, const UnitWord& unit) {
  const char32_t next = text.At(i + unit.word.size());
  if (unit.word == U"成") {
    return std::u32string_view(U"为立本员功果效长就交品套").find(next) != std::u32string_view::npos;
  }
  // 方面, 方案, 方阵, 位置, 站点.
  if (unit.word == U"方") {
    return std::u32string_view(U"面案阵式向法").find(next) != std::u32string_view::npos;
  }
  return IsLatin(unit.word.back()) && (IsLatin(next) || IsDigit(next));
}

struct ScaleWord {
  std::u32string_view word;
  int exponent;
};
constexpr ScaleWord kSymbolScales[] = {{U"万", 4},       {U"亿", 8},      {U"千", 3},
                                       {U"百", 2},       {U"ten", 1},     {U"hundred", 2},
                                       {U"thousand", 3}, {U"million", 6}, {U"billion", 9}};

}  // namespace

const UnitWord* UnitAt(const FoldedText& text, size_t i) {
  const UnitWord* best = nullptr;
  const char32_t first = text.At(i);
  for (const UnitWord& unit : kUnits) {
    if (unit.word[0] != first || (best != nullptr && unit.word.size() <= best->word.size())) {
      continue;
    }
    if (text.StartsWith(i, unit.word) && !BelongsToLongerWord(text, i, unit)) best = &unit;
  }
  return best;
}

const UnitWord* CurrencyBefore(const FoldedText& text, size_t i) {
  for (const UnitWord& unit : kCurrencies) {
    if (text.EndsWith(i, unit.word)) return &unit;
  }
  return nullptr;
}

UnitSymbol ParseUnitSymbol(absl::string_view symbol) {
  const FoldedText text(symbol);
  size_t i = text.SkipBlanks(0);
  UnitSymbol result;
  while (i < text.size()) {
    const UnitWord* const unit = UnitAt(text, i);
    if (unit != nullptr && text.SkipBlanks(i + unit->word.size()) == text.size()) {
      result.unit = unit;
      return result;
    }
    for (const UnitWord& currency : kCurrencies) {
      if (currency.word.size() == text.size() - i && text.StartsWith(i, currency.word)) {
        result.unit = &currency;
        return result;
      }
    }
    const size_t before = i;
    for (const ScaleWord& scale : kSymbolScales) {
      if (!text.StartsWith(i, scale.word)) continue;
      result.scale += scale.exponent;
      i = text.SkipBlanks(i + scale.word.size());
      break;
    }
    if (i == before) break;
  }
  return UnitSymbol();
}

bool IsDuration(Dimension dimension) {
  return dimension >= Dimension::kYears && dimension <= Dimension::kMinutes;
}

}  // namespace indicast::figure_text
