#include "clients/cpp/sdmx_csv.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cpp/sdmx_figure.h"
#include "clients/cpp/sdmx_row.h"
#include "clients/cpp/sdmx_table.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::store::v1;

// What the rows of action R state completely: by document, the areas and indicators it covers.
using Covered = std::map<std::string, std::map<std::string, std::set<std::string>>>;

class SdmxFileReader {
 public:
  SdmxFileReader(std::string file, const SdmxTable& table, const SdmxMapping& mapping,
                 const SdmxCatalogue& catalogue, const SdmxOptions& options)
      : file_(std::move(file)),
        table_(table),
        options_(options),
        rows_(file_, table, mapping, catalogue, problems_),
        figures_(file_, mapping.file, table, catalogue, problems_) {}

  absl::StatusOr<DataFolder> Read() {
    for (const CsvRow& row : table_.table.rows) {
      if (problems_.Full()) break;
      std::optional<SdmxRow> read = rows_.Read(row);
      if (!read.has_value()) continue;
      if (read->action == 'D') {
        Withdraw(*std::move(read));
      } else {
        AddFigure(*std::move(read));
      }
    }
    if (!problems_.Empty()) return FieldErrors(problems_.Take(), "SDMX_CSV_INVALID");
    AddReplacements();
    if (out_.request.observations().empty() && out_.request.withdrawals().empty() &&
        out_.request.replacements().empty()) {
      return FieldError(file_, "holds no figure: no row is left to import", "SDMX_CSV_INVALID");
    }
    AddRemarks();
    return std::move(out_);
  }

 private:
  void AddFigure(SdmxRow row) {
    row.ApplyDefault(SdmxField::kDocument, options_.document);
    for (const auto& [field, value] : row.flow->defaults) row.ApplyDefault(field, value);
    row.ApplyDefault(SdmxField::kScope, "total");
    const bool empty = row[SdmxField::kValue].empty() && figures_.SaysNothing(row);
    if (empty && row.flow->empty_value == SdmxEmptyValue::kSkip) {
      ++skipped_empty_;
      return;
    }
    auto figure = figures_.Read(row);
    if (!figure.has_value()) return;
    const std::string path = absl::StrCat("observations[", out_.request.observations_size(), "]");
    figures_.NotePlaces(row, path, out_.sources);
    if (row.action == 'R') {
      covered_[figure->evidence().document()][figure->series().area()].insert(
          figure->series().indicator());
    }
    *out_.request.add_observations() = *std::move(figure);
  }

  std::string MissingNames(const SdmxRow& row, const std::vector<SdmxField>& fields) const {
    std::vector<std::string> names;
    for (const SdmxField field : fields) {
      if (row[field].empty()) names.emplace_back(NameOf(field));
    }
    return absl::StrJoin(names, ", ");
  }

  // Only whole figures end: a row that also names values or attributes would end these alone.
  bool NamesParts(const SdmxRow& row) {
    for (const SdmxField field :
         {SdmxField::kValue, SdmxField::kStatus, SdmxField::kQualifier, SdmxField::kLowerBound,
          SdmxField::kUpperBound, SdmxField::kPublishedText, SdmxField::kNoteZh, SdmxField::kNoteEn,
          SdmxField::kQuote, SdmxField::kPrefix, SdmxField::kSuffix, SdmxField::kNoQuoteReason,
          SdmxField::kFormula, SdmxField::kInputs}) {
      if (row[field].empty()) continue;
      problems_.Add(rows_.Place(*row.row, row.ColumnOf(field)),
                    "a row of action D with a value or attribute deletes that part alone, and "
                    "only whole figures can be withdrawn; leave every cell but the key empty");
      return true;
    }
    return false;
  }

  void Withdraw(SdmxRow row) {
    if (NamesParts(row)) return;
    const std::vector<SdmxField> narrow = {SdmxField::kMeasure, SdmxField::kPriceBasis,
                                           SdmxField::kScope, SdmxField::kPeriod};
    const bool whole = std::all_of(narrow.begin(), narrow.end(), [&row](SdmxField field) {
      return row[field].empty() && (row.InFile(field) || field == SdmxField::kScope ||
                                    row.flow->defaults.count(field) == 0);
    });
    const bool stage_named = !row[SdmxField::kStage].empty();
    // A default stands where no column of the file could say anything, and for the vintage.
    for (const auto& [field, value] : row.flow->defaults) {
      const bool vintage = field == SdmxField::kStage || field == SdmxField::kDocument;
      if (!row.InFile(field) || vintage) row.ApplyDefault(field, value);
    }
    row.ApplyDefault(SdmxField::kDocument, options_.document);
    if (whole && !stage_named) return WithdrawAll(row);
    if (!row.InFile(SdmxField::kScope)) row.ApplyDefault(SdmxField::kScope, "total");
    const std::string missing = MissingNames(
        row, {SdmxField::kIndicator, SdmxField::kArea, SdmxField::kMeasure, SdmxField::kPriceBasis,
              SdmxField::kScope, SdmxField::kPeriod, SdmxField::kStage, SdmxField::kDocument});
    if (!missing.empty()) {
      problems_.Add(rows_.Place(*row.row, SdmxRow::kNoColumn),
                    absl::StrCat("does not say which figure is deleted: ", missing,
                                 " missing; name all of the key in a row for each figure, or only "
                                 "indicator, area and document to withdraw every figure of them"));
      return;
    }
    auto withdrawal = figures_.ReadKey(row);
    if (!withdrawal.has_value()) return;
    const std::string path = absl::StrCat("withdrawals[", out_.request.withdrawals_size(), "]");
    figures_.NotePlaces(row, path, out_.sources);
    *out_.request.add_withdrawals() = *std::move(withdrawal);
  }

  // A row that names indicator, area or document alone: all there is of them, replaced by nothing.
  void WithdrawAll(const SdmxRow& row) {
    const bool named = row.ColumnOf(SdmxField::kIndicator) != SdmxRow::kNoColumn ||
                       row.ColumnOf(SdmxField::kDocument) != SdmxRow::kNoColumn;
    if (!named) {
      problems_.Add(rows_.Place(*row.row, SdmxRow::kNoColumn),
                    "deletes everything: it names neither indicator nor document; name one");
      return;
    }
    pb::ObservationReplacement all;
    bool sound = true;
    const auto add = [&](SdmxField field, auto* ids) {
      if (row[field].empty()) return;
      sound = figures_.CheckId(row, field) && sound;
      ids->Add(std::string(row[field]));
    };
    add(SdmxField::kIndicator, all.mutable_indicators());
    add(SdmxField::kArea, all.mutable_areas());
    add(SdmxField::kDocument, all.mutable_documents());
    if (!sound) return;
    out_.sources.Add(absl::StrCat("replacements[", out_.request.replacements_size(), "]"), file_,
                     row.row->line);
    *out_.request.add_replacements() = std::move(all);
  }

  // One for each document and set of indicators; areas with the same indicators share one.
  void AddReplacements() {
    for (const auto& [document, by_area] : covered_) {
      std::map<std::set<std::string>, std::vector<std::string>> areas;
      for (const auto& [area, indicators] : by_area) areas[indicators].push_back(area);
      for (const auto& [indicators, of] : areas) {
        pb::ObservationReplacement& replacement = *out_.request.add_replacements();
        replacement.mutable_indicators()->Add(indicators.begin(), indicators.end());
        replacement.mutable_areas()->Add(of.begin(), of.end());
        replacement.add_documents(document);
      }
    }
  }

  void Remark(std::string zh, std::string en) {
    out_.remarks.push_back({std::move(zh), std::move(en)});
  }

  void AddRemarks() {
    if (table_.encoding != TextEncoding::kUtf8) {
      const absl::string_view name = NameOf(table_.encoding);
      Remark(absl::StrCat(file_, " 按 ", name, " 编码读取"),
             absl::StrCat(file_, " was read as ", name));
    }
    for (const auto& [code, rows] : rows_.left_out()) {
      Remark(absl::StrCat(code.first, " = ", code.second, " 的 ", rows, " 行按映射文件略去"),
             absl::StrCat("rows left out, as the mapping says: ", rows, " with ", code.first, " = ",
                          code.second));
    }
    if (skipped_empty_ > 0) {
      Remark(
          absl::StrCat(skipped_empty_, " 行没有数值,按映射文件略去"),
          absl::StrCat("rows left out, as the mapping says: ", skipped_empty_, " without a value"));
    }
    if (figures_.fewer_decimals() > 0) {
      Remark(
          absl::StrCat(figures_.fewer_decimals(), " 个数值的小数位少于 DECIMALS 所示,按原样保留"),
          absl::StrCat("values kept as written, with fewer decimals than DECIMALS says: ",
                       figures_.fewer_decimals()));
    }
    for (const pb::ObservationReplacement& covers : out_.request.replacements()) {
      const std::string what = absl::StrCat(absl::StrJoin(covers.documents(), " "), " / ",
                                            absl::StrJoin(covers.indicators(), " "), " / ",
                                            absl::StrJoin(covers.areas(), " "));
      Remark(absl::StrCat("整体替换:", Shorten(what, 200), ",文件中没有的数值将撤回"),
             absl::StrCat("replaced as a whole: ", Shorten(what, 200),
                          "; figures that the file does not hold are withdrawn"));
    }
  }

  std::string file_;
  const SdmxTable& table_;
  SdmxOptions options_;
  SdmxProblems problems_;
  SdmxRowReader rows_;
  SdmxFigureReader figures_;
  Covered covered_;
  int skipped_empty_ = 0;
  DataFolder out_;
};

}  // namespace

SdmxCatalogue CatalogueOf(const pb::ImportRecordsRequest& request) {
  SdmxCatalogue catalogue;
  for (const pb::Area& area : request.areas()) catalogue.areas.insert(area.id());
  for (const pb::Document& document : request.documents()) {
    catalogue.documents.insert(document.id());
  }
  for (const pb::Indicator& indicator : request.indicators()) {
    catalogue.indicators.emplace(indicator.id(), indicator.unit());
  }
  for (const pb::Unit& unit : request.units()) catalogue.units.emplace(unit.id(), unit);
  return catalogue;
}

absl::StatusOr<DataFolder> ReadSdmxCsv(std::string bytes, absl::string_view file,
                                       const SdmxMapping& mapping, const SdmxCatalogue& catalogue,
                                       const SdmxOptions& options) {
  ASSIGN_OR_RETURN(const SdmxTable table, ReadSdmxTable(std::move(bytes), file));
  return SdmxFileReader(std::string(file), table, mapping, catalogue, options).Read();
}

}  // namespace indicast::client
