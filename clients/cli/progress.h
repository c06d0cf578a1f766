// How far long work is, on stderr: one line, drawn over and wiped at the end. Nothing is shown in
// the first second. Where stderr is no terminal (--progress) a line each five seconds instead.
//
//   Progress progress(context.err(), {...});
//   {
//     const Progress::Phase phase = progress.Begin({"读取", "reading"}, files.size());
//     for (...) { ...; phase.Advance(n); }        // reading 120/400, 40/s, 7 s left
//   }
//
// Thread-safe, except that nobody else may write to the stream while a phase is open.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "clients/cli/output/table.h"
#include "common/clock/clock.h"

namespace indicast::cli {

class Progress {
 public:
  struct Options {
    bool shown = false;
    bool terminal = true;  // draw over the line, cut to `columns`
    int columns = 80;
    output::Language language = output::Language::kEnglish;
    const Clock* clock = &SystemClock();
    bool ticking = true;  // redraw by itself while work is silent; false: Tick does it
  };

  class Phase {
   public:
    explicit Phase(Progress& progress);
    // Wipes the line.
    ~Phase();
    Phase(const Phase&) = delete;
    Phase& operator=(const Phase&) = delete;
    // So many are done by now.
    void Advance(int64_t done) const;

   private:
    void Run();

    Progress& progress_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool is_ended_ = false;
    std::thread ticker_;
  };

  Progress(std::ostream& err, const Options& options);

  // One phase at a time. `total` 0: not known, only the time is shown.
  Phase Begin(output::Text name, int64_t total = 0);
  // Draws when it is time to.
  void Tick();

 private:
  void Draw(absl::Time now);
  void Wipe();
  std::string Line(absl::Time now) const;

  std::ostream& err_;
  const Options options_;
  const absl::Time started_;
  std::mutex mutex_;  // guards what follows and the stream
  output::Text name_;
  int64_t total_ = 0;
  int64_t done_ = 0;
  absl::Time phase_started_;
  absl::Time drawn_ = absl::InfinitePast();
  int drawn_width_ = 0;
};

}  // namespace indicast::cli
