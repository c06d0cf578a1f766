// The way of a projection from the bytes of a request to the bytes of the answer, over the sample
// city.

#include <string>
#include <utility>
#include <vector>

#include "common/decimal/decimal.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/sweep_method.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/projection_city.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

namespace pb = ::indicast::projection::v1;
using projection::Projector;

void RequireValue(const pb::ProjectedValue& value) {
  REQUIRE(!value.has_value() || Decimal::Parse(value.value().text()).ok());
  REQUIRE(value.display_decimals() >= 0 && value.display_decimals() <= Decimal::kMaxScale);
}

void RequireSound(const pb::ProjectionResult& result) {
  REQUIRE(result.base_year() < result.horizon_year());
  for (const pb::IndicatorProjection& indicator : result.indicators()) {
    for (const pb::IndicatorPath& path : indicator.paths()) {
      REQUIRE(path.basis() != pb::PATH_BASIS_UNSPECIFIED);
      int year = 0;
      for (const pb::PathPoint& point : path.points()) {
        REQUIRE(point.year() > year && point.year() <= result.horizon_year());
        REQUIRE(point.projected() == (point.year() > result.base_year()));
        year = point.year();
        RequireValue(point.value());
      }
    }
  }
  for (const pb::TargetAssessment& target : result.targets()) {
    REQUIRE(target.verdict() != pb::VERDICT_UNSPECIFIED && !target.reason_code().empty());
    RequireValue(target.projection());
  }
}

absl::StatusOr<pb::ProjectionResult> Run(const pb::ProjectRequest& request, Projector& projector) {
  auto choice = projection::ScenarioFromProto(request.scenario(), "scenario");
  if (!choice.ok()) return choice.status();
  auto frame = projection::FrameFromProto(request);
  if (!frame.ok()) return frame.status();
  const auto answer = projector.Project(*choice, *frame, {});
  if (!answer.ok()) return answer.status();
  pb::ProjectionResult result;
  projection::ToProto(*answer, result);
  return result;
}

absl::StatusOr<projection::Comparison> Run(const pb::CompareScenariosRequest& request,
                                           Projector& projector) {
  std::vector<projection::ScenarioChoice> choices;
  for (const pb::ScenarioSelection& selection : request.scenarios()) {
    auto choice = projection::ScenarioFromProto(selection, "scenarios[0]");
    if (!choice.ok()) return choice.status();
    choices.push_back(*std::move(choice));
  }
  auto frame = projection::FrameFromProto(request);
  if (!frame.ok()) return frame.status();
  return projector.CompareScenarios(choices, *frame, {});
}

}  // namespace

void FuzzProjectRequest(absl::string_view input) {
  pb::ProjectRequest request;
  if (!request.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  Projector projector(SampleCityStore(), "fuzz");
  const absl::StatusOr<pb::ProjectionResult> result = Run(request, projector);
  if (!result.ok()) return RequireRefusal(result.status());
  RequireSound(*result);
  // The same request gives the same bits, from the cache and without it.
  Projector fresh(SampleCityStore(), "fuzz");
  REQUIRE(Run(request, projector)->SerializeAsString() == result->SerializeAsString());
  REQUIRE(Run(request, fresh)->SerializeAsString() == result->SerializeAsString());
}

void FuzzCompareRequest(absl::string_view input) {
  pb::CompareScenariosRequest request;
  if (!request.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  Projector projector(SampleCityStore(), "fuzz");
  const absl::StatusOr<projection::Comparison> comparison = Run(request, projector);
  if (!comparison.ok()) return RequireRefusal(comparison.status());
  pb::CompareScenariosResponse response;
  projection::ToProto(*comparison, response);
  REQUIRE(response.results_size() == request.scenarios_size() && response.results_size() >= 2);
  for (const pb::ProjectionResult& result : response.results()) RequireSound(result);
  for (const pb::PathDifference& difference : response.differences()) {
    REQUIRE(difference.scenario_index() >= 1 &&
            difference.scenario_index() < response.results_size());
  }
}

void FuzzSweepRequest(absl::string_view input) {
  constexpr size_t kRows = 8;
  pb::SweepRequest request;
  if (!request.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  Projector projector(SampleCityStore(), "fuzz");
  const auto question = projection::SweepFromProto(request);
  if (!question.ok()) return RequireRefusal(question.status());
  const auto run = projection::SweepRun::Start(projector, *question, {});
  if (!run.ok()) return RequireRefusal(run.status());
  REQUIRE((*run)->begin() < (*run)->end() && (*run)->end() <= (*run)->points());
  const auto rows = (*run)->NextRows(kRows, {});
  if (!rows.ok()) return RequireRefusal(rows.status());
  REQUIRE(!rows->empty());
  for (const projection::SweepRowValues& row : *rows) {
    REQUIRE(row.inputs.size() == question->factors.size());
    REQUIRE(row.point.issue.has_value() || row.point.outputs.size() == (*run)->columns().size());
  }
  // A row by itself is the row among others.
  projection::SweepQuestion last = *question;
  last.begin = rows->back().index;
  last.end = last.begin + 1;
  const auto alone = projection::SweepRun::Start(projector, last, {});
  REQUIRE(alone.ok());
  const auto again = (*alone)->NextRows(kRows, {});
  REQUIRE(again.ok() && again->size() == 1 && (*again)[0].inputs == rows->back().inputs);
  REQUIRE((*again)[0].point.outputs == rows->back().point.outputs);
}

}  // namespace indicast::fuzz
