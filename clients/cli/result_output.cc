#include "clients/cli/result_output.h"

#include <algorithm>
#include <utility>

namespace indicast::cli {

ResultOutput::ResultOutput(std::ostream& out) : out_(out), stream_(nullptr) { stream_.rdbuf(this); }

void ResultOutput::ToFile(Save save) {
  way_ = Way::kFile;
  save_ = std::move(save);
}

void ResultOutput::ToPager(int lines, Show show) {
  way_ = Way::kPager;
  lines_ = lines;
  show_ = std::move(show);
}

absl::Status ResultOutput::Finish() {
  const bool lengthy = way_ == Way::kPager && std::count(held_.begin(), held_.end(), '\n') > lines_;
  out_.flush();
  if (lengthy && show_(held_)) held_.clear();
  sync();
  return status_;
}

ResultOutput::int_type ResultOutput::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof())) {
    return traits_type::not_eof(character);
  }
  const char text = traits_type::to_char_type(character);
  return xsputn(&text, 1) == 1 ? character : traits_type::eof();
}

std::streamsize ResultOutput::xsputn(const char* text, std::streamsize size) {
  if (way_ != Way::kStraight) {
    held_.append(text, static_cast<size_t>(size));
    return size;
  }
  return out_.write(text, size).good() ? size : 0;
}

int ResultOutput::sync() {
  if (way_ == Way::kFile) {
    if (saved_ < held_.size()) {
      saved_ = held_.size();
      status_.Update(save_(held_));
    }
    return status_.ok() ? 0 : -1;
  }
  if (way_ == Way::kPager) {
    way_ = Way::kStraight;
    out_ << held_;
    held_.clear();
  }
  return out_.flush().good() ? 0 : -1;
}

}  // namespace indicast::cli
