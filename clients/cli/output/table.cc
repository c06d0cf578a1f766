#include "clients/cli/output/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/writers.h"

namespace indicast::cli::output {

Cell TextCell(Text text) {
  if (text.empty()) return MissingCell({});
  Value value = text;
  return Cell{std::move(text), std::move(value)};
}

Cell CodeCell(std::string code, Text shown) { return Cell{std::move(shown), std::move(code)}; }

Cell PlainCell(std::string text) {
  if (text.empty()) return MissingCell({});
  return Cell{Same(text), text};
}

Cell IntCell(int64_t value) { return Cell{Same(absl::StrCat(value)), value}; }

Cell BoolCell(bool value, Text shown) { return Cell{std::move(shown), value}; }

Cell NumberCell(Number number, Text shown) { return Cell{std::move(shown), std::move(number)}; }

Cell MissingCell(Text shown) { return Cell{std::move(shown), std::monostate{}}; }

void Write(const Document& document, Format format, Language language, std::ostream& out,
           const Page& page) {
  switch (format) {
    case Format::kTable:
      WriteTable(document, language, page, out);
      return;
    case Format::kJson:
      WriteJson(document, out);
      return;
    case Format::kNdjson:
      WriteNdjson(document, out);
      return;
    case Format::kCsv:
      WriteCsv(document, language, page.excel, out);
      return;
    case Format::kMarkdown:
      WriteMarkdown(document, language, out);
      return;
  }
}

const std::vector<std::string>& FormatNames() {
  static const auto* const names =
      new std::vector<std::string>{"table", "json", "ndjson", "csv", "md"};
  return *names;
}

std::optional<Format> FormatNamed(const std::string& name) {
  const std::vector<std::string>& names = FormatNames();
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<Format>(it - names.begin());
}

FooterEntry RevisionEntry(int64_t revision) {
  return FooterEntry{"revision", {"数据修订", "data revision"}, IntCell(revision)};
}

FooterEntry PublicationBoundEntry(const std::string& date) {
  Cell cell = date.empty() ? MissingCell({"不限", "none"})
                           : Cell{Text{absl::StrCat(date, "止"), absl::StrCat("to ", date)}, date};
  return FooterEntry{"publication_date", {"公布日期", "publication bound"}, std::move(cell)};
}

}  // namespace indicast::cli::output
