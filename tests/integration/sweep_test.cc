// Sweeps on the city that ships, through both services and the command line.
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::testing::HasSubstr;

class SweepOnTheCity : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = StartLoaded();
    ASSERT_THAT(started, IsOk());
    services_ = new LoadedServices(*std::move(started));
  }
  static void TearDownTestSuite() {
    if (services_ == nullptr) return;
    services_->store.reset();
    services_->projection.reset();
    EXPECT_THAT(services_->processes->Stop(), IsOk());
    delete services_;
    services_ = nullptr;
  }

  static projection::v1::SweepRequest Request(projection::v1::SweepDesign design) {
    projection::v1::SweepRequest request;
    request.mutable_frame()->mutable_scenario()->set_scenario("plan");
    request.set_design(design);
    for (const auto& [id, low, high] :
         {std::tuple("gdp", "3", "7"), std::tuple("imports-exports", "-10", "10"),
          std::tuple("retail-sales", "2", "9")}) {
      projection::v1::SweepFactor& factor = *request.add_factors();
      factor.set_indicator(id);
      factor.mutable_low()->set_text(low);
      factor.mutable_high()->set_text(high);
      if (design == projection::v1::SWEEP_DESIGN_GRID) factor.mutable_step()->set_text("0.5");
    }
    if (design != projection::v1::SWEEP_DESIGN_GRID) {
      request.set_points(1500);
      request.set_seed(7);
    }
    return request;
  }

  static std::vector<std::string> Rows(const projection::v1::SweepRequest& request) {
    std::vector<std::string> rows;
    const absl::Status status =
        services_->projection->Sweep(request, [&rows](const projection::v1::SweepResponse& part) {
          for (const auto& row : part.rows().rows()) rows.push_back(row.SerializeAsString());
          return absl::OkStatus();
        });
    EXPECT_THAT(status, IsOk());
    return rows;
  }

  static LoadedServices* services_;
};

LoadedServices* SweepOnTheCity::services_ = nullptr;

TEST_F(SweepOnTheCity, ThreeRangesAreTheWhole) {
  for (const auto design :
       {projection::v1::SWEEP_DESIGN_GRID, projection::v1::SWEEP_DESIGN_LATIN_HYPERCUBE,
        projection::v1::SWEEP_DESIGN_SOBOL}) {
    const std::vector<std::string> whole = Rows(Request(design));
    ASSERT_GE(whole.size(), 1500u);
    std::vector<std::string> joined;
    for (const auto& [begin, end] : {std::pair(0, 400), std::pair(400, 401), std::pair(401, 0)}) {
      projection::v1::SweepRequest part = Request(design);
      part.set_begin(begin);
      part.set_end(end);
      const auto rows = Rows(part);
      joined.insert(joined.end(), rows.begin(), rows.end());
    }
    EXPECT_TRUE(joined == whole);
  }
}

// A point of the sweep against whatif's service on the same assumption.
TEST_F(SweepOnTheCity, APointIsTheProjectionOfItsAssumption) {
  projection::v1::SweepRequest request;
  request.mutable_frame()->mutable_scenario()->set_scenario("plan");
  request.mutable_frame()->set_year(2024);
  request.set_design(projection::v1::SWEEP_DESIGN_GRID);
  request.add_factors()->set_indicator("gdp");
  request.mutable_factors(0)->add_values()->set_text("5.3");
  projection::v1::SweepHeading heading;
  projection::v1::SweepRow row;
  ASSERT_THAT(services_->projection->Sweep(request,
                                           [&](const projection::v1::SweepResponse& part) {
                                             if (part.has_heading()) heading = part.heading();
                                             if (part.has_rows()) row = part.rows().rows(0);
                                             return absl::OkStatus();
                                           }),
              IsOk());
  projection::v1::ProjectRequest project;
  project.mutable_scenario()->set_scenario("plan");
  project.set_horizon_year(2024);
  auto& overlay = *project.mutable_scenario()->add_overlay();
  overlay.set_indicator("gdp");
  overlay.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text("5.3");
  ASSERT_OK_AND_ASSIGN(const auto projected, services_->projection->Project(project));
  int compared = 0;
  int verdict = 0;
  for (int c = 0; c < heading.outputs_size(); ++c) {
    if (heading.outputs(c).target().empty()) continue;
    for (const auto& target : projected.result().targets()) {
      if (target.target().id() != heading.outputs(c).target()) continue;
      if (target.has_gap()) {
        EXPECT_EQ(row.outputs(c).text(), target.gap().text()) << target.target().id();
        EXPECT_EQ(row.verdicts(verdict), target.verdict()) << target.target().id();
        ++compared;
      }
    }
    ++verdict;
  }
  EXPECT_GT(compared, 5);
}

TEST_F(SweepOnTheCity, TheCommandWritesEveryRow) {
  ASSERT_OK_AND_ASSIGN(const Finished csv,
                       services_->processes->RunClient(
                           {"sweep", "--vary", "gdp=4%..7%/0.5", "--vary", "imports-exports=0,7",
                            "--scenario", "plan", "--range", "2:12", "-o", "csv"}));
  ASSERT_EQ(csv.exit_code, 0) << csv.err;
  const std::vector<std::string> lines = absl::StrSplit(csv.out, "\r\n");
  ASSERT_EQ(lines.size(), 12u) << "a header, ten rows, the end";
  EXPECT_THAT(lines[0], HasSubstr("index,input_gdp,input_imports_exports,"));
  EXPECT_THAT(lines[1], HasSubstr("2,4.5,0,"));
  ASSERT_OK_AND_ASSIGN(const Finished ascii,
                       services_->processes->RunClient({"sweep", "--vary", "gdp=4..7/0.5"}));
  EXPECT_EQ(ascii.exit_code, 0) << ascii.err;
}

// The shipped shocks and trends go the whole way: written, read back, projected.
TEST_F(SweepOnTheCity, AStoredShockIsProjected) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"scenario", "create", "shocked-plan", "--parent", "plan", "--set",
            "gdp@2024=shock(size=-2%,persistence=0.5)", "--reason", "a test"},
           {"scenario", "create", "own-trend", "--set", "*=trend", "--set",
            "gdp=trend(prior=5.5%,strength=4)", "--reason", "a test"}}) {
    ASSERT_OK_AND_ASSIGN(const Finished made, services_->processes->RunClient(arguments));
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  ASSERT_OK_AND_ASSIGN(const Finished shown,
                       services_->processes->RunClient({"scenario", "show", "shocked-plan"}));
  EXPECT_THAT(shown.out, HasSubstr("shock(size=-2%"));
  projection::v1::ProjectRequest project;
  project.mutable_scenario()->set_scenario("shocked-plan");
  project.add_indicators("gdp");
  ASSERT_OK_AND_ASSIGN(const auto projected, services_->projection->Project(project));
  // 1.06 x 0.98.
  EXPECT_EQ(projected.result().indicators(0).paths(0).points().rbegin()->value().value().text(),
            "3.88");
  project.mutable_scenario()->set_scenario("own-trend");
  ASSERT_OK_AND_ASSIGN(const auto trend, services_->projection->Project(project));
  EXPECT_THAT(trend.result().indicators(0).rule().en(), HasSubstr("prior of 5.5 %"));
}

}  // namespace
}  // namespace indicast::testing
