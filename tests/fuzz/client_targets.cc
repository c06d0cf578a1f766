// Targets over the texts that clients/cpp reads.

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cpp/csv.h"
#include "clients/cpp/csv_source.h"
#include "clients/cpp/rule_text.h"
#include "common/status/error.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

using ::google::protobuf::util::MessageDifferencer;

void AppendRecord(const std::vector<std::string>& cells, std::string& out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    absl::StrAppend(&out, i == 0 ? "" : ",", "\"", absl::StrReplaceAll(cells[i], {{"\"", "\"\""}}),
                    "\"");
  }
  out += "\n";
}

}  // namespace

void FuzzCsv(absl::string_view input) {
  const absl::StatusOr<client::CsvTable> table = client::ParseCsv(input, "input.csv");
  if (!table.ok()) {
    REQUIRE(DetailOf(table.status()).reason == "CSV_INVALID");
    return;
  }
  std::string again;
  AppendRecord(table->header, again);
  int line = 0;
  for (const client::CsvRow& row : table->rows) {
    REQUIRE(row.cells.size() == table->header.size());
    REQUIRE(row.line > line);
    line = row.line;
    AppendRecord(row.cells, again);
  }
  const absl::StatusOr<client::CsvTable> reread = client::ParseCsv(again, "again.csv");
  REQUIRE(reread.ok() && reread->header == table->header);
  REQUIRE(reread->rows.size() == table->rows.size());
  for (size_t i = 0; i < table->rows.size(); ++i) {
    REQUIRE(reread->rows[i].cells == table->rows[i].cells);
  }
}

void FuzzCsvFile(absl::string_view input) {
  const absl::StatusOr<client::CsvSource> source = client::ReadCsv(std::string(input), "input.csv");
  if (!source.ok()) {
    REQUIRE(DetailOf(source.status()).reason == "CSV_INVALID");
    return;
  }
  // What was read is UTF-8, whatever the file was in: written anew it reads as the same table.
  std::string again;
  AppendRecord(source->table.header, again);
  for (const client::CsvRow& row : source->table.rows) AppendRecord(row.cells, again);
  const absl::StatusOr<client::CsvTable> reread = client::ParseCsv(again, "again.csv");
  REQUIRE(reread.ok() && reread->header == source->table.header);
  REQUIRE(reread->rows.size() == source->table.rows.size());
}

void FuzzRule(absl::string_view input) {
  const client::Years years = {2024, 2024};
  const absl::StatusOr<store::v1::AssumptionRule> rule = client::ParseRule(input, years);
  if (!rule.ok()) {
    REQUIRE(DetailOf(rule.status()).reason == "RULE_INVALID");
    return;
  }
  const std::string text = client::FormatRule(*rule);
  const absl::StatusOr<store::v1::AssumptionRule> again = client::ParseRule(text, years);
  REQUIRE(again.ok() && MessageDifferencer::Equals(*again, *rule));
}

void FuzzSetting(absl::string_view input) {
  const absl::StatusOr<store::v1::Assumption> setting = client::ParseSetting(input, 2024);
  if (!setting.ok()) {
    REQUIRE(DetailOf(setting.status()).reason == "RULE_INVALID");
    return;
  }
  const std::string text = client::FormatSetting(*setting);
  const absl::StatusOr<store::v1::Assumption> again = client::ParseSetting(text, 2024);
  REQUIRE(again.ok() && MessageDifferencer::Equals(*again, *setting));
}

}  // namespace indicast::fuzz
