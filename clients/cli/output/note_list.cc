#include "clients/cli/output/note_list.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace indicast::cli::output {
namespace {

bool EndsWithAny(const std::string& text, std::initializer_list<absl::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](absl::string_view ending) { return absl::EndsWith(text, ending); });
}

Text Sentence(Text text) {
  if (!text.zh.empty() && !EndsWithAny(text.zh, {"。", "！", "？", ".", "!", "?"})) text.zh += "。";
  if (!text.en.empty()) {
    text.en[0] = absl::ascii_toupper(static_cast<unsigned char>(text.en[0]));
    if (!EndsWithAny(text.en, {".", "!", "?", "。"})) text.en += ".";
  }
  return text;
}

}  // namespace

int NoteList::Add(const Text& text) {
  if (text.empty()) return 0;
  const Text note = Sentence(text);
  const auto it = std::find(notes_.begin(), notes_.end(), note);
  if (it != notes_.end()) return static_cast<int>(it - notes_.begin()) + 1;
  notes_.push_back(note);
  return static_cast<int>(notes_.size());
}

void NoteMarks::Add(const Text& note) {
  const int number = list_->Add(note);
  if (number == 0 || std::count(numbers_.begin(), numbers_.end(), number) > 0) return;
  numbers_.push_back(number);
}

std::string NoteMarks::text() const {
  std::vector<int> ascending = numbers_;
  std::sort(ascending.begin(), ascending.end());
  return absl::StrJoin(ascending, ",");
}

}  // namespace indicast::cli::output
