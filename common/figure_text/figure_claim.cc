#include "common/figure_text/figure_claim.h"

#include <utility>

#include "absl/status/statusor.h"
#include "common/figure_text/folded_text.h"
#include "common/figure_text/unit_words.h"

namespace indicast {
namespace {

using figure_text::Dimension;
using figure_text::ParseUnitSymbol;
using figure_text::UnitSymbol;
using figure_text::UnitWord;

struct ReadUnit {
  Dimension dimension = Dimension::kUnknown;
  int exponent = 0;
};

ReadUnit UnitOf(const UnitWord* unit) {
  return unit == nullptr ? ReadUnit{} : ReadUnit{unit->dimension, unit->exponent};
}

bool IsCount(Dimension dimension) {
  return dimension == Dimension::kThings || dimension == Dimension::kPersons ||
         dimension == Dimension::kVisits;
}

// Units that no unknown word can stand for.
bool IsRatio(Dimension dimension) {
  return dimension == Dimension::kPercent || dimension == Dimension::kPercentagePoint;
}

// A claim with what its unit symbol says.
struct Claim {
  const FigureClaim& record;
  ReadUnit unit;
  bool counts_places = false;  // 位, 名: a rank
  int to_unit = 0;             // the record's power of ten in terms of the printed unit

  explicit Claim(const FigureClaim& claim) : record(claim) {
    const UnitSymbol symbol = ParseUnitSymbol(claim.unit_symbol);
    unit = UnitOf(symbol.unit);
    to_unit = claim.multiplier_exponent;
    // 万千瓦 with exponent 7 is recorded in watts, with 4 in kilowatts.
    if (unit.exponent != 0 && claim.multiplier_exponent == symbol.scale + unit.exponent) {
      to_unit -= unit.exponent;
    }
    counts_places =
        symbol.unit != nullptr && (symbol.unit->word == U"位" || symbol.unit->word == U"名");
  }
};

bool UnitsAgree(const Claim& claim, const FigureReading& reading, const ReadUnit& read) {
  const Dimension claimed = claim.unit.dimension;
  if (reading.kind == FigureKind::kRank) {
    return claim.counts_places || claimed == Dimension::kUnknown;
  }
  if (claimed == read.dimension) return true;
  if (claimed == Dimension::kPercent && read.dimension == Dimension::kTimes) {
    return reading.kind == FigureKind::kGrowth;
  }
  if (IsRatio(claimed) || IsRatio(read.dimension)) return false;
  if (claimed == Dimension::kUnknown || read.dimension == Dimension::kUnknown) return true;
  return (claimed == Dimension::kAnything && IsCount(read.dimension)) ||
         (read.dimension == Dimension::kAnything && IsCount(claimed));
}

bool MeasuresAgree(const Claim& claim, const FigureReading& reading, const ReadUnit& read) {
  switch (claim.record.measure) {
    case Measure::kLevel:
      return reading.kind != FigureKind::kGrowth;
    case Measure::kGrowth:
      return reading.kind == FigureKind::kGrowth ||
             (reading.kind == FigureKind::kLevel && read.dimension == Dimension::kPercent);
    case Measure::kChange:
      return reading.kind != FigureKind::kRank && reading.kind != FigureKind::kStreak;
  }
  return false;
}

// Compares values of one claim and one reading, both in the reading's printed unit.
class Comparison {
 public:
  Comparison(const Claim& claim, const FigureReading& reading, const ReadUnit& read)
      : claim_(claim), reading_(reading) {
    if (claim.record.measure == Measure::kLevel && reading.directed &&
        reading.value.is_negative()) {
      reading_ = Mirrored(reading);
    }
    shift_ = reading.multiplier_exponent;
    if (claim.unit.dimension == read.dimension) shift_ += read.exponent - claim.unit.exponent;
    if (claim.unit.dimension == Dimension::kPercent && read.dimension == Dimension::kTimes) {
      shift_ += 2;
    }
  }

  bool SameMagnitude() const { return Same(claim_.record.value.Abs(), reading_.value.Abs()); }
  bool SameNumber() const {
    return IsRange() ? WithinRange() : Same(claim_.record.value, reading_.value);
  }

  bool QualifiersAgree() const {
    const Qualifier claimed = claim_.record.qualifier;
    if (IsRange()) return RangeAgrees();
    if (claimed == reading_.qualifier) return true;
    if (reading_.qualifier != Qualifier::kAbout) return false;
    if (reading_.upper_bound) {
      return claimed == Qualifier::kLess || claimed == Qualifier::kLessOrEqual;
    }
    return reading_.lower_bound &&
           (claimed == Qualifier::kGreater || claimed == Qualifier::kGreaterOrEqual);
  }

  bool BoundsAgree() const {
    return (!claim_.record.lower_bound || !reading_.lower_bound ||
            Same(*claim_.record.lower_bound, *reading_.lower_bound)) &&
           (!claim_.record.upper_bound || !reading_.upper_bound ||
            Same(*claim_.record.upper_bound, *reading_.upper_bound));
  }

 private:
  bool IsRange() const { return reading_.lower_bound && reading_.upper_bound; }

  bool WithinRange() const {
    const absl::StatusOr<Decimal> value = claim_.record.value.Shift(claim_.to_unit - shift_);
    return value.ok() && *reading_.lower_bound <= *value && *value <= *reading_.upper_bound;
  }

  bool RangeAgrees() const {
    const FigureClaim& record = claim_.record;
    switch (record.qualifier) {
      case Qualifier::kGreaterOrEqual:
        return Same(record.value, *reading_.lower_bound);
      case Qualifier::kLessOrEqual:
        return Same(record.value, *reading_.upper_bound);
      case Qualifier::kAbout:
        return true;
      default:
        return record.lower_bound && record.upper_bound;
    }
  }

  // claimed x 10^to_unit == read x 10^shift, without leaving the range of Decimal where one side
  // can be shifted instead of the other.
  bool Same(const Decimal& claimed, const Decimal& read) const {
    const int difference = claim_.to_unit - shift_;
    if (const absl::StatusOr<Decimal> shifted = claimed.Shift(difference); shifted.ok()) {
      return *shifted == read;
    }
    const absl::StatusOr<Decimal> shifted = read.Shift(-difference);
    return shifted.ok() && *shifted == claimed;
  }

  const Claim& claim_;
  FigureReading reading_;
  int shift_ = 0;
};

// The farthest step that agrees; kNone when all do.
FigureMiss MissOf(const Claim& claim, const FigureReading& reading) {
  const ReadUnit read = UnitOf(ParseUnitSymbol(reading.unit_text).unit);
  const Comparison compared(claim, reading, read);
  if (!compared.SameNumber() && !compared.SameMagnitude()) return FigureMiss::kNumber;
  if (!UnitsAgree(claim, reading, read)) return FigureMiss::kUnit;
  if (!MeasuresAgree(claim, reading, read) || !compared.SameNumber()) return FigureMiss::kMeasure;
  if (!compared.QualifiersAgree()) return FigureMiss::kQualifier;
  return compared.BoundsAgree() ? FigureMiss::kNone : FigureMiss::kBounds;
}

}  // namespace

FigureCheck CheckFigure(absl::string_view text, const FigureClaim& record) {
  FigureCheck check;
  if (record.qualifier == Qualifier::kTextOnly) return check;
  const Claim claim(record);
  FigureWording wording = ReadWording(text);
  for (FigureReading& reading : wording.figures) {
    const FigureMiss miss = MissOf(claim, reading);
    if (miss == FigureMiss::kNone) {
      return {FigureVerdict::kSupported, FigureMiss::kNone, std::move(reading)};
    }
    if (miss > check.miss) {
      check.miss = miss;
      check.reading = std::move(reading);
    }
  }
  // Another number says little beside one that could not be read.
  if (check.miss == FigureMiss::kNumber && wording.unreadable > 0) return FigureCheck();
  if (check.reading) check.verdict = FigureVerdict::kContradicted;
  return check;
}

}  // namespace indicast
