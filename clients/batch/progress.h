// Progress: how far a run is, on stderr: a bar drawn over on a terminal, else a line now and then
// that a log keeps. Thread-compatible.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "clients/batch/language.h"
#include "common/clock/clock.h"

namespace indicast::batch {

class Progress {
 public:
  enum class Style { kNone, kBar, kLines };
  struct Options {
    Style style = Style::kNone;
    Language language = Language::kEnglish;
    const Clock* clock = &SystemClock();
    Text unit = {"行", "rows"};
  };

  Progress(std::ostream& err, Options options);
  // Ends the line of a bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // So many of `total` are done. The first call is the start that rates are measured from.
  void Advance(int64_t done, int64_t total);
  // A line of its own between the drawings.
  void Say(const Text& text);

 private:
  std::string Line(int64_t done, int64_t total, absl::Time now) const;
  void ClearBar();

  std::ostream& err_;
  const Options options_;
  bool started_ = false;
  absl::Time started_at_;
  int64_t started_with_ = 0;
  absl::Time drawn_at_ = absl::InfinitePast();
  size_t drawn_bytes_ = 0;  // of the bar on the screen
};

}  // namespace indicast::batch
