// Replacing what a document says, taking it back, and reading the past, on the real programs over
// the data set that ships: whatever is written later, an old revision reads the same bytes.
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

constexpr char kDocument[] = "communique-2018";

class RevertProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ServiceOptions options;
    options.projection = false;
    ASSERT_OK_AND_ASSIGN(services_, StartEmpty(options));
    Run({"import", SourcePath("data/changsha"), "--reason", "the data set that ships"});
  }

  Finished Run(const std::vector<std::string>& arguments, int exit_code = 0) {
    auto finished = services_.processes->RunClient(arguments);
    EXPECT_THAT(finished, IsOk());
    if (!finished.ok()) return {};
    EXPECT_EQ(finished->exit_code, exit_code) << finished->out << finished->err;
    return *finished;
  }

  // A folder with the figures of the document but the last one.
  std::string ShorterDocument() {
    const Finished exported = Run({"export", "--document", kDocument});
    std::string text = exported.out;
    text.erase(text.rfind('\n', text.size() - 2) + 1);
    const std::string folder = NewDirectory("shorter");
    std::ofstream(fs::path(folder) / "observations.csv", std::ios::binary) << text;
    return folder;
  }

  // Every vintage and target of a revision as the service answers them.
  std::string AnswersAt(int64_t revision) {
    std::string answers;
    store::v1::StreamObservationsRequest request;
    request.mutable_as_of()->set_revision(revision);
    request.mutable_filter()->set_all_vintages(true);
    EXPECT_THAT(
        services_.store->StreamObservations(request,
                                            [&](const store::v1::StreamObservationsResponse& part) {
                                              for (const auto& o : part.observations())
                                                answers += o.SerializeAsString();
                                              return absl::OkStatus();
                                            }),
        IsOk());
    store::v1::ListTargetsRequest targets;
    targets.mutable_as_of()->set_revision(revision);
    const auto listed = services_.store->ListTargets(targets);
    EXPECT_THAT(listed, IsOk());
    if (listed.ok()) answers += listed->SerializeAsString();
    return answers;
  }

  // What is current, without what says when it was written.
  std::map<std::string, std::string> ContentAt(int64_t revision) {
    std::map<std::string, std::string> content;
    store::v1::ListObservationsRequest request;
    request.mutable_as_of()->set_revision(revision);
    request.mutable_filter()->set_all_vintages(true);
    auto listed = services_.store->ListAllObservations(request);
    EXPECT_THAT(listed, IsOk());
    if (!listed.ok()) return content;
    for (store::v1::Observation& o : listed->items) {
      o.clear_revision();
      o.clear_etag();
      content[o.SerializeAsString()] = o.published_text();
    }
    return content;
  }

  void Restart() {
    services_.processes->store().Kill();
    ASSERT_THAT(services_.processes->StartStore(), IsOk());
    client::ConnectOptions connect;
    connect.address = services_.processes->store_address().address;
    connect.deadline = absl::Seconds(60);
    ASSERT_OK_AND_ASSIGN(services_.store, client::StoreClient::Connect(connect));
  }

  LoadedServices services_;
};

TEST_F(RevertProcessTest, AReplacementNeedsConfirmationAndCanBeTakenBack) {
  const std::string folder = ShorterDocument();
  const std::string condition = std::string("--replace=documents=") + kDocument;
  const std::string first = AnswersAt(1);

  const Finished preview = Run({"import", folder, condition, "--validate-only"});
  EXPECT_THAT(preview.out, HasSubstr("1 withdrawn"));
  EXPECT_THAT(preview.out, HasSubstr("Beyond what may change unconfirmed"));
  const Finished refused = Run({"import", folder, condition, "--yes"}, 65);
  EXPECT_THAT(refused.err, HasSubstr("1 withdrawn")) << "shown before it is written";
  EXPECT_THAT(refused.err, HasSubstr("CONFIRMATION_NEEDED"));
  EXPECT_THAT(refused.err, HasSubstr("--confirm"));
  EXPECT_EQ(refused.out, "");

  const Finished written = Run({"import", folder, condition, "--confirm", "--reason", "one less"});
  EXPECT_THAT(written.err, HasSubstr("1 withdrawn"));
  EXPECT_THAT(written.out, HasSubstr("Written as revision 2: 0 added, 0 changed, 1 withdrawn"));
  const std::string second = AnswersAt(2);
  EXPECT_NE(second, first);
  EXPECT_EQ(AnswersAt(1), first);
  EXPECT_THAT(Run({"revision", "show", "2"}).out, HasSubstr("withdrawn"));

  Run({"revision", "revert", "2", "--reason", "it was there"});
  EXPECT_EQ(ContentAt(3), ContentAt(1));
  EXPECT_NE(ContentAt(2), ContentAt(1));
  const Finished list = Run({"revision", "list"});
  EXPECT_THAT(list.out, HasSubstr("it was there"));
  EXPECT_THAT(list.out, HasSubstr("one less"));
  EXPECT_THAT(Run({"revision", "list", "--last", "1"}).out, Not(HasSubstr("one less")));

  Restart();
  EXPECT_EQ(AnswersAt(1), first);
  EXPECT_EQ(AnswersAt(2), second);
  EXPECT_EQ(ContentAt(3), ContentAt(1));
}

TEST_F(RevertProcessTest, OneFigureIsWithdrawnByItsKeyWithoutConfirmation) {
  const std::string folder = ShorterDocument();
  const Finished preview = Run({"import", folder, std::string("--replace=documents=") + kDocument,
                                "--validate-only", "-o", "json"});
  const std::string key = nlohmann::json::parse(preview.out)["changes"][0]["key"];
  const Finished written = Run({"import", folder, "--withdraw", key});
  EXPECT_THAT(written.out, HasSubstr("Written as revision 2: 0 added, 0 changed, 1 withdrawn"));
  const Finished again = Run({"import", folder, "--withdraw", key}, 65);
  EXPECT_THAT(again.err, HasSubstr("OBSERVATION_NOT_FOUND"));
  EXPECT_THAT(again.err, HasSubstr("withdrawn with revision 2"));
}

TEST_F(RevertProcessTest, TheFlagsOfTheStoreSetItsThresholds) {
  services_.processes.reset();
  ServiceOptions options;
  options.projection = false;
  options.store_flags = {"--max_changed_count=3", "--max_replaced_count=1",
                         "--max_level_factor=2.5"};
  ASSERT_OK_AND_ASSIGN(services_, StartEmpty(options));
  ASSERT_OK_AND_ASSIGN(const auto info, services_.store->GetServerInfo());
  EXPECT_EQ(info.limits().max_changed_count(), 3);
  EXPECT_EQ(info.limits().max_replaced_count(), 1);
  EXPECT_EQ(info.limits().max_level_factor().text(), "2.5");
  Run({"import", SourcePath("data/changsha")});
  const Finished written =
      Run({"import", ShorterDocument(), std::string("--replace=documents=") + kDocument});
  EXPECT_THAT(written.out, HasSubstr("1 withdrawn"));
}

TEST_F(RevertProcessTest, WhatCannotBeTakenBackIsSaid) {
  EXPECT_THAT(Run({"revision", "revert", "1", "--reason", "undo"}, 65).err,
              HasSubstr("REVERT_NOT_POSSIBLE"));
  EXPECT_THAT(Run({"revision", "revert", "9", "--reason", "undo"}, 66).err,
              HasSubstr("REVISION_NOT_FOUND"));
  EXPECT_THAT(Run({"revision", "show", "9"}, 66).err, HasSubstr("REVISION_NOT_FOUND"));
  Run({"revision", "revert", "1"}, 2);
  Run({"revision", "revert", "none", "--reason", "undo"}, 2);
}

}  // namespace
}  // namespace indicast::testing
