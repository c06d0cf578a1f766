#include "common/auth/policy.h"

#include "gtest/gtest.h"

namespace indicast::auth {
namespace {

constexpr char kGet[] = "/indicast.store.v1.IndicatorStore/GetIndicator";
constexpr char kImport[] = "/indicast.store.v1.IndicatorCuration/ImportRecords";

TEST(PolicyTest, LocalTrustAllowsLocalEverythingAndNobodyElseAnything) {
  const Policy policy = LocalTrustPolicy();
  EXPECT_TRUE(Evaluate(policy, {"local"}, kImport, "changsha").allowed);
  EXPECT_TRUE(Evaluate(policy, {"local"}, kGet, "").allowed);
  EXPECT_EQ(Evaluate(policy, {"local"}, kGet, "").rule, "local");
  EXPECT_FALSE(Evaluate(policy, {"locals"}, kGet, "").allowed);
  EXPECT_FALSE(Evaluate(policy, {""}, kGet, "").allowed);
}

TEST(PolicyTest, CertificateTrustAllowsWhoeverIsNamedAndNobodyElse) {
  const Policy policy = CertificateTrustPolicy();
  EXPECT_TRUE(Evaluate(policy, {"spiffe://city/planner"}, "/s/Read", "").allowed);
  EXPECT_TRUE(Evaluate(policy, {"CN=batch"}, "/s/Write", "430100").allowed);
  EXPECT_FALSE(Evaluate(policy, {""}, "/s/Read", "").allowed);
}

TEST(PolicyTest, AnEmptyPolicyRefuses) {
  const Policy empty;
  EXPECT_FALSE(Evaluate(empty, {"local"}, kGet, "").allowed);
  EXPECT_EQ(Evaluate(empty, {"local"}, kGet, "").rule, "");
}

TEST(PolicyTest, DenyWinsOverAllow) {
  const Policy policy = {.name = "p",
                         .deny_rules = {{"no-writes", {"*"}, {"*/ImportRecords"}, {}}},
                         .allow_rules = {{"all", {"*"}, {}, {}}}};
  EXPECT_TRUE(Evaluate(policy, {"a"}, kGet, "").allowed);
  const Decision refused = Evaluate(policy, {"a"}, kImport, "");
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.rule, "no-writes");
}

TEST(PolicyTest, AreasLimitAWriteAndNeverMatchACallWithoutArea) {
  const Policy policy = {
      .name = "p", .deny_rules = {}, .allow_rules = {{"own", {"bureau"}, {}, {"changsha"}}}};
  EXPECT_TRUE(Evaluate(policy, {"bureau"}, kImport, "changsha").allowed);
  EXPECT_FALSE(Evaluate(policy, {"bureau"}, kImport, "hunan").allowed);
  EXPECT_FALSE(Evaluate(policy, {"bureau"}, kImport, "").allowed);
}

struct PatternCase {
  const char* pattern;
  const char* path;
  bool matches;
};

class PatternTest : public ::testing::TestWithParam<PatternCase> {};

TEST_P(PatternTest, PathPattern) {
  const Policy policy = {
      .name = "p", .deny_rules = {}, .allow_rules = {{"r", {}, {GetParam().pattern}, {}}}};
  EXPECT_EQ(Evaluate(policy, {"x"}, GetParam().path, "").allowed, GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(All, PatternTest,
                         ::testing::Values(PatternCase{"/a.B/Get", "/a.B/Get", true},
                                           PatternCase{"/a.B/Get", "/a.B/GetAll", false},
                                           PatternCase{"/a.B/Get*", "/a.B/GetAll", true},
                                           PatternCase{"/a.B/*", "/a.B/Get", true},
                                           PatternCase{"/a.B/*", "/a.BC/Get", false},
                                           PatternCase{"*/Get", "/a.B/Get", true},
                                           PatternCase{"*/a.B/Get", "/a.B/Get", true},
                                           PatternCase{"*/et", "/a.B/Get", false},
                                           PatternCase{"*", "/a.B/Get", true},
                                           PatternCase{"*", "", false},
                                           PatternCase{"", "/a.B/Get", false}));

}  // namespace
}  // namespace indicast::auth
