// A page of documentation whose shell blocks are run by a test: ```sh blocks in order, each with
// the lines that a ```text block after it shows as output. Thread-safe free functions on values.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::testing {

struct ShellBlock {
  int line = 0;  // of the page, from 1: the first line of the script
  std::string script;
  std::vector<std::string> shown;  // without empty lines
};

// The blocks in order. kInvalidArgument with the line of the page: a fence of another language (it
// would not be run), one that nobody closes, shown output without a script before it, no block.
absl::StatusOr<std::vector<ShellBlock>> ReadShellPage(absl::string_view markdown);

// The first shown line that the output does not have, in the order shown; empty when it has all.
// A shown line is part of a line of the output, compared with runs of spaces as one; "..." stands
// for any words of that line.
std::string FirstLineNotIn(absl::string_view output, const std::vector<std::string>& shown);

// One script for bash that stops at the first command that fails. What block i (from 0) writes to
// both streams goes to OUTPUT_FOLDER/i; background jobs are ended when it ends.
std::string ScriptOf(const std::vector<ShellBlock>& blocks, const std::string& output_folder);

}  // namespace indicast::testing
