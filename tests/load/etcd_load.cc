#include "tests/load/etcd_load.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <iostream>

#include "absl/strings/str_format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "tests/load/calls.h"
#include "tests/load/sampled_times.h"

namespace indicast::load {
namespace {

constexpr int64_t kOperations = 128;  // etcd's own limit for a transaction

// A field of bytes or of a message.
std::string Field(uint32_t number, const std::string& bytes) {
  std::string out;
  {
    google::protobuf::io::StringOutputStream stream(&out);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.WriteTag(number << 3 | 2);
    coded.WriteVarint64(bytes.size());
    coded.WriteString(bytes);
  }
  return out;
}

std::string KeyOf(int64_t i) { return absl::StrFormat("figure/%012d", i * 7919 % 1000003); }

// Values that do not compress into one.
std::string ValueOf(int64_t i, int64_t bytes) {
  std::string value = absl::StrFormat("%016x", static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15);
  while (static_cast<int64_t>(value.size()) < bytes) value += value;
  value.resize(static_cast<size_t>(bytes));
  return value;
}

}  // namespace

std::string EtcdRange(const std::string& key, bool serializable) {
  std::string request = Field(1, key);
  if (serializable) request += std::string("\x38\x01");  // field 7, true
  return request;
}

absl::Status EtcdFill(const std::string& address, int64_t count, int64_t value_bytes) {
  const auto channel = Connect(address);
  const auto start = SteadyClock::now();
  for (int64_t next = 0; next < count;) {
    std::string transaction;
    for (const int64_t end = std::min(count, next + kOperations); next < end; ++next) {
      const std::string put = Field(1, KeyOf(next)) + Field(2, ValueOf(next, value_bytes));
      transaction += Field(2, Field(2, put));  // success { request_put }
    }
    const auto answer = CallUnary(channel, "/etcdserverpb.KV/Txn", transaction);
    if (!answer.ok()) return answer.status();
  }
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
  std::cout << absl::StrFormat("keys=%d seconds=%.1f key=%s\n", count, seconds, KeyOf(count / 2));
  return absl::OkStatus();
}

}  // namespace indicast::load
