// Numbered notes under a table; equal texts share a number. Thread-compatible.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/output/table.h"

namespace indicast::cli::output {

class NoteList {
 public:
  // The number of the note, from 1; 0 for an empty text, which is no note. A note is a sentence: it
  // begins with a capital (English) and ends with a stop, whoever wrote it.
  int Add(const Text& note);
  const std::vector<Text>& notes() const { return notes_; }

 private:
  std::vector<Text> notes_;
};

// Collects the numbers that one row refers to, ascending: "1,3".
class NoteMarks {
 public:
  explicit NoteMarks(NoteList& list) : list_(&list) {}
  void Add(const Text& note);
  std::string text() const;

 private:
  NoteList* list_;
  std::vector<int> numbers_;
};

}  // namespace indicast::cli::output
