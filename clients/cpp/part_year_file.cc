#include "clients/cpp/part_year_file.h"

#include <array>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/column_names.h"
#include "clients/cpp/csv_source.h"
#include "clients/cpp/folder_files.h"
#include "clients/cpp/record_reader.h"
#include "clients/cpp/source_map.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

namespace fs = std::filesystem;
namespace pb = ::indicast::projection::v1;
namespace tp = ::indicast::type::v1;

constexpr uint64_t kMaxBytes = 16U << 20U;
constexpr size_t kMaxProblems = 100;

std::vector<std::string> Columns() {
  return {
      "indicator",        "measure",  "period",     "value",    "area?",           "price_basis?",
      "scope?",           "unit?",    "qualifier?", "stage?",   "published_text?", "status?",
      "document?",        "quote?",   "prefix?",    "suffix?",  "lower_bound?",    "upper_bound?",
      "no_quote_reason?", "note_zh?", "note_en?",   "formula?", "inputs?"};
}

absl::StatusOr<fs::path> FileOf(const fs::path& path) {
  std::error_code failed;
  const fs::path file = fs::is_directory(path, failed) ? path / "observations.csv" : path;
  if (fs::is_regular_file(file, failed)) return file;
  return Error(absl::StatusCode::kNotFound, "DATA_FOLDER_NOT_FOUND",
               absl::StrCat("there is no file ", file.string()));
}

class Reader {
 public:
  Reader(RecordFile file, absl::string_view area) : file_(std::move(file)), area_(area) {}

  absl::StatusOr<PartYearFile> Run() {
    for (const CsvRow& row : file_.rows()) {
      if (problems_.size() >= kMaxProblems) break;
      ReadRow(row);
    }
    if (problems_.empty()) return std::move(out_);
    return FieldErrors(std::move(problems_), "DATA_FOLDER_INVALID");
  }

 private:
  bool IsLeftOut(const CsvRow& row) const {
    const std::string& scope = file_.Cell(row, "scope");
    const std::string& area = file_.Cell(row, "area");
    const auto period = Period::Parse(file_.Cell(row, "period"));
    return file_.Cell(row, "value").empty() || (!scope.empty() && scope != "total") ||
           (!area_.empty() && !area.empty() && area != area_) || (period.ok() && period->is_year());
  }

  void ReadRow(const CsvRow& row) {
    if (IsLeftOut(row)) {
      ++out_.left_out;
      return;
    }
    RecordReader in(file_, row, absl::StrCat("figures[", out_.figures.size(), "]"), sources_,
                    problems_);
    pb::PartYearFigure figure;
    figure.set_indicator(in.Text("indicator"));
    if (const auto period = Period::Parse(in.Text("period")); period.ok()) {
      figure.mutable_period()->set_text(period->ToString());
    } else {
      in.Problem("period", period.status());
    }
    figure.set_measure(in.Code<Measure, tp::Measure>("measure", "measure"));
    in.Number("value", figure, &pb::PartYearFigure::mutable_value);
    figure.set_unit(in.Text("unit"));
    if (!in.Text("price_basis").empty()) {
      figure.set_price_basis(in.Code<PriceBasis, tp::PriceBasis>("price_basis", "price_basis"));
    }
    figure.set_source(in.Text("document"));
    out_.places.push_back(absl::StrCat(file_.name(), ":", row.line));
    out_.figures.push_back(std::move(figure));
  }

  const RecordFile file_;
  const std::string area_;
  SourceMap sources_;
  std::vector<FieldViolation> problems_;
  PartYearFile out_;
};

}  // namespace

absl::StatusOr<PartYearFile> ReadPartYearFile(const fs::path& path, absl::string_view area) {
  ASSIGN_OR_RETURN(const fs::path file, FileOf(path));
  const std::string name = file.filename().string();
  auto bytes = ReadFileBelow(file.parent_path(), file.filename(), kMaxBytes);
  if (!bytes.ok()) {
    return FieldErrors({{name, std::string(bytes.status().message())}}, "DATA_FOLDER_INVALID");
  }
  ASSIGN_OR_RETURN(CsvSource source, ReadCsv(*std::move(bytes), name));
  std::vector<FieldViolation> problems;
  if (NameColumns(name, Columns(), source.table, problems)) {
    TidyCells(name, kMaxProblems, source.table, problems);
  }
  if (!problems.empty()) return FieldErrors(std::move(problems), "DATA_FOLDER_INVALID");
  return Reader(RecordFile(name, std::move(source.table)), area).Run();
}

}  // namespace indicast::client
