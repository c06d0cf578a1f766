// The questions about a plan from the bytes of a request to the message of the answer, over the
// planned city. A request decides how much is drawn; here it is cut to what answers at once.

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/decimal/decimal.h"
#include "common/rpc/call.h"
#include "common/status/status_macros.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/rpc/convert_plan.h"
#include "projection-service/rpc/convert_seek.h"
#include "projection-service/rpc/convert_track.h"
#include "projection-service/rpc/simulate_method.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/projection_city.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

namespace pb = ::indicast::projection::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using projection::Projector;

constexpr int64_t kLeastPaths = 1000;
constexpr int64_t kMostPaths = 10000000;
constexpr int kLeastPoints = 64;
constexpr int kMostPoints = 1000000;

double NumberOf(const type::v1::Decimal& decimal) {
  double number = 0;
  REQUIRE(absl::SimpleAtod(decimal.text(), &number));
  return number;
}

void RequireBetween(double low, const type::v1::Decimal& value, double high) {
  const double number = NumberOf(value);
  REQUIRE(low <= number && number <= high);
}

// What is set is a number, and a probability is one; at any depth of an answer. Published records
// are the store's.
void RequireNumbers(const Message& message) {
  if (message.GetDescriptor() == type::v1::Decimal::descriptor()) {
    REQUIRE(Decimal::Parse(static_cast<const type::v1::Decimal&>(message).text()).ok());
    return;
  }
  if (message.GetDescriptor() == pb::Probability::descriptor()) {
    const auto& chance = static_cast<const pb::Probability&>(message);
    REQUIRE(chance.method() != pb::METHOD_UNSPECIFIED);
    if (!chance.has_value()) return;
    RequireBetween(0, chance.low(), NumberOf(chance.value()));
    RequireBetween(NumberOf(chance.value()), chance.high(), 1);
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      RequireNumbers(message.GetReflection()->GetMessage(message, field));
      continue;
    }
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      RequireNumbers(message.GetReflection()->GetRepeatedMessage(message, field, i));
    }
  }
}

void RequireContext(const pb::PlanContext& context) {
  REQUIRE(context.year() >= context.base_year());
  REQUIRE(!context.explanation().zh().empty() && !context.explanation().en().empty());
  REQUIRE(context.receipt().inputs_hash().size() == 64);
  for (const pb::LeftOut& left : context.left_out()) REQUIRE(!left.reason_code().empty());
}

absl::StatusOr<pb::SeekTargetsResponse> Ask(const pb::SeekTargetsRequest& request,
                                            Projector& projector) {
  ASSIGN_OR_RETURN(auto question, projection::PlanQuestionFromProto(request.frame()));
  ASSIGN_OR_RETURN(const auto goals, projection::GoalsFromProto(request.goals()));
  ASSIGN_OR_RETURN(const auto levers, projection::LeversFromProto(request.levers()));
  ASSIGN_OR_RETURN(const auto answer, projection::SeekTargets(projector, std::move(question), goals,
                                                              levers, rpc::CallContext()));
  pb::SeekTargetsResponse response;
  projection::ToProto(answer, response);
  return response;
}

absl::StatusOr<pb::CheckPlanResponse> Ask(const pb::CheckPlanRequest& request,
                                          Projector& projector) {
  ASSIGN_OR_RETURN(auto question, projection::PlanQuestionFromProto(request.frame()));
  ASSIGN_OR_RETURN(const auto goals, projection::GoalsFromProto(request.goals()));
  ASSIGN_OR_RETURN(const auto levers, projection::LeversFromProto(request.levers()));
  ASSIGN_OR_RETURN(const auto answer, projection::CheckPlan(projector, std::move(question), goals,
                                                            levers, rpc::CallContext()));
  pb::CheckPlanResponse response;
  projection::ToProto(answer, response);
  return response;
}

// Reads the stream to its end, as a client would.
absl::StatusOr<pb::SimulationResult> Ask(const pb::SimulateRequest& request, Projector& projector) {
  auto next = projection::MakeSimulateProducer(projector, request);
  rpc::CallContext call;
  pb::SimulationResult result;
  int64_t done = -1;
  while (true) {
    pb::SimulateResponse part;
    ASSIGN_OR_RETURN(const bool more, next(call, part));
    if (!more) return result;
    if (part.has_result()) {
      result = part.result();
      continue;
    }
    REQUIRE(part.progress().done() > done && part.progress().done() < part.progress().total());
    done = part.progress().done();
  }
}

absl::StatusOr<pb::AnalyzeSensitivityResponse> Ask(const pb::AnalyzeSensitivityRequest& request,
                                                   Projector& projector) {
  ASSIGN_OR_RETURN(auto question, projection::SensitivityFromProto(request));
  ASSIGN_OR_RETURN(const auto answer, projection::AnalyzePlanSensitivity(
                                          projector, std::move(question), rpc::CallContext()));
  pb::AnalyzeSensitivityResponse response;
  projection::ToProto(answer, response);
  return response;
}

absl::StatusOr<pb::TrackYearResponse> Ask(const pb::TrackYearRequest& request,
                                          Projector& projector) {
  ASSIGN_OR_RETURN(const auto question, projection::TrackQuestionFromProto(request));
  ASSIGN_OR_RETURN(const auto answer,
                   projection::TrackYear(projector, question, rpc::CallContext()));
  pb::TrackYearResponse response;
  projection::ToProto(answer, response);
  return response;
}

absl::StatusOr<pb::DecomposeGrowthResponse> Ask(const pb::DecomposeGrowthRequest& request,
                                                Projector& projector) {
  ASSIGN_OR_RETURN(const auto question, projection::DecomposeQuestionFromProto(request));
  ASSIGN_OR_RETURN(const auto answer,
                   projection::DecomposeGrowth(projector, question, rpc::CallContext()));
  pb::DecomposeGrowthResponse response;
  projection::ToProto(answer, response);
  return response;
}

// Only work that the limits of the service allow is cut; what they refuse stays refused.
void CutWork(pb::SimulateRequest& request) {
  const int64_t paths = request.paths();
  if (paths == 0 || (paths > kLeastPaths && paths <= kMostPaths)) {
    request.set_paths(kLeastPaths + paths % kLeastPaths);
  }
}

void CutWork(pb::AnalyzeSensitivityRequest& request) {
  const int points = request.points();
  if (points == 0 || (points > kLeastPoints && points <= kMostPoints)) {
    request.set_points(kLeastPoints + points % kLeastPoints);
  }
}

template <typename Request>
void CutWork(Request&) {}

void RequireConflict(const pb::Conflict& conflict) {
  REQUIRE(conflict.rows_size() > 0 && !conflict.text().zh().empty());
}

void RequireSound(const pb::SeekTargetsResponse& response) {
  REQUIRE(response.status() != pb::SEEK_STATUS_UNSPECIFIED);
  REQUIRE(response.has_conflict() == (response.status() != pb::SEEK_STATUS_REACHED));
  if (response.has_conflict()) RequireConflict(response.conflict());
  if (response.moves_size() > 0) {
    RequireBetween(0, response.plausibility(), 1);
    REQUIRE(NumberOf(response.distance_squared()) >= 0);
  }
  for (const pb::PlanRow& row : response.rows()) {
    REQUIRE(!row.row().empty() && row.kind() != pb::PLAN_ROW_KIND_UNSPECIFIED);
    REQUIRE(!row.has_shortfall() || NumberOf(row.shortfall()) >= 0);
  }
}

void RequireSound(const pb::CheckPlanResponse& response) {
  REQUIRE(response.has_conflict() == !response.feasible());
  if (response.has_conflict()) RequireConflict(response.conflict());
  REQUIRE(response.has_all() == (response.targets_size() > 0));
  REQUIRE(response.weakest_link().empty() == (response.targets_size() < 2));
  for (const pb::TargetCheck& target : response.targets()) {
    REQUIRE(target.has_alone());
    if (target.has_gain_from_relaxing()) RequireBetween(0, target.gain_from_relaxing(), 1);
    if (target.has_joint_without()) {
      RequireBetween(NumberOf(response.all().value()), target.joint_without(), 1);
    }
  }
}

void RequireSound(const pb::SimulationResult& result) {
  for (const pb::Fan& fan : result.fans()) {
    REQUIRE(fan.points_size() > 0 && fan.basis() != pb::PATH_BASIS_UNSPECIFIED);
    for (const pb::FanPoint& point : fan.points()) {
      REQUIRE(point.values_size() == result.quantiles_size());
      for (int i = 1; i < point.values_size(); ++i) {
        REQUIRE(NumberOf(point.values(i - 1)) <= NumberOf(point.values(i)));
      }
    }
  }
  REQUIRE(!result.has_all() || result.goals_size() > 0);
  REQUIRE(result.method() != pb::METHOD_MONTE_CARLO || result.paths() >= kLeastPaths);
}

void RequireSound(const pb::AnalyzeSensitivityResponse& response) {
  double width = -1;
  for (int i = response.bars_size() - 1; i >= 0; --i) {
    const pb::TornadoBar& bar = response.bars(i);
    REQUIRE(!bar.input().empty());
    REQUIRE(NumberOf(bar.input_low()) <= NumberOf(bar.input_high()));
    const double of_bar = std::abs(NumberOf(bar.outcome_high()) - NumberOf(bar.outcome_low()));
    REQUIRE(of_bar >= width * (1 - 1e-9));
    width = of_bar;
    REQUIRE(!response.exact() || !bar.has_share_error());
  }
}

void RequireSound(const pb::TrackYearResponse& response) {
  for (const pb::TrackedTarget& target : response.targets()) {
    REQUIRE(target.status() != pb::TRACK_STATUS_UNSPECIFIED && !target.reason_code().empty());
    REQUIRE(target.months() >= 0 && target.months() <= 12);
    REQUIRE(target.month_of_no_return() >= 0 && target.month_of_no_return() <= 12);
    REQUIRE(target.share_basis() != pb::SHARE_BASIS_UNSPECIFIED);
    for (const pb::ImpliedPeriod& period : target.periods()) {
      REQUIRE(period.first_month() >= 1 && period.first_month() <= period.last_month());
      REQUIRE(period.last_month() <= 12);
    }
  }
}

void RequireSound(const pb::DecomposeGrowthResponse& response) {
  REQUIRE(response.parts_size() >= 2);
  double sum = NumberOf(response.residual());
  double scale = 1 + std::abs(NumberOf(response.growth()));
  for (const pb::GrowthContribution& part : response.parts()) {
    sum += NumberOf(part.pull());
    scale += std::abs(NumberOf(part.pull()));
  }
  REQUIRE(std::abs(sum - NumberOf(response.growth())) <= 1e-9 * scale);
}

template <typename Request>
void FuzzRequest(absl::string_view input) {
  Request request;
  if (!request.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  CutWork(request);
  Projector projector(PlannedCityStore(), "fuzz");
  const auto answer = Ask(request, projector);
  if (!answer.ok()) return RequireRefusal(answer.status());
  RequireContext(answer->context());
  RequireNumbers(*answer);
  RequireSound(*answer);
  // The same request gives the same bits, from the cache and without it.
  Projector fresh(PlannedCityStore(), "fuzz");
  REQUIRE(Ask(request, projector)->SerializeAsString() == answer->SerializeAsString());
  REQUIRE(Ask(request, fresh)->SerializeAsString() == answer->SerializeAsString());
}

}  // namespace

void FuzzSeekRequest(absl::string_view input) { FuzzRequest<pb::SeekTargetsRequest>(input); }

void FuzzCheckRequest(absl::string_view input) { FuzzRequest<pb::CheckPlanRequest>(input); }

void FuzzSimulateRequest(absl::string_view input) { FuzzRequest<pb::SimulateRequest>(input); }

void FuzzSensitivityRequest(absl::string_view input) {
  FuzzRequest<pb::AnalyzeSensitivityRequest>(input);
}

void FuzzTrackRequest(absl::string_view input) { FuzzRequest<pb::TrackYearRequest>(input); }

void FuzzDecomposeRequest(absl::string_view input) {
  FuzzRequest<pb::DecomposeGrowthRequest>(input);
}

}  // namespace indicast::fuzz
