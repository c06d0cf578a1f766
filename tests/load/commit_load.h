// Load on the writing side of a store: filling it, single durable commits, and how soon watchers
// learn of them. Each prints one line of name=value pairs on standard output.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tests/load/generated_country.h"

namespace indicast::load {

// Imports the whole country: "versions=... parts=... seconds=...".
absl::Status Fill(const std::string& address, const CountrySize& size);

// `count` corrections of one figure each, one after the other: "per_second=... p50_ms=...
// p99_ms=...". The store must hold the country.
absl::Status Commit(const std::string& address, const CountrySize& size, int count);

// The same for writes of 4 KiB, each followed by fdatasync, to a new file in `directory`.
absl::Status WriteBare(const std::string& directory, int count);

// `commits` single corrections while `watchers` streams watch; times from before the commit is
// sent, and from when it is acknowledged, until a watcher has the whole revision: "deliveries=...
// p50_ms=... p99_ms=... max_ms=... acknowledged_p99_ms=...". Fails unless every watcher gets every
// revision once and in order.
absl::Status WatchCommits(const std::string& address, const CountrySize& size, int watchers,
                          int commits);

}  // namespace indicast::load
