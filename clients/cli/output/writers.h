// The three renderings behind Write, one file each. Thread-safe free functions.
#pragma once

#include <ostream>

#include "clients/cli/output/table.h"

namespace indicast::cli::output {

void WriteTable(const Document& document, Language language, int width, std::ostream& out);
void WriteJson(const Document& document, std::ostream& out);
void WriteCsv(const Document& document, Language language, std::ostream& out);

}  // namespace indicast::cli::output
