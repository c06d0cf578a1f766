#include "clients/cli/commands/evidence_document.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "clients/cli/commands/figure_columns.h"
#include "clients/cli/output/text_width.h"
#include "clients/cli/output/words.h"
#include "common/wire/wire.h"

namespace indicast::cli {
namespace {

using output::Cell;
using output::Column;
using output::Document;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;

// Stand for the marks until the lines are cut: no text of a document holds these private
// characters, because the store refuses none but we replace them first.
constexpr char kOpen[] = "\xEE\x80\x80";   // U+E000
constexpr char kClose[] = "\xEE\x80\x81";  // U+E001

Cell OrMissing(const std::string& text) {
  return text.empty() ? output::MissingCell({}) : PlainCell(text);
}

Cell OrMissing(bool there, int64_t number) {
  return there ? output::IntCell(number) : output::MissingCell({});
}

std::vector<Column> MachineColumns() {
  std::vector<Column> columns;
  for (const char* key : {"target",
                          "indicator",
                          "series",
                          "period",
                          "published_text",
                          "quote",
                          "no_quote_reason",
                          "sentence",
                          "paragraph",
                          "paragraph_number",
                          "quote_offset_bytes",
                          "heading",
                          "document",
                          "document_title",
                          "publisher",
                          "address",
                          "publication_date",
                          "publication_estimated",
                          "confidence",
                          "section",
                          "formula",
                          "inputs"}) {
    columns.push_back({.key = key, .header = output::Same(key)});
  }
  return columns;
}

std::string FormulaCode(const store::v1::Derivation& derivation) {
  const auto formula = wire::FromProto(derivation.formula());
  return formula.ok() ? std::string(CodeOf(*formula)) : std::string();
}

// 上年水平 = 本年水平 - 本年增量, with the figures it needs.
Text DerivationWords(const store::v1::Derivation& derivation) {
  Text words;
  switch (derivation.formula()) {
    case type::v1::DERIVATION_FORMULA_LEVEL_MINUS_CHANGE:
      words = {"上年水平 = 本年水平 - 本年增量", "level of the year before = level - change"};
      break;
    case type::v1::DERIVATION_FORMULA_LEVEL_OVER_GROWTH:
      words = {"上年水平 = 本年水平 / (1 + 本年增速)",
               "level of the year before = level / (1 + growth)"};
      break;
    case type::v1::DERIVATION_FORMULA_DAYS_FROM_RATE:
      words = {"天数 = 比率 x 全期天数", "days = rate x days of the period"};
      break;
    default:
      return {};
  }
  const std::string inputs = absl::StrJoin(derivation.inputs(), ", ");
  return {absl::StrCat(words.zh, ";依据 ", inputs), absl::StrCat(words.en, "; from ", inputs)};
}

std::vector<Cell> MachineRow(const EvidenceItem& item) {
  const auto& answer = item.answer;
  const auto& document = answer.document();
  const bool found = !answer.paragraph().empty();
  return {OrMissing(item.target),
          OrMissing(item.indicator),
          OrMissing(item.series),
          OrMissing(item.period),
          OrMissing(answer.published_text()),
          OrMissing(answer.evidence().quote().exact()),
          OrMissing(answer.evidence().no_quote_reason()),
          OrMissing(answer.sentence()),
          OrMissing(answer.paragraph()),
          OrMissing(found, answer.paragraph_number()),
          OrMissing(found, answer.quote_offset()),
          OrMissing(answer.heading()),
          PlainCell(document.id()),
          TextCell(output::FromProto(document.title())),
          OrMissing(document.publisher()),
          OrMissing(document.address()),
          OrMissing(document.publication().date()),
          output::BoolCell(document.publication().estimated(), {}),
          output::CodeCell(output::CodeOf(document.confidence()),
                           output::WordOf(document.confidence())),
          OrMissing(answer.section().id()),
          OrMissing(FormulaCode(item.derivation)),
          Cell{{},
               std::vector<std::string>(item.derivation.inputs().begin(),
                                        item.derivation.inputs().end())}};
}

Text WhereWords(const store::v1::GetEvidenceResponse& answer) {
  if (answer.paragraph().empty()) return {};
  const std::string number = absl::StrCat(answer.paragraph_number());
  // The print's own heading; where the document has named sections, theirs in English.
  const std::string& zh = answer.heading();
  const std::string& en =
      answer.section().title().en().empty() ? zh : answer.section().title().en();
  return {absl::StrCat(zh, zh.empty() ? "" : ",", "第", number, "段"),
          absl::StrCat(en, en.empty() ? "" : ", ", "paragraph ", number)};
}

Text WhyNoQuote(const store::v1::GetEvidenceResponse& answer) {
  if (answer.evidence().has_quote()) return {};
  Text reason = output::GroundsOf(answer.evidence());
  if (reason.empty()) return {"没有引文,也未说明原因", "no quote, and no reason is stated"};
  return reason;
}

// The paragraph with marks around the quote; without marks when the offset does not fit the text.
std::string Marked(const store::v1::GetEvidenceResponse& answer) {
  const std::string& paragraph = answer.paragraph();
  const std::string& quote = answer.evidence().quote().exact();
  const auto offset = static_cast<size_t>(answer.quote_offset());
  const bool fits = answer.quote_offset() >= 0 && !quote.empty() && offset <= paragraph.size() &&
                    paragraph.compare(offset, quote.size(), quote) == 0;
  const auto clean = [](absl::string_view text) {
    return absl::StrReplaceAll(output::Printable(text),
                               {{kOpen, "\xEF\xBF\xBD"}, {kClose, "\xEF\xBF\xBD"}});
  };
  if (!fits) return clean(paragraph);
  return absl::StrCat(clean(absl::string_view(paragraph).substr(0, offset)), kOpen, clean(quote),
                      kClose, clean(absl::string_view(paragraph).substr(offset + quote.size())));
}

}  // namespace

Document EvidenceDocument(const std::vector<EvidenceItem>& items) {
  Table table;
  table.key = "evidence";
  table.columns = MachineColumns();
  for (const EvidenceItem& item : items) table.rows.push_back(MachineRow(item));
  Document document;
  document.tables.push_back(std::move(table));
  if (!items.empty()) {
    document.footer = {output::RevisionEntry(items.front().answer.revision())};
  }
  return document;
}

Document EvidenceCard(const EvidenceItem& item) {
  const auto& answer = item.answer;
  const auto& source = answer.document();
  Table card;
  card.key = "evidence";
  card.layout = Table::Layout::kRecord;
  card.columns = {{.key = "published_text", .header = {"公布原文", "published as"}},
                  {.key = "document", .header = {"来源", "document"}},
                  {.key = "publisher", .header = {"发布", "publisher"}},
                  {.key = "address", .header = {"网址", "address"}},
                  {.key = "publication", .header = {"公布日期", "published"}},
                  {.key = "confidence", .header = {"可信度", "confidence"}},
                  {.key = "where", .header = {"位置", "place"}},
                  {.key = "sentence", .header = {"原句", "sentence"}},
                  {.key = "no_quote", .header = {"无引文", "no quote"}},
                  {.key = "derivation", .header = {"推算", "derived as"}}};
  const Text title = output::FromProto(source.title());
  card.rows = {
      {PlainCell(answer.published_text()),
       TextCell({absl::StrCat(title.In(output::Language::kChinese), "(", source.id(), ")"),
                 absl::StrCat(title.In(output::Language::kEnglish), " (", source.id(), ")")}),
       PlainCell(source.publisher()), PlainCell(source.address()),
       TextCell(PublicationWords(source.publication())),
       TextCell(output::WordOf(source.confidence())), TextCell(WhereWords(answer)),
       PlainCell(answer.sentence()), TextCell(WhyNoQuote(answer)),
       TextCell(DerivationWords(item.derivation))}};
  Document document;
  document.headline = item.title;
  document.tables.push_back(std::move(card));
  return document;
}

void WritePassage(const EvidenceItem& item, bool styled, int width, std::ostream& out) {
  if (item.answer.paragraph().empty()) return;
  out << '\n';
  const std::string open = styled ? "\x1b[1;4m" : "【";
  const std::string close = styled ? "\x1b[0m" : "】";
  constexpr int kIndent = 4;
  bool inside = false;
  for (std::string line : output::Wrap(Marked(item.answer), width > 0 ? width - kIndent : 0)) {
    const bool begins_inside = inside;
    if (line.find(kOpen) != std::string::npos) inside = true;
    if (line.rfind(kClose) != std::string::npos) inside = false;
    line = absl::StrReplaceAll(line, {{kOpen, open}, {kClose, close}});
    // A terminal forgets nothing at a line end, but a pager may: each line stands alone.
    if (styled && begins_inside) line.insert(0, open);
    if (styled && inside) line += close;
    out << std::string(kIndent, ' ') << line << '\n';
  }
}

}  // namespace indicast::cli
