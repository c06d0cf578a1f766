#include "clients/cpp/tidy_cells.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/code_words.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

using Reader = absl::StatusOr<std::string> (*)(absl::string_view cell);

// What a column holds. Columns that are not listed hold text.
struct ColumnRule {
  absl::string_view file;  // empty: any
  absl::string_view column;
  Reader read;
  absl::string_view words = "";  // column of code_words.h
};

constexpr ColumnRule kRules[] = {
    {"units.csv", "measure", IdText},
    {"indicator_links.csv", "relation", IdText, "link_relation"},
    {"", "id", IdText},
    {"", "parent", IdText},
    {"", "indicator", IdText},
    {"", "other", IdText},
    {"", "area", IdText},
    {"", "only_area", IdText},
    {"", "scope", IdText},
    {"", "base_scope", IdText},
    {"", "document", IdText},
    {"", "scenario", IdText},
    {"", "domain", IdText},
    {"", "section", IdText},
    {"", "unit", UnitText},
    {"", "measure", IdText, "measure"},
    {"", "price_basis", IdText, "price_basis"},
    {"", "qualifier", IdText, "qualifier"},
    {"", "relation", IdText, "relation"},
    {"", "stage", IdText, "stage"},
    {"", "status", IdText, "status"},
    {"", "nature", IdText, "nature"},
    {"", "direction", IdText, "direction"},
    {"", "kind", IdText, "kind"},
    {"", "frequency", IdText, "frequency"},
    {"", "formula", IdText},
    {"", "confidence", IdText, "confidence"},
    {"", "period", PeriodText},
    {"", "published", DateText},
    {"", "public_by", DateText},
    {"", "date", DateText},
    {"", "value", NumberText},
    {"", "lower_bound", NumberText},
    {"", "upper_bound", NumberText},
    {"", "goal", GoalText},
    {"", "multiplier_exponent", WholeText},
    {"", "position", WholeText},
    {"", "due_days", WholeText},
    {"", "from_year", WholeText},
    {"", "to_year", WholeText},
    {"", "is_work_report", FlagText},
    {"", "one_off", FlagText},
};

// Columns that every record of their files fills, so that a gap below a value is a merged cell.
constexpr absl::string_view kMergeable[] = {"id",      "indicator", "area", "scenario",
                                            "measure", "period",    "unit"};

const ColumnRule* RuleOf(absl::string_view file, absl::string_view column) {
  const auto* const rule =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const ColumnRule& candidate) {
        return candidate.column == column && (candidate.file.empty() || candidate.file == file);
      });
  return rule == std::end(kRules) ? nullptr : rule;
}

absl::StatusOr<std::string> TextCell(absl::string_view cell) {
  if (!IsSpreadsheetError(cell)) return std::string(cell);
  return absl::InvalidArgumentError(
      absl::StrCat("'", cell,
                   "' is an error of the spreadsheet; correct the formula there, paste "
                   "the result as a value and save again"));
}

absl::StatusOr<std::string> ReadCell(const ColumnRule* rule, absl::string_view cell) {
  if (rule == nullptr) return TextCell(cell);
  ASSIGN_OR_RETURN(std::string plain, rule->read(cell));
  if (!rule->words.empty()) return std::string(CodeOfWord(rule->words, plain));
  return plain;
}

// Letters, digits and hyphens, beginning with a letter: "percent", "cny-1e8".
bool LooksLikeId(absl::string_view plain) {
  return !plain.empty() && absl::ascii_islower(static_cast<unsigned char>(plain[0])) &&
         std::all_of(plain.begin(), plain.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-';
         });
}

class Tidier {
 public:
  Tidier(absl::string_view file, CsvTable& table, std::vector<FieldViolation>& problems)
      : file_(file), table_(table), problems_(problems) {
    for (const std::string& name : table.header) {
      rules_.push_back(RuleOf(file, name));
      const bool filled =
          std::find(std::begin(kMergeable), std::end(kMergeable), name) != std::end(kMergeable);
      mergeable_.push_back(filled);
    }
    value_ = Find("value");
    unit_ = Find("unit");
  }

  void Tidy(size_t most) {
    const CsvRow* above = nullptr;
    for (CsvRow& row : table_.rows) {
      if (problems_.size() >= most) return;
      const bool swapped = FindSwap(row);
      for (size_t i = 0; i < row.cells.size(); ++i) {
        if (swapped && (i == value_ || i == unit_)) continue;
        TidyCell(above, row, i);
      }
      above = &row;
    }
  }

 private:
  size_t Find(absl::string_view name) const {
    const auto at = std::find(table_.header.begin(), table_.header.end(), name);
    return at == table_.header.end() ? kNone : static_cast<size_t>(at - table_.header.begin());
  }

  void Problem(const CsvRow& row, size_t column, absl::string_view what) {
    problems_.push_back({CellPlace(file_, table_, row, column), std::string(what)});
  }

  // A unit's id where the value belongs and a number where the unit does.
  bool FindSwap(const CsvRow& row) {
    if (value_ == kNone || unit_ == kNone) return false;
    const std::string value = PlainForm(row.cells[value_]);
    const std::string unit = PlainForm(row.cells[unit_]);
    if (!LooksLikeId(value) || !IsNumber(unit)) return false;
    const std::string both = absl::StrCat("; value and unit are swapped: write ", unit,
                                          " in value and ", Shorten(value, 40), " in unit");
    Problem(row, value_, absl::StrCat("'", Shorten(value, 40), "' is not a number", both));
    Problem(row, unit_, absl::StrCat("'", Shorten(unit, 40), "' is a number, not a unit", both));
    return true;
  }

  void TidyCell(const CsvRow* above, CsvRow& row, size_t i) {
    absl::StatusOr<std::string> plain = ReadCell(rules_[i], row.cells[i]);
    if (!plain.ok()) {
      Problem(row, i, {plain.status().message().data(), plain.status().message().size()});
    } else if (plain->empty() && mergeable_[i] && above != nullptr && !above->cells[i].empty()) {
      Problem(row, i,
              absl::StrCat("is empty and looks like a merged cell: repeat the value of the row "
                           "above ('",
                           Shorten(above->cells[i], 40), "') in every row"));
      // The next row of the same merged cell compares with this one.
      row.cells[i] = above->cells[i];
    } else {
      row.cells[i] = *std::move(plain);
    }
  }

  absl::string_view file_;
  CsvTable& table_;
  std::vector<FieldViolation>& problems_;
  std::vector<const ColumnRule*> rules_;
  std::vector<bool> mergeable_;
  size_t value_ = kNone;
  size_t unit_ = kNone;
};

}  // namespace

std::string CellPlace(absl::string_view file, const CsvTable& table, const CsvRow& row,
                      size_t column) {
  return absl::StrCat(file, ":", row.line, " ", table.written[column]);
}

void TidyCells(absl::string_view file, size_t most, CsvTable& table,
               std::vector<FieldViolation>& problems) {
  Tidier(file, table, problems).Tidy(most);
}

}  // namespace indicast::client
