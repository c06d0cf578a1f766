// What indicast-store does besides serving: `indicast-store backup|verify|restore`. Words in
// Chinese and English, errors as one line, exit codes as ExitCodeOf says. Thread-safe: free
// functions.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::store {

enum class Language { kEnglish, kChinese };
enum class Operation { kBackup, kVerify, kRestore };

struct OperationCall {
  Operation operation = Operation::kVerify;
  std::string from;  // of kBackup and kVerify the data directory, of kRestore the backup
  std::string to;    // of kBackup the new backup, of kRestore the data directory
  Language language = Language::kEnglish;
  bool help = false;
};

// "zh" and "en" as given, else by the locale: Chinese where it begins with "zh".
Language LanguageOf(absl::string_view locale);

// `arguments` begin with the operation: "backup", "--data-dir", "d", "--to=b". Flags may be written
// with '_' for '-'. kInvalidArgument (CONFIGURATION_INVALID) for an unknown operation or flag, with
// the nearest one that exists, and for a missing or an empty value.
absl::StatusOr<OperationCall> ParseOperation(const std::vector<absl::string_view>& arguments,
                                             Language language);

// What `indicast-store <operation> --help` says.
std::string OperationHelp(Operation operation, Language language);
// The operations in both languages, for the help of the program.
std::string OperationsOverview();

// Runs it and returns the exit code. The result goes to `out`, progress (when `err_is_terminal`)
// and the error to `err`. SIGINT and SIGTERM, which must be blocked, end it between two steps.
int RunOperation(const OperationCall& call, bool err_is_terminal, std::ostream& out,
                 std::ostream& err);

}  // namespace indicast::store
