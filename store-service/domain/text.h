// Text of documents and names: UTF-8 checks, paragraphs, headings, sentences. Thread-safe free
// functions on views; nothing is copied, results point into the argument. Cost linear in the text.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::store {

// Number of code points, or -1 when the bytes are not valid UTF-8.
ptrdiff_t CountCharacters(absl::string_view text);

// True when the text holds a control character (C0, DEL or C1) other than those in `allowed`.
// The text must be valid UTF-8.
bool HasControlCharacter(absl::string_view text, absl::string_view allowed);

struct Paragraph {
  absl::string_view text;  // without the line break that ends it
  size_t offset = 0;       // byte offset in the document
};

// The paragraphs of a document in order: runs of lines that are not blank. A single line break
// stays inside its paragraph; a line of spaces only is blank.
std::vector<Paragraph> SplitParagraphs(absl::string_view document);

// The heading a paragraph opens with, such as (三)坚持优平台、拓空间 or 二、2024年工作重点: a
// number in Chinese, in brackets or followed by 、, up to the end of the clause. Empty when there
// is none.
absl::string_view HeadingOf(absl::string_view paragraph);

// The sentence or sentences of `paragraph` that hold [begin, begin + length). Sentences end at
// 。 and at ; ! ? in full width or ASCII, closing quotation marks and brackets included; an
// ASCII full stop ends one only before a space or the end. The range must lie in the paragraph.
absl::string_view SentenceAround(absl::string_view paragraph, size_t begin, size_t length);

}  // namespace indicast::store
