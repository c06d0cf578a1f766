#include "clients/cpp/sdmx_table.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/csv_source.h"
#include "clients/cpp/sdmx_columns.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

constexpr std::array<absl::string_view, 3> kFirstCells = {"STRUCTURE", "DATAFLOW", "KEY"};

// The first cell of the header and what stands around it.
struct FirstCell {
  absl::string_view id;  // one of kFirstCells; empty for any other
  char sub_separator = ';';
  char separator = '\0';
};

FirstCell ReadFirstCell(absl::string_view text) {
  FirstCell first;
  while (absl::ConsumePrefix(&text, "\r\n") || absl::ConsumePrefix(&text, "\n")) {
  }
  const bool quoted = absl::ConsumePrefix(&text, "\"");
  for (const absl::string_view id : kFirstCells) {
    absl::string_view rest = text;
    if (!absl::ConsumePrefix(&rest, id)) continue;
    if (rest.size() >= 3 && rest[0] == '[' && rest[2] == ']') {
      first.sub_separator = rest[1];
      rest.remove_prefix(3);
    }
    if (quoted && !absl::ConsumePrefix(&rest, "\"")) continue;
    if (rest.empty() || !absl::StrContains(",;\t", rest[0])) continue;
    first.id = id;
    first.separator = rest[0];
  }
  return first;
}

SdmxComponent ComponentOf(absl::string_view header, char sub_separator) {
  SdmxComponent component;
  absl::string_view id = Trim(WithoutLabel(header));
  const size_t bracket = id.find('[');
  if (bracket != absl::string_view::npos && absl::EndsWith(id, "]")) {
    const absl::string_view inside = id.substr(bracket + 1, id.size() - bracket - 2);
    component.several = inside.empty();
    for (const absl::string_view language :
         absl::StrSplit(inside, sub_separator, absl::SkipEmpty())) {
      component.languages.emplace_back(language);
    }
    id = id.substr(0, bracket);
  }
  component.id = std::string(id);
  return component;
}

absl::Status Bad(absl::string_view file, int line, absl::string_view what) {
  return FieldError(absl::StrCat(file, ":", line), what, "SDMX_CSV_INVALID");
}

absl::Status NameEnvelope(absl::string_view file, absl::string_view first, SdmxTable& out) {
  const auto find = [&out](SdmxEnvelope wanted) -> std::optional<size_t> {
    for (size_t i = 0; i < out.components.size(); ++i) {
      if (EnvelopeOf(out.components[i].id) == wanted) return i;
    }
    return std::nullopt;
  };
  if (first == "DATAFLOW") out.dataflow = 0;
  if (first != "STRUCTURE") return absl::OkStatus();
  out.structure = 0;
  out.dataflow = find(SdmxEnvelope::kStructureId);
  out.action = find(SdmxEnvelope::kAction);
  out.label_columns = find(SdmxEnvelope::kStructureName).has_value();
  if (out.dataflow == size_t{1}) return absl::OkStatus();
  return Bad(file, out.table.header_line,
             "the first column is STRUCTURE, so the second must be STRUCTURE_ID (SDMX-CSV 2.0)");
}

}  // namespace

bool SdmxTable::IsEnvelope(size_t column) const {
  const SdmxEnvelope envelope = EnvelopeOf(components[column].id);
  return column == structure || column == dataflow || column == action ||
         envelope == SdmxEnvelope::kKey ||
         (structure.has_value() && envelope == SdmxEnvelope::kStructureName);
}

absl::string_view WithoutLabel(absl::string_view cell) { return cell.substr(0, cell.find(": ")); }

absl::StatusOr<SdmxTable> ReadSdmxTable(std::string bytes, absl::string_view file) {
  ASSIGN_OR_RETURN(const DecodedText decoded, ReadCsvText(std::move(bytes), file));
  const FirstCell first = ReadFirstCell(decoded.text);
  if (first.id.empty()) {
    return Bad(file, 1,
               absl::StrCat("is no SDMX-CSV: the first line begins with '",
                            Shorten(absl::string_view(decoded.text).substr(0, 200), 30),
                            "', not with STRUCTURE,STRUCTURE_ID (2.0) or DATAFLOW (1.0); download "
                            "the data as SDMX-CSV, or use a data folder"));
  }
  SdmxTable out;
  ASSIGN_OR_RETURN(out.table, ParseCsv(decoded.text, file, first.separator));
  out.table.written = out.table.header;
  out.encoding = decoded.encoding;
  out.sub_separator = first.sub_separator;
  out.decimal_comma = first.separator == ';';
  out.components.reserve(out.table.header.size());
  for (const std::string& header : out.table.header) {
    out.labels = out.labels || absl::StrContains(header, ": ");
    out.components.push_back(ComponentOf(header, first.sub_separator));
  }
  RETURN_IF_ERROR(NameEnvelope(file, first.id, out));
  return out;
}

}  // namespace indicast::client
