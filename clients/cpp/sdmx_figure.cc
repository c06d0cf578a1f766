#include "clients/cpp/sdmx_figure.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/sdmx_cells.h"
#include "clients/cpp/tidy_cells.h"
#include "common/vocabulary/vocabulary.h"
#include "common/wire/wire.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::store::v1;
namespace tp = ::indicast::type::v1;

bool IsMissing(tp::ObservationStatus status) {
  return status == tp::OBSERVATION_STATUS_MISSING || status == tp::OBSERVATION_STATUS_NOT_COLLECTED;
}

// The fields of the request that a field of the row ends in; of observations and withdrawals alike.
std::vector<absl::string_view> PathsOf(SdmxField field) {
  switch (field) {
    case SdmxField::kIndicator:
      return {"series.indicator"};
    case SdmxField::kArea:
      return {"series.area"};
    case SdmxField::kMeasure:
      return {"series.measure"};
    case SdmxField::kPriceBasis:
      return {"series.price_basis"};
    case SdmxField::kScope:
      return {"series.scope"};
    case SdmxField::kDocument:
      return {"document", "evidence.document"};
    case SdmxField::kUnitCode:
    case SdmxField::kUnit:
      return {"unit"};
    case SdmxField::kNote:
    case SdmxField::kNoteZh:
      return {"note", "note.zh"};
    case SdmxField::kNoteEn:
      return {"note.en"};
    case SdmxField::kQuote:
      return {"evidence.quote", "evidence.grounds"};
    case SdmxField::kPrefix:
      return {"evidence.quote.prefix"};
    case SdmxField::kSuffix:
      return {"evidence.quote.suffix"};
    case SdmxField::kNoQuoteReason:
      return {"evidence.no_quote_reason"};
    case SdmxField::kFormula:
      return {"derivation", "derivation.formula"};
    case SdmxField::kInputs:
      return {"derivation.inputs"};
    default:
      return {NameOf(field)};
  }
}

}  // namespace

std::string SdmxFigureReader::Place(const SdmxRow& row, SdmxField field) const {
  int column = row.ColumnOf(field);
  if (column == SdmxRow::kNoColumn) column = row.SourceOf(field);
  if (column == SdmxRow::kNoColumn) return absl::StrCat(file_, ":", row.row->line);
  return CellPlace(file_, table_.table, *row.row, static_cast<size_t>(column));
}

void SdmxFigureReader::Problem(const SdmxRow& row, SdmxField field, absl::string_view what) {
  problems_.Add(Place(row, field), std::string(what));
}

void SdmxFigureReader::ProblemOnce(const SdmxRow& row, SdmxField field, absl::string_view what) {
  problems_.AddOnce(absl::StrCat("value ", NameOf(field), " ", row[field]), Place(row, field),
                    std::string(what));
}

bool SdmxFigureReader::Required(const SdmxRow& row, SdmxField field) {
  if (!row[field].empty()) return true;
  if (row.InFile(field)) {
    Problem(row, field, absl::StrCat("the row gives no ", NameOf(field), "; fill the cell"));
    return false;
  }
  const absl::string_view where =
      mapping_file_.empty() ? absl::string_view("a mapping file (--mapping, docs/sdmx.md)")
                            : absl::string_view(mapping_file_);
  ProblemOnce(row, field,
              absl::StrCat("nothing gives the ", NameOf(field), ": add it to the defaults of ",
                           row.dataflow.empty() ? "\"*\"" : row.dataflow, " in ", where,
                           field == SdmxField::kDocument ? ", or name it with --document" : ""));
  return false;
}

bool SdmxFigureReader::CheckId(const SdmxRow& row, SdmxField field) {
  if (!Required(row, field)) return false;
  const std::string& id = row[field];
  if (IsKnown(catalogue_, field, id)) return true;
  const std::string near = NearestCode(id, KnownIds(catalogue_, field));
  const bool by_default = row.ColumnOf(field) == SdmxRow::kNoColumn;
  ProblemOnce(row, field,
              absl::StrCat(NameOf(field), " '", Shorten(id), "'", by_default ? " (a default)" : "",
                           " is not in the store", near.empty() ? "" : "; did you mean ", near,
                           near.empty() ? "" : "?",
                           "; map the code to an id in the mapping file, or import the ",
                           NameOf(field), " first, as ", NameOf(field), "s.csv of a data folder"));
  return false;
}

template <typename Domain, typename Wire>
bool SdmxFigureReader::Code(const SdmxRow& row, SdmxField field, absl::string_view fallback,
                            Wire& out) {
  const std::string code = row[field].empty() ? std::string(fallback) : row[field];
  if (code.empty() && !Required(row, field)) return false;
  const absl::StatusOr<Domain> value = ParseCode<Domain>(code);
  if (value.ok()) {
    out = wire::ToProto(*value);
    return true;
  }
  ProblemOnce(row, field,
              absl::StrCat(absl::string_view(value.status().message().data(),
                                             value.status().message().size()),
                           "; map other codes in the mapping file"));
  return false;
}

bool SdmxFigureReader::ReadSeries(const SdmxRow& row, pb::SeriesKey& series) {
  bool sound = CheckId(row, SdmxField::kIndicator);
  sound = CheckId(row, SdmxField::kArea) && sound;
  sound = Required(row, SdmxField::kScope) && sound;
  series.set_indicator(row[SdmxField::kIndicator]);
  series.set_area(row[SdmxField::kArea]);
  series.set_scope(row[SdmxField::kScope]);
  tp::Measure measure = tp::MEASURE_UNSPECIFIED;
  sound = Code<Measure>(row, SdmxField::kMeasure, "", measure) && sound;
  series.set_measure(measure);
  tp::PriceBasis basis = tp::PRICE_BASIS_UNSPECIFIED;
  sound = Code<PriceBasis>(row, SdmxField::kPriceBasis, "", basis) && sound;
  series.set_price_basis(basis);
  return sound;
}

bool SdmxFigureReader::ReadPeriod(const SdmxRow& row, tp::Period& period) {
  if (!Required(row, SdmxField::kPeriod)) return false;
  const auto text = SdmxPeriodText(row[SdmxField::kPeriod]);
  if (!text.ok()) {
    Problem(row, SdmxField::kPeriod, text.status().message());
    return false;
  }
  if (const absl::Status fits = CheckFrequency(row[SdmxField::kFrequency], *text); !fits.ok()) {
    Problem(row, SdmxField::kPeriod, fits.message());
    return false;
  }
  period.set_text(*text);
  return true;
}

bool SdmxFigureReader::SaysNothing(const SdmxRow& row) {
  const std::string& status = row[SdmxField::kStatus];
  return status != "M" && status != "L" && row[SdmxField::kQualifier] != "text-only";
}

bool SdmxFigureReader::ReadEmptyValue(const SdmxRow& row, pb::Observation& figure) {
  const bool said = !SaysNothing(row);
  if (said) return true;
  const std::string& status = row[SdmxField::kStatus];
  if (!row[SdmxField::kValue].empty()) {  // NaN
    if (status.empty() || status == "A") {
      figure.set_status(tp::OBSERVATION_STATUS_MISSING);
      return true;
    }
    Problem(row, SdmxField::kValue,
            absl::StrCat("says that there is no value, but the status is ", status,
                         "; write status M (cannot exist) or L (not collected)"));
    return false;
  }
  switch (row.flow->empty_value) {
    case SdmxEmptyValue::kMissing:
      figure.set_status(tp::OBSERVATION_STATUS_MISSING);
      return true;
    case SdmxEmptyValue::kNotCollected:
      figure.set_status(tp::OBSERVATION_STATUS_NOT_COLLECTED);
      return true;
    default:
      break;
  }
  Problem(row, SdmxField::kValue,
          "there is no value and the status does not say why (M or L), and attributes alone are "
          "not merged; fill it, or set empty_value of the dataflow in the mapping to skip, missing "
          "or not-collected");
  return false;
}

bool SdmxFigureReader::ReadNumber(const SdmxRow& row, SdmxField field, std::string& text) {
  auto number = SdmxNumberText(row[field], table_.decimal_comma);
  if (!number.ok()) {
    Problem(row, field, number.status().message());
    return false;
  }
  text = *std::move(number);
  return true;
}

bool SdmxFigureReader::CheckDecimals(const SdmxRow& row, absl::string_view text) {
  const std::string& cell = row[SdmxField::kDecimals];
  if (cell.empty()) return true;
  int stated = 0;
  if (!absl::SimpleAtoi(cell, &stated) || stated < 0) {
    Problem(row, SdmxField::kDecimals,
            absl::StrCat("'", Shorten(cell), "' is not a number of decimals"));
    return false;
  }
  const size_t point = text.find('.');
  const int written =
      point == absl::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (written == stated) return true;
  if (written > stated || row.own) {
    Problem(row, SdmxField::kValue,
            absl::StrCat("'", Shorten(text), "' has ", written, " decimals, DECIMALS says ", stated,
                         "; a program may have changed the digits: write the figure as published"));
    return false;
  }
  ++fewer_decimals_;
  return true;
}

bool SdmxFigureReader::ReadValue(const SdmxRow& row, pb::Observation& figure) {
  tp::ObservationStatus status = tp::OBSERVATION_STATUS_UNSPECIFIED;
  tp::Qualifier qualifier = tp::QUALIFIER_UNSPECIFIED;
  bool sound = Code<ObservationStatus>(row, SdmxField::kStatus, "A", status);
  sound = Code<Qualifier>(row, SdmxField::kQualifier, "equal", qualifier) && sound;
  figure.set_status(status);
  figure.set_qualifier(qualifier);
  for (const SdmxField bound : {SdmxField::kLowerBound, SdmxField::kUpperBound}) {
    std::string text;
    if (row[bound].empty()) continue;
    sound = ReadNumber(row, bound, text) && sound;
    (bound == SdmxField::kLowerBound ? figure.mutable_lower_bound() : figure.mutable_upper_bound())
        ->set_text(text);
  }
  const std::string& cell = row[SdmxField::kValue];
  if (cell.empty() || IsIntentionallyMissing(cell)) return ReadEmptyValue(row, figure) && sound;
  std::string text;
  if (!ReadNumber(row, SdmxField::kValue, text)) return false;
  if (IsMissing(status)) {
    Problem(row, SdmxField::kValue,
            absl::StrCat("'", Shorten(text), "' is a value, but the status ",
                         row[SdmxField::kStatus], " says that there is none; correct one"));
    return false;
  }
  sound = CheckDecimals(row, text) && sound;
  figure.mutable_value()->set_text(std::move(text));
  return sound;
}

std::string SdmxFigureReader::FindUnit(const SdmxRow& row, int multiplier) {
  const std::string& code = row[SdmxField::kUnitCode];
  std::vector<std::string> fitting;
  std::vector<std::string> others;
  for (const auto& [id, unit] : catalogue_.units) {
    if (unit.measure() != code) continue;
    (unit.multiplier_exponent() == multiplier ? fitting : others).push_back(id);
  }
  const auto indicator = catalogue_.indicators.find(row[SdmxField::kIndicator]);
  if (indicator != catalogue_.indicators.end() &&
      std::find(fitting.begin(), fitting.end(), indicator->second) != fitting.end()) {
    return indicator->second;
  }
  if (fitting.size() == 1) return fitting[0];
  std::string near;
  if (!fitting.empty()) {
    near = absl::StrCat("; it may be ", absl::StrJoin(fitting, " or "));
  } else if (!others.empty()) {
    near = absl::StrCat("; units of it are ", absl::StrJoin(others, ", "));
  } else if (std::string id = NearestCode(code, KnownIds(catalogue_, SdmxField::kUnit));
             !id.empty()) {
    near = absl::StrCat("; did you mean ", id, "?");
  }
  problems_.AddOnce(
      absl::StrCat("unit ", code, " ", multiplier), Place(row, SdmxField::kUnitCode),
      absl::StrCat("unit code '", Shorten(code), "' with UNIT_MULT ", multiplier,
                   fitting.empty() ? " is no unit of the store" : " is not one unit alone", near,
                   "; name it under units in the mapping file, or import it with units.csv"));
  return "";
}

bool SdmxFigureReader::CheckMultiplier(const SdmxRow& row, const std::string& id, int multiplier) {
  const pb::Unit& unit = catalogue_.units.at(id);
  if (!row[SdmxField::kUnitMultiplier].empty() && unit.multiplier_exponent() != multiplier) {
    Problem(row, SdmxField::kUnitMultiplier,
            absl::StrCat("UNIT_MULT ", multiplier, " does not fit the unit ", id, ", which is 10^",
                         unit.multiplier_exponent(), " ", unit.measure(),
                         "; name the unit of this UNIT_MULT under units in the mapping file"));
    return false;
  }
  const std::string& code = row[SdmxField::kUnitCode];
  if (!row.own || code.empty() || code == unit.measure()) return true;
  Problem(row, SdmxField::kUnitCode,
          absl::StrCat("'", Shorten(code), "' is not what the unit ", id, " measures, which is ",
                       unit.measure()));
  return false;
}

bool SdmxFigureReader::ReadUnit(const SdmxRow& row, pb::Observation& figure) {
  int multiplier = 0;
  const std::string& cell = row[SdmxField::kUnitMultiplier];
  if (!cell.empty() && !absl::SimpleAtoi(cell, &multiplier)) {
    Problem(row, SdmxField::kUnitMultiplier,
            absl::StrCat("'", Shorten(cell),
                         "' is no power of ten; write a whole number such as "
                         "8"));
    return false;
  }
  std::string unit = row[SdmxField::kUnit];
  const std::string& code = row[SdmxField::kUnitCode];
  if (!code.empty() && row.ColumnOf(SdmxField::kUnit) == SdmxRow::kNoColumn) {
    const auto mapped = row.flow->units.find({code, multiplier});
    if (mapped != row.flow->units.end()) {
      unit = mapped->second;
    } else if (unit.empty()) {
      unit = FindUnit(row, multiplier);
      if (unit.empty()) return false;
    }
  }
  figure.set_unit(unit);
  if (unit.empty()) return Required(row, SdmxField::kUnit);
  if (catalogue_.units.count(unit) > 0) return CheckMultiplier(row, unit, multiplier);
  const std::string near = NearestCode(unit, KnownIds(catalogue_, SdmxField::kUnit));
  problems_.AddOnce(
      absl::StrCat("unit ", unit), Place(row, SdmxField::kUnit),
      absl::StrCat("unit '", Shorten(unit), "' is not in the store",
                   near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?",
                   "; correct the mapping file, or import "
                   "the unit first, as units.csv of a data folder"));
  return false;
}

bool SdmxFigureReader::ReadEvidence(const SdmxRow& row, tp::Evidence& evidence) {
  const std::string& quote = row[SdmxField::kQuote];
  const std::string& reason = row[SdmxField::kNoQuoteReason];
  evidence.set_document(row[SdmxField::kDocument]);
  if (!quote.empty()) {
    // A default reason stands for the rows without a quote.
    if (!reason.empty() && row.ColumnOf(SdmxField::kNoQuoteReason) != SdmxRow::kNoColumn) {
      Problem(row, SdmxField::kNoQuoteReason,
              "give a quote or the reason why there is none, not both");
      return false;
    }
    evidence.mutable_quote()->set_exact(quote);
    evidence.mutable_quote()->set_prefix(row[SdmxField::kPrefix]);
    evidence.mutable_quote()->set_suffix(row[SdmxField::kSuffix]);
    return true;
  }
  for (const SdmxField around : {SdmxField::kPrefix, SdmxField::kSuffix}) {
    if (row[around].empty()) continue;
    Problem(row, around, absl::StrCat("a ", NameOf(around), " needs a quote"));
    return false;
  }
  const std::string series =
      row.dataflow.empty() ? row.key : absl::StrCat(row.dataflow, " ", row.key);
  evidence.set_no_quote_reason(
      reason.empty()
          ? absl::StrCat("SDMX-CSV 数据行,没有原文 / a row of SDMX-CSV, no sentence: ", series)
          : reason);
  return true;
}

bool SdmxFigureReader::ReadDerivation(const SdmxRow& row, pb::Observation& figure) {
  if (row[SdmxField::kFormula].empty()) {
    if (row[SdmxField::kInputs].empty()) return true;
    Problem(row, SdmxField::kInputs, "inputs need a formula");
    return false;
  }
  tp::DerivationFormula formula = tp::DERIVATION_FORMULA_UNSPECIFIED;
  if (!Code<DerivationFormula>(row, SdmxField::kFormula, "", formula)) return false;
  figure.mutable_derivation()->set_formula(formula);
  for (const absl::string_view input :
       absl::StrSplit(row[SdmxField::kInputs], ';', absl::SkipWhitespace())) {
    figure.mutable_derivation()->add_inputs(std::string(absl::StripAsciiWhitespace(input)));
  }
  return true;
}

std::optional<pb::Observation> SdmxFigureReader::Read(const SdmxRow& row) {
  pb::Observation figure;
  bool sound = ReadSeries(row, *figure.mutable_series());
  sound = ReadPeriod(row, *figure.mutable_period()) && sound;
  sound = ReadValue(row, figure) && sound;
  sound = ReadUnit(row, figure) && sound;
  tp::Stage stage = tp::STAGE_UNSPECIFIED;
  sound = Code<Stage>(row, SdmxField::kStage, "", stage) && sound;
  figure.set_stage(stage);
  sound = CheckId(row, SdmxField::kDocument) && sound;
  sound = ReadEvidence(row, *figure.mutable_evidence()) && sound;
  sound = ReadDerivation(row, figure) && sound;
  figure.set_published_text(row[SdmxField::kPublishedText]);
  if (!row[SdmxField::kNoteZh].empty() || !row[SdmxField::kNoteEn].empty()) {
    figure.mutable_note()->set_zh(row[SdmxField::kNoteZh]);
    figure.mutable_note()->set_en(row[SdmxField::kNoteEn]);
  }
  if (!sound) return std::nullopt;
  return figure;
}

std::optional<pb::ObservationWithdrawal> SdmxFigureReader::ReadKey(const SdmxRow& row) {
  pb::ObservationWithdrawal key;
  bool sound = ReadSeries(row, *key.mutable_series());
  sound = ReadPeriod(row, *key.mutable_period()) && sound;
  tp::Stage stage = tp::STAGE_UNSPECIFIED;
  sound = Code<Stage>(row, SdmxField::kStage, "", stage) && sound;
  key.set_stage(stage);
  sound = CheckId(row, SdmxField::kDocument) && sound;
  key.set_document(row[SdmxField::kDocument]);
  if (!sound) return std::nullopt;
  return key;
}

void SdmxFigureReader::NotePlaces(const SdmxRow& row, const std::string& path,
                                  SourceMap& sources) const {
  const SourceMap::Record record = sources.Add(path, file_, row.row->line);
  for (size_t i = 0; i < kSdmxFieldCount; ++i) {
    if (row.columns[i] == SdmxRow::kNoColumn) continue;
    const std::string& column = table_.table.written[static_cast<size_t>(row.columns[i])];
    for (const absl::string_view field : PathsOf(static_cast<SdmxField>(i))) {
      sources.Set(record, field, column);
    }
  }
}

}  // namespace indicast::client
