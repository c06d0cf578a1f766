#include "clients/batch/progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/batch/errors.h"

namespace indicast::batch {
namespace {

constexpr absl::Duration kRedraw = absl::Milliseconds(200);
constexpr absl::Duration kNextLine = absl::Seconds(10);
constexpr int kBarCells = 24;
// Erases from the cursor to the end of the line.
constexpr char kErase[] = "\r\x1b[K";

Text Time(double seconds) {
  const auto whole = static_cast<int64_t>(std::ceil(seconds));
  if (whole < 120) return {absl::StrCat(whole, "秒"), absl::StrCat(whole, " s")};
  if (whole < 7200) return {absl::StrCat(whole / 60, "分"), absl::StrCat(whole / 60, " min")};
  return {absl::StrCat(whole / 3600, "小时"), absl::StrCat(whole / 3600, " h")};
}

}  // namespace

Progress::Progress(std::ostream& err, Options options) : err_(err), options_(std::move(options)) {}

Progress::~Progress() { ClearBar(); }

void Progress::ClearBar() {
  if (drawn_bytes_ == 0) return;
  err_ << kErase;
  err_.flush();
  drawn_bytes_ = 0;
}

void Progress::Say(const Text& text) {
  ClearBar();
  err_ << OneLine(text.In(options_.language)) << '\n';
  err_.flush();
}

void Progress::Advance(int64_t done, int64_t total) {
  if (options_.style == Style::kNone) return;
  const absl::Time now = options_.clock->Now();
  if (!started_ || done < started_with_) {
    started_ = true;
    started_at_ = now;
    started_with_ = done;
    // The first line of a log comes when there is a rate to tell.
    if (options_.style == Style::kLines) drawn_at_ = now;
  }
  const bool is_bar = options_.style == Style::kBar;
  if (now - drawn_at_ < (is_bar ? kRedraw : kNextLine)) return;
  drawn_at_ = now;
  const std::string line = Line(done, total, now);
  if (is_bar) {
    err_ << kErase << line;
    drawn_bytes_ = line.size();
  } else {
    err_ << line << '\n';
  }
  err_.flush();
}

std::string Progress::Line(int64_t done, int64_t total, absl::Time now) const {
  const bool chinese = options_.language == Language::kChinese;
  const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
  std::string line;
  if (options_.style == Style::kBar) {
    const auto full = static_cast<size_t>(std::clamp(share, 0.0, 1.0) * kBarCells);
    line = absl::StrCat("[", std::string(full, '#'), std::string(kBarCells - full, '.'), "] ");
  }
  absl::StrAppend(&line, done, "/", total, " ", options_.unit.In(options_.language),
                  absl::StrFormat(" %.0f%%", share * 100));
  const double elapsed = absl::ToDoubleSeconds(now - started_at_);
  const auto new_ones = static_cast<double>(done - started_with_);
  if (elapsed <= 0 || new_ones <= 0) return line;
  const double rate = new_ones / elapsed;
  const std::string number =
      rate < 10 ? absl::StrFormat("%.1f", rate) : absl::StrFormat("%.0f", rate);
  absl::StrAppend(&line,
                  chinese ? absl::StrCat(",每秒 ", number) : absl::StrCat(", ", number, "/s"));
  if (done >= total) return line;
  const Text left = Time(static_cast<double>(total - done) / rate);
  absl::StrAppend(&line,
                  chinese ? absl::StrCat(",剩余 ", left.zh) : absl::StrCat(", ", left.en, " left"));
  return line;
}

}  // namespace indicast::batch
