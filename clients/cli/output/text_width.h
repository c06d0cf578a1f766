// Display width of UTF-8 text on a terminal, by Unicode East Asian Width (utf8proc): wide and
// full-width characters count 2, combining ones 0, ambiguous ones 1. Thread-safe free functions,
// linear cost. Invalid UTF-8 is shown as U+FFFD.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::cli::output {

// Columns the text takes on a terminal.
int DisplayWidth(absl::string_view text);

// The text with control characters made harmless: tabs and line ends become one space, all others
// (escape sequences from data) U+FFFD.
std::string Printable(absl::string_view text);

// Lines of at most `width` columns (at least one character a line). Breaks at spaces, between
// Chinese characters and after the commas of a list, never before closing punctuation; a word
// longer than a line is broken anywhere. `width` <= 0: one line. Never empty.
std::vector<std::string> Wrap(absl::string_view text, int width);

// Columns of the longest piece that Wrap keeps together: a Latin word, a Chinese character with its
// punctuation.
int LongestPiece(absl::string_view text);

std::string PadRight(absl::string_view text, int width);
std::string PadLeft(absl::string_view text, int width);

}  // namespace indicast::cli::output
