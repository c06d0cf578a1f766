#include "clients/batch/job.h"

#include <algorithm>

#include "clients/cpp/rule_text.h"
#include "common/digest/digest.h"

namespace indicast::batch {
namespace {

namespace pb = ::indicast::projection::v1;
using nlohmann::ordered_json;

pb::SweepDesign ToProto(Design design) {
  switch (design) {
    case Design::kGrid:
      return pb::SWEEP_DESIGN_GRID;
    case Design::kLatinHypercube:
      return pb::SWEEP_DESIGN_LATIN_HYPERCUBE;
    case Design::kSobol:
      return pb::SWEEP_DESIGN_SOBOL;
  }
  return pb::SWEEP_DESIGN_UNSPECIFIED;
}

void FillFactor(const Factor& factor, pb::SweepFactor& out) {
  out.set_indicator(factor.indicator);
  out.set_from_year(factor.from_year);
  out.set_to_year(factor.to_year);
  for (const Decimal& value : factor.values) out.add_values()->set_text(value.ToString());
  if (factor.low) out.mutable_low()->set_text(factor.low->ToString());
  if (factor.high) out.mutable_high()->set_text(factor.high->ToString());
  if (factor.step) out.mutable_step()->set_text(factor.step->ToString());
}

void FillFrame(const Job& job, pb::PlanFrame& frame) {
  if (!job.scenario.empty() || !job.overlay.empty()) {
    frame.mutable_scenario()->set_scenario(job.scenario);
    for (const std::string& text : job.overlay) {
      auto assumption = client::ParseSetting(text, std::nullopt);
      if (assumption.ok()) *frame.mutable_scenario()->add_overlay() = *std::move(assumption);
    }
  }
  frame.set_area(job.area);
  frame.set_base_year(job.base_year);
  frame.set_year(job.horizon);
  for (const std::string& indicator : job.indicators) frame.add_indicators(indicator);
  for (const Quota& quota : job.quotas) {
    pb::ExternalQuota& out = *frame.add_quotas();
    out.set_target(quota.target);
    out.mutable_value()->set_text(quota.value.ToString());
  }
  if (job.data_revision) frame.mutable_as_of()->set_revision(*job.data_revision);
  if (!job.publication_date.empty()) {
    frame.mutable_as_of()->set_publication_date(job.publication_date);
  }
}

ordered_json ToJson(const Factor& factor) {
  ordered_json json = {{"indicator", factor.indicator}};
  if (factor.from_year != 0) json["from_year"] = factor.from_year;
  if (factor.to_year != 0) json["to_year"] = factor.to_year;
  if (!factor.values.empty()) {
    json["values"] = ordered_json::array();
    for (const Decimal& value : factor.values) json["values"].push_back(value.ToString());
  }
  if (factor.low) json["low"] = factor.low->ToString();
  if (factor.high) json["high"] = factor.high->ToString();
  if (factor.step) json["step"] = factor.step->ToString();
  return json;
}

void AddBase(const Job& job, ordered_json& json) {
  if (!job.scenario.empty()) json["scenario"] = job.scenario;
  if (!job.overlay.empty()) json["overlay"] = job.overlay;
  if (!job.area.empty()) json["area"] = job.area;
  if (job.base_year != 0) json["base_year"] = job.base_year;
  if (job.horizon != 0) json["horizon"] = job.horizon;
  if (job.data_revision) json["data_revision"] = *job.data_revision;
  if (!job.publication_date.empty()) json["publication_date"] = job.publication_date;
}

}  // namespace

absl::string_view NameOf(Design design) {
  switch (design) {
    case Design::kGrid:
      return "grid";
    case Design::kLatinHypercube:
      return "latin-hypercube";
    case Design::kSobol:
      return "sobol";
  }
  return "";
}

int64_t CountLevels(const Factor& factor) {
  if (!factor.values.empty()) return static_cast<int64_t>(factor.values.size());
  if (!factor.low || !factor.high || !factor.step) return 0;
  // All three as whole numbers of the finest decimals among them.
  const int scale = std::max({factor.low->scale(), factor.high->scale(), factor.step->scale()});
  const auto low = factor.low->RoundTo(scale);
  const auto high = factor.high->RoundTo(scale);
  const auto step = factor.step->RoundTo(scale);
  if (!low.ok() || !high.ok() || !step.ok()) return kMaxPoints + 1;
  const Int128 width = high->coefficient() - low->coefficient();
  if (step->coefficient() <= 0 || width < 0 || width % step->coefficient() != 0) return 0;
  return static_cast<int64_t>(std::min<Int128>(width / step->coefficient(), kMaxPoints)) + 1;
}

int64_t CountPoints(const Job& job) {
  if (job.design != Design::kGrid) return job.points;
  Int128 points = 1;
  for (const Factor& factor : job.factors) {
    points = std::min<Int128>(points * CountLevels(factor), kMaxPoints + 1);
  }
  return static_cast<int64_t>(points);
}

ordered_json ToJson(const Job& job) {
  ordered_json json;
  if (!job.name.empty()) json["name"] = job.name;
  AddBase(job, json);
  json["design"] = std::string(NameOf(job.design));
  if (job.design != Design::kGrid) {
    json["points"] = job.points;
    json["seed"] = job.seed;
  }
  json["factors"] = ordered_json::array();
  for (const Factor& factor : job.factors) json["factors"].push_back(ToJson(factor));
  if (!job.indicators.empty()) json["outputs"]["indicators"] = job.indicators;
  if (job.targets) json["outputs"]["targets"] = *job.targets;
  for (const Quota& quota : job.quotas) {
    json["quotas"].push_back({{"target", quota.target}, {"value", quota.value.ToString()}});
  }
  return json;
}

std::string HashOf(const Job& job) {
  ordered_json json = ToJson(job);
  json.erase("name");
  return Sha256Hex(json.dump());
}

pb::SweepRequest ToRequest(const Job& job, int64_t begin, int64_t end) {
  pb::SweepRequest request;
  FillFrame(job, *request.mutable_frame());
  request.set_design(ToProto(job.design));
  for (const Factor& factor : job.factors) FillFactor(factor, *request.add_factors());
  if (job.design != Design::kGrid) {
    request.set_points(job.points);
    request.set_seed(job.seed);
  }
  request.set_begin(begin);
  request.set_end(end);
  return request;
}

}  // namespace indicast::batch
