#include "tests/golden/mask.h"

#include <regex>
#include <utility>
#include <vector>

namespace indicast::testing {

std::string Mask(const std::string& text) {
  static const auto* const kRules = new std::vector<std::pair<std::regex, std::string>>{
      {std::regex(R"(127\.0\.0\.1:\d+)"), "127.0.0.1:PORT"},
      {std::regex(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z)"), "YYYY-MM-DDThh:mm:ssZ"},
      {std::regex(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2})"),
       "YYYY-MM-DDThh:mm:ss+hh:mm"},
      {std::regex(R"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})"), "YYYY-MM-DD hh:mm:ss"},
      {std::regex(R"(\d{4}-\d{2}-\d{2} \d{2}:\d{2})"), "YYYY-MM-DD hh:mm"},
      {std::regex(R"((\d+\.\d+\.\d+) \(([0-9a-f]{7,40}|unknown)\))"), "$1 (COMMIT)"},
      {std::regex(R"(("milliseconds": )\d+)"), "$1MS"},
      {std::regex(R"(((request id|请求号)(: |:|:)) *[0-9a-f]{16})"), "$1REQUEST"},
      {std::regex(R"re(("request_id": ?")[0-9a-f]{16}")re"), "$1REQUEST\""},
      {std::regex(R"re(("build": ?")[^"]*")re"), "$1BUILD\""},
  };
  std::string masked = text;
  for (const auto& [pattern, word] : *kRules) masked = std::regex_replace(masked, pattern, word);
  return masked;
}

}  // namespace indicast::testing
