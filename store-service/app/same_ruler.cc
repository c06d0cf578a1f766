#include "store-service/app/same_ruler.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace indicast::store {
namespace {

using Kind = RulerDifferenceKind;

constexpr int kGrowthDecimals = 4;

bool EndsBefore(const Period& a, const Period& b) { return a.last_day() < b.last_day(); }

bool IsStockLevel(const RulerFigure& f) {
  return f.figure->series.measure == Measure::kLevel && f.indicator != nullptr &&
         f.indicator->nature == Nature::kStock;
}

// Months that a period spans; 0 for a day.
int MonthsOf(const Period& period) {
  if (period.kind() == Period::Kind::kDay) return 0;
  return (period.last_day().year() - period.first_day().year()) * 12 + period.last_day().month() -
         period.first_day().month() + 1;
}

// A range beside a period of another notation is alike only when both begin in one month of the
// year: the first half-year is the figure cumulated to June.
bool SameLength(const Period& a, const Period& b) {
  if (MonthsOf(a) != MonthsOf(b)) return false;
  const bool cumulated = a.kind() == Period::Kind::kRange || b.kind() == Period::Kind::kRange;
  return !cumulated || a.first_day().month() == b.first_day().month();
}

bool SamePair(const std::string& a, const std::string& b, const std::string& x,
              const std::string& y) {
  return (a == x && b == y) || (a == y && b == x);
}

// The link that puts the two on one ruler, stated on either side.
const IndicatorLink* SameRulerLink(const RulerFigure& a, const RulerFigure& b) {
  for (const RulerFigure* side : {&a, &b}) {
    if (side->indicator == nullptr) continue;
    for (const IndicatorLink& link : side->indicator->links) {
      if (link.relation == "same-ruler-as" &&
          SamePair(side->indicator->id, link.indicator, a.figure->series.indicator,
                   b.figure->series.indicator)) {
        return &link;
      }
    }
  }
  return nullptr;
}

// By last day; of two that end together the longer one comes first.
bool Follows(const RulerFigure& a, const RulerFigure& b) {
  const Period& x = a.figure->period;
  const Period& y = b.figure->period;
  return x.last_day() == y.last_day() ? y < x : EndsBefore(y, x);
}

// Gathers the differences of one pair; `a_` ends first.
class Ruler {
 public:
  Ruler(const RulerFigure& a, const RulerFigure& b)
      : a_(Follows(a, b) ? b : a), b_(Follows(a, b) ? a : b), from_(*a_.figure), to_(*b_.figure) {}

  std::vector<RulerDifference> Run() && {
    CheckMeasure();
    CheckUnit();
    CheckPriceBasis();
    CheckScope();
    CheckVintage();
    CheckBoundary();
    CheckPeriod();
    CheckBreak();
    CheckIndicator();
    CheckArea();
    return std::move(differences_);
  }

 private:
  void Add(Kind kind, bool refuses, std::string zh, std::string en) {
    differences_.push_back({kind, refuses, {std::move(zh), std::move(en)}});
  }

  void CheckMeasure() {
    if (from_.series.measure == to_.series.measure) return;
    const auto a = CodeOf(from_.series.measure);
    const auto b = CodeOf(to_.series.measure);
    Add(Kind::kMeasure, true,
        absl::StrCat("度量不同:", a, " 与 ", b, ",水平、增速和变动是不同的量"),
        absl::StrCat("measures differ: ", a, " and ", b,
                     "; level, growth and change are unlike things"));
  }

  void CheckUnit() {
    if (from_.unit == to_.unit) return;
    if (a_.unit != nullptr && b_.unit != nullptr && a_.unit->measure == b_.unit->measure) return;
    Add(Kind::kUnit, true, absl::StrCat("单位不可换算:", from_.unit, " 与 ", to_.unit),
        absl::StrCat("units do not convert: ", from_.unit, " and ", to_.unit));
  }

  void CheckPriceBasis() {
    const PriceBasis a = from_.series.price_basis;
    const PriceBasis b = to_.series.price_basis;
    if (a == PriceBasis::kUnstated || b == PriceBasis::kUnstated) {
      Add(Kind::kPriceBasisUnstated, false, "至少一方未说明价格基准,名义与实际之分不明",
          "at least one source does not state its price basis: nominal or real is not known");
    } else if (a != b) {
      Add(Kind::kPriceBasis, true,
          absl::StrCat("价格基准不同:", CodeOf(a), " 与 ", CodeOf(b), ",名义与实际不可比"),
          absl::StrCat("price bases differ: ", CodeOf(a), " and ", CodeOf(b),
                       "; nominal and real do not compare"));
    }
  }

  void CheckScope() {
    if (from_.series.scope == to_.series.scope) return;
    Add(Kind::kScope, true,
        absl::StrCat("口径不同:", from_.series.scope, " 与 ", to_.series.scope, ",不相接"),
        absl::StrCat("scopes differ: ", from_.series.scope, " and ", to_.series.scope,
                     "; they are never chained"));
  }

  void CheckVintage() {
    if (from_.stage == to_.stage) return;
    const auto a = CodeOf(from_.stage);
    const auto b = CodeOf(to_.stage);
    const bool expected = from_.stage == Stage::kExpected || to_.stage == Stage::kExpected;
    Add(Kind::kVintage, false,
        absl::StrCat("版次不同:", a, " 与 ", b, expected ? ",其中一个是预计数,不是结果" : ""),
        absl::StrCat("stages differ: ", a, " and ", b,
                     expected ? "; one of them is an expectation, no outcome" : ""));
  }

  // The changes of either area that lie between what the two figures cover.
  void CheckBoundary() {
    if (from_.period == to_.period) return;
    const Date begin = IsStockLevel(a_) ? from_.period.last_day() : from_.period.first_day();
    const bool levels =
        from_.series.measure == Measure::kLevel && to_.series.measure == Measure::kLevel;
    std::set<std::string> told;
    for (const RulerFigure* side : {&a_, &b_}) {
      if (side->area == nullptr || !told.insert(side->area->id).second) continue;
      for (const BoundaryChange& change : side->area->boundary_changes) {
        if (change.date <= begin || change.date > to_.period.last_day()) continue;
        AddBoundary(*side->area, change, levels);
      }
    }
  }

  void AddBoundary(const Area& area, const BoundaryChange& change, bool levels) {
    const std::string day = change.date.ToString();
    const std::string& zh = change.note.zh.empty() ? change.note.en : change.note.zh;
    const std::string& en = change.note.en.empty() ? change.note.zh : change.note.en;
    Add(Kind::kBoundary, levels,
        absl::StrCat(area.id, " 所辖范围自 ", day, " 起变动:", zh,
                     levels ? "" : ";增速和变动通常按可比范围公布"),
        absl::StrCat(area.id, " covers something else from ", day, " on: ", en,
                     levels ? "" : "; growth and changes are usually published on one boundary"));
  }

  void CheckPeriod() {
    if (SameLength(from_.period, to_.period)) return;
    const std::string a = from_.period.ToString();
    const std::string b = to_.period.ToString();
    if (IsStockLevel(a_) && IsStockLevel(b_)) {
      Add(Kind::kPeriod, false,
          absl::StrCat("时期 ", a, " 与 ", b, " 长短不同;存量为期末数,季节可能不同"),
          absl::StrCat(
              "periods ", a, " and ", b,
              " are of different length; stocks stand for the last day, at another season"));
      return;
    }
    const bool cumulated = (from_.period.kind() == Period::Kind::kRange) !=
                           (to_.period.kind() == Period::Kind::kRange);
    Add(Kind::kPeriod, true,
        absl::StrCat("时期不可比:", a, " 与 ", b, cumulated ? ",累计数与单期数" : ",长短不同"),
        absl::StrCat(
            "periods do not compare: ", a, " and ", b,
            cumulated ? ", a cumulated figure and a single one" : ", of different length"));
  }

  void CheckBreak() {
    std::set<Period> breaks;
    for (const RulerFigure* side : {&a_, &b_}) {
      for (const Period& at : side->breaks) {
        if (EndsBefore(from_.period, at) && !EndsBefore(to_.period, at)) breaks.insert(at);
      }
      const Period& own = side->figure->period;
      const bool is_break = side->figure->status == ObservationStatus::kBreak;
      if (is_break && EndsBefore(from_.period, own)) breaks.insert(own);
    }
    for (const Period& at : breaks) {
      Add(Kind::kBreak, true, absl::StrCat("序列在 ", at.ToString(), " 有口径中断,前后不相接"),
          absl::StrCat("the series breaks at ", at.ToString(),
                       ": what lies before does not compare with what follows"));
    }
    // Of two areas or indicators, each breaks with its own past only.
    const bool one_series =
        from_.series.area == to_.series.area && from_.series.indicator == to_.series.indicator;
    const bool one_breaks = one_series && (from_.status == ObservationStatus::kBreak) !=
                                              (to_.status == ObservationStatus::kBreak);
    if (breaks.empty() && one_breaks && from_.period.last_day() == to_.period.last_day()) {
      Add(Kind::kBreak, true, absl::StrCat(to_.period.ToString(), " 的两个数只有一个标有口径中断"),
          absl::StrCat("only one of the two figures of ", to_.period.ToString(),
                       " is marked as a break"));
    }
  }

  void CheckIndicator() {
    const std::string& a = from_.series.indicator;
    const std::string& b = to_.series.indicator;
    if (a == b) return;
    const IndicatorLink* link = SameRulerLink(a_, b_);
    if (link == nullptr) {
      Add(Kind::kIndicator, true, absl::StrCat("指标不同:", a, " 与 ", b),
          absl::StrCat("indicators differ: ", a, " and ", b));
      return;
    }
    Add(Kind::kIndicator, false, absl::StrCat(a, " 与 ", b, " 同一尺度。", link->note.zh),
        absl::StrCat(a, " and ", b, " are on one ruler. ", link->note.en));
  }

  void CheckArea() {
    const std::string& a = from_.series.area;
    const std::string& b = to_.series.area;
    if (a == b) return;
    const bool refuses = from_.period != to_.period;
    Add(Kind::kArea, refuses, absl::StrCat("地区不同:", a, " 与 ", b, refuses ? ",且时期不同" : ""),
        absl::StrCat("areas differ: ", a, " and ", b, refuses ? ", and so do the periods" : ""));
  }

  const RulerFigure& a_;
  const RulerFigure& b_;
  const Observation& from_;
  const Observation& to_;
  std::vector<RulerDifference> differences_;
};

// A value with bounds of its own on both sides is known only as exactly as they say.
Qualifier QualifierOf(const Observation& o) {
  const bool interval = o.qualifier == Qualifier::kEqual && o.lower_bound.has_value() &&
                        o.upper_bound.has_value() && *o.lower_bound < *o.upper_bound;
  return interval ? Qualifier::kAbout : o.qualifier;
}

bool IsPercent(const RulerFigure& f) { return f.unit != nullptr && f.unit->measure == "percent"; }

bool GrowthHasMeaning(const RulerFigure& from, const RulerFigure& to) {
  const SeriesKey& a = from.figure->series;
  const SeriesKey& b = to.figure->series;
  if (a.measure != Measure::kLevel || a.indicator != b.indicator || a.area != b.area ||
      !EndsBefore(from.figure->period, to.figure->period) || to.indicator == nullptr ||
      to.unit == nullptr) {
    return false;
  }
  const Nature nature = to.indicator->nature;
  const std::string& measure = to.unit->measure;
  return nature != Nature::kRatio && nature != Nature::kRank && measure != "percent" &&
         measure != "percentage-point" && measure != "rank";
}

// 100 (to / from - 1), half to even; nullopt beyond the digits of Decimal. Both in one unit.
std::optional<Decimal> GrowthOf(const Decimal& from, const Decimal& to) {
  const int scale = std::max(from.scale(), to.scale());
  const auto a = from.RoundTo(scale);
  const auto b = to.RoundTo(scale);
  if (!a.ok() || !b.ok()) return std::nullopt;
  const Int128 base = a->coefficient();
  constexpr Int128 kFactor = 1'000'000;  // 100 x 10^4
  constexpr Int128 kLargest = static_cast<Int128>(1) << 104;
  Int128 change = b->coefficient() - base;
  if (base > kLargest || change > kLargest || change < -kLargest) return std::nullopt;
  const bool negative = change < 0;
  if (negative) change = -change;
  Int128 quotient = change * kFactor / base;
  const Int128 rest = change * kFactor % base;
  if (rest * 2 > base || (rest * 2 == base && quotient % 2 != 0)) ++quotient;
  const auto growth = Decimal::Create(negative ? -quotient : quotient, kGrowthDecimals);
  if (!growth.ok()) return std::nullopt;
  return *growth;
}

}  // namespace

std::vector<RulerDifference> RulerDifferences(const RulerFigure& a, const RulerFigure& b) {
  return Ruler(a, b).Run();
}

bool IsAdmissible(const std::vector<RulerDifference>& differences) {
  return std::none_of(differences.begin(), differences.end(),
                      [](const RulerDifference& d) { return d.refuses; });
}

std::optional<Qualifier> QualifierOfDifference(Qualifier from, Qualifier to) {
  return Combined(Mirrored(from), to);
}

FigureDifference DifferenceOf(const RulerFigure& from, const RulerFigure& to) {
  FigureDifference result;
  const Observation& a = *from.figure;
  const Observation& b = *to.figure;
  if (!a.value.has_value() || !b.value.has_value()) return result;
  const auto qualifier = QualifierOfDifference(QualifierOf(a), QualifierOf(b));
  if (!qualifier.has_value()) return result;
  const int from_exponent = from.unit == nullptr ? 0 : from.unit->multiplier_exponent;
  const int to_exponent = to.unit == nullptr ? 0 : to.unit->multiplier_exponent;
  const int exponent = std::max(from_exponent, to_exponent);
  const auto earlier = a.value->Shift(from_exponent - exponent);
  const auto later = b.value->Shift(to_exponent - exponent);
  if (!earlier.ok() || !later.ok()) return result;
  const auto difference = later->Subtract(*earlier);
  if (!difference.ok()) return result;
  result.difference = *difference;
  result.qualifier = *qualifier;
  result.unit = from_exponent > to_exponent ? a.unit : b.unit;
  if (IsPercent(from) && IsPercent(to)) result.unit = "percentage-point";
  // A base that is only bounded from above may be as small as one likes.
  const bool base_is_known = !IsUpperBound(a.qualifier) && *earlier > Decimal();
  // The growth over a bounded base falls with the base only while the later value is positive.
  const bool monotone = !IsLowerBound(a.qualifier) || *later > Decimal();
  if (GrowthHasMeaning(from, to) && base_is_known && monotone) {
    result.growth_percent = GrowthOf(*earlier, *later);
  }
  return result;
}

}  // namespace indicast::store
