// The renderings behind Write. Thread-safe free functions.
#pragma once

#include <ostream>

#include "clients/cli/output/table.h"

namespace indicast::cli::output {

inline bool ForPeople(Audience audience) { return audience != Audience::kMachines; }

void WriteTable(const Document& document, Language language, const Page& page, std::ostream& out);
void WriteJson(const Document& document, std::ostream& out);
void WriteNdjson(const Document& document, std::ostream& out);
void WriteCsv(const Document& document, Language language, bool excel, std::ostream& out);
void WriteMarkdown(const Document& document, Language language, std::ostream& out);

}  // namespace indicast::cli::output
