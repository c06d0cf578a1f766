// Who a client is, by the certificate of its connection. Thread-safe free function.
#pragma once

#include <string>

namespace grpc {
class AuthContext;
}  // namespace grpc

namespace indicast::rpc {

// The first URI among the alternative names of the certificate, else the first DNS name, else its
// subject: the order of gRPC's authorization policy (gRFC A43). Empty without certificate.
std::string PrincipalOf(const grpc::AuthContext& context);

}  // namespace indicast::rpc
