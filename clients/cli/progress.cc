#include "clients/cli/progress.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/output/text_width.h"

namespace indicast::cli {
namespace {

using output::Text;

constexpr absl::Duration kSilence = absl::Seconds(1);
constexpr absl::Duration kRedraw = absl::Milliseconds(100);
constexpr absl::Duration kNextLine = absl::Seconds(5);
constexpr std::chrono::milliseconds kTick(200);

Text Time(double seconds) {
  const auto whole = static_cast<int64_t>(std::ceil(seconds));
  if (whole < 60) return {absl::StrCat(whole, "秒"), absl::StrCat(whole, " s")};
  return {absl::StrCat(whole / 60, "分", whole % 60, "秒"),
          absl::StrCat(whole / 60, " min ", whole % 60, " s")};
}

Text Rate(double per_second) {
  const std::string number =
      per_second < 10 ? absl::StrFormat("%.1f", per_second) : absl::StrFormat("%.0f", per_second);
  return {absl::StrCat("每秒", number), absl::StrCat(number, "/s")};
}

}  // namespace

Progress::Progress(std::ostream& err, const Options& options)
    : err_(err), options_(options), started_(options.clock->Now()) {}

Progress::Phase Progress::Begin(Text name, int64_t total) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    name_ = std::move(name);
    total_ = total;
    done_ = 0;
    phase_started_ = options_.clock->Now();
  }
  return Phase(*this);
}

void Progress::Tick() {
  if (!options_.shown) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const absl::Time now = options_.clock->Now();
  if (now - started_ < kSilence) return;
  if (now - drawn_ < (options_.terminal ? kRedraw : kNextLine)) return;
  Draw(now);
}

std::string Progress::Line(absl::Time now) const {
  const double elapsed = absl::ToDoubleSeconds(now - phase_started_);
  const bool chinese = options_.language == output::Language::kChinese;
  const char* comma = chinese ? "," : ", ";
  std::string line = name_.In(options_.language);
  if (total_ <= 0) return absl::StrCat(line, comma, Time(elapsed).In(options_.language));
  absl::StrAppend(&line, " ", done_, "/", total_);
  if (done_ <= 0 || elapsed <= 0) return line;
  const double rate = static_cast<double>(done_) / elapsed;
  absl::StrAppend(&line, comma, Rate(rate).In(options_.language));
  if (done_ >= total_) return line;
  const std::string left = Time(static_cast<double>(total_ - done_) / rate).In(options_.language);
  return absl::StrCat(line, comma, chinese ? absl::StrCat("剩余", left) : left + " left");
}

void Progress::Draw(absl::Time now) {
  drawn_ = now;
  const std::string line = Line(now);
  if (!options_.terminal) {
    err_ << line << '\n';
  } else {
    // The last column stays free: some terminals move on when it is filled.
    const std::string fitting = output::Wrap(line, std::max(1, options_.columns - 1)).front();
    const int width = output::DisplayWidth(fitting);
    err_ << '\r' << output::PadRight(fitting, drawn_width_);
    drawn_width_ = width;
  }
  err_.flush();
}

void Progress::Wipe() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (drawn_width_ == 0) return;
  err_ << '\r' << std::string(static_cast<size_t>(drawn_width_), ' ') << '\r';
  err_.flush();
  drawn_width_ = 0;
}

Progress::Phase::Phase(Progress& progress) : progress_(progress) {
  if (progress.options_.shown && progress.options_.ticking) {
    ticker_ = std::thread([this] { Run(); });
  }
}

Progress::Phase::~Phase() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_ended_ = true;
  }
  ended_.notify_all();
  if (ticker_.joinable()) ticker_.join();
  progress_.Wipe();
}

void Progress::Phase::Advance(int64_t done) const {
  {
    const std::lock_guard<std::mutex> lock(progress_.mutex_);
    progress_.done_ = done;
  }
  progress_.Tick();
}

void Progress::Phase::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ended_.wait_for(lock, kTick, [this] { return is_ended_; })) progress_.Tick();
}

}  // namespace indicast::cli
