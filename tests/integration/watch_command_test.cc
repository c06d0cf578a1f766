// indicast watch, with a store in this process.
#include <signal.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/cli.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/services.h"

namespace indicast::cli {
namespace {

using ::indicast::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace store::testing;  // NOLINT(google-build-using-namespace): the builders of this test

// Output that calls back when it has seen a text.
class Noticing final : public std::stringbuf {
 public:
  Noticing(std::string text, std::function<void()> call)
      : text_(std::move(text)), call_(std::move(call)) {}
  int sync() override {
    if (call_ && str().find(text_) != std::string::npos) std::exchange(call_, nullptr)();
    return 0;
  }

 private:
  const std::string text_;
  std::function<void()> call_;
};

class WatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rpc::ServerOptions options;
    options.program = "watch-test";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                           return store::MakeServices(*store_, runtime);
                         }));
    ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  }
  void TearDown() override { server_->Drain(); }

  // Interrupted, as by Ctrl-C, once the output holds `text`.
  ExitCode RunUntil(const std::string& text, std::vector<std::string> arguments) {
    Noticing buffer(text, [] { kill(getpid(), SIGINT); });
    std::ostream out(&buffer);
    std::ostringstream err;
    arguments.insert(arguments.end(), {"--store", server_->address(), "--timeout", "60"});
    const ExitCode code = cli::Run(arguments, {}, out, err);
    out_ = buffer.str();
    err_ = err.str();
    return code;
  }

  std::unique_ptr<store::Store> store_ = store::Store::Open(MemoryBackend()).value();
  std::unique_ptr<rpc::Server> server_;
  std::string out_;
  std::string err_;
};

TEST_F(WatchTest, LinesForProgramsUntilCtrlC) {
  EXPECT_EQ(RunUntil("bookmarks", {"watch", "--since", "0", "--indicator", "gdp", "--kinds",
                                   "observation,indicator", "-o", "ndjson"}),
            ExitCode::kInterrupted);
  EXPECT_THAT(out_,
              AllOf(HasSubstr(R"("revision":1,)"), HasSubstr(R"("kind":"indicator","key":"gdp")"),
                    HasSubstr("gdp.changsha.growth.constant.total|2022|reported|report"),
                    HasSubstr(R"({"table":"bookmarks","row":{"revision":1}})")));
  EXPECT_THAT(out_, Not(HasSubstr("imports-exports")));
  EXPECT_THAT(err_, HasSubstr("go on with: indicast watch --since 1"));
}

TEST_F(WatchTest, ATableARevisionForPeople) {
  EXPECT_EQ(RunUntil("gdp-2024",
                     {"watch", "--since", "0", "--kinds", "target,observation", "--lang", "zh"}),
            ExitCode::kInterrupted);
  EXPECT_THAT(out_, AllOf(HasSubstr("修订 1,"), HasSubstr("curator:first load"), HasSubstr("新增"),
                          HasSubstr("4.5")));
  EXPECT_THAT(err_, HasSubstr("从此处继续:indicast watch --since 1"));
}

TEST_F(WatchTest, RefusesFormatsWithAnEndAndKindsThatAreNot) {
  EXPECT_EQ(RunUntil("never printed", {"watch", "-o", "json"}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("-o table or -o ndjson"));
  EXPECT_EQ(RunUntil("never printed", {"watch", "--kinds", "observations"}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("observation"));
  EXPECT_EQ(RunUntil("never printed", {"watch", "--since", "-1"}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("-1 is no revision"));
  EXPECT_EQ(RunUntil("never printed", {"watch", "--as-of", "1"}), ExitCode::kUsage);
  EXPECT_EQ(RunUntil("never printed", {"watch", "--since", "9"}), ExitCode::kNotFound);
  EXPECT_THAT(err_, AllOf(HasSubstr("REVISION_NOT_FOUND"), Not(HasSubstr("go on with"))));
  EXPECT_THAT(out_, IsEmpty());
}

}  // namespace
}  // namespace indicast::cli
