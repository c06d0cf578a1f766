#include "tests/structure/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace indicast::structure {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRoots[] = {"common", "store-service", "projection-service", "clients",
                                  "tests"};

bool IsSkippedFolder(const std::string& name) {
  return name == "build" || name == "node_modules" || absl::StartsWith(name, ".");
}

bool IsCpp(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cc" || extension == ".hpp";
}

bool IsWordChar(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Length of the literal that starts with the quote at `code[0]`.
size_t QuotedLength(absl::string_view code) {
  for (size_t i = 1; i < code.size(); ++i) {
    if (code[i] == '\\') {
      ++i;
    } else if (code[i] == code[0]) {
      return i + 1;
    } else if (code[i] == '\n') {
      return i;
    }
  }
  return code.size();
}

// Length of R"x(...)x" when `code` starts with one, else 0.
size_t RawLiteralLength(absl::string_view code) {
  if (!absl::StartsWith(code, "R\"")) return 0;
  const size_t open = code.find('(');
  if (open == absl::string_view::npos) return 0;
  const std::string close = absl::StrCat(")", code.substr(2, open - 2), "\"");
  const size_t end = code.find(close, open);
  return end == absl::string_view::npos ? code.size() : end + close.size();
}

// Length of the comment that `code` starts with, else 0.
size_t CommentLength(absl::string_view code) {
  if (absl::StartsWith(code, "//")) {
    const size_t end = code.find('\n');
    return end == absl::string_view::npos ? code.size() : end;
  }
  if (absl::StartsWith(code, "/*")) {
    const size_t end = code.find("*/", 2);
    return end == absl::string_view::npos ? code.size() : end + 2;
  }
  return 0;
}

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

SourceTree ReadSourceTree(const std::string& root) {
  SourceTree tree;
  for (const char* folder : kRoots) {
    const fs::path start = fs::path(root) / folder;
    if (!fs::exists(start)) continue;
    for (auto it = fs::recursive_directory_iterator(start); it != fs::end(it); ++it) {
      if (it->is_directory() && IsSkippedFolder(it->path().filename().string())) {
        it.disable_recursion_pending();
      } else if (it->is_regular_file() && IsCpp(it->path())) {
        tree[fs::relative(it->path(), root).generic_string()] = ReadFile(it->path().string());
      }
    }
  }
  return tree;
}

size_t LiteralLength(absl::string_view code, size_t at) {
  const absl::string_view rest = code.substr(at);
  // After a word, R belongs to the word and ' separates digits.
  const bool in_word = at > 0 && IsWordChar(code[at - 1]);
  if (rest.empty()) return 0;
  if (rest[0] == '"') return QuotedLength(rest);
  if (in_word) return 0;
  return rest[0] == '\'' ? QuotedLength(rest) : RawLiteralLength(rest);
}

std::string WithoutComments(absl::string_view code) {
  std::string out;
  for (size_t at = 0; at < code.size();) {
    if (const size_t comment = CommentLength(code.substr(at)); comment > 0) {
      for (const char c : code.substr(at, comment)) out.push_back(c == '\n' ? '\n' : ' ');
      at += comment;
      continue;
    }
    const size_t copied = std::max<size_t>(1, LiteralLength(code, at));
    absl::StrAppend(&out, code.substr(at, copied));
    at += copied;
  }
  return out;
}

std::vector<std::string> IncludesOf(absl::string_view code) {
  std::vector<std::string> includes;
  const std::string plain = WithoutComments(code);
  for (absl::string_view line : absl::StrSplit(plain, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (!absl::ConsumePrefix(&line, "#")) continue;
    line = absl::StripLeadingAsciiWhitespace(line);
    if (!absl::ConsumePrefix(&line, "include")) continue;
    line = absl::StripLeadingAsciiWhitespace(line);
    const size_t end =
        line.empty() ? absl::string_view::npos : line.find(line[0] == '<' ? '>' : '"', 1);
    if (end != absl::string_view::npos) includes.emplace_back(line.substr(1, end - 1));
  }
  return includes;
}

}  // namespace indicast::structure
