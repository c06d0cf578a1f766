#include "clients/batch/row_layout.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "clients/batch/job_reader.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

namespace pb = ::indicast::projection::v1;

absl::string_view WordOf(pb::PathBasis basis) {
  switch (basis) {
    case pb::PATH_BASIS_GROWTH:
      return "growth";
    case pb::PATH_BASIS_INDEX:
      return "index";
    case pb::PATH_BASIS_LEVEL:
      return "level";
    case pb::PATH_BASIS_CHAINED_LEVEL:
      return "chained-level";
    default:
      return "value";
  }
}

absl::string_view WordOf(pb::Verdict verdict) {
  switch (verdict) {
    case pb::VERDICT_MET:
      return "met";
    case pb::VERDICT_MISSED:
      return "missed";
    case pb::VERDICT_AT_RISK:
      return "at-risk";
    case pb::VERDICT_UNKNOWN:
      return "unknown";
    default:
      return "";
  }
}

void AppendCell(absl::string_view text, std::string& out) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) {
    out.append(text.data(), text.size());
    return;
  }
  out.push_back('"');
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

Column ColumnOf(const Factor& factor, const pb::PlanContext& context) {
  const int from = factor.from_year != 0 ? factor.from_year : context.base_year() + 1;
  const int to = factor.to_year != 0 ? factor.to_year : context.year();
  const std::string years = from == to ? absl::StrCat(from) : absl::StrCat(from, "-", to);
  return {absl::StrCat("set.", factor.indicator, ".", years), "percent"};
}

absl::Status Invalid(int64_t index, absl::string_view what) {
  return Error(absl::StatusCode::kInternal, kSweepAnswerInvalid,
               absl::StrCat("the answer for row ", index, " breaks the contract: ", what));
}

// The targets that the job names and the service does not offer.
absl::Status CheckTargets(const Job& job, const pb::SweepHeading& heading, Language language) {
  if (!job.targets) return absl::OkStatus();
  std::set<std::string> offered;
  for (const pb::SweepOutput& output : heading.outputs()) offered.insert(output.target());
  std::vector<FieldViolation> problems;
  for (size_t i = 0; i < job.targets->size(); ++i) {
    if (offered.count((*job.targets)[i]) > 0) continue;
    const Text what = {
        "没有这一目标的列:编号不对,年份在范围之外,须先给配额,或其指标不在 "
        "outputs.indicators 中",
        "has no column: no such target, a year outside, a quota is needed, or its "
        "indicator is not among outputs.indicators"};
    problems.push_back({JobReader::Item("outputs.targets", i), what.In(language)});
  }
  return problems.empty() ? absl::OkStatus() : FieldErrors(std::move(problems), kJobFileInvalid);
}

}  // namespace

absl::StatusOr<RowLayout> RowLayout::Create(const Job& job, const pb::SweepHeading& heading,
                                            Language language) {
  RETURN_IF_ERROR(CheckTargets(job, heading, language));
  RowLayout layout;
  layout.columns_.push_back({"index", ""});
  for (const Factor& factor : job.factors) {
    layout.columns_.push_back(ColumnOf(factor, heading.context()));
  }
  layout.factors_ = static_cast<int>(job.factors.size());
  layout.outputs_ = heading.outputs_size();
  for (int i = 0; i < heading.outputs_size(); ++i) {
    const std::string& target = heading.outputs(i).target();
    const int verdict = layout.verdicts_;
    if (!target.empty()) ++layout.verdicts_;
    const bool is_wanted =
        target.empty() || !job.targets ||
        std::find(job.targets->begin(), job.targets->end(), target) != job.targets->end();
    if (is_wanted) layout.AddOutput(heading.outputs(i), i, verdict);
  }
  for (const char* name : {"reason_code", "reason_zh", "reason_en"}) {
    layout.columns_.push_back({name, ""});
  }
  return layout;
}

void RowLayout::AddOutput(const pb::SweepOutput& output, int column, int verdict) {
  const bool is_target = !output.target().empty();
  chosen_.push_back({column, verdict, is_target});
  if (is_target) {
    columns_.push_back({absl::StrCat(output.target(), ".gap"), output.unit()});
    columns_.push_back({absl::StrCat(output.target(), ".verdict"), ""});
  } else {
    columns_.push_back(
        {absl::StrCat(output.indicator(), ".", WordOf(output.basis()), ".", output.year()),
         output.unit()});
  }
}

std::string RowLayout::HeaderLine() const {
  std::string line;
  for (const Column& column : columns_) {
    if (!line.empty()) line.push_back(',');
    AppendCell(column.name, line);
  }
  line.push_back('\n');
  return line;
}

absl::Status RowLayout::Check(const pb::SweepRow& row, int64_t index) const {
  if (row.index() != index) return Invalid(index, absl::StrCat("it is row ", row.index()));
  if (row.inputs_size() != factors_) {
    return Invalid(index, absl::StrCat(row.inputs_size(), " inputs for ", factors_, " factors"));
  }
  const bool is_empty = row.outputs_size() == 0 && !row.reason_code().empty();
  if (!is_empty && (row.outputs_size() != outputs_ || row.verdicts_size() != verdicts_)) {
    return Invalid(index, absl::StrCat(row.outputs_size(), " values and ", row.verdicts_size(),
                                       " verdicts for ", outputs_, " columns"));
  }
  return absl::OkStatus();
}

absl::Status RowLayout::AppendRow(const pb::SweepRow& row, int64_t index, std::string& out) const {
  RETURN_IF_ERROR(Check(row, index));
  absl::StrAppend(&out, index);
  for (const auto& input : row.inputs()) {
    out.push_back(',');
    AppendCell(input.text(), out);
  }
  const bool has_values = row.outputs_size() > 0;
  for (const Output& output : chosen_) {
    out.push_back(',');
    if (has_values) AppendCell(row.outputs(output.column).text(), out);
    if (!output.is_target) continue;
    out.push_back(',');
    if (has_values && row.reason_code().empty()) {
      absl::StrAppend(&out, WordOf(row.verdicts(output.verdict)));
    }
  }
  out.push_back(',');
  AppendCell(row.reason_code(), out);
  out.push_back(',');
  AppendCell(row.reason().zh(), out);
  out.push_back(',');
  AppendCell(row.reason().en(), out);
  out.push_back('\n');
  return absl::OkStatus();
}

}  // namespace indicast::batch
