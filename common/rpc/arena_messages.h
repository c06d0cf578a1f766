// ArenaMessages: request and answer of a unary method on one arena, so that their many small parts
// cost one allocation. For methods whose messages are large or asked for often:
//   SetMessageAllocatorFor_GetObservation(&get_observation_messages_);
// Thread-safe. Must outlive the service's calls.
#pragma once

#include <array>
#include <cstddef>

#include "google/protobuf/arena.h"
#include "grpcpp/support/message_allocator.h"

namespace indicast::rpc {

// The first `kFirstBytes` of the messages lie in the holder itself.
template <typename Request, typename Response, size_t kFirstBytes>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder; }

 private:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(first_.data(), first_.size()) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    alignas(8) std::array<char, kFirstBytes> first_;  // not initialised
    google::protobuf::Arena arena_;
  };
};

}  // namespace indicast::rpc
