#include "projection-service/app/projector.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/app/comparison.h"
#include "projection-service/app/request_check.h"

namespace indicast::projection {
namespace {

constexpr size_t kFollowed = 4;
constexpr int kRefreshesUnasked = 16;

absl::Status CheckAlive(const rpc::CallContext& call) {
  if (!call.IsCancelled()) return absl::OkStatus();
  return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller has gone");
}

absl::Status CheckSizes(const Frame& frame) {
  if (frame.indicators.size() > kMaxListed) {
    return FieldError("indicators", absl::StrCat("lists ", frame.indicators.size(), ", at most ",
                                                 kMaxListed, " are allowed"));
  }
  if (frame.quotas.size() > kMaxListed) {
    return FieldError("quotas", absl::StrCat("lists ", frame.quotas.size(), ", at most ",
                                             kMaxListed, " are allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckSize(const ScenarioChoice& choice, const std::string& field) {
  if (choice.overlay.size() <= kMaxAssumptions) return absl::OkStatus();
  return FieldError(
      absl::StrCat(field, ".overlay"),
      absl::StrCat("lists ", choice.overlay.size(), ", at most ", kMaxAssumptions, " are allowed"));
}

std::string DateText(const std::optional<Date>& date) {
  return date.has_value() ? date->ToString() : "";
}

// Everything that decides the numbers of a result.
std::string InputsHash(const PinnedState& state, const std::string& area, int base_year,
                       const ProjectionOptions& options, const std::string& scenario_hash) {
  Sha256 hash;
  hash.PutString("indicast.projection.v1").PutString(kModelVersion);
  hash.PutInt(state.revision).PutString(DateText(state.publication_date));
  hash.PutString(area).PutInt(base_year).PutInt(options.horizon_year);
  hash.PutInt(static_cast<int64_t>(options.indicators.size()));
  for (const std::string& id : options.indicators) hash.PutString(id);
  hash.PutInt(static_cast<int64_t>(options.quotas.size()));
  for (const auto& [target, value] : options.quotas) {
    hash.PutString(target).PutString(value.Normalized().ToString());
  }
  return hash.PutString(scenario_hash).Hex();
}

std::string LabelOf(const ScenarioChoice& choice) {
  if (!choice.label.empty()) return choice.label;
  return absl::StrCat(choice.scenario, choice.overlay.empty() ? "" : "+");
}

}  // namespace

absl::StatusOr<PinnedState> Projector::Pin(const Frame& frame, const rpc::CallContext& call) {
  PinnedState state{0, frame.publication_date};
  if (frame.revision.has_value()) {
    state.revision = *frame.revision;
    return state;
  }
  ASSIGN_OR_RETURN(state.revision, store_.ReadHead(call));
  return state;
}

absl::StatusOr<std::shared_ptr<const Catalogue>> Projector::LoadCatalogue(
    const PinnedState& state, const rpc::CallContext& call) {
  if (auto found = catalogues_.Find(state)) return found;
  ASSIGN_OR_RETURN(Catalogue catalogue, store_.ReadCatalogue(state, call));
  auto loaded = std::make_shared<const Catalogue>(std::move(catalogue));
  catalogues_.Insert(state, loaded);
  return loaded;
}

absl::StatusOr<std::shared_ptr<const InputSet>> Projector::LoadInputs(
    const PinnedState& state, const Catalogue& catalogue, const std::string& area, int base_year,
    const rpc::CallContext& call) {
  const InputKey key(state, area, base_year);
  if (auto found = inputs_.Find(key)) return found;
  InputParts parts{.data_revision = state.revision,
                   .publication_date = state.publication_date,
                   .area = area,
                   .base_year = base_year,
                   .units = catalogue.units,
                   .indicators = catalogue.indicators,
                   .figures = {},
                   .targets = {}};
  ASSIGN_OR_RETURN(parts.figures, store_.ReadFigures(state, area, base_year, catalogue, call));
  for (const AreaTarget& item : catalogue.targets) {
    if (item.area == area) parts.targets.push_back(item.target);
  }
  for (const auto& [id, facts] : catalogue.documents) {
    parts.has_work_report = parts.has_work_report || facts.work_report;
  }
  if (parts.figures.empty() && parts.targets.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_DATA",
                 absl::StrCat("no figures up to ", base_year, " and no targets of \"",
                              Shorten(area), "\" at revision ", state.revision));
  }
  auto inputs = InputSet::Create(std::move(parts));
  if (!inputs.ok()) {
    // The store's records are checked when they are written: this is not the caller's mistake.
    return Error(absl::StatusCode::kInternal, "STORE_ANSWER_INVALID",
                 absl::StrCat("the records of the store cannot be projected: ",
                              std::string(inputs.status().message())));
  }
  input_loads_.fetch_add(1, std::memory_order_relaxed);
  auto loaded = std::make_shared<const InputSet>(*std::move(inputs));
  inputs_.Insert(key, loaded);
  return loaded;
}

absl::StatusOr<Projector::Setting> Projector::Prepare(const Frame& frame,
                                                      const rpc::CallContext& call) {
  RETURN_IF_ERROR(CheckSizes(frame));
  Setting setting;
  ASSIGN_OR_RETURN(setting.state, Pin(frame, call));
  ASSIGN_OR_RETURN(const auto catalogue, LoadCatalogue(setting.state, call));
  ASSIGN_OR_RETURN(const std::string area, ChooseArea(frame, *catalogue));
  ASSIGN_OR_RETURN(const int base_year, ChooseBaseYear(frame, *catalogue, area));
  ASSIGN_OR_RETURN(setting.inputs, LoadInputs(setting.state, *catalogue, area, base_year, call));
  if (!frame.revision.has_value() && !frame.publication_date.has_value()) Follow(area, base_year);
  ASSIGN_OR_RETURN(const int horizon_year, ChooseHorizon(frame, *setting.inputs));
  ASSIGN_OR_RETURN(setting.options, MakeOptions(frame, *setting.inputs, horizon_year));
  return setting;
}

absl::StatusOr<ProjectionAnswer> Projector::RunScenario(const ScenarioChoice& choice,
                                                        const Setting& setting,
                                                        const std::string& field,
                                                        const rpc::CallContext& call) {
  RETURN_IF_ERROR(CheckAlive(call));
  RETURN_IF_ERROR(CheckSize(choice, field));
  RETURN_IF_ERROR(CheckOverlay(choice, *setting.inputs, setting.options.horizon_year, field));
  std::vector<ScenarioLayer> layers;
  int64_t scenario_revision = 0;
  if (!choice.scenario.empty()) {
    auto stored = store_.ReadScenario(setting.state, choice.scenario, call);
    if (stored.status().code() == absl::StatusCode::kInvalidArgument) {
      return FieldError(absl::StrCat(field, ".scenario"), stored.status().message());
    }
    ASSIGN_OR_RETURN(layers, std::move(stored));
    if (!layers.empty()) scenario_revision = layers.back().revision;
  }
  if (!choice.overlay.empty()) layers.push_back({"", 0, choice.overlay});
  ASSIGN_OR_RETURN(ScenarioStack stack, ScenarioStack::Create(std::move(layers)));
  model_runs_.fetch_add(1, std::memory_order_relaxed);
  ProjectionAnswer answer;
  ASSIGN_OR_RETURN(answer.projection, RunProjection(*setting.inputs, stack, setting.options));
  answer.label = LabelOf(choice);
  answer.area = setting.inputs->area();
  answer.inputs = setting.inputs;
  const std::string scenario_hash = stack.ContentHash();
  answer.receipt = {
      .data_revision = setting.state.revision,
      .publication_date = setting.state.publication_date,
      .scenario = choice.scenario,
      .scenario_revision = scenario_revision,
      .scenario_hash = scenario_hash,
      .model_version = kModelVersion,
      .build = build_,
      .inputs_hash = InputsHash(setting.state, answer.area, setting.inputs->base_year(),
                                setting.options, scenario_hash)};
  answer.scenario = std::make_shared<const ScenarioStack>(std::move(stack));
  return answer;
}

absl::StatusOr<ProjectionAnswer> Projector::Project(const ScenarioChoice& scenario,
                                                    const Frame& frame,
                                                    const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(const Setting setting, Prepare(frame, call));
  return RunScenario(scenario, setting, "scenario", call);
}

absl::StatusOr<Comparison> Projector::CompareScenarios(const std::vector<ScenarioChoice>& scenarios,
                                                       const Frame& frame,
                                                       const rpc::CallContext& call) {
  if (scenarios.size() < 2 || scenarios.size() > kMaxScenarios) {
    return FieldError("scenarios",
                      absl::StrCat("lists ", scenarios.size(), ", must list 2 to ", kMaxScenarios));
  }
  ASSIGN_OR_RETURN(const Setting setting, Prepare(frame, call));
  Comparison comparison;
  for (size_t i = 0; i < scenarios.size(); ++i) {
    ASSIGN_OR_RETURN(ProjectionAnswer answer,
                     RunScenario(scenarios[i], setting, absl::StrCat("scenarios[", i, "]"), call));
    comparison.results.push_back(std::move(answer));
  }
  for (size_t i = 1; i < comparison.results.size(); ++i) {
    std::vector<PathDifference> differences =
        CompareProjections(comparison.results[0].projection, comparison.results[i].projection, i);
    comparison.differences.insert(comparison.differences.end(),
                                  std::make_move_iterator(differences.begin()),
                                  std::make_move_iterator(differences.end()));
    RETURN_IF_ERROR(AttributeScenario(i, setting.options, call, comparison));
  }
  return comparison;
}

absl::StatusOr<Projector::Setting> Projector::PreparePlanInputs(const Frame& frame,
                                                                const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(Setting setting, Prepare(frame, call));
  if (frame.horizon_year == 0) setting.options.horizon_year = setting.inputs->base_year() + 1;
  return setting;
}

absl::StatusOr<ProjectionAnswer> Projector::RunPlanBaseline(const ScenarioChoice& scenario,
                                                            const Setting& setting,
                                                            const rpc::CallContext& call) {
  return RunScenario(scenario, setting, "scenario", call);
}

absl::StatusOr<std::vector<Figure>> Projector::ReadFiguresTo(const Setting& setting, int last_year,
                                                             const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(const auto catalogue, LoadCatalogue(setting.state, call));
  return store_.ReadFigures(setting.state, setting.inputs->area(), last_year, *catalogue, call);
}

void Projector::Follow(const std::string& area, int base_year) {
  const std::lock_guard<std::mutex> lock(followed_mutex_);
  std::erase_if(followed_,
                [&](const Followed& f) { return f.area == area && f.base_year == base_year; });
  followed_.insert(followed_.begin(), {area, base_year, 0});
  if (followed_.size() > kFollowed) followed_.pop_back();
}

std::vector<Projector::Followed> Projector::TakeFollowed() {
  const std::lock_guard<std::mutex> lock(followed_mutex_);
  std::erase_if(followed_, [](const Followed& f) { return f.refreshes >= kRefreshesUnasked; });
  for (Followed& f : followed_) ++f.refreshes;
  return followed_;
}

absl::Status Projector::Refresh(int64_t revision, const rpc::CallContext& call) {
  const PinnedState state{revision, std::nullopt};
  for (const Followed& f : TakeFollowed()) {
    ASSIGN_OR_RETURN(const auto catalogue, LoadCatalogue(state, call));
    RETURN_IF_ERROR(LoadInputs(state, *catalogue, f.area, f.base_year, call).status());
  }
  return absl::OkStatus();
}

ServerFacts Projector::Describe(const rpc::CallContext& call) {
  ServerFacts facts;
  facts.store_address = store_.address();
  const auto head = store_.ReadHead(call);
  facts.store_reachable = head.ok();
  facts.store_revision = head.value_or(0);
  return facts;
}

}  // namespace indicast::projection
