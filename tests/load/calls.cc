#include "tests/load/calls.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace indicast::load {
namespace {

constexpr std::chrono::minutes kDeadline{5};

absl::Status StatusOf(const grpc::Status& status, const std::string& path) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      absl::StrCat(path, ": ", status.error_message()));
}

// The tag of the only operation that is under way.
bool Wait(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

std::string StorePath(const std::string& method) {
  return absl::StrCat("/indicast.store.v1.IndicatorStore/", method);
}

absl::StatusOr<std::string> CallUnary(const std::shared_ptr<grpc::Channel>& channel,
                                      const std::string& path, const std::string& request) {
  std::string answer;
  const absl::Status status = CallServerStream(
      channel, path, request, [&](const grpc::ByteBuffer& message) { answer = BytesOf(message); });
  if (!status.ok()) return status;
  return answer;
}

absl::Status CallServerStream(const std::shared_ptr<grpc::Channel>& channel,
                              const std::string& path, const std::string& request,
                              const std::function<void(const grpc::ByteBuffer&)>& take) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  bool ok = Wait(queue);
  const grpc::Slice slice(request);
  if (ok) {
    call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    ok = Wait(queue);
  }
  while (ok) {
    grpc::ByteBuffer message;
    call->Read(&message, nullptr);
    ok = Wait(queue);
    if (ok) take(message);
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  Wait(queue);
  return StatusOf(status, path);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

std::string AsBody(const std::string& message) {
  std::string body(1, '\0');
  for (const int shift : {24, 16, 8, 0}) {
    body.push_back(static_cast<char>((message.size() >> shift) & 0xFF));
  }
  return body + message;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  return bytes;
}

absl::Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) return absl::UnavailableError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

std::string Delimited(const std::string& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.WriteVarint64(message.size());
    out.WriteString(message);
  }
  return bytes;
}

absl::StatusOr<std::vector<std::string>> SplitDelimited(const std::string& bytes) {
  google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream in(&stream);
  in.SetTotalBytesLimit(static_cast<int>(bytes.size()));
  std::vector<std::string> messages;
  uint64_t length = 0;
  while (in.ReadVarint64(&length)) {
    if (!in.ReadString(&messages.emplace_back(), static_cast<int>(length))) {
      return absl::DataLossError("the file of messages is cut");
    }
  }
  return messages;
}

}  // namespace indicast::load
