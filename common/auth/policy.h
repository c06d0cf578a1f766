// Policy: who may call what. The rules have the shape of gRPC's authorization policy (gRFC A43:
// deny rules first, then allow rules, else refuse), with the area of a write as one more condition.
// Thread-compatible values; Evaluate is a pure function and does not allocate.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::auth {

// Who calls, as far as credentials tell.
struct Caller {
  // "local" on an insecure loopback or Unix socket; with TLS the name in the client's certificate
  // (common/rpc/peer_identity.h). Empty: nobody known.
  std::string principal;
};

// A rule matches when each of its conditions matches; an empty condition always does. Patterns are
// exact, "prefix*", "*suffix" or "*" (present, not empty).
struct Rule {
  std::string name;                     // for the audit line
  std::vector<std::string> principals;  // of the caller
  std::vector<std::string> paths;       // "/indicast.store.v1.IndicatorStore/GetIndicator"
  std::vector<std::string> areas;       // of a write; calls without an area never match
};

struct Policy {
  std::string name;
  std::vector<Rule> deny_rules;
  std::vector<Rule> allow_rules;
};

struct Decision {
  bool allowed = false;
  absl::string_view rule;  // name of the rule that decided, in the policy; empty: none matched
};

// Insecure loopback and Unix sockets: everybody there is "local" and may do everything.
Policy LocalTrustPolicy();

// Mutual TLS: whoever holds a certificate of the CA for clients that names it may do everything.
Policy CertificateTrustPolicy();

// `path` is "/service/method"; `area` is empty where the call has none.
Decision Evaluate(const Policy& policy, const Caller& caller, absl::string_view path,
                  absl::string_view area);

}  // namespace indicast::auth
