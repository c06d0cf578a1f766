#include "clients/batch/json_form.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace indicast::batch {
namespace {

using nlohmann::json;

constexpr size_t kMaxDepth = 8;

class FormCheck : public nlohmann::json_sax<json> {
 public:
  FormCheck(absl::string_view text, Language language) : text_(text), language_(language) {}

  bool null() override { return Value(); }
  bool boolean(bool) override { return Value(); }
  bool number_integer(number_integer_t) override { return Value(); }
  bool number_unsigned(number_unsigned_t) override { return Value(); }
  bool number_float(number_float_t, const string_t&) override { return Value(); }
  bool string(string_t&) override { return Value(); }
  bool binary(binary_t&) override { return Value(); }
  bool start_object(std::size_t) override { return Enter(/*is_array=*/false); }
  bool start_array(std::size_t) override { return Enter(/*is_array=*/true); }
  bool end_object() override { return Leave(); }
  bool end_array() override { return Leave(); }

  bool key(string_t& name) override {
    open_.back().key = name;
    if (open_.back().keys.insert(name).second) return true;
    return Refuse(Path(), {"在同一个对象中出现两次;删去一个",
                           "occurs twice in one object; delete one of them"});
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& /*error*/) override {
    const size_t at = std::min(position == 0 ? 0 : position - 1, text_.size());
    const absl::string_view before = text_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t start = before.rfind('\n');
    const size_t column = 1 + at - (start == absl::string_view::npos ? 0 : start + 1);
    const std::string found = Shorten(token, 40);
    return Refuse(absl::StrCat("line ", line, ", column ", column),
                  {absl::StrCat("此处不是 JSON:'", found, "' 出乎意料;看看是否缺逗号、引号或括号"),
                   absl::StrCat("is not JSON here: '", found,
                                "' is unexpected; look for a missing comma, quote or bracket")});
  }

  const absl::Status& status() const { return status_; }

 private:
  struct Open {
    bool is_array = false;
    size_t index = 0;
    std::string key;
    std::set<std::string> keys;
  };

  std::string Path() const {
    std::string path;
    for (const Open& open : open_) {
      if (open.is_array) {
        absl::StrAppend(&path, "[", open.index, "]");
      } else {
        absl::StrAppend(&path, path.empty() ? "" : ".", open.key);
      }
    }
    return path;
  }

  bool Refuse(const std::string& field, const Text& what) {
    status_ = FieldError(field, what.In(language_), kJobFileInvalid);
    return false;
  }

  bool Enter(bool is_array) {
    if (open_.size() >= kMaxDepth) {
      return Refuse(Path(), {absl::StrCat("嵌套超过", kMaxDepth, "层"),
                             absl::StrCat("is nested deeper than ", kMaxDepth, " levels")});
    }
    open_.push_back({is_array, 0, "", {}});
    return true;
  }

  bool Leave() {
    open_.pop_back();
    return Value();
  }

  // A value is over: the next one of its array follows.
  bool Value() {
    if (!open_.empty() && open_.back().is_array) ++open_.back().index;
    return true;
  }

  absl::string_view text_;
  Language language_;
  std::vector<Open> open_;
  absl::Status status_;
};

}  // namespace

absl::Status CheckJsonForm(absl::string_view text, Language language) {
  FormCheck check(text, language);
  json::sax_parse(text.begin(), text.end(), &check);
  return check.status();
}

}  // namespace indicast::batch
