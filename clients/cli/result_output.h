// Where the results of a command go: straight to stdout, to a file that appears as a whole, or to
// the terminal through a pager once it is known how long they are.
// Thread-compatible. Holds what is written in memory, except on the straight way.
#pragma once

#include <functional>
#include <ostream>
#include <streambuf>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace indicast::cli {

class ResultOutput final : private std::streambuf {
 public:
  // Straight to `out`, which outlives this object.
  explicit ResultOutput(std::ostream& out);
  ResultOutput(const ResultOutput&) = delete;
  ResultOutput& operator=(const ResultOutput&) = delete;

  // Hands over everything written so far, on a flush that has news and at the end.
  using Save = std::function<absl::Status(absl::string_view)>;
  void ToFile(Save save);

  // Texts of more than `lines` lines go to `show`, which says whether it could; others, and all
  // when it could not, straight to `out`. A flush hands over at once and without the pager: the
  // command goes on, and its user waits.
  using Show = std::function<bool(absl::string_view)>;
  void ToPager(int lines, Show show);

  std::ostream& stream() { return stream_; }
  // True when nothing is held back.
  bool straight() const { return way_ == Way::kStraight; }
  bool to_file() const { return way_ == Way::kFile; }

  // The end of the command. OK, or the error of saving.
  absl::Status Finish();

 private:
  enum class Way { kStraight, kFile, kPager };

  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

  std::ostream& out_;
  std::ostream stream_;
  Way way_ = Way::kStraight;
  std::string held_;
  size_t saved_ = 0;  // of held_
  Save save_;
  Show show_;
  int lines_ = 0;
  absl::Status status_;
};

}  // namespace indicast::cli
