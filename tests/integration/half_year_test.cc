// The invented half-year of data/examples on top of the city that ships.
#include <string>

#include "common/testing/status_matchers.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

constexpr char kFolder[] = "data/examples/half-year-2024";

projection::v1::ProjectRequest Repeat() {
  projection::v1::ProjectRequest request;
  request.mutable_scenario()->set_scenario("repeat");
  request.set_area("changsha");
  return request;
}

TEST(HalfYear, ImportsOnTopOfTheCityWithoutAnyRemarkAndLeavesItsBoardAlone) {
  ASSERT_OK_AND_ASSIGN(LoadedServices services, StartLoaded());
  ASSERT_OK_AND_ASSIGN(const auto before, services.projection->Project(Repeat()));

  ASSERT_OK_AND_ASSIGN(const auto import, ReadImport(kFolder));
  ASSERT_OK_AND_ASSIGN(const auto written, services.store->ImportRecords(import));
  EXPECT_TRUE(written.changed());
  EXPECT_EQ(written.report().added_count(), import.observations_size() + import.documents_size());
  EXPECT_EQ(written.report().changed_count(), 0);
  EXPECT_EQ(written.report().wordings_checked_count(), import.observations_size());
  EXPECT_EQ(written.report().finding_count(), 0) << written.report().DebugString();

  // Cumulative months are no annual figures.
  ASSERT_OK_AND_ASSIGN(const auto after, services.projection->Project(Repeat()));
  ASSERT_GT(before.result().targets_size(), 0);
  ASSERT_EQ(after.result().targets_size(), before.result().targets_size());
  for (int i = 0; i < before.result().targets_size(); ++i) {
    EXPECT_EQ(after.result().targets(i).SerializeAsString(),
              before.result().targets(i).SerializeAsString())
        << before.result().targets(i).target().id();
  }
  services.store.reset();
  services.projection.reset();
  EXPECT_THAT(services.processes->Stop(), IsOk());
}

}  // namespace
}  // namespace indicast::testing
