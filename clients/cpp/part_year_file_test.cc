#include "clients/cpp/part_year_file.h"

#include <fstream>

#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;

class PartYearFileTest : public ::testing::Test {
 protected:
  std::filesystem::path Write(const std::string& text) {
    std::filesystem::path path = std::filesystem::path(folder_.path()) / "figures.csv";
    std::ofstream(path) << text;
    return path;
  }

  testing::TemporaryDirectory folder_;
};

TEST_F(PartYearFileTest, NeedsFourColumnsAndReadsChineseForms) {
  const auto file =
      ReadPartYearFile(Write("指标,度量,时期,数值\nretail-sales,增速,2024年1-6月,5.0\n"
                             "retail-sales,水平,2024-01-01/P6M,2750.00\n"),
                       "");
  ASSERT_THAT(file, IsOk());
  ASSERT_EQ(file->figures.size(), 2U);
  EXPECT_EQ(file->figures[0].period().text(), "2024-01-01/P6M");
  EXPECT_EQ(file->figures[0].measure(), type::v1::MEASURE_GROWTH);
  EXPECT_EQ(file->figures[0].value().text(), "5.0");
  EXPECT_EQ(file->places[1], "figures.csv:3");
}

TEST_F(PartYearFileTest, LeavesOutWhatIsNotAskedForAndCountsIt) {
  const auto file =
      ReadPartYearFile(Write("indicator,area,measure,scope,period,value\n"
                             "gdp,changsha,growth,,2024-01-01/P6M,5.2\n"
                             "gdp,zhuzhou,growth,,2024-01-01/P6M,5.5\n"
                             "gdp,changsha,growth,,2024,5.0\n"
                             "gdp,changsha,growth,,2024-01-01/P3M,\n"
                             "imports-exports,changsha,growth,usd,2024-01-01/P3M,1\n"),
                       "changsha");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->figures.size(), 1U);
  EXPECT_EQ(file->left_out, 4);
}

TEST_F(PartYearFileTest, ReadsTheFolderOfTheExample) {
  const auto file = ReadPartYearFile(
      std::filesystem::path(INDICAST_SOURCE_DIR) / "data/examples/half-year-2024", "changsha");
  ASSERT_THAT(file, IsOk());
  EXPECT_GT(file->figures.size(), 50U);
  EXPECT_EQ(file->left_out, 0);
}

TEST_F(PartYearFileTest, NamesTheCellThatIsWrong) {
  EXPECT_THAT(ReadPartYearFile(Write("indicator,measure,period\ngdp,growth,2024-01-01/P6M\n"), ""),
              HasReason("DATA_FOLDER_INVALID"));
  EXPECT_THAT(
      ReadPartYearFile(Write("indicator,measure,period,value\ngdp,pace,2024-01-01/P6M,5\n"), ""),
      HasField("figures.csv:2 measure"));
  EXPECT_THAT(ReadPartYearFile(std::filesystem::path(folder_.path()) / "nothing.csv", ""),
              HasReason("DATA_FOLDER_NOT_FOUND"));
}

}  // namespace
}  // namespace indicast::client
