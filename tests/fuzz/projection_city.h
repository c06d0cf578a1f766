// The cities that the targets of the projection service ask about, and what every refusal carries.
#pragma once

#include "absl/status/status.h"
#include "projection-service/store_client/fake_store_reader.h"

namespace indicast::fuzz {

// The sample city with the stored scenario "plan".
projection::FakeStoreReader& SampleCityStore();

// The sample city with sectors that add up to its gdp, a share, a number of parks, a rank, a
// binding and a stretch target, and figures of parts of 2023 and 2024; the same scenario.
projection::FakeStoreReader& PlannedCityStore();

// A refusal has a reason, and the wrong fields when the request is to blame.
void RequireRefusal(const absl::Status& status);

}  // namespace indicast::fuzz
