// Keys for a point-read comparison with etcd, whose messages are written by hand here so that the
// benchmark needs nothing but the server.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace indicast::load {

// etcdserverpb.RangeRequest of one key: "/etcdserverpb.KV/Range".
std::string EtcdRange(const std::string& key, bool serializable);

// Writes `count` keys with values of `value_bytes`, 128 in a transaction: "keys=... seconds=...".
// Prints a key from the middle as the last word.
absl::Status EtcdFill(const std::string& address, int64_t count, int64_t value_bytes);

}  // namespace indicast::load
