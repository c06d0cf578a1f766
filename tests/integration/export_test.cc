// diff, availability and export on the command line, over the data set that ships: what is exported
// can be imported again without a change, and into an empty store with the same catalogue.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/process.h"
#include "tests/integration/service_processes.h"

namespace indicast::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace fs = std::filesystem;

class ExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ServiceOptions options;
    options.projection = false;
    ASSERT_OK_AND_ASSIGN(services_, ServiceProcesses::Start(options));
  }

  void TearDown() override {
    if (services_ == nullptr) return;
    EXPECT_THAT(services_->Stop(), IsOk());
  }

  Finished Run(const std::vector<std::string>& arguments, int exit_code = 0) {
    auto finished = services_->RunClient(arguments);
    EXPECT_THAT(finished, IsOk());
    if (!finished.ok()) return {};
    EXPECT_EQ(finished->exit_code, exit_code) << finished->out << finished->err;
    return *finished;
  }

  void ImportCity() {
    Run({"import", SourcePath("data/changsha"), "--reason", "the data set that ships"});
  }

  // A data folder of one file.
  static std::string FolderWith(const std::string& observations) {
    const std::string folder = NewDirectory("export");
    std::ofstream(fs::path(folder) / "observations.csv", std::ios::binary) << observations;
    return folder;
  }

  static std::string FileWith(const std::string& content) {
    const std::string file = NewDirectory("sdmx") + "/figures.csv";
    std::ofstream(file, std::ios::binary) << content;
    return file;
  }

  // A new store with the catalogue of the city alone.
  void StartWithCatalogue() {
    ServiceOptions options;
    options.projection = false;
    ASSERT_OK_AND_ASSIGN(services_, ServiceProcesses::Start(options));
    const std::string catalogue = NewDirectory("catalogue");
    fs::copy(SourcePath("data/changsha"), catalogue,
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(fs::path(catalogue) / "observations.csv");
    fs::remove(fs::path(catalogue) / "targets.csv");
    Run({"import", catalogue, "--reason", "catalogue"});
  }

  std::unique_ptr<ServiceProcesses> services_;
};

TEST_F(ExportTest, WhatIsExportedIsNoChangeAndFillsAnEmptyStore) {
  ImportCity();
  const std::string exported = Run({"export"}).out;
  // Chinese text, bounds, zero, words alone, derived figures: the data set has them all.
  EXPECT_THAT(exported, AllOf(HasSubstr("下降15%"), HasSubstr(",text-only,"),
                              HasSubstr(",derived,"), HasSubstr(",greater,")));
  Run({"import", FolderWith(exported), "--reason", "again"});
  EXPECT_THAT(Run({"availability", "gdp"}).out, HasSubstr("data revision 1;"));

  // The catalogue alone in a second store, then the figures.
  std::unique_ptr<ServiceProcesses> first = std::move(services_);
  StartWithCatalogue();
  Run({"import", FolderWith(exported), "--reason", "figures"});
  EXPECT_EQ(Run({"export"}).out, exported);
  EXPECT_THAT(first->Stop(), IsOk());
}

TEST_F(ExportTest, SdmxCsvIsNoChangeEitherAndFillsAnEmptyStore) {
  ImportCity();
  const std::string exported = Run({"export", "--format", "sdmx-csv"}).out;
  Run({"import", FileWith(exported), "--reason", "again"});
  EXPECT_THAT(Run({"availability", "gdp"}).out, HasSubstr("data revision 1;"));

  std::unique_ptr<ServiceProcesses> first = std::move(services_);
  StartWithCatalogue();
  Run({"import", FileWith(exported), "--reason", "figures"});
  EXPECT_EQ(Run({"export", "--format", "sdmx-csv"}).out, exported);
  EXPECT_THAT(first->Stop(), IsOk());
}

TEST_F(ExportTest, AnSdmxFileThatDoesNotFitIsRefusedAtItsPlaces) {
  ImportCity();
  const std::string header = "DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\n";
  EXPECT_THAT(Run({"import", FileWith(header + "X:Y(1.0),CN,2023,1\n")}, 65).err,
              AllOf(HasSubstr("SDMX_CSV_INVALID"), HasSubstr("figures.csv:1 geo"),
                    HasSubstr("--mapping"), HasSubstr("next: correct the places above")));
  EXPECT_THAT(Run({"import", FileWith("indicator,area\n")}, 65).err,
              AllOf(HasSubstr("figures.csv:1"), HasSubstr("is no SDMX-CSV")));
  EXPECT_THAT(Run({"import", "no-such.csv", "--format", "sdmx-csv"}, 66).err,
              HasSubstr("IMPORT_FILE_NOT_FOUND"));
  EXPECT_THAT(Run({"import", SourcePath("data/changsha"), "--document", "x"}, 2).err,
              HasSubstr("only for SDMX-CSV"));
  EXPECT_THAT(Run({"import", FileWith(header), "--mapping", FileWith("{}")}, 65).err,
              AllOf(HasSubstr("SDMX_MAPPING_INVALID"), HasSubstr("dataflows is missing")));
}

TEST_F(ExportTest, AnExportIsNarrowedAndHasTwoFormats) {
  ImportCity();
  const std::string sdmx =
      Run({"export", "--format", "sdmx-csv", "--filter", "indicator = gdp AND period >= 2023"}).out;
  EXPECT_THAT(sdmx, StartsWith("STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,"));
  EXPECT_THAT(sdmx, HasSubstr("\ndataflow,INDICAST:OBSERVATIONS(1.1.0),I,gdp,changsha,"));
  EXPECT_THAT(sdmx, ::testing::Not(HasSubstr(",2022,")));
  EXPECT_THAT(Run({"export", "--filter", "colour = red"}, 65).err,
              AllOf(HasSubstr("FILTER_INVALID"), HasSubstr("character 1")));
}

TEST_F(ExportTest, DiffEndsWithOneWhenFiguresDiffer) {
  ImportCity();
  EXPECT_THAT(Run({"diff", "--from", "1"}).out, HasSubstr("no difference"));
  const std::string two_dates =
      Run({"diff", "--from", "2023-02-15", "--to", "2023-12-31", "--indicator", "gdp"}, 1).out;
  EXPECT_THAT(two_dates, AllOf(HasSubstr("revised"), HasSubstr("4.8"), HasSubstr("4.5"),
                               HasSubstr("communique-2022 (2023-04-07)")));
  EXPECT_THAT(Run({"diff", "--from", "yesterday"}, 2).err, HasSubstr("neither a date"));
  EXPECT_THAT(Run({"availability", "gdp", "--as-of", "2023-02-15"}).out,
              AllOf(HasSubstr("growth, comparable prices"), HasSubstr("data revision 1")));
}

}  // namespace
}  // namespace indicast::testing
