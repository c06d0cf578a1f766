#include "common/rpc/address.h"

#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::rpc {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

struct GoodCase {
  const char* text;
  bool local;
};

class GoodAddressTest : public ::testing::TestWithParam<GoodCase> {};

TEST_P(GoodAddressTest, RoundTripsAndKnowsWhetherItIsLocal) {
  ASSERT_OK_AND_ASSIGN(const ListenAddress address, ParseListenAddress(GetParam().text));
  EXPECT_EQ(address.ToString(), GetParam().text);
  EXPECT_EQ(address.is_local(), GetParam().local);
  const absl::Status required = RequireLocal(address, "address", "use TLS");
  if (GetParam().local) {
    EXPECT_THAT(required, IsOk());
  } else {
    EXPECT_THAT(required, HasReason("INSECURE_ADDRESS"));
    EXPECT_THAT(required, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("use TLS")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodAddressTest,
    ::testing::Values(GoodCase{"127.0.0.1:0", true}, GoodCase{"127.9.9.9:65535", true},
                      GoodCase{"localhost:80", true}, GoodCase{"[::1]:80", true},
                      GoodCase{"unix:/tmp/a.sock", true}, GoodCase{"0.0.0.0:80", false},
                      GoodCase{"[::]:80", false}, GoodCase{"[::ffff:10.0.0.1]:80", false},
                      GoodCase{"128.0.0.1:80", false}, GoodCase{"127.0.0.1.example.com:80", false},
                      GoodCase{"store.example.com:80", false}));

class BadAddressTest : public ::testing::TestWithParam<std::string> {};

TEST_P(BadAddressTest, IsRefusedWithTheAcceptedForms) {
  const absl::Status status = ParseListenAddress(GetParam()).status();
  EXPECT_THAT(status, HasReason("ADDRESS_INVALID"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("host:port")));
}

INSTANTIATE_TEST_SUITE_P(All, BadAddressTest,
                         ::testing::Values("", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x",
                                           "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1:80",
                                           "unix:relative",
                                           "unix:", "unix:/" + std::string(200, 'a')));

}  // namespace
}  // namespace indicast::rpc
