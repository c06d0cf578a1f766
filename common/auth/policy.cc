#include "common/auth/policy.h"

#include "absl/strings/match.h"

namespace indicast::auth {
namespace {

bool Matches(absl::string_view pattern, absl::string_view value) {
  if (pattern == "*") return !value.empty();
  if (absl::EndsWith(pattern, "*")) {
    return absl::StartsWith(value, pattern.substr(0, pattern.size() - 1));
  }
  if (absl::StartsWith(pattern, "*")) return absl::EndsWith(value, pattern.substr(1));
  return pattern == value;
}

bool AnyMatches(const std::vector<std::string>& patterns, absl::string_view value) {
  if (patterns.empty()) return true;
  for (const std::string& pattern : patterns) {
    if (Matches(pattern, value)) return true;
  }
  return false;
}

const Rule* FirstMatch(const std::vector<Rule>& rules, const Caller& caller, absl::string_view path,
                       absl::string_view area) {
  for (const Rule& rule : rules) {
    if (AnyMatches(rule.principals, caller.principal) && AnyMatches(rule.paths, path) &&
        AnyMatches(rule.areas, area)) {
      return &rule;
    }
  }
  return nullptr;
}

}  // namespace

Policy LocalTrustPolicy() {
  return {.name = "local-trust",
          .deny_rules = {},
          .allow_rules = {{.name = "local", .principals = {"local"}, .paths = {}, .areas = {}}}};
}

Policy CertificateTrustPolicy() {
  return {.name = "certificate-trust",
          .deny_rules = {},
          .allow_rules = {{.name = "named", .principals = {"*"}, .paths = {}, .areas = {}}}};
}

Decision Evaluate(const Policy& policy, const Caller& caller, absl::string_view path,
                  absl::string_view area) {
  if (const Rule* rule = FirstMatch(policy.deny_rules, caller, path, area)) {
    return {.allowed = false, .rule = rule->name};
  }
  if (const Rule* rule = FirstMatch(policy.allow_rules, caller, path, area)) {
    return {.allowed = true, .rule = rule->name};
  }
  return {};
}

}  // namespace indicast::auth
