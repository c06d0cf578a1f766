#include "clients/cpp/sdmx_row.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/sdmx_cells.h"
#include "clients/cpp/sdmx_columns.h"
#include "clients/cpp/tidy_cells.h"
#include "common/edit_distance/edit_distance.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast::client {
namespace {

constexpr absl::string_view kOwnDataflow = "INDICAST:OBSERVATIONS";

// Of rows whose dataflow has no mapping.
const SdmxDataflow& NoDataflow() {
  static const auto* const none = new SdmxDataflow();
  return *none;
}

bool IsText(SdmxField field) {
  switch (field) {
    case SdmxField::kPublishedText:
    case SdmxField::kNote:
    case SdmxField::kNoteZh:
    case SdmxField::kNoteEn:
    case SdmxField::kQuote:
    case SdmxField::kPrefix:
    case SdmxField::kSuffix:
    case SdmxField::kNoQuoteReason:
    case SdmxField::kInputs:
      return true;
    default:
      return false;
  }
}

// Notes that the column can give the field; the first one counts.
void Mark(SdmxField field, size_t column, SdmxColumns& sources) {
  int& source = sources[static_cast<size_t>(field)];
  if (source == SdmxRow::kNoColumn) source = static_cast<int>(column);
}

// The fields that a column of the mapping can give.
void MarkMapped(const SdmxColumn& mapped, size_t column, SdmxColumns& sources) {
  if (mapped.field.has_value()) Mark(*mapped.field, column, sources);
  for (const auto& [code, values] : mapped.codes) {
    if (!values.has_value()) continue;
    for (const auto& [field, value] : *values) Mark(field, column, sources);
  }
}

std::vector<std::string> KeysOf(const SdmxColumn& mapped) {
  std::vector<std::string> keys;
  keys.reserve(mapped.codes.size());
  for (const auto& [code, values] : mapped.codes) keys.push_back(code);
  return keys;
}

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = NearestCode(word, candidates);
  return near.empty() ? "" : absl::StrCat("; did you mean ", near, "?");
}

// "INDICAST:OBSERVATIONS(1.0.0)" and its other versions.
bool IsOwn(absl::string_view dataflow) {
  return dataflow.substr(0, dataflow.find('(')) == kOwnDataflow;
}

}  // namespace

std::vector<std::string> KnownIds(const SdmxCatalogue& catalogue, SdmxField field) {
  std::vector<std::string> ids;
  if (field == SdmxField::kArea) return {catalogue.areas.begin(), catalogue.areas.end()};
  if (field == SdmxField::kDocument) {
    return {catalogue.documents.begin(), catalogue.documents.end()};
  }
  if (field == SdmxField::kIndicator) {
    ids.reserve(catalogue.indicators.size());
    for (const auto& [id, unit] : catalogue.indicators) ids.push_back(id);
  }
  if (field == SdmxField::kUnit) {
    ids.reserve(catalogue.units.size());
    for (const auto& [id, unit] : catalogue.units) ids.push_back(id);
  }
  return ids;
}

std::string NearestCode(absl::string_view code, const std::vector<std::string>& candidates) {
  constexpr size_t kLongest = 80;
  if (code.size() > kLongest) return "";
  const std::string low = absl::AsciiStrToLower(code);
  std::string nearest;
  size_t least = std::min(low.size(), std::max<size_t>(2, low.size() / 3) + 1);
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(low, absl::AsciiStrToLower(candidate));
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

bool IsKnown(const SdmxCatalogue& catalogue, SdmxField field, const std::string& id) {
  switch (field) {
    case SdmxField::kArea:
      return catalogue.areas.count(id) > 0;
    case SdmxField::kDocument:
      return catalogue.documents.count(id) > 0;
    case SdmxField::kIndicator:
      return catalogue.indicators.count(id) > 0;
    case SdmxField::kUnit:
      return catalogue.units.count(id) > 0;
    default:
      return false;
  }
}

std::string SdmxRowReader::Place(const CsvRow& row, int column) const {
  if (column == SdmxRow::kNoColumn) return absl::StrCat(file_, ":", row.line);
  return CellPlace(file_, table_.table, row, static_cast<size_t>(column));
}

std::string SdmxRowReader::CodeIn(const CsvRow& row, size_t column) const {
  const std::string& cell = row.cells[column];
  return std::string(Trim(table_.labels ? WithoutLabel(cell) : absl::string_view(cell)));
}

SdmxRowReader::SdmxRowReader(absl::string_view file, const SdmxTable& table,
                             const SdmxMapping& mapping, const SdmxCatalogue& catalogue,
                             SdmxProblems& problems)
    : file_(file),
      table_(table),
      mapping_(mapping),
      catalogue_(catalogue),
      problems_(problems),
      blank_(table.components.size(), true) {
  for (const CsvRow& row : table.table.rows) {
    for (size_t i = 0; i < blank_.size(); ++i) {
      blank_[i] = blank_[i] && Trim(row.cells[i]).empty();
    }
  }
}

const SdmxRowReader::Plan* SdmxRowReader::PlanOf(const std::string& dataflow, const CsvRow& row) {
  const SdmxDataflow* flow = mapping_.Find(dataflow);
  const bool own = IsOwn(dataflow);
  if (flow == nullptr && !own && !mapping_.file.empty()) {
    std::vector<std::string> mapped;
    mapped.reserve(mapping_.dataflows.size());
    for (const auto& [id, known] : mapping_.dataflows) mapped.push_back(id);
    problems_.AddOnce(
        absl::StrCat("dataflow ", dataflow),
        Place(row, table_.dataflow.has_value() ? static_cast<int>(*table_.dataflow)
                                               : SdmxRow::kNoColumn),
        absl::StrCat("dataflow '", Shorten(dataflow), "' is not in ", mapping_.file,
                     ", which maps ", absl::StrJoin(mapped, ", "), DidYouMean(dataflow, mapped),
                     "; add it, or \"*\" for every one"));
    return nullptr;
  }
  if (flow == nullptr) flow = &NoDataflow();
  const auto [plan, added] = plans_.try_emplace({flow, own});
  if (added) {
    plan->second.flow = flow;
    plan->second.own = own;
    PlanColumns(dataflow, plan->second);
  }
  return plan->second.usable ? &plan->second : nullptr;
}

void SdmxRowReader::PlanColumns(const std::string& dataflow, Plan& plan) {
  plan.sources.fill(SdmxRow::kNoColumn);
  bool label_may_follow = false;
  bool before_period = true;
  for (size_t i = 0; i < table_.components.size(); ++i) {
    const std::string& id = table_.components[i].id;
    Column column;
    const auto mapped = plan.flow->columns.find(id);
    const auto known = SdmxKnownColumns().find(id);
    if (mapped != plan.flow->columns.end()) {
      column.mapped = &mapped->second;
      MarkMapped(mapped->second, i, plan.sources);
    } else if (known != SdmxKnownColumns().end()) {
      column.known = known->second;
      Mark(known->second, i, plan.sources);
    }
    const bool read = column.mapped != nullptr || column.known.has_value();
    const bool ours = plan.own && absl::StartsWith(id, "PUBLICATION_");  // of the document
    const bool label = table_.label_columns && label_may_follow;
    if (!read && !ours && !label && !table_.IsEnvelope(i) && !blank_[i]) {
      std::vector<std::string> names;
      for (const auto& [name, field] : SdmxKnownColumns()) names.push_back(name);
      for (const auto& [name, field] : plan.flow->columns) names.push_back(name);
      problems_.Add(
          absl::StrCat(file_, ":", table_.table.header_line, " ", table_.table.written[i]),
          absl::StrCat("column '", Shorten(id), "' of ", Shorten(dataflow),
                       " is neither known nor mapped", DidYouMean(id, names),
                       mapping_.file.empty()
                           ? "; give a mapping file (--mapping, docs/sdmx.md)"
                           : absl::StrCat("; map it in ", mapping_.file, ", or ignore it there"),
                       " with the reason"));
      plan.usable = false;
    }
    const bool period = column.known == SdmxField::kPeriod ||
                        (column.mapped != nullptr && column.mapped->field == SdmxField::kPeriod);
    before_period = before_period && !period;
    const bool ignored = column.mapped != nullptr && !column.mapped->ignore.empty();
    if (read && before_period && !ignored) plan.key_columns.push_back(i);
    label_may_follow = read;
    plan.columns.push_back(column);
  }
}

bool SdmxRowReader::ReadEnvelope(const CsvRow& row, SdmxRow& out) {
  if (table_.dataflow.has_value()) {
    out.dataflow = std::string(Trim(WithoutLabel(row.cells[*table_.dataflow])));
    if (out.dataflow.empty()) {
      problems_.Add(Place(row, static_cast<int>(*table_.dataflow)),
                    "names no dataflow; every row says AGENCY:ID(VERSION)");
      return false;
    }
  }
  if (table_.structure.has_value()) {
    const std::string type = CodeIn(row, *table_.structure);
    if (type != "dataflow" && type != "datastructure" && type != "dataprovision") {
      problems_.Add(Place(row, static_cast<int>(*table_.structure)),
                    absl::StrCat("'", Shorten(type),
                                 "' is neither dataflow, datastructure nor dataprovision"));
      return false;
    }
  }
  if (!table_.action.has_value()) return true;
  const std::string action(Trim(WithoutLabel(row.cells[*table_.action])));
  if (action.size() == 1 && absl::StrContains("IAMRD", action)) {
    out.action = action[0];
    return true;
  }
  problems_.Add(Place(row, static_cast<int>(*table_.action)),
                absl::StrCat("'", Shorten(action),
                             "' is no action; write I, A or M (merge), R (replace) or D (delete)"));
  return false;
}

std::optional<SdmxRow> SdmxRowReader::Read(const CsvRow& row) {
  SdmxRow out;
  out.row = &row;
  out.columns.fill(SdmxRow::kNoColumn);
  if (!ReadEnvelope(row, out)) return std::nullopt;
  const Plan* const found_plan = PlanOf(out.dataflow, row);
  if (found_plan == nullptr) return std::nullopt;
  const Plan& plan = *found_plan;
  out.flow = plan.flow;
  out.own = plan.own;
  out.sources = plan.sources;
  std::vector<std::string> key;
  key.reserve(plan.key_columns.size());
  for (const size_t i : plan.key_columns) key.push_back(CodeIn(row, i));
  out.key = absl::StrJoin(key, ".");
  bool sound = true;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const SdmxColumn* mapped = plan.columns[i].mapped;
    if (mapped != nullptr && !mapped->codes.empty()) {
      const std::string code = CodeIn(row, i);
      const auto found = mapped->codes.find(code);
      if (!code.empty() && found != mapped->codes.end() && !found->second.has_value()) {
        ++left_out_[{table_.components[i].id, code}];
        return std::nullopt;
      }
    }
    sound = ReadCell(i, plan.columns[i], out) && sound;
  }
  if (!sound) return std::nullopt;
  return out;
}

bool SdmxRowReader::ReadCell(size_t i, const Column& column, SdmxRow& out) {
  const SdmxColumn* mapped = column.mapped;
  if (mapped != nullptr && !mapped->ignore.empty()) return true;
  if (mapped != nullptr && !mapped->codes.empty()) {
    const std::string code = CodeIn(*out.row, i);
    return code.empty() || ReadCode(i, *mapped, code, out);
  }
  const std::optional<SdmxField> field = mapped != nullptr ? mapped->field : column.known;
  if (!field.has_value()) return true;
  if (*field == SdmxField::kNote) return ReadNote(i, out);
  const std::string& cell = out.row->cells[i];
  if (IsText(*field)) return cell.empty() || Set(*field, cell, i, out);
  std::string code = CodeIn(*out.row, i);
  if (table_.components[i].several && absl::StrContains(code, table_.sub_separator)) {
    problems_.Add(Place(*out.row, static_cast<int>(i)),
                  absl::StrCat("'", Shorten(code), "' holds several values, but ", NameOf(*field),
                               " has one; leave one, or ignore the column in the mapping"));
    return false;
  }
  const bool missing = *field != SdmxField::kValue && IsIntentionallyMissing(code);
  return code.empty() || missing || Set(*field, std::move(code), i, out);
}

bool SdmxRowReader::ReadNote(size_t i, SdmxRow& out) {
  const std::string& cell = out.row->cells[i];
  if (Trim(cell).empty()) return true;
  const SdmxComponent& component = table_.components[i];
  if (component.languages.empty()) {
    problems_.AddOnce(absl::StrCat("note ", i), Place(*out.row, static_cast<int>(i)),
                      "names no language; map the column to note_zh or note_en");
    return false;
  }
  const auto texts = SplitLanguages(cell, table_.sub_separator);
  if (!texts.ok()) {
    problems_.Add(Place(*out.row, static_cast<int>(i)), std::string(texts.status().message()));
    return false;
  }
  bool sound = true;
  for (const auto& [language, text] : *texts) {
    if (language == "zh") sound = Set(SdmxField::kNoteZh, text, i, out) && sound;
    if (language == "en") sound = Set(SdmxField::kNoteEn, text, i, out) && sound;
  }
  return sound;
}

bool SdmxRowReader::ReadCode(size_t i, const SdmxColumn& mapped, const std::string& code,
                             SdmxRow& out) {
  const auto found = mapped.codes.find(code);
  if (found == mapped.codes.end()) {
    // The mapping adds to the codes of CL_OBS_STATUS that are ours.
    if (mapped.field == SdmxField::kStatus && ParseCode<ObservationStatus>(code).ok()) {
      return Set(SdmxField::kStatus, code, i, out);
    }
    problems_.AddOnce(absl::StrCat("code ", i, " ", code), Place(*out.row, static_cast<int>(i)),
                      WhyUnmapped(i, mapped, code));
    return false;
  }
  bool sound = true;
  for (const auto& [field, value] : *found->second) sound = Set(field, value, i, out) && sound;
  return sound;
}

std::string SdmxRowReader::WhyUnmapped(size_t i, const SdmxColumn& mapped,
                                       absl::string_view code) const {
  std::vector<std::string> ids;
  if (mapped.field.has_value()) ids = KnownIds(catalogue_, *mapped.field);
  std::string near = DidYouMean(code, KeysOf(mapped));
  if (const std::string id = NearestCode(code, ids); !id.empty()) {
    absl::StrAppend(&near, "; the nearest ", NameOf(*mapped.field), " of the store is ", id);
  }
  return absl::StrCat("code '", Shorten(code), "' is not mapped", near, "; add it in ",
                      mapping_.file, " to the codes of ", table_.components[i].id,
                      ", or null there to leave its rows out");
}

bool SdmxRowReader::Set(SdmxField field, std::string value, size_t column, SdmxRow& out) {
  const auto at = static_cast<size_t>(field);
  if (out.values[at].empty()) {
    out.values[at] = std::move(value);
    out.columns[at] = static_cast<int>(column);
    return true;
  }
  if (out.values[at] == value) return true;
  const std::string& other =
      table_.table.written[static_cast<size_t>(std::max(out.columns[at], 0))];
  problems_.AddOnce(
      absl::StrCat("twice ", column, " ", at, " ", value),
      Place(*out.row, static_cast<int>(column)),
      absl::StrCat("says ", NameOf(field), " '", Shorten(value), "', but ", Shorten(other),
                   " says '", Shorten(out.values[at]), "'; let one column of the mapping say it"));
  return false;
}

}  // namespace indicast::client
