#include "clients/batch/job_reader.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cpp/column_names.h"

namespace indicast::batch {
namespace {

using nlohmann::json;

// Digits that a double keeps of any decimal text.
constexpr int kDoubleDigits = 15;

absl::string_view View(const std::string& text) { return {text.data(), text.size()}; }

std::string Shown(const json& value) {
  return Shorten(value.dump(-1, ' ', false, json::error_handler_t::replace), 40);
}

}  // namespace

std::string JobReader::Below(absl::string_view path, absl::string_view key) {
  return absl::StrCat(path, path.empty() ? "" : ".", key);
}

std::string JobReader::Item(absl::string_view path, size_t index) {
  return absl::StrCat(path, "[", index, "]");
}

void JobReader::Problem(absl::string_view path, const Text& what) {
  problems_.push_back({path.empty() ? "job" : std::string(path), what.In(language_)});
}

bool JobReader::Object(const std::string& path, const json& value,
                       const std::vector<std::string>& keys) {
  if (!value.is_object()) {
    Problem(path, {absl::StrCat("须为对象 {...},现为 ", Shown(value)),
                   absl::StrCat("must be an object {...}, not ", Shown(value))});
    return false;
  }
  for (const auto& [key, unused] : value.items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const std::string near = client::NearestName(View(key), keys);
    const std::string known = absl::StrJoin(keys, ", ");
    Problem(Below(path, View(key)),
            {absl::StrCat("没有此项", near.empty() ? "" : ";是否指 " + near, ";可用:", known),
             absl::StrCat("is not known here", near.empty() ? "" : "; did you mean " + near + "?",
                          "; known are ", known)});
  }
  return true;
}

const json* JobReader::Find(const std::string& path, const json& object, const char* key,
                            bool required) {
  const auto found = object.find(key);
  if (found != object.end()) return &*found;
  if (required) Problem(Below(path, key), {"缺少此项", "is missing"});
  return nullptr;
}

std::string JobReader::TextAt(const std::string& path, const json& object, const char* key,
                              bool required) {
  const json* value = Find(path, object, key, required);
  if (value == nullptr) return "";
  if (value->is_string() && !value->get_ref<const std::string&>().empty()) {
    return value->get<std::string>();
  }
  Problem(Below(path, key), {absl::StrCat("须为非空文字,现为 ", Shown(*value)),
                             absl::StrCat("must be a text, not empty, not ", Shown(*value))});
  return "";
}

std::optional<int64_t> JobReader::WholeAt(const std::string& path, const json& object,
                                          const char* key, WholeRange range, bool required) {
  const json* value = Find(path, object, key, required);
  if (value == nullptr) return std::nullopt;
  // JSON has one kind of number: 7.0 is whole.
  const bool whole = value->is_number_float() &&
                     std::floor(value->get<double>()) == value->get<double>() &&
                     std::fabs(value->get<double>()) < 1e15;
  const bool beyond =
      value->is_number_unsigned() && value->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX);
  if ((value->is_number_integer() && !beyond) || whole) {
    const auto number = value->get<int64_t>();
    if (number >= range.min && number <= range.max) return number;
  }
  Problem(Below(path, key),
          {absl::StrCat("须为 ", range.min, " 至 ", range.max, " 的整数,现为 ", Shown(*value)),
           absl::StrCat("must be a whole number from ", range.min, " to ", range.max, ", not ",
                        Shown(*value))});
  return std::nullopt;
}

std::optional<Decimal> JobReader::ToDecimal(const std::string& path, const json& value) {
  if (value.is_string()) {
    if (auto parsed = Decimal::Parse(View(value.get_ref<const std::string&>())); parsed.ok()) {
      return *parsed;
    }
  } else if (value.is_number()) {
    if (auto parsed = Decimal::FromDouble(value.get<double>(), kDoubleDigits); parsed.ok()) {
      return *parsed;
    }
  }
  Problem(path, {absl::StrCat("须为数,如 3.5 或 \"3.5\"(至多30位、18位小数,不用指数),现为 ",
                              Shown(value)),
                 absl::StrCat("must be a number such as 3.5, or \"3.5\" (at most 30 digits and 18 "
                              "decimals, no exponent), not ",
                              Shown(value))});
  return std::nullopt;
}

std::optional<Decimal> JobReader::DecimalAt(const std::string& path, const json& object,
                                            const char* key, bool required) {
  const json* value = Find(path, object, key, required);
  return value == nullptr ? std::nullopt : ToDecimal(Below(path, key), *value);
}

const json* JobReader::ArrayAt(const std::string& path, const json& object, const char* key,
                               size_t min, size_t max, bool required) {
  const json* value = Find(path, object, key, required);
  if (value == nullptr) return nullptr;
  if (value->is_array() && value->size() >= min && value->size() <= max) return value;
  Problem(Below(path, key), {absl::StrCat("须为有 ", min, " 至 ", max, " 项的列表 [...]"),
                             absl::StrCat("must be a list [...] of ", min, " to ", max, " items")});
  return nullptr;
}

std::vector<std::string> JobReader::TextsAt(const std::string& path, const json& object,
                                            const char* key) {
  constexpr size_t kMaxTexts = 10'000;
  const json* list = ArrayAt(path, object, key, 0, kMaxTexts);
  std::vector<std::string> texts;
  if (list == nullptr) return texts;
  std::set<std::string> seen;
  for (size_t i = 0; i < list->size(); ++i) {
    const json& item = (*list)[i];
    const std::string place = Item(Below(path, key), i);
    if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
      Problem(place, {absl::StrCat("须为非空文字,现为 ", Shown(item)),
                      absl::StrCat("must be a text, not empty, not ", Shown(item))});
    } else if (!seen.insert(item.get<std::string>()).second) {
      Problem(place, {absl::StrCat("重复:", Shown(item)),
                      absl::StrCat("is twice in the list: ", Shown(item))});
    } else {
      texts.push_back(item.get<std::string>());
    }
  }
  return texts;
}

}  // namespace indicast::batch
