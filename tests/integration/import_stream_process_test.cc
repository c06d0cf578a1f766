// Imports that are larger than a message, through the command line and a real store.
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr int kYears = 1000;
constexpr int kScopes = 60;
constexpr int kFigures = kYears * kScopes;

// About 60,000 figures that no document quotes, in the columns of a data folder.
void WriteFigures(const std::filesystem::path& folder, const std::string& last_unit) {
  std::filesystem::create_directories(folder);
  std::ofstream out(folder / "observations.csv");
  out << "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,"
         "stage,"
         "status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,note_zh,"
         "note_en\n";
  for (int i = 0; i < kFigures; ++i) {
    out << "academician-farm-bases-added,changsha,level,na,part-" << i / kYears << ","
        << 1000 + i % kYears << "," << i << "," << (i + 1 == kFigures ? last_unit : "place")
        << ",equal," << i << "个,reported,,changsha-work-report-2024,,,,table of a test,,,,\n";
  }
}

TEST(ImportStreamProcessTest, SixtyThousandRowsAreOneRevisionAndAreReadBack) {
  ServiceOptions options;
  options.projection = false;
  options.store_flags = {"--max_request_bytes=1048576"};
  ASSERT_OK_AND_ASSIGN(LoadedServices services, StartEmpty(options));
  ASSERT_OK_AND_ASSIGN(
      const Finished catalogue,
      services.processes->RunClient({"import", SourcePath("data/changsha"), "--yes"}));
  ASSERT_EQ(catalogue.exit_code, 0) << catalogue.err;
  ASSERT_OK_AND_ASSIGN(const auto before, services.store->GetServerInfo());

  const std::string folder = NewDirectory("figures");
  WriteFigures(folder, "no-such-unit");
  ASSERT_OK_AND_ASSIGN(const Finished wrong,
                       services.processes->RunClient({"import", folder, "--yes"}));
  EXPECT_NE(wrong.exit_code, 0);
  EXPECT_THAT(wrong.err, HasSubstr(absl::StrCat("observations.csv:", kFigures + 1, " unit")));

  WriteFigures(folder, "place");
  ASSERT_OK_AND_ASSIGN(const Finished import,
                       services.processes->RunClient({"import", folder, "--yes"}));
  ASSERT_EQ(import.exit_code, 0) << import.err;
  EXPECT_THAT(import.out, HasSubstr(absl::StrCat(kFigures, " added")));
  ASSERT_OK_AND_ASSIGN(const auto after, services.store->GetServerInfo());
  EXPECT_EQ(after.head().revision(), before.head().revision() + 1);
  EXPECT_EQ(after.observation_count(), before.observation_count() + kFigures);

  store::v1::StreamObservationsRequest read;
  read.mutable_filter()->add_indicators("academician-farm-bases-added");
  std::vector<bool> seen(kFigures);
  int64_t others = 0;
  ASSERT_THAT(services.store->StreamObservations(
                  read,
                  [&](const store::v1::StreamObservationsResponse& part) {
                    for (const auto& figure : part.observations()) {
                      if (!absl::StartsWith(figure.series().scope(), "part-")) {
                        ++others;
                        continue;
                      }
                      const size_t value = std::stoul(figure.value().text());
                      EXPECT_EQ(figure.series().scope(), absl::StrCat("part-", value / kYears));
                      EXPECT_EQ(figure.period().text(), absl::StrCat(1000 + value % kYears));
                      seen.at(value) = true;
                    }
                    return absl::OkStatus();
                  }),
              IsOk());
  EXPECT_THAT(seen, ::testing::Each(true));
  EXPECT_GT(others, 0);
  EXPECT_THAT(services.processes->Stop(), IsOk());
}

TEST(ImportStreamProcessTest, AClientKilledInTheMiddleLeavesNothing) {
  ServiceOptions options;
  options.projection = false;
  ASSERT_OK_AND_ASSIGN(LoadedServices services, StartEmpty(options));
  Command command;
  command.program = INDICAST_STREAM_SENDER;
  command.arguments = {services.processes->store_address().address, SourcePath("data/changsha")};
  ASSERT_OK_AND_ASSIGN(const auto sender, Process::Start(command));
  while (!absl::StrContains(sender->Stdout(), "sent") && sender->IsRunning()) {
    std::this_thread::yield();
  }
  ASSERT_TRUE(sender->IsRunning()) << sender->Stderr();
  sender->Kill();

  // A stream that was cut off may not hold up the end of the store either.
  ASSERT_OK_AND_ASSIGN(const int exit_code, services.processes->store().Terminate());
  EXPECT_EQ(exit_code, 0);
  ASSERT_THAT(services.processes->StartStore(), IsOk());
  client::ConnectOptions connect;
  connect.address = services.processes->store_address().address;
  ASSERT_OK_AND_ASSIGN(const auto store, client::StoreClient::Connect(connect));
  ASSERT_OK_AND_ASSIGN(const auto info, store->GetServerInfo());
  EXPECT_EQ(info.head().revision(), 0);
  EXPECT_EQ(info.observation_count(), 0);
  EXPECT_THAT(services.processes->Stop(), IsOk());
}

}  // namespace
}  // namespace indicast::testing
