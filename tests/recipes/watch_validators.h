// What Watch promises, each promise as a check of recorded streams against the log.
//
// Each check returns what breaks the promise, one line each; empty when nothing does.
// Thread-compatible free functions.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "indicast/store/v1/indicator_store_service.pb.h"
#include "store-service/domain/write_batch.h"

namespace indicast::testing {

// One change as the log has it.
struct LoggedChange {
  int kind = 0;  // store::v1::RecordKind
  std::string key;
  std::string indicator;  // empty: none
  std::string area;
  int64_t previous = 0;
  bool withdrawn = false;
  std::string value;  // of an observation, as text
};

// The log by revision, worked out from its entries without the code under test.
using Log = std::map<int64_t, std::vector<LoggedChange>>;
Log ToLog(const std::vector<store::LogEntry>& entries);

// One connection of a watcher.
struct Stream {
  store::v1::WatchRequest request;
  std::vector<store::v1::WatchResponse> responses;
  // Where a watcher goes on after it.
  int64_t resume = 0;
};

// Whether a filter lets a change pass, said a second time on purpose.
bool Passes(const store::v1::WatchFilter& filter, const LoggedChange& change);

std::vector<std::string> BreaksOrder(const Stream& stream);
std::vector<std::string> BreaksUniqueness(const Stream& stream);
// Parts of a revision follow one another, all its changes come, the last part says so.
std::vector<std::string> BreaksAtomicity(const Stream& stream, const Log& log);
// Nothing that passes is left out up to where the stream has come.
std::vector<std::string> BreaksReliability(const Stream& stream, const Log& log);
// A bookmark is no further than the log, nothing up to it follows, and silence has bookmarks.
std::vector<std::string> BreaksBookmarks(const Stream& stream, const Log& log);
// What comes passes the filter, and says of the record what the log says.
std::vector<std::string> BreaksFilter(const Stream& stream, const Log& log);
std::vector<std::string> BreaksPreviousVersions(const Stream& stream, const Log& log);
// Streams that each begin where the one before ended tell, together, the log from the first start
// to the last end: every whole revision once.
std::vector<std::string> BreaksResumption(const std::vector<Stream>& chain, const Log& log);

}  // namespace indicast::testing
