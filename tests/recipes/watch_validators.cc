#include "tests/recipes/watch_validators.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"

namespace indicast::testing {
namespace {

using ::indicast::store::v1::WatchResponse;
using Lines = std::vector<std::string>;

LoggedChange ChangeOf(const store::Record& record) {
  LoggedChange change;
  change.kind = static_cast<int>(record.index()) + 1;
  std::visit(
      [&change](const auto& r) {
        using T = std::decay_t<decltype(r)>;
        if constexpr (std::is_same_v<T, store::Observation>) {
          change.key = store::KeyOf(r);
          change.indicator = r.series.indicator;
          change.area = r.series.area;
          if (r.value.has_value()) change.value = r.value->ToString();
        } else if constexpr (std::is_same_v<T, store::Withdrawal>) {
          change.kind = store::v1::RECORD_KIND_OBSERVATION;
          change.key = r.observation_key;
          change.indicator = change.key.substr(0, change.key.find('.'));
          const size_t area = change.indicator.size() + 1;
          change.area = change.key.substr(area, change.key.find('.', area) - area);
          change.withdrawn = true;
        } else {
          change.key = r.id;
        }
        if constexpr (std::is_same_v<T, store::Area>) change.area = r.id;
        if constexpr (std::is_same_v<T, store::Indicator>) change.indicator = r.id;
        if constexpr (std::is_same_v<T, store::Target>) {
          change.indicator = r.indicator;
          change.area = r.area;
        }
      },
      record);
  return change;
}

int64_t RevisionOf(const WatchResponse& response) {
  return response.has_bookmark() ? response.bookmark().revision()
                                 : response.revision().info().revision();
}

bool IsWhole(const WatchResponse& response) {
  return response.has_bookmark() || response.revision().last_part();
}

std::vector<const LoggedChange*> Passing(const store::v1::WatchFilter& filter, const Log& log,
                                         int64_t revision) {
  std::vector<const LoggedChange*> passing;
  const auto found = log.find(revision);
  if (found == log.end()) return passing;
  for (const LoggedChange& change : found->second) {
    if (Passes(filter, change)) passing.push_back(&change);
  }
  return passing;
}

template <typename List, typename T>
bool Allows(const List& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

// The changes of `stream` with what the log has for them; null when it has nothing.
template <typename Visit>
void ForEachChange(const Stream& stream, const Log& log, const Visit& visit) {
  int64_t revision = 0;
  std::map<std::pair<int, std::string>, const LoggedChange*> changes;
  for (const WatchResponse& response : stream.responses) {
    if (response.has_bookmark()) continue;
    if (RevisionOf(response) != revision) {
      revision = RevisionOf(response);
      changes.clear();
      const auto found = log.find(revision);
      if (found != log.end()) {
        for (const LoggedChange& change : found->second) {
          changes[{change.kind, change.key}] = &change;
        }
      }
    }
    for (const auto& told : response.revision().changes()) {
      const auto logged = changes.find({told.kind(), told.key()});
      visit(revision, told, logged == changes.end() ? nullptr : logged->second);
    }
  }
}

}  // namespace

Log ToLog(const std::vector<store::LogEntry>& entries) {
  Log log;
  std::map<std::pair<int, std::string>, int64_t> newest;
  for (const store::LogEntry& entry : entries) {
    std::vector<LoggedChange>& changes = log[entry.revision];
    for (const store::Record& record : entry.batch.records) {
      changes.push_back(ChangeOf(record));
      int64_t& version = newest[{changes.back().kind, changes.back().key}];
      changes.back().previous = version;
      version = entry.revision;
    }
  }
  return log;
}

bool Passes(const store::v1::WatchFilter& filter, const LoggedChange& change) {
  return Allows(filter.indicators(), change.indicator) && Allows(filter.areas(), change.area) &&
         Allows(filter.kinds(), change.kind);
}

Lines BreaksOrder(const Stream& stream) {
  Lines found;
  int64_t last = stream.request.start_after_revision();
  bool whole = true;
  for (const WatchResponse& response : stream.responses) {
    const int64_t revision = RevisionOf(response);
    // Where the stream begins may be said again by its first bookmark.
    const bool forward = response.has_bookmark() || !whole ? revision >= last : revision > last;
    if (!forward) found.push_back(absl::StrCat("order: ", revision, " after ", last));
    last = revision;
    whole = IsWhole(response);
  }
  return found;
}

Lines BreaksUniqueness(const Stream& stream) {
  Lines found;
  std::set<std::pair<int64_t, std::string>> seen;
  std::set<int64_t> whole;
  for (const WatchResponse& response : stream.responses) {
    const int64_t revision = RevisionOf(response);
    if (response.has_bookmark()) continue;
    for (const auto& change : response.revision().changes()) {
      if (!seen.emplace(revision, absl::StrCat(change.kind(), " ", change.key())).second) {
        found.push_back(absl::StrCat("unique: ", change.key(), " of ", revision, " twice"));
      }
    }
    if (response.revision().last_part() && !whole.insert(revision).second) {
      found.push_back(absl::StrCat("unique: revision ", revision, " twice"));
    }
  }
  return found;
}

Lines BreaksAtomicity(const Stream& stream, const Log& log) {
  Lines found;
  std::vector<std::string> keys;
  int64_t open = 0;
  for (const WatchResponse& response : stream.responses) {
    const int64_t revision = RevisionOf(response);
    if (open != 0 && (response.has_bookmark() || revision != open)) {
      found.push_back(absl::StrCat("atomic: ", revision, " among the parts of ", open));
    }
    if (response.has_bookmark()) continue;
    for (const auto& change : response.revision().changes()) keys.push_back(change.key());
    open = response.revision().last_part() ? 0 : revision;
    if (open != 0) continue;
    std::vector<std::string> wanted;
    for (const LoggedChange* change : Passing(stream.request.filter(), log, revision)) {
      wanted.push_back(change->key);
    }
    if (keys != wanted) {
      found.push_back(absl::StrCat("atomic: ", keys.size(), " changes of ", revision, " where ",
                                   wanted.size(), " were written"));
    }
    keys.clear();
  }
  return found;
}

Lines BreaksReliability(const Stream& stream, const Log& log) {
  Lines found;
  int64_t reached = stream.request.start_after_revision();
  std::set<int64_t> told;
  for (const WatchResponse& response : stream.responses) {
    if (!IsWhole(response)) continue;
    reached = std::max(reached, RevisionOf(response));
    if (!response.has_bookmark()) told.insert(RevisionOf(response));
  }
  for (const auto& [revision, changes] : log) {
    if (revision <= stream.request.start_after_revision() || revision > reached) continue;
    if (!Passing(stream.request.filter(), log, revision).empty() && told.count(revision) == 0) {
      found.push_back(absl::StrCat("reliable: ", revision, " was left out before ", reached));
    }
  }
  return found;
}

Lines BreaksBookmarks(const Stream& stream, const Log& log) {
  Lines found;
  int64_t bookmark = 0;
  int64_t reached = stream.request.start_after_revision();
  for (const WatchResponse& response : stream.responses) {
    const int64_t revision = RevisionOf(response);
    if (!response.has_bookmark() && revision <= bookmark) {
      found.push_back(absl::StrCat("bookmark: ", revision, " after a bookmark at ", bookmark));
    }
    if (revision - reached > stream.request.bookmark_interval() &&
        Passing(stream.request.filter(), log, revision).empty()) {
      found.push_back(absl::StrCat("bookmark: silence from ", reached, " to ", revision));
    }
    if (response.has_bookmark()) {
      bookmark = revision;
      if (log.empty() || revision > log.rbegin()->first) {
        found.push_back(absl::StrCat("bookmark: ", revision, " is beyond the log"));
      }
    }
    if (IsWhole(response)) reached = revision;
  }
  return found;
}

Lines BreaksFilter(const Stream& stream, const Log& log) {
  Lines found;
  ForEachChange(stream, log, [&](int64_t revision, const auto& told, const LoggedChange* logged) {
    if (logged == nullptr) {
      found.push_back(absl::StrCat("filter: ", told.key(), " is not in revision ", revision));
      return;
    }
    if (!Passes(stream.request.filter(), *logged)) {
      found.push_back(absl::StrCat("filter: ", told.key(), " of ", revision, " does not pass"));
    }
    if (told.withdrawn() != logged->withdrawn) {
      found.push_back(
          absl::StrCat("filter: ", told.key(), " of ", revision, " is withdrawn or not"));
    }
    const bool with_record = stream.request.include_records() && !logged->withdrawn;
    if (with_record != (told.record_case() != store::v1::RecordChange::RECORD_NOT_SET)) {
      found.push_back(absl::StrCat("filter: ", told.key(), " of ", revision, " has no record"));
    }
    if (told.has_observation() && (told.observation().value().text() != logged->value ||
                                   told.observation().revision() != revision)) {
      found.push_back(absl::StrCat("filter: ", told.key(), " of ", revision, " has the value ",
                                   told.observation().value().text(), ", not ", logged->value));
    }
  });
  return found;
}

Lines BreaksPreviousVersions(const Stream& stream, const Log& log) {
  Lines found;
  ForEachChange(stream, log, [&](int64_t revision, const auto& told, const LoggedChange* logged) {
    if (logged == nullptr || told.previous_revision() == logged->previous) return;
    found.push_back(absl::StrCat("previous: ", told.key(), " of ", revision, " was ",
                                 told.previous_revision(), ", in the log ", logged->previous));
  });
  return found;
}

Lines BreaksResumption(const std::vector<Stream>& chain, const Log& log) {
  Lines found;
  if (chain.empty()) return found;
  std::vector<int64_t> told;
  for (size_t i = 0; i < chain.size(); ++i) {
    if (i > 0 && chain[i].request.start_after_revision() != chain[i - 1].resume) {
      found.push_back("resumable: the chain is broken");
    }
    for (const WatchResponse& response : chain[i].responses) {
      if (!response.has_bookmark() && response.revision().last_part()) {
        told.push_back(RevisionOf(response));
      }
    }
  }
  std::vector<int64_t> wanted;
  for (const auto& [revision, changes] : log) {
    if (revision <= chain.front().request.start_after_revision()) continue;
    if (revision > chain.back().resume) break;
    if (!Passing(chain.front().request.filter(), log, revision).empty()) wanted.push_back(revision);
  }
  if (told != wanted) {
    found.push_back(absl::StrCat("resumable: ", told.size(), " revisions were told, ",
                                 wanted.size(), " were written"));
  }
  return found;
}

}  // namespace indicast::testing
