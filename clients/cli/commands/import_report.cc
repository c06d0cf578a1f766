#include "clients/cli/commands/import_report.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/threshold_words.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Audience;
using output::Document;
using output::IntCell;
using output::PlainCell;
using output::Table;
using output::Text;

Text KindWords(const std::string& kind) {
  if (kind == "area") return {"地区", kind};
  if (kind == "unit") return {"单位", kind};
  if (kind == "document") return {"文献", kind};
  if (kind == "indicator") return {"指标", kind};
  if (kind == "observation") return {"数值", kind};
  if (kind == "target") return {"目标", kind};
  if (kind == "scenario") return {"情景", kind};
  return output::Same(kind);
}

template <typename Response>
Text Headline(const Response& response, bool validate_only) {
  const auto& report = response.report();
  const std::string revision = absl::StrCat(response.head().revision());
  if (!response.changed()) {
    return {absl::StrCat("与库中相同,没有新修订(仍为修订", revision, ")。"),
            absl::StrCat("Equal to the store: no new revision (still revision ", revision, ").")};
  }
  Text withdrawn;
  if (report.withdrawn_count() > 0) {
    withdrawn = {absl::StrCat("撤回", report.withdrawn_count(), "条,"),
                 absl::StrCat(report.withdrawn_count(), " withdrawn, ")};
  }
  const std::string counts_zh =
      absl::StrCat("新增", report.added_count(), "条,更正", report.changed_count(), "条,",
                   withdrawn.zh, "未变", report.unchanged_count(), "条。");
  const std::string counts_en =
      absl::StrCat(report.added_count(), " added, ", report.changed_count(), " changed, ",
                   withdrawn.en, report.unchanged_count(), " unchanged.");
  if (validate_only) {
    return {absl::StrCat("检查通过,未写入:将", counts_zh),
            absl::StrCat("Checked, nothing written: would be ", counts_en)};
  }
  return {absl::StrCat("已写入修订", revision, ":", counts_zh),
          absl::StrCat("Written as revision ", revision, ": ", counts_en)};
}

Text FindingWords(const std::string& code) {
  if (code == "WORDING_UNCHECKED") return {"无法核对", "not checkable"};
  if (code == "WORDING_DIFFERS") return {"与文字不符", "differs from its wording"};
  if (code == "CHANGE_DOES_NOT_FIT") return {"增量与水平不合", "change does not fit"};
  if (code == "PARTS_DO_NOT_ADD_UP") return {"分项与合计不合", "parts do not add up"};
  return output::Same(code);
}

Table FindingsTable(const pb::ImportReport& report) {
  Table table;
  table.key = "findings";
  table.title = {absl::StrCat("请核对(", report.finding_count(), "处)"),
                 absl::StrCat("Please look at (", report.finding_count(), ")")};
  table.columns = {{.key = "place", .header = {"位置", "PLACE"}},
                   {.key = "code", .header = {"发现", "FINDING"}},
                   {.key = "text", .header = {"说明", "WHAT"}}};
  for (const auto& finding : report.findings()) {
    table.rows.push_back({PlainCell(finding.field()),
                          output::CodeCell(finding.code(), FindingWords(finding.code())),
                          PlainCell(finding.text())});
  }
  if (table.rows.empty()) table.audience = output::Audience::kMachines;
  return table;
}

Table CountsTable(const pb::ImportReport& report, int64_t revision, bool written) {
  Table counts;
  counts.key = "report";
  counts.layout = Table::Layout::kRecord;
  counts.audience = Audience::kMachines;
  for (const char* key : {"revision", "written", "added_count", "changed_count", "withdrawn_count",
                          "unchanged_count", "wordings_checked_count", "finding_count", "plan"}) {
    counts.columns.push_back({.key = key, .header = output::Same(key)});
  }
  counts.rows = {{IntCell(revision), output::BoolCell(written, {}), IntCell(report.added_count()),
                  IntCell(report.changed_count()), IntCell(report.withdrawn_count()),
                  IntCell(report.unchanged_count()), IntCell(report.wordings_checked_count()),
                  IntCell(report.finding_count()), PlainCell(report.plan())}};
  return counts;
}

// An empty `after` is a withdrawal.
Table ChangesTable(const pb::ImportReport& report) {
  Table changes;
  changes.key = "changes";
  changes.title = {"更正", "Changed records"};
  if (report.withdrawn_count() > 0) {
    changes.title = {"更正与撤回", "Changed and withdrawn records"};
  }
  changes.columns = {{.key = "kind", .header = {"类别", "KIND"}},
                     {.key = "key", .header = {"键", "KEY"}},
                     {.key = "before", .header = {"原为", "BEFORE"}},
                     {.key = "after", .header = {"现为", "AFTER"}}};
  for (const auto& change : report.changes()) {
    changes.rows.push_back({output::CodeCell(change.kind(), KindWords(change.kind())),
                            PlainCell(change.key()), PlainCell(change.before()),
                            change.after().empty() ? output::MissingCell({"撤回", "withdrawn"})
                                                   : PlainCell(change.after())});
  }
  if (changes.rows.empty()) changes.audience = Audience::kMachines;
  return changes;
}

Table ExceededTable(const pb::ImportReport& report) {
  Table table;
  table.key = "exceeded";
  table.title = {"超出无需确认的范围", "Beyond what may change unconfirmed"};
  table.columns = {{.key = "threshold", .header = {"界限", "THRESHOLD"}},
                   {.key = "limit", .header = {"允许", "ALLOWED"}, .align = output::Align::kRight},
                   {.key = "actual", .header = {"本次", "HERE"}, .align = output::Align::kRight},
                   {.key = "key", .header = {"首条", "FIRST"}}};
  for (const auto& exceeded : report.exceeded()) {
    table.rows.push_back(
        {output::CodeCell(exceeded.threshold(), output::ThresholdWords(exceeded.threshold())),
         PlainCell(exceeded.limit()), PlainCell(exceeded.actual()), PlainCell(exceeded.key())});
  }
  if (table.rows.empty()) table.audience = Audience::kMachines;
  return table;
}

template <typename Response>
Document WriteDocument(const Response& response, bool validate_only) {
  const pb::ImportReport& report = response.report();
  Document document;
  document.headline = Headline(response, validate_only);
  document.tables = {
      CountsTable(report, response.head().revision(), response.changed() && !validate_only),
      ChangesTable(report), ExceededTable(report)};
  return document;
}

}  // namespace

Document ImportDocument(const pb::ImportRecordsResponse& response, bool validate_only) {
  Document document = WriteDocument(response, validate_only);
  document.tables.push_back(FindingsTable(response.report()));
  const std::string checked = absl::StrCat(response.report().wordings_checked_count());
  document.notes.push_back({absl::StrCat(checked, "个数值已按公布的文字重新读出,一致。"),
                            absl::StrCat(checked,
                                         " values were read again from their published "
                                         "words and agree.")});
  return document;
}

Document RevertDocument(const pb::RevertRevisionResponse& response, bool validate_only) {
  return WriteDocument(response, validate_only);
}

}  // namespace indicast::cli
