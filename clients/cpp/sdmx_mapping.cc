#include "clients/cpp/sdmx_mapping.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cpp/column_names.h"
#include "clients/cpp/text_encoding.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace indicast::client {
namespace {

using nlohmann::json;

constexpr size_t kMaxDepth = 8;
constexpr size_t kMaxProblems = 100;
constexpr char kInvalid[] = "SDMX_MAPPING_INVALID";

constexpr std::array<absl::string_view, kSdmxFieldCount> kNames = {
    "indicator",      "area",
    "measure",        "price_basis",
    "scope",          "period",
    "stage",          "document",
    "value",          "unit",
    "unit_code",      "unit_multiplier",
    "decimals",       "frequency",
    "status",         "qualifier",
    "lower_bound",    "upper_bound",
    "published_text", "note",
    "note_zh",        "note_en",
    "quote",          "prefix",
    "suffix",         "no_quote_reason",
    "formula",        "inputs"};

absl::string_view View(const std::string& text) { return {text.data(), text.size()}; }

// Form of the text alone: syntax, depth, keys that occur twice (the later one would silently win).
class FormCheck : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return Deeper();
  }
  bool key(string_t& name) override {
    if (keys_.back().insert(name).second) return true;
    problem_ = absl::StrCat("'", Shorten(View(name)), "' occurs twice in one object; delete one");
    return false;
  }
  bool end_object() override {
    keys_.pop_back();
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override { return Deeper(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& /*error*/) override {
    position_ = position;
    problem_ = absl::StrCat("is not JSON here: '", Shorten(View(token), 40),
                            "' is unexpected; look for a missing comma, quote or bracket");
    return false;
  }

  const std::string& problem() const { return problem_; }
  // Of a syntax error; 0 otherwise.
  size_t position() const { return position_; }

 private:
  bool Deeper() {
    if (++depth_ <= kMaxDepth) return true;
    problem_ = absl::StrCat("is nested deeper than ", kMaxDepth, " levels");
    return false;
  }

  std::vector<std::set<std::string>> keys_;
  size_t depth_ = 0;
  size_t position_ = 0;
  std::string problem_;
};

class MappingReader {
 public:
  explicit MappingReader(absl::string_view file) { mapping_.file = std::string(file); }

  absl::StatusOr<SdmxMapping> Read(const json& root) {
    if (IsObject("", root) && KnownKeys("", root, {"$schema", "description", "dataflows"})) {
      ReadDataflows(root);
    }
    if (problems_.empty()) return std::move(mapping_);
    if (problems_.size() > kMaxProblems) problems_.resize(kMaxProblems);
    return FieldErrors(std::move(problems_), kInvalid);
  }

 private:
  static std::string Below(const std::string& path, absl::string_view key) {
    return absl::StrCat(path, "/", absl::StrReplaceAll(key, {{"~", "~0"}, {"/", "~1"}}));
  }

  void Problem(const std::string& path, absl::string_view what) {
    problems_.push_back(
        {absl::StrCat(mapping_.file, path.empty() ? "" : " ", path), std::string(what)});
  }

  bool IsObject(const std::string& path, const json& value) {
    if (value.is_object()) return true;
    Problem(path, absl::StrCat("must be an object {...}, not ", value.type_name()));
    return false;
  }

  bool KnownKeys(const std::string& path, const json& object,
                 const std::vector<std::string>& known) {
    const size_t before = problems_.size();
    for (const auto& [key, value] : object.items()) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      const std::string near = NearestName(View(key), known);
      Problem(Below(path, View(key)),
              absl::StrCat("is not known here", near.empty() ? "" : "; did you mean ", near,
                           near.empty() ? "" : "?", "; known are ", absl::StrJoin(known, ", ")));
    }
    return problems_.size() == before;
  }

  // A text that is not empty.
  std::string Text(const std::string& path, const json& value) {
    if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
      return value.get<std::string>();
    }
    Problem(path, absl::StrCat("must be a text in quotes that is not empty, not ",
                               Shorten(View(value.dump()), 40)));
    return "";
  }

  std::optional<SdmxField> Field(const std::string& path, const std::string& name) {
    const std::optional<SdmxField> field = SdmxFieldOf(View(name));
    if (field.has_value()) return field;
    const std::string near = NearestName(View(name), SdmxFieldNames());
    Problem(path, absl::StrCat("no field '", Shorten(View(name)), "'",
                               near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?",
                               "; fields are ", absl::StrJoin(SdmxFieldNames(), ", ")));
    return std::nullopt;
  }

  SdmxValues Values(const std::string& path, const json& object) {
    SdmxValues values;
    if (!IsObject(path, object)) return values;
    for (const auto& [key, value] : object.items()) {
      const std::string below = Below(path, View(key));
      const std::optional<SdmxField> field = Field(below, key);
      std::string text = Text(below, value);
      if (field.has_value()) values[*field] = std::move(text);
    }
    return values;
  }

  void ReadDataflows(const json& root) {
    if (!root.contains("dataflows") || !IsObject("/dataflows", root["dataflows"])) {
      if (!root.contains("dataflows")) Problem("", "dataflows is missing: it names what is mapped");
      return;
    }
    for (const auto& [id, value] : root["dataflows"].items()) {
      const std::string path = Below("/dataflows", View(id));
      const bool form =
          IsObject(path, value) &&
          KnownKeys(path, value, {"description", "defaults", "columns", "units", "empty_value"});
      if (form) mapping_.dataflows.emplace(id, ReadDataflow(path, value));
    }
    if (mapping_.dataflows.empty() && problems_.empty()) {
      Problem("/dataflows", "is empty; name the dataflow as in the file, or \"*\" for every one");
    }
  }

  SdmxDataflow ReadDataflow(const std::string& path, const json& value) {
    SdmxDataflow flow;
    if (value.contains("defaults")) flow.defaults = Values(path + "/defaults", value["defaults"]);
    if (value.contains("columns") && IsObject(path + "/columns", value["columns"])) {
      for (const auto& [id, column] : value["columns"].items()) {
        flow.columns.emplace(id, ReadColumn(Below(path + "/columns", View(id)), column));
      }
    }
    if (value.contains("units")) ReadUnits(path + "/units", value["units"], flow);
    if (value.contains("empty_value")) {
      flow.empty_value = ReadEmptyValue(path + "/empty_value", value["empty_value"]);
    }
    return flow;
  }

  SdmxColumn ReadColumn(const std::string& path, const json& value) {
    SdmxColumn column;
    if (!IsObject(path, value) ||
        !KnownKeys(path, value, {"description", "field", "codes", "ignore"})) {
      return column;
    }
    if (value.contains("ignore")) {
      column.ignore = Text(path + "/ignore", value["ignore"]);
      if (value.contains("field") || value.contains("codes")) {
        Problem(path, "is either ignored or read; delete ignore, or field and codes");
      }
      return column;
    }
    if (value.contains("field")) {
      column.field = Field(path + "/field", Text(path + "/field", value["field"]));
    }
    if (value.contains("codes")) ReadCodes(path + "/codes", value["codes"], column);
    if (!value.contains("field") && !value.contains("codes")) {
      Problem(path, "needs field, codes, or ignore with the reason why it is not read");
    }
    return column;
  }

  void ReadCodes(const std::string& path, const json& codes, SdmxColumn& column) {
    if (!IsObject(path, codes)) return;
    if (codes.empty()) {
      Problem(path, "is empty; give the codes, or leave it out to read cells as is");
    }
    for (const auto& [code, value] : codes.items()) {
      const std::string below = Below(path, View(code));
      if (value.is_null()) {
        column.codes[code] = std::nullopt;
      } else if (value.is_object()) {
        column.codes[code] = Values(below, value);
      } else if (!column.field.has_value()) {
        Problem(below,
                "the column has no field: write {\"area\": \"...\"}, or null to leave rows out");
      } else {
        column.codes[code] = SdmxValues{{*column.field, Text(below, value)}};
      }
    }
  }

  void ReadUnits(const std::string& path, const json& units, SdmxDataflow& flow) {
    if (!IsObject(path, units)) return;
    for (const auto& [code, by_multiplier] : units.items()) {
      const std::string below = Below(path, View(code));
      if (!IsObject(below, by_multiplier)) continue;
      for (const auto& [multiplier, unit] : by_multiplier.items()) {
        const std::string place = Below(below, View(multiplier));
        int exponent = 0;
        if (!absl::SimpleAtoi(View(multiplier), &exponent)) {
          Problem(place, "is not a UNIT_MULT: write the power of ten, such as \"8\"");
        }
        flow.units[{code, exponent}] = Text(place, unit);
      }
    }
  }

  SdmxEmptyValue ReadEmptyValue(const std::string& path, const json& value) {
    const std::string text = Text(path, value);
    if (text == "refuse") return SdmxEmptyValue::kRefuse;
    if (text == "skip") return SdmxEmptyValue::kSkip;
    if (text == "missing") return SdmxEmptyValue::kMissing;
    if (text == "not-collected") return SdmxEmptyValue::kNotCollected;
    Problem(path, "must be refuse, skip, missing or not-collected");
    return SdmxEmptyValue::kRefuse;
  }

  SdmxMapping mapping_;
  std::vector<FieldViolation> problems_;
};

}  // namespace

absl::string_view NameOf(SdmxField field) { return kNames[static_cast<size_t>(field)]; }

std::optional<SdmxField> SdmxFieldOf(absl::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<SdmxField>(found - kNames.begin());
}

std::vector<std::string> SdmxFieldNames() { return {kNames.begin(), kNames.end()}; }

const SdmxDataflow* SdmxMapping::Find(absl::string_view dataflow) const {
  for (const absl::string_view id :
       {dataflow, dataflow.substr(0, dataflow.find('(')), absl::string_view("*")}) {
    const auto found = dataflows.find(id);
    if (found != dataflows.end()) return &found->second;
  }
  return nullptr;
}

absl::StatusOr<SdmxMapping> ParseSdmxMapping(absl::string_view text, absl::string_view file) {
  if (text.size() > kMaxSdmxMappingBytes) {
    return FieldError(
        file,
        absl::StrCat("has ", text.size(), " bytes, at most ", kMaxSdmxMappingBytes, " are read"),
        kInvalid);
  }
  if (const size_t wrong = FindNotUtf8(text); wrong != absl::string_view::npos) {
    return FieldError(absl::StrCat(file, ":", LineOf(text, wrong)),
                      "is not UTF-8; save the file as UTF-8", kInvalid);
  }
  FormCheck form;
  if (!json::sax_parse(text.begin(), text.end(), &form)) {
    const std::string place =
        form.position() == 0
            ? std::string(file)
            : absl::StrCat(
                  file, ":",
                  LineOf(text, std::clamp<size_t>(form.position(), 1, text.size() + 1) - 1));
    return FieldError(place, form.problem(), kInvalid);
  }
  return MappingReader(file).Read(json::parse(text.begin(), text.end(), nullptr, false));
}

}  // namespace indicast::client
