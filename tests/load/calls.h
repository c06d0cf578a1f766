// Calls of a gRPC method by its path, with request and answers as bytes: what a load comparison
// needs to treat the store and its peers alike, and etcd, whose messages this tree does not know.
// Thread-safe free functions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace grpc {
class ByteBuffer;
class Channel;
}  // namespace grpc

namespace indicast::load {

// In clear, with its own connection and without a limit on messages.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// "/indicast.store.v1.IndicatorStore/<method>".
std::string StorePath(const std::string& method);

absl::StatusOr<std::string> CallUnary(const std::shared_ptr<grpc::Channel>& channel,
                                      const std::string& path, const std::string& request);

// Gives every message to `take` as it comes. Returns the status of the call.
absl::Status CallServerStream(const std::shared_ptr<grpc::Channel>& channel,
                              const std::string& path, const std::string& request,
                              const std::function<void(const grpc::ByteBuffer&)>& take);

std::string BytesOf(const grpc::ByteBuffer& buffer);

// The body of a gRPC POST for h2load: not compressed, length in four bytes, message.
std::string AsBody(const std::string& message);

absl::StatusOr<std::string> ReadFile(const std::string& path);
absl::Status WriteFile(const std::string& path, const std::string& bytes);

// A file of messages, each after its length.
std::string Delimited(const std::string& message);
absl::StatusOr<std::vector<std::string>> SplitDelimited(const std::string& bytes);

}  // namespace indicast::load
