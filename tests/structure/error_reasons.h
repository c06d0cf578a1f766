// The reasons of errors: those the code can give, and those docs/errors.md explains.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace indicast::structure {

// Names of canonical codes ("NOT_FOUND") by reason ("UNIT_NOT_FOUND").
using Reasons = std::map<std::string, std::set<std::string>>;

// The reasons in the code of one file: literals, or constants of this file, in the reason argument
// of Error, FieldError and FieldErrors (common/status/error.h) with the code of that call; and
// every other literal of the form UPPER_SNAKE with an underscore, without a code: it may be
// forwarded to one of them.
Reasons FindReasons(absl::string_view code);

// The rows of the table "| reason | code | meaning | next step |". A code cell may name several
// codes with commas between them; back quotes are ignored. A row without meaning or next step
// counts as missing, and so does the second row of a reason.
Reasons ReadReasonTable(absl::string_view markdown);

// The codes in the rows of the table "| reason code | meaning |" that have a meaning.
std::set<std::string> ReadVerdictTable(absl::string_view markdown);

// The codes in the rows of the table "| finding | meaning | what to do |".
std::set<std::string> ReadFindingTable(absl::string_view markdown);

}  // namespace indicast::structure
