#include "store-service/domain/quote.h"

#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

struct Occurrence {
  size_t paragraph = 0;  // index
  size_t offset = 0;     // in the paragraph
};

// As string_view::find, which tries at every byte that begins like the needle: in Chinese text
// every third one.
size_t Find(absl::string_view text, absl::string_view needle, size_t from) {
  if (from > text.size()) return absl::string_view::npos;
  const char* const begin = text.data() + from;
  const void* const found = ::memmem(begin, text.size() - from, needle.data(), needle.size());
  if (found == nullptr) return absl::string_view::npos;
  return from + static_cast<size_t>(static_cast<const char*>(found) - begin);
}

// Occurrences in their context, at most two; `bare` counts those without regard to the context.
std::vector<Occurrence> Occurrences(absl::string_view text,
                                    const std::vector<Paragraph>& paragraphs,
                                    const TextQuote& quote, int& bare) {
  std::vector<Occurrence> found;
  for (size_t i = 0; i < paragraphs.size(); ++i) {
    const Paragraph& paragraph = paragraphs[i];
    for (size_t at = Find(paragraph.text, quote.exact, 0); at != absl::string_view::npos;
         at = Find(paragraph.text, quote.exact, at + 1)) {
      ++bare;
      const size_t begin = paragraph.offset + at;
      if (absl::EndsWith(text.substr(0, begin), quote.prefix) &&
          absl::StartsWith(text.substr(begin + quote.exact.size()), quote.suffix)) {
        found.push_back({i, at});
        if (found.size() == 2) return found;
      }
    }
  }
  return found;
}

absl::Status NotFound(absl::string_view text, const TextQuote& quote, int bare) {
  const std::string shown = Shorten(quote.exact);
  if (bare > 0) {
    return FieldError(
        "exact",
        absl::StrCat("'", shown, "' occurs ", bare,
                     " time(s) in the document, but never directly after the given "
                     "prefix and before the given suffix; copy both from the document"),
        "QUOTE_NOT_FOUND");
  }
  if (absl::StrContains(text, quote.exact)) {
    return FieldError("exact",
                      absl::StrCat("'", shown,
                                   "' crosses a paragraph break of the document; quote "
                                   "from one paragraph only"),
                      "QUOTE_NOT_FOUND");
  }
  return FieldError("exact",
                    absl::StrCat("'", shown,
                                 "' is not in the document; copy the words exactly as "
                                 "printed, slips and punctuation included"),
                    "QUOTE_NOT_FOUND");
}

// The one place of the quote.
absl::StatusOr<Occurrence> Locate(absl::string_view text, const std::vector<Paragraph>& paragraphs,
                                  const TextQuote& quote) {
  if (quote.exact.empty()) return FieldError("exact", "must not be empty", "QUOTE_NOT_FOUND");
  int bare = 0;
  const std::vector<Occurrence> found = Occurrences(text, paragraphs, quote, bare);
  if (found.empty()) return NotFound(text, quote, bare);
  if (found.size() > 1) {
    return FieldError("exact",
                      absl::StrCat("'", Shorten(quote.exact),
                                   "' occurs more than once in the "
                                   "document; give the words before it as prefix or after it as "
                                   "suffix"),
                      "QUOTE_AMBIGUOUS");
  }
  return found[0];
}

}  // namespace

absl::Status CheckQuote(absl::string_view text, const std::vector<Paragraph>& paragraphs,
                        const TextQuote& quote) {
  return Locate(text, paragraphs, quote).status();
}

absl::StatusOr<QuotePlace> FindQuote(absl::string_view text, const TextQuote& quote) {
  const std::vector<Paragraph> paragraphs = SplitParagraphs(text);
  ASSIGN_OR_RETURN(const Occurrence found, Locate(text, paragraphs, quote));
  const Paragraph& paragraph = paragraphs[found.paragraph];
  QuotePlace place;
  place.paragraph = paragraph.text;
  place.paragraph_number = static_cast<int>(found.paragraph) + 1;
  place.offset = found.offset;
  place.text_offset = paragraph.offset + found.offset;
  place.sentence = SentenceAround(paragraph.text, place.offset, quote.exact.size());
  for (size_t i = found.paragraph + 1; i-- > 0 && place.heading.empty();) {
    place.heading = HeadingOf(paragraphs[i].text);
  }
  return place;
}

const DocumentSection* SectionAt(const Document& document, size_t text_offset) {
  const DocumentSection* found = nullptr;
  for (const DocumentSection& section : document.sections) {
    const auto start = FindQuote(document.text, section.start);
    if (start.ok() && start->text_offset <= text_offset) found = &section;
  }
  return found;
}

}  // namespace indicast::store
