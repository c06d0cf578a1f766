// The Chinese words that a curator may write for the codes of the data files, and the Chinese names
// of their columns. The codes and the English names are the canonical forms; common/vocabulary
// parses the codes. Thread-safe free functions on constant tables; cost a walk of one table.
#pragma once

#include "absl/strings/string_view.h"

namespace indicast::client {

// The code that `word` stands for in this column ("measure" 增速 -> "growth"); the word itself when
// it is none of the table, so that its parser says what is allowed. The column of
// indicator_links.csv is "link_relation", because targets have another relation.
absl::string_view CodeOfWord(absl::string_view column, absl::string_view word);

// "数值" -> "value"; empty when it is no name of the table.
absl::string_view ColumnOfWord(absl::string_view word);

}  // namespace indicast::client
