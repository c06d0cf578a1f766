// seek and check from the command line: both services as processes on the data set that ships.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "nlohmann/json.hpp"
#include "tests/integration/service_processes.h"

namespace indicast::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr char kSectors[] = "gdp=primary-sector+secondary-sector+tertiary-sector";

class SeekAndCheck : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = ServiceProcesses::Start({});
    ASSERT_THAT(started, IsOk());
    services_ = started->release();
    ASSERT_OK_AND_ASSIGN(const Finished import,
                         services_->RunClient({"import", SourcePath("data/changsha"), "--reason",
                                               "the data set that ships"}));
    ASSERT_EQ(import.exit_code, 0) << import.out << import.err;
  }
  static void TearDownTestSuite() {
    if (services_ == nullptr) return;
    EXPECT_THAT(services_->Stop(), IsOk());
    delete services_;
    services_ = nullptr;
  }

  static Finished Run(const std::vector<std::string>& arguments) {
    auto finished = services_->RunClient(arguments);
    EXPECT_THAT(finished, IsOk());
    return finished.ok() ? *finished : Finished{};
  }
  static Json RunJson(std::vector<std::string> arguments, int exit_code) {
    arguments.insert(arguments.end(), {"-o", "json"});
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_code, exit_code) << finished.err;
    return Json::parse(finished.out, nullptr, /*allow_exceptions=*/false);
  }

  static ServiceProcesses* services_;
};

ServiceProcesses* SeekAndCheck::services_ = nullptr;

double NumberIn(const Json& cell) { return std::stod(cell.at("value").get<std::string>()); }

const Json& RowWith(const Json& rows, const std::string& key, const std::string& value) {
  for (const Json& row : rows) {
    if (row.at(key) == value) return row;
  }
  ADD_FAILURE() << "no " << key << " " << value << " in " << rows;
  static const Json kNone;
  return kNone;
}

TEST_F(SeekAndCheck, SixPercentWithIncomeFasterAndTheSectorIdentity) {
  const Json answer = RunJson(
      {"seek", "--goal", "gdp>=6%", "--goal", "household-income>gdp", "--identity", kSectors}, 0);
  EXPECT_EQ(answer["summary"]["status"], "reached");
  const Json& moves = answer["moves"];
  const double gdp = NumberIn(RowWith(moves, "indicator", "gdp")["growth"]);
  const double income = NumberIn(RowWith(moves, "indicator", "household-income")["growth"]);
  EXPECT_NEAR(gdp, 6, 1e-9);
  EXPECT_NEAR(income, 6.1, 1e-9);
  // The sectors add up to GDP in levels: their base levels grown by what each must do.
  double base = 0;
  double grown = 0;
  for (const char* sector : {"primary-sector", "secondary-sector", "tertiary-sector"}) {
    const Json& move = RowWith(moves, "indicator", sector);
    const double level = NumberIn(move["level"]);
    const double growth = NumberIn(move["growth"]);
    EXPECT_GT(NumberIn(move["change"]), 0) << sector;
    grown += level;
    base += level / (1 + growth / 100);
  }
  EXPECT_NEAR(grown / base, 1.06, 1e-9);
  const Json& row = RowWith(answer["rows"], "row", "goals[0]");
  EXPECT_TRUE(row["active"].get<bool>());
  EXPECT_GT(NumberIn(row["multiplier"]), 0);
}

TEST_F(SeekAndCheck, AnImpossiblePlanIsExplainedAndRepaired) {
  const std::vector<std::string> arguments = {"seek",
                                              "--goal",
                                              "gdp>=6%",
                                              "--identity",
                                              kSectors,
                                              "--bound",
                                              "primary-sector=..4",
                                              "--bound",
                                              "secondary-sector=..5",
                                              "--bound",
                                              "tertiary-sector=..5.5"};
  const Json answer = RunJson(arguments, 1);
  EXPECT_EQ(answer["summary"]["status"], "infeasible");
  EXPECT_EQ(answer["conflict"].size(), 5U) << answer["conflict"];
  const Json& repair = RowWith(answer["repairs"], "row", "goals[0]");
  const double eased = NumberIn(repair["goal"]);
  EXPECT_GT(eased, 5);
  EXPECT_LT(eased, 5.5);
  EXPECT_NEAR(eased + NumberIn(repair["relaxation"]), 6, 1e-6);
  std::vector<std::string> people = arguments;
  people.insert(people.end(), {"--lang", "zh"});
  EXPECT_THAT(Run(people).out, HasSubstr("不能同时成立"));
}

TEST_F(SeekAndCheck, AllPublishedTargetsOf2024AreChecked) {
  const Json answer = RunJson({"check"}, 0);
  EXPECT_GT(answer["targets"].size(), 5U);
  EXPECT_FALSE(answer["left_out"].empty());
  const double all = NumberIn(answer["summary"]["all"]);
  EXPECT_GE(all, 0);
  EXPECT_LT(all, .5);
  for (const Json& target : answer["targets"]) {
    EXPECT_GE(NumberIn(target["alone"]), all) << target;
    EXPECT_GE(NumberIn(target["joint_without"]), all) << target;
  }
  EXPECT_GT(NumberIn(answer["summary"]["distance_squared"]), 0);
}

TEST_F(SeekAndCheck, TheMovesAreStoredAsAChildScenario) {
  const Json answer = RunJson({"seek", "--scenario", "trend", "--goal", "gdp>=6%", "--save-as",
                               "six-percent", "--reason", "what six percent takes"},
                              0);
  const double growth = NumberIn(RowWith(answer["moves"], "indicator", "gdp")["growth"]);
  const Json paths =
      RunJson({"project", "--scenario", "six-percent", "--indicator", "gdp", "--to", "2024"}, 0);
  bool found = false;
  for (const Json& point : paths["points"]) {
    if (point["basis"] != "growth" || point["year"] != 2024) continue;
    EXPECT_NEAR(NumberIn(point["value"]), growth, 1e-9);
    found = true;
  }
  EXPECT_TRUE(found) << paths.dump();
  const Finished diff = Run({"scenario", "diff", "six-percent"});
  EXPECT_EQ(diff.exit_code, 1);
  EXPECT_THAT(diff.out, HasSubstr("trend"));
  // A name that is taken is refused, nothing is overwritten.
  const Finished again =
      Run({"seek", "--scenario", "trend", "--goal", "gdp>=6%", "--save-as", "six-percent"});
  EXPECT_NE(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("six-percent"));
}

TEST_F(SeekAndCheck, WrongOptionsAreNamedAsTheyWereGiven) {
  Finished bad = Run({"seek", "--goal", "gdp>="});
  EXPECT_NE(bad.exit_code, 0);
  EXPECT_THAT(bad.err, HasSubstr("PLAN_TEXT_INVALID"));
  bad = Run({"seek", "--goal", "gpd>=6"});
  EXPECT_NE(bad.exit_code, 0);
  EXPECT_THAT(bad.err, HasSubstr("--goal gpd>=6"));
  bad = Run({"check", "--goal", "gdp>=6", "--price", "gdp=0"});
  EXPECT_NE(bad.exit_code, 0);
  EXPECT_THAT(bad.err, HasSubstr("--price gdp=0"));
}

}  // namespace
}  // namespace indicast::testing
