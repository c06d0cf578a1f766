// Finding a quote in the text of a document. Thread-safe free functions; results point into `text`.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/records.h"
#include "store-service/domain/text.h"

namespace indicast::store {

// Where a quote stands in a document.
struct QuotePlace {
  absl::string_view paragraph;
  int paragraph_number = 0;    // from 1
  size_t offset = 0;           // byte offset of the quote in the paragraph
  size_t text_offset = 0;      // byte offset of the quote in the text
  absl::string_view sentence;  // of the paragraph, around the quote
  absl::string_view heading;   // nearest heading at or before the quote; may be empty
};

// The one place of the quote: the exact text inside one paragraph, directly after the prefix and
// directly before the suffix. kInvalidArgument for the field "exact": QUOTE_NOT_FOUND when there is
// none, QUOTE_AMBIGUOUS when there are several; `text` must be UTF-8. Cost linear in the text.
absl::StatusOr<QuotePlace> FindQuote(absl::string_view text, const TextQuote& quote);

// Whether the quote has one place in the text, by the rules and with the errors of FindQuote.
// `paragraphs` are SplitParagraphs(text). For many quotes of one document: cost one search.
absl::Status CheckQuote(absl::string_view text, const std::vector<Paragraph>& paragraphs,
                        const TextQuote& quote);

// The section of the document that holds the byte `text_offset` of its text: the last one that
// begins at or before it; null when there is none. Cost sections x text.
const DocumentSection* SectionAt(const Document& document, size_t text_offset);

}  // namespace indicast::store
