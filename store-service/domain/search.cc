#include "store-service/domain/search.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace indicast::store {
namespace {

enum class Rank { kExact, kPrefix, kSubstring, kAllWords };

struct Match {
  Rank rank = Rank::kAllWords;
  size_t text = 0;  // index in TextsOf()
};

// Id, names, aliases, in the order of their weight.
std::vector<absl::string_view> TextsOf(const Indicator& indicator) {
  std::vector<absl::string_view> texts = {indicator.id, indicator.name.zh, indicator.name.en};
  texts.insert(texts.end(), indicator.aliases.begin(), indicator.aliases.end());
  return texts;
}

std::optional<Rank> RankOf(absl::string_view text, absl::string_view query) {
  if (text == query) return Rank::kExact;
  if (absl::StartsWith(text, query)) return Rank::kPrefix;
  if (absl::StrContains(text, query)) return Rank::kSubstring;
  return std::nullopt;
}

// Index of the first text with `word`; nullopt when none has it.
std::optional<size_t> TextWith(const std::vector<std::string>& forms, absl::string_view word) {
  for (size_t i = 0; i < forms.size(); ++i) {
    if (absl::StrContains(forms[i], word)) return i;
  }
  return std::nullopt;
}

std::optional<Match> BestMatch(const Indicator& indicator, absl::string_view query,
                               const std::vector<absl::string_view>& words) {
  std::vector<std::string> forms;
  for (const absl::string_view text : TextsOf(indicator)) forms.push_back(SearchForm(text));
  std::optional<Match> best;
  for (size_t i = 0; i < forms.size(); ++i) {
    const std::optional<Rank> rank = RankOf(forms[i], query);
    if (rank.has_value() && (!best.has_value() || *rank < best->rank)) best = Match{*rank, i};
  }
  if (best.has_value()) return best;
  const bool all = std::all_of(words.begin(), words.end(), [&](absl::string_view word) {
    return TextWith(forms, word).has_value();
  });
  if (!all) return std::nullopt;
  return Match{Rank::kAllWords, TextWith(forms, words.front()).value_or(0)};
}

}  // namespace

std::string SearchForm(absl::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  constexpr auto kOptions = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, kOptions);
  if (size < 0) return "";
  std::string form(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
  std::free(mapped);  // utf8proc allocates with malloc
  absl::RemoveExtraAsciiWhitespace(&form);
  return form;
}

std::vector<SearchHit> SearchIndicators(const Snapshot& snapshot, absl::string_view query,
                                        size_t limit, const AsOf& as_of) {
  const std::string form = SearchForm(query);
  if (form.empty()) return {};
  const std::vector<absl::string_view> words = absl::StrSplit(form, ' ', absl::SkipEmpty());
  std::vector<std::pair<Match, std::shared_ptr<const Indicator>>> matches;
  for (auto& [indicator, revision] : snapshot.Indicators(as_of)) {
    const std::optional<Match> match = BestMatch(*indicator, form, words);
    if (match.has_value()) matches.emplace_back(*match, std::move(indicator));
  }
  std::stable_sort(matches.begin(), matches.end(), [](const auto& a, const auto& b) {
    // Names in both languages weigh the same; within a rank the list is by id already.
    const auto weight = [](size_t text) { return text == 0 ? 0 : text <= 2 ? 1 : 2; };
    return std::make_pair(a.first.rank, weight(a.first.text)) <
           std::make_pair(b.first.rank, weight(b.first.text));
  });
  std::vector<SearchHit> hits;
  for (const auto& [match, indicator] : matches) {
    if (hits.size() == limit) break;
    hits.push_back({indicator, std::string(TextsOf(*indicator)[match.text])});
  }
  return hits;
}

}  // namespace indicast::store
