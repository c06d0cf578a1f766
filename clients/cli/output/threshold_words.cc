#include "clients/cli/output/threshold_words.h"

#include "absl/strings/str_cat.h"

namespace indicast::cli::output {
namespace {

std::string Find(const std::map<std::string, std::string>& metadata, const std::string& key) {
  const auto it = metadata.find(key);
  return it == metadata.end() ? "" : it->second;
}

}  // namespace

Text ThresholdWords(const std::string& threshold) {
  if (threshold == "max_changed_count") return {"更正的数值", "figures that change"};
  if (threshold == "max_replaced_count") return {"替换撤回的数值", "figures that --replace ends"};
  if (threshold == "max_level_factor") return {"水平值的倍数", "factor between two levels"};
  return Same(threshold);
}

Text BeyondThresholds(const std::map<std::string, std::string>& metadata) {
  Text beyond;
  for (const char* name : {"max_changed_count", "max_replaced_count", "max_level_factor"}) {
    const std::string threshold(name);
    const std::string actual = Find(metadata, threshold + "_actual");
    if (actual.empty()) continue;
    const std::string limit = Find(metadata, threshold + "_limit");
    const std::string key = Find(metadata, threshold + "_key");
    const Text words = ThresholdWords(threshold);
    absl::StrAppend(&beyond.zh, beyond.zh.empty() ? "超出无需确认的范围:" : ";", words.zh, " ",
                    actual, "(允许 ", limit, ",首条 ", key, ")");
    absl::StrAppend(&beyond.en, beyond.en.empty() ? "beyond what may change unconfirmed: " : "; ",
                    words.en, " ", actual, " (allowed ", limit, ", first ", key, ")");
  }
  return beyond;
}

}  // namespace indicast::cli::output
