// One what-if, as `indicast whatif` asks it (CompareScenarios of a scenario with and without one
// changed assumption), in turn from a projection service, from a bare server that answers the same
// bytes, and from the engine in this process. Driven by tests/load/what_if.sh.
//   indicast-what-if-bench ask PROJECTION_ADDRESS FILE         writes the answer for the bare
//   server indicast-what-if-bench measure --calls=N PROJECTION_ADDRESS BARE_ADDRESS STORE_ADDRESS
//   FILE
#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/clock/clock.h"
#include "common/rpc/call.h"
#include "common/status/status_macros.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/store_client/grpc_store_reader.h"
#include "tests/load/calls.h"

ABSL_FLAG(int, calls, 2000, "calls of each kind");

namespace indicast::load {
namespace {

constexpr char kPath[] = "/indicast.projection.v1.Projection/CompareScenarios";
constexpr int kWarmUp = 50;

projection::v1::CompareScenariosRequest WhatIf() {
  projection::v1::CompareScenariosRequest request;
  request.set_horizon_year(2026);
  request.add_scenarios()->set_scenario("plan");
  projection::v1::ScenarioSelection& changed = *request.add_scenarios();
  changed.set_scenario("plan");
  store::v1::Assumption& assumption = *changed.add_overlay();
  assumption.set_indicator("indicator-01");
  assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text("3");
  return request;
}

// Times of a kind of call in microseconds.
class Times {
 public:
  absl::Status Take(const std::function<absl::Status()>& call, bool kept) {
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR(call());
    if (kept) times_.push_back(absl::ToDoubleMicroseconds(absl::Now() - start));
    return absl::OkStatus();
  }
  double Quantile(double p) {
    std::sort(times_.begin(), times_.end());
    const auto last = static_cast<double>(times_.size() - 1);
    return times_[static_cast<size_t>(p * last + 0.5)];
  }

 private:
  std::vector<double> times_;
};

// The request answered by the use case itself, on this thread.
class Engine {
 public:
  Engine(const std::string& store_address, const projection::v1::CompareScenariosRequest& request)
      : store_(projection::MakeGrpcStoreReader(
            grpc::CreateChannel(store_address, grpc::InsecureChannelCredentials()), store_address,
            SystemClock())),
        projector_(*store_, "bench"),
        request_(request) {}

  absl::Status Run(Times& compute, Times& convert, bool kept) {
    projection::Comparison comparison;
    RETURN_IF_ERROR(compute.Take([&] { return Compare(comparison); }, kept));
    return convert.Take(
        [&] {
          projection::v1::CompareScenariosResponse response;
          projection::ToProto(comparison, response);
          return response.SerializeAsString().empty() ? absl::InternalError("an empty answer")
                                                      : absl::OkStatus();
        },
        kept);
  }

 private:
  absl::Status Compare(projection::Comparison& comparison) {
    ASSIGN_OR_RETURN(const projection::Frame frame, projection::FrameFromProto(request_));
    std::vector<projection::ScenarioChoice> choices;
    for (const auto& scenario : request_.scenarios()) {
      ASSIGN_OR_RETURN(projection::ScenarioChoice choice,
                       projection::ScenarioFromProto(scenario, "scenarios"));
      choices.push_back(std::move(choice));
    }
    ASSIGN_OR_RETURN(comparison, projector_.CompareScenarios(choices, frame, rpc::CallContext()));
    return absl::OkStatus();
  }

  const std::unique_ptr<projection::StoreReader> store_;
  projection::Projector projector_;
  const projection::v1::CompareScenariosRequest request_;
};

absl::Status Ask(const std::string& address, const std::string& file) {
  ASSIGN_OR_RETURN(const std::string answer,
                   CallUnary(Connect(address), kPath, WhatIf().SerializeAsString()));
  projection::v1::CompareScenariosResponse parsed;
  if (!parsed.ParseFromString(answer) || parsed.results_size() != 2) {
    return absl::InternalError("the answer is no comparison of two scenarios");
  }
  std::cout << "indicators " << parsed.results(0).indicators_size() << "\ntargets "
            << parsed.results(0).targets_size() << "\ndifferences " << parsed.differences_size()
            << "\nanswer_bytes " << answer.size() << "\n";
  return WriteFile(file, answer);
}

absl::Status Measure(const std::string& projection, const std::string& bare,
                     const std::string& store, const std::string& file) {
  ASSIGN_OR_RETURN(const std::string expected, ReadFile(file));
  const std::string request = WhatIf().SerializeAsString();
  const auto service = Connect(projection);
  const auto peer = Connect(bare);
  Engine engine(store, WhatIf());
  Times real_times, bare_times, compute_times, convert_times;
  const auto call = [&](const std::shared_ptr<grpc::Channel>& channel) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string answer, CallUnary(channel, kPath, request));
    if (answer == expected) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("an answer of ", answer.size(), " bytes differs from ",
                                            "the first of ", expected.size()));
  };
  const int calls = absl::GetFlag(FLAGS_calls);
  for (int i = -kWarmUp; i < calls; ++i) {
    RETURN_IF_ERROR(real_times.Take([&] { return call(service); }, i >= 0));
    RETURN_IF_ERROR(bare_times.Take([&] { return call(peer); }, i >= 0));
    RETURN_IF_ERROR(engine.Run(compute_times, convert_times, i >= 0));
  }
  for (const auto& [name, times] : {std::pair("what_if", &real_times),
                                    {"bare", &bare_times},
                                    {"engine", &compute_times},
                                    {"message", &convert_times}}) {
    std::cout << absl::StrFormat("%s_p50 %.1f\n%s_p99 %.1f\n", name, times->Quantile(.5), name,
                                 times->Quantile(.99));
  }
  return absl::OkStatus();
}

absl::Status Run(const std::vector<char*>& arguments) {
  const std::vector<std::string> words(arguments.begin() + 1, arguments.end());
  if (absl::GetFlag(FLAGS_calls) < 1) return absl::InvalidArgumentError("--calls must be positive");
  if (words.size() == 3 && words[0] == "ask") return Ask(words[1], words[2]);
  if (words.size() == 5 && words[0] == "measure") {
    return Measure(words[1], words[2], words[3], words[4]);
  }
  return absl::InvalidArgumentError("usage: ask ADDRESS FILE | measure SERVICE BARE STORE FILE");
}

}  // namespace
}  // namespace indicast::load

int main(int argc, char** argv) {
  const absl::Status status = indicast::load::Run(absl::ParseCommandLine(argc, argv));
  if (!status.ok()) std::cerr << "indicast-what-if-bench: " << status << '\n';
  return status.ok() ? 0 : 1;
}
