// indicast import and revision at a terminal, with a store in this process.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/services.h"
#include "tests/integration/process.h"

namespace indicast::cli {
namespace {

using ::indicast::testing::IsOk;
using ::indicast::testing::NewDirectory;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace store::testing;  // NOLINT(google-build-using-namespace): the builders of this test

constexpr char kHeader[] =
    "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,stage,"
    "status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,note_zh,note_en,"
    "formula,inputs\n";

std::string GrowthRow(const std::string& period, const std::string& value) {
  return absl::StrCat("gdp,changsha,growth,constant,,", period, ",", value, ",percent,equal,增长",
                      value, "%,reported,,report,,,,table row,,,,,,\n");
}

class ImportCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rpc::ServerOptions options;
    options.program = "import-command-test";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                           return store::MakeServices(*store_, runtime);
                         }));
    ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  }
  void TearDown() override { server_->Drain(); }

  // A data folder of one file.
  static std::string FolderWith(const std::string& rows) {
    const std::string folder = NewDirectory("import");
    std::ofstream(std::filesystem::path(folder) / "observations.csv", std::ios::binary)
        << kHeader << rows;
    return folder;
  }

  // At a terminal where the user types `answers`; "" stands for no terminal.
  ExitCode Run(std::vector<std::string> arguments, const std::string& answers) {
    std::istringstream in(answers);
    Environment environment;
    environment.in = &in;
    environment.stdin_is_terminal = !answers.empty();
    environment.stderr_is_terminal = !answers.empty();
    std::ostringstream out;
    std::ostringstream err;
    arguments.insert(arguments.end(), {"--store", server_->address(), "--lang", "en"});
    const ExitCode code = cli::Run(arguments, environment, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  store::Revision Head() const { return store_->snapshot()->revision(); }

  std::unique_ptr<store::Store> store_ = store::Store::Open(MemoryBackend()).value();
  std::unique_ptr<rpc::Server> server_;
  std::string out_;
  std::string err_;
};

TEST_F(ImportCommandTest, AChangeIsShownAndAskedAboutUnlessYesWasSaid) {
  const std::string folder = FolderWith(GrowthRow("2022", "4.6"));
  EXPECT_EQ(Run({"import", folder}, "n\n"), ExitCode::kNo);
  EXPECT_THAT(err_, AllOf(HasSubstr("1 changed"), HasSubstr("Write it? [y/N]"),
                          HasSubstr("Nothing was written.")));
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_EQ(Head(), 1);
  EXPECT_EQ(Run({"import", folder}, "y\n"), ExitCode::kDone);
  EXPECT_EQ(Head(), 2);
  EXPECT_EQ(Run({"import", FolderWith(GrowthRow("2022", "4.7")), "--yes"}, "n\n"), ExitCode::kDone);
  EXPECT_THAT(err_, Not(HasSubstr("Write it?")));
  EXPECT_EQ(Head(), 3);
}

TEST_F(ImportCommandTest, WhatIsBeyondTheThresholdsIsNotWrittenByYesAlone) {
  const std::vector<std::string> replace = {"import", FolderWith(GrowthRow("2022", "4.5")),
                                            "--replace=documents=report", "--yes"};
  EXPECT_EQ(Run(replace, ""), ExitCode::kBadData);
  EXPECT_THAT(err_, AllOf(HasSubstr("2 withdrawn"), HasSubstr("figures that --replace ends"),
                          HasSubstr("CONFIRMATION_NEEDED")));
  EXPECT_EQ(Head(), 1);
  EXPECT_EQ(Run(replace, "n\n"), ExitCode::kNo);
  EXPECT_THAT(err_, HasSubstr("beyond what may change unconfirmed"));
  EXPECT_EQ(Head(), 1);
  EXPECT_EQ(Run(replace, "y\n"), ExitCode::kDone);
  EXPECT_THAT(out_, HasSubstr("2 withdrawn, 1 unchanged"));
  EXPECT_EQ(Head(), 2);
}

TEST_F(ImportCommandTest, ConfirmShowsAndWritesWithoutAsking) {
  EXPECT_EQ(Run({"import", FolderWith(GrowthRow("2022", "4.5")), "--replace", "documents=report",
                 "--replace", "indicators=gdp", "--confirm"},
                ""),
            ExitCode::kDone);
  EXPECT_THAT(err_, HasSubstr("Beyond what may change unconfirmed"));
  EXPECT_THAT(out_, HasSubstr("1 withdrawn, 1 unchanged"));
  EXPECT_EQ(Head(), 2);
}

TEST_F(ImportCommandTest, AWithdrawalIsShownAndNeedsNoConfirmation) {
  const std::string key = KeyOf(TestObservation("2023", "4.8"));
  EXPECT_EQ(Run({"import", FolderWith(GrowthRow("2022", "4.5")), "--withdraw", key}, ""),
            ExitCode::kDone);
  EXPECT_THAT(err_, AllOf(HasSubstr(key), HasSubstr("withdrawn")));
  EXPECT_EQ(Head(), 2);
}

TEST_F(ImportCommandTest, ARevertIsShownAndAskedAbout) {
  ASSERT_EQ(Run({"import", FolderWith(GrowthRow("2022", "4.6"))}, ""), ExitCode::kDone);
  const std::vector<std::string> revert = {"revision", "revert", "2", "--reason", "wrong file"};
  EXPECT_EQ(Run(revert, "n\n"), ExitCode::kNo);
  EXPECT_THAT(err_, AllOf(HasSubstr("1 changed"), HasSubstr("Write it? [y/N]")));
  EXPECT_EQ(Head(), 2);
  EXPECT_EQ(Run({"revision", "revert", "2", "--reason", "wrong file", "--validate-only"}, "y\n"),
            ExitCode::kDone);
  EXPECT_THAT(out_, HasSubstr("nothing written"));
  EXPECT_EQ(Head(), 2);
  EXPECT_EQ(Run(revert, "y\n"), ExitCode::kDone);
  EXPECT_THAT(out_, HasSubstr("Written as revision 3"));
  EXPECT_EQ(Run({"revision", "show", "3"}, ""), ExitCode::kDone);
  EXPECT_THAT(out_, HasSubstr("wrong file"));
}

}  // namespace
}  // namespace indicast::cli
