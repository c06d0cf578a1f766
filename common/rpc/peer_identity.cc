#include "common/rpc/peer_identity.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

namespace indicast::rpc {

std::string PrincipalOf(const grpc::AuthContext& context) {
  for (const char* property : {GRPC_PEER_URI_PROPERTY_NAME, GRPC_PEER_DNS_PROPERTY_NAME,
                               GRPC_X509_SUBJECT_PROPERTY_NAME}) {
    for (const grpc::string_ref& value : context.FindPropertyValues(property)) {
      if (!value.empty()) return {value.data(), value.size()};
    }
  }
  return "";
}

}  // namespace indicast::rpc
