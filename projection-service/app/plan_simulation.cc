#include "projection-service/app/plan_simulation.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

constexpr int64_t kSlices = 20;
constexpr int64_t kLeastSlice = 16384;
constexpr int kMostWorkers = 8;

// Scenarios of one plan share their draws: the digest holds what is drawn, not what is assumed.
uint64_t PlanDigest(const PlanSetting& setting) {
  Sha256 hash;
  hash.PutString("indicast.simulation.v1").PutString(setting.inputs().area());
  hash.PutInt(setting.inputs().base_year()).PutInt(setting.year);
  for (const size_t indicator : setting.indicators) {
    hash.PutString(setting.inputs().indicators()[indicator].id);
  }
  uint64_t digest = 0;
  return absl::SimpleHexAtoi(hash.Hex().substr(0, 16), &digest) ? digest : 0;
}

std::string CanonicalText(const SimulationOptions& options) {
  return absl::StrFormat(
      "quantiles %s method %d paths %d autocorrelation %.17g freedom %.17g mean %d\n",
      absl::StrJoin(options.quantiles, " ",
                    [](std::string* out, double p) { absl::StrAppendFormat(out, "%.17g", p); }),
      options.method.has_value() ? static_cast<int>(*options.method) : 0, options.paths,
      options.autocorrelation, options.degrees_of_freedom, options.keep_mean ? 1 : 0);
}

// Sums of levels over years have no chance here: left out, or refused when they were asked for.
absl::Status LeaveOutSums(bool asked, PlanSetting& setting) {
  std::vector<GoalRow> kept;
  for (size_t i = 0; i < setting.goals.rows.size(); ++i) {
    GoalRow& row = setting.goals.rows[i];
    if (!row.mean_from.has_value()) {
      kept.push_back(std::move(row));
      continue;
    }
    const Issue issue = MakeIssue(kSumOverYears);
    if (asked) return FieldError(absl::StrCat("goals[", i, "].target"), issue.text.en);
    setting.goals.left_out.push_back(
        {row.name, setting.inputs().indicators()[row.indicator].id, issue.code, issue.text});
  }
  setting.goals.rows = std::move(kept);
  return absl::OkStatus();
}

int Workers() {
  return static_cast<int>(
      std::clamp(std::thread::hardware_concurrency(), 1U, static_cast<unsigned>(kMostWorkers)));
}

}  // namespace

absl::Status PlanSimulation::Prepare(const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(setting_, PreparePlan(projector_, question_, goals_, call));
  RETURN_IF_ERROR(LeaveOutSums(!goals_.empty(), *setting_));
  options_.goals_given = !goals_.empty();
  options_.plan_digest = PlanDigest(*setting_);
  auto simulation =
      Simulation::Prepare({setting_->inputs(), setting_->baseline.projection, setting_->structure,
                           setting_->indicators, setting_->outlooks, setting_->goals.rows,
                           setting_->year - setting_->inputs().base_year(), options_});
  if (!simulation.ok()) return RenameField(simulation.status(), "structure", "frame.structure");
  simulation_.emplace(*std::move(simulation));
  return absl::OkStatus();
}

absl::Status PlanSimulation::CountSlice(const rpc::CallContext& call) {
  return simulation_->Count(std::max(total() / kSlices, kLeastSlice), Workers(),
                            [&call] { return call.IsCancelled(); });
}

absl::StatusOr<SimulationAnswer> PlanSimulation::Finish(const rpc::CallContext& call) const {
  SimulationAnswer answer;
  ASSIGN_OR_RETURN(answer.outcome, simulation_->Finish([&call] { return call.IsCancelled(); }));
  answer.quantiles = options_.quantiles;
  answer.goals = setting_->goals.rows;
  answer.inputs = setting_->baseline.inputs;
  answer.year = setting_->year;
  answer.context.explanation = answer.outcome.explanation;
  answer.context.assumptions.push_back(LawsInWords(answer.outcome.outlooks));
  const auto append = [&answer](const std::vector<LocalizedText>& list) {
    auto& all = answer.context.assumptions;
    all.insert(all.end(), list.begin(), list.end());
  };
  append(setting_->assumptions);
  append(answer.outcome.assumptions);
  answer.context.outlooks = answer.outcome.outlooks;
  answer.context.left_out = setting_->goals.left_out;
  // Of targets that nobody asked about it is not worth saying why they are not used.
  const std::vector<std::string>& asked = question_.frame.indicators;
  std::erase_if(answer.context.left_out, [&asked](const LeftOutTarget& left) {
    return !asked.empty() && std::find(asked.begin(), asked.end(), left.indicator) == asked.end();
  });
  answer.context.receipt =
      PlanReceipt(*setting_, "Simulate",
                  absl::StrCat(CanonicalText(options_), projection::CanonicalText(goals_)),
                  static_cast<int64_t>(options_.seed));
  return answer;
}

LocalizedText LawsInWords(const std::vector<GrowthOutlook>& outlooks) {
  std::set<size_t> own;
  std::set<size_t> pool;
  std::set<size_t> scenario;
  std::set<size_t> given;
  for (const GrowthOutlook& outlook : outlooks) {
    if (outlook.source == OutlookSource::kShortHistory) own.insert(outlook.indicator);
    if (outlook.source == OutlookSource::kPool) pool.insert(outlook.indicator);
    if (outlook.source == OutlookSource::kScenario) scenario.insert(outlook.indicator);
    if (outlook.source == OutlookSource::kGiven) given.insert(outlook.indicator);
  }
  LocalizedText words{"增速规律的来源:", "laws of growth: "};
  const char* separator = "";
  const auto add = [&](const std::set<size_t>& set, const char* zh, const char* en) {
    if (set.empty()) return;
    absl::StrAppend(&words.zh, separator, set.size(), zh);
    absl::StrAppend(&words.en, separator, set.size(), en);
    separator = ", ";
  };
  add(own, "个由自身数据与全市指标库加权", " from own figures weighed with the pool");
  add(pool, "个无自身数据、只依指标库", " without own figures from the pool alone");
  add(scenario, "个中位数由情景给定", " with the median of the scenario");
  add(given, "个由调用方给定", " stated by the caller");
  return words;
}

}  // namespace indicast::projection
