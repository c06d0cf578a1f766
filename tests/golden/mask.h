// Hides what must differ between two runs of the same program on the same data, and nothing else.
#pragma once

#include <string>

namespace indicast::testing {

// Ports, durations, commit times, build commits and request ids become fixed words. Everything that
// a user reads as data (digits, dates of publication, revisions, receipts) stays.
std::string Mask(const std::string& text);

}  // namespace indicast::testing
