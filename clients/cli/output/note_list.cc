#include "clients/cli/output/note_list.h"

#include <algorithm>

#include "absl/strings/str_join.h"

namespace indicast::cli::output {

int NoteList::Add(const Text& note) {
  if (note.empty()) return 0;
  const auto it = std::find(notes_.begin(), notes_.end(), note);
  if (it != notes_.end()) return static_cast<int>(it - notes_.begin()) + 1;
  notes_.push_back(note);
  return static_cast<int>(notes_.size());
}

void NoteMarks::Add(const Text& note) {
  const int number = list_.Add(note);
  if (number == 0 || std::count(numbers_.begin(), numbers_.end(), number) > 0) return;
  numbers_.push_back(number);
}

std::string NoteMarks::text() const { return absl::StrJoin(numbers_, ","); }

}  // namespace indicast::cli::output
