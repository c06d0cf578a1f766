#include "clients/cpp/csv_source.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/cell_text.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

constexpr char kSaveAs[] =
    "open it in Excel or WPS and save the sheet as 'CSV UTF-8 (comma delimited)'";

// What the file is instead of text, by its first bytes; empty when nothing is known against it.
absl::string_view OtherFormat(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "PK\x03\x04")) return "a workbook (.xlsx or another zip archive)";
  if (absl::StartsWith(bytes, "\xD0\xCF\x11\xE0")) return "an old workbook (.xls or .et)";
  if (absl::StartsWith(bytes, "%PDF")) return "a PDF document";
  return "";
}

bool IsMarkup(absl::string_view text) {
  const std::string start = absl::AsciiStrToLower(Trim(text.substr(0, 200)));
  for (const char* tag : {"<!doctype", "<html", "<table", "<head", "<meta", "<?xml", "<div"}) {
    if (absl::StartsWith(start, tag)) return true;
  }
  return false;
}

// How often the characters occur outside quotes in the first line that is not empty.
struct Separators {
  int line = 1;
  size_t commas = 0;
  size_t tabs = 0;
  size_t semicolons = 0;
  size_t wide_commas = 0;
};

Separators CountSeparators(absl::string_view text) {
  Separators found;
  bool quoted = false;
  bool begun = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' && begun && !quoted) break;
    if (c == '\n' && !begun) ++found.line;
    begun = begun || (c != '\n' && c != '\r');
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ',') ++found.commas;
    if (c == '\t') ++found.tabs;
    if (c == ';') ++found.semicolons;
    if (absl::StartsWith(text.substr(i, 3), "，")) ++found.wide_commas;
  }
  return found;
}

std::string WhyNotCommas(const Separators& found) {
  if (found.commas > 0) return "";
  const char* what = nullptr;
  if (found.tabs > 0) what = "tabs";
  if (found.semicolons > 0 && what == nullptr) what = "semicolons ';'";
  if (found.wide_commas > 0 && what == nullptr) what = "full-width commas '，'";
  if (what == nullptr) return "";
  return absl::StrCat("the cells are separated by ", what, ", only commas ',' are read; ", kSaveAs);
}

absl::Status Bad(absl::string_view file, int line, absl::string_view what) {
  return FieldError(absl::StrCat(file, ":", line), what, "CSV_INVALID");
}

}  // namespace

absl::StatusOr<DecodedText> ReadCsvText(std::string bytes, absl::string_view file) {
  if (const absl::string_view other = OtherFormat(bytes); !other.empty()) {
    return Bad(file, 1, absl::StrCat("the file is ", other, ", not CSV; ", kSaveAs));
  }
  ASSIGN_OR_RETURN(DecodedText decoded, DecodeText(std::move(bytes), file));
  const absl::string_view text = decoded.text;
  if (IsMarkup(text)) {
    return Bad(file, 1, absl::StrCat("the file is a web page (HTML or XML), not CSV; ", kSaveAs));
  }
  if (!absl::StrContains(text, '\n') && absl::StrContains(text, '\r')) {
    return Bad(file, 1, absl::StrCat("lines end in CR alone (old Macintosh); ", kSaveAs));
  }
  return decoded;
}

absl::StatusOr<CsvSource> ReadCsv(std::string bytes, absl::string_view file) {
  ASSIGN_OR_RETURN(const DecodedText decoded, ReadCsvText(std::move(bytes), file));
  const absl::string_view text = decoded.text;
  const Separators found = CountSeparators(text);
  const bool wide = decoded.encoding == TextEncoding::kUtf16LittleEndian ||
                    decoded.encoding == TextEncoding::kUtf16BigEndian;
  const bool tabs = wide && found.commas == 0 && found.tabs > 0;
  if (const std::string why = WhyNotCommas(found); !tabs && !why.empty()) {
    return Bad(file, found.line, why);
  }
  ASSIGN_OR_RETURN(CsvTable table, ParseCsv(text, file, tabs ? '\t' : ','));
  return CsvSource{std::move(table), decoded.encoding};
}

}  // namespace indicast::client
