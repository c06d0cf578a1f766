// JobReader: the values of a JSON document as fields of a job, with every problem at its path.
// Thread-compatible; one document an object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/batch/language.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace indicast::batch {

// Whole numbers that a field takes.
struct WholeRange {
  int64_t min = 0;
  int64_t max = 0;
};

class JobReader {
 public:
  explicit JobReader(Language language) : language_(language) {}

  void Problem(absl::string_view path, const Text& what);
  const std::vector<FieldViolation>& problems() const { return problems_; }

  // An object with these keys and no others. False when it is not one.
  bool Object(const std::string& path, const nlohmann::json& value,
              const std::vector<std::string>& keys);
  // The value at `key`; null when it is not there. A missing one is a problem where `required`.
  const nlohmann::json* Find(const std::string& path, const nlohmann::json& object, const char* key,
                             bool required = false);

  // The field when it is there and right; problems otherwise.
  std::string TextAt(const std::string& path, const nlohmann::json& object, const char* key,
                     bool required = false);
  std::optional<int64_t> WholeAt(const std::string& path, const nlohmann::json& object,
                                 const char* key, WholeRange range, bool required = false);
  // A number, or its text where a double could not hold it.
  std::optional<Decimal> DecimalAt(const std::string& path, const nlohmann::json& object,
                                   const char* key, bool required = false);
  std::optional<Decimal> ToDecimal(const std::string& path, const nlohmann::json& value);
  // A list of different texts, none of them empty.
  std::vector<std::string> TextsAt(const std::string& path, const nlohmann::json& object,
                                   const char* key);
  // The array at `key` with `min`..`max` items; null otherwise.
  const nlohmann::json* ArrayAt(const std::string& path, const nlohmann::json& object,
                                const char* key, size_t min, size_t max, bool required = false);

  static std::string Below(absl::string_view path, absl::string_view key);
  static std::string Item(absl::string_view path, size_t index);

 private:
  Language language_;
  std::vector<FieldViolation> problems_;
};

}  // namespace indicast::batch
