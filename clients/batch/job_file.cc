#include "clients/batch/job_file.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/batch/errors.h"
#include "clients/batch/files.h"
#include "clients/batch/job_reader.h"
#include "clients/batch/json_form.h"
#include "clients/batch/reasons.h"
#include "clients/cpp/rule_text.h"
#include "clients/cpp/text_encoding.h"
#include "common/period/date.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

using nlohmann::json;

constexpr WholeRange kYears = {1000, 9999};
constexpr int kMaxYearsAhead = 30;
constexpr size_t kMaxFactors = 20;
constexpr int64_t kMaxLevels = 10'000;
constexpr size_t kMaxJobBytes = 16U << 20U;

int YearAt(JobReader& reader, const std::string& path, const json& object, const char* key) {
  return static_cast<int>(reader.WholeAt(path, object, key, kYears).value_or(0));
}

void ReadValues(JobReader& reader, const std::string& path, const json& object, Factor& factor) {
  const json* list = reader.ArrayAt(path, object, "values", 1, static_cast<size_t>(kMaxLevels));
  if (list == nullptr) return;
  for (size_t i = 0; i < list->size(); ++i) {
    const std::string place = JobReader::Item(JobReader::Below(path, "values"), i);
    if (auto value = reader.ToDecimal(place, (*list)[i])) factor.values.push_back(*value);
  }
}

// False when the two ends are there and the wrong way round.
bool CheckEnds(JobReader& reader, const std::string& path, const Factor& factor) {
  if (!factor.low || !factor.high || *factor.low <= *factor.high) return true;
  const std::string low = factor.low->ToString();
  reader.Problem(JobReader::Below(path, "high"),
                 {absl::StrCat("不得低于 low(", low, ")"),
                  absl::StrCat("must not be below low, which is ", low)});
  return false;
}

void CheckStep(JobReader& reader, const std::string& path, const Factor& factor) {
  if (!factor.step) return;
  const std::string field = JobReader::Below(path, "step");
  if (*factor.step <= Decimal()) {
    reader.Problem(field, {"须大于 0", "must be above 0"});
    return;
  }
  if (!factor.low || !factor.high) return;
  if (const int64_t levels = CountLevels(factor); levels > kMaxLevels) {
    reader.Problem(field, {absl::StrCat("得出超过 ", kMaxLevels, " 级"),
                           absl::StrCat("makes more than ", kMaxLevels, " levels")});
  } else if (levels == 0) {
    reader.Problem(field, {"从 low 起不能恰好到 high", "does not lead from low to high exactly"});
  }
}

void ReadGridLevels(JobReader& reader, const std::string& path, const json& object,
                    Factor& factor) {
  if (object.contains("values")) {
    ReadValues(reader, path, object, factor);
    for (const char* key : {"low", "high", "step"}) {
      if (!object.contains(key)) continue;
      reader.Problem(JobReader::Below(path, key),
                     {"与 values 二选一", "stands beside values; use one of the two"});
    }
    return;
  }
  factor.low = reader.DecimalAt(path, object, "low", /*required=*/true);
  factor.high = reader.DecimalAt(path, object, "high", /*required=*/true);
  factor.step = reader.DecimalAt(path, object, "step", /*required=*/true);
  if (CheckEnds(reader, path, factor)) CheckStep(reader, path, factor);
}

void ReadRange(JobReader& reader, const std::string& path, const json& object, Factor& factor) {
  for (const char* key : {"values", "step"}) {
    if (!object.contains(key)) continue;
    reader.Problem(JobReader::Below(path, key), {"只用于 grid 设计", "is for a grid alone"});
  }
  factor.low = reader.DecimalAt(path, object, "low", /*required=*/true);
  factor.high = reader.DecimalAt(path, object, "high", /*required=*/true);
  CheckEnds(reader, path, factor);
}

Factor ReadFactor(JobReader& reader, const std::string& path, const json& value, Design design) {
  Factor factor;
  if (!reader.Object(path, value,
                     {"indicator", "from_year", "to_year", "values", "low", "high", "step"})) {
    return factor;
  }
  factor.indicator = reader.TextAt(path, value, "indicator", /*required=*/true);
  factor.from_year = YearAt(reader, path, value, "from_year");
  factor.to_year = YearAt(reader, path, value, "to_year");
  if (factor.from_year != 0 && factor.to_year != 0 && factor.to_year < factor.from_year) {
    reader.Problem(JobReader::Below(path, "to_year"),
                   {absl::StrCat("早于 from_year(", factor.from_year, ")"),
                    absl::StrCat("is before from_year, which is ", factor.from_year)});
  }
  if (design == Design::kGrid) {
    ReadGridLevels(reader, path, value, factor);
  } else {
    ReadRange(reader, path, value, factor);
  }
  return factor;
}

std::optional<Design> ReadDesign(JobReader& reader, const json& root) {
  const std::string name = reader.TextAt("", root, "design", /*required=*/true);
  for (const Design design : {Design::kGrid, Design::kLatinHypercube, Design::kSobol}) {
    if (name == std::string(NameOf(design))) return design;
  }
  if (!name.empty()) {
    const std::string shown = Shorten(name);
    reader.Problem("design", {absl::StrCat("须为 grid, latin-hypercube 或 sobol,现为 ", shown),
                              absl::StrCat("must be grid, latin-hypercube or sobol, not ", shown)});
  }
  return std::nullopt;
}

void ReadDesignPart(JobReader& reader, const json& root, Job& job) {
  const std::optional<Design> design = ReadDesign(reader, root);
  if (!design) return;
  job.design = *design;
  if (job.design == Design::kGrid) {
    for (const char* key : {"points", "seed"}) {
      if (!root.contains(key)) continue;
      reader.Problem(key, {"grid 的点数由各因素得出,没有种子",
                           "is not for a grid, which counts its own points and has no seed"});
    }
  } else {
    job.points = reader.WholeAt("", root, "points", {1, kMaxPoints}, /*required=*/true).value_or(0);
    job.seed = reader.WholeAt("", root, "seed", {0, INT64_MAX}).value_or(0);
  }
  const json* factors = reader.ArrayAt("", root, "factors", 1, kMaxFactors, /*required=*/true);
  if (factors == nullptr) return;
  const size_t problems_before = reader.problems().size();
  for (size_t i = 0; i < factors->size(); ++i) {
    job.factors.push_back(
        ReadFactor(reader, JobReader::Item("factors", i), (*factors)[i], job.design));
  }
  if (reader.problems().size() == problems_before && CountPoints(job) > kMaxPoints) {
    reader.Problem("factors", {absl::StrCat("组合超过 ", kMaxPoints, " 个"),
                               absl::StrCat("make more than ", kMaxPoints, " combinations")});
  }
}

void ReadOverlay(JobReader& reader, const json& root, Job& job) {
  job.overlay = reader.TextsAt("", root, "overlay");
  for (size_t i = 0; i < job.overlay.size(); ++i) {
    const auto setting = client::ParseSetting(job.overlay[i], std::nullopt);
    if (setting.ok()) continue;
    const std::string why(setting.status().message());
    reader.Problem(JobReader::Item("overlay", i), {why, why});
  }
}

void ReadFramePart(JobReader& reader, const json& root, Job& job) {
  job.name = reader.TextAt("", root, "name");
  job.scenario = reader.TextAt("", root, "scenario");
  ReadOverlay(reader, root, job);
  job.area = reader.TextAt("", root, "area");
  job.base_year = YearAt(reader, "", root, "base_year");
  job.horizon = YearAt(reader, "", root, "horizon");
  if (job.base_year != 0 && job.horizon != 0 &&
      (job.horizon <= job.base_year || job.horizon > job.base_year + kMaxYearsAhead)) {
    reader.Problem("horizon",
                   {absl::StrCat("须在 base_year 之后,至多", kMaxYearsAhead, "年"),
                    absl::StrCat("must be after base_year, at most ", kMaxYearsAhead, " years")});
  }
  job.data_revision = reader.WholeAt("", root, "data_revision", {1, INT64_MAX});
  job.publication_date = reader.TextAt("", root, "publication_date");
  if (!job.publication_date.empty() && !Date::Parse(job.publication_date).ok()) {
    reader.Problem("publication_date", {"须为日期,如 2024-01-31", "must be a day like 2024-01-31"});
  }
}

void ReadOutputs(JobReader& reader, const json& root, Job& job) {
  const json* outputs = reader.Find("", root, "outputs");
  if (outputs == nullptr || !reader.Object("outputs", *outputs, {"indicators", "targets"})) return;
  job.indicators = reader.TextsAt("outputs", *outputs, "indicators");
  if (outputs->contains("targets")) job.targets = reader.TextsAt("outputs", *outputs, "targets");
}

void ReadQuotas(JobReader& reader, const json& root, Job& job) {
  constexpr size_t kMaxQuotas = 1000;
  const json* quotas = reader.ArrayAt("", root, "quotas", 0, kMaxQuotas);
  if (quotas == nullptr) return;
  std::set<std::string> seen;
  for (size_t i = 0; i < quotas->size(); ++i) {
    const std::string path = JobReader::Item("quotas", i);
    if (!reader.Object(path, (*quotas)[i], {"target", "value"})) continue;
    Quota quota;
    quota.target = reader.TextAt(path, (*quotas)[i], "target", /*required=*/true);
    const auto value = reader.DecimalAt(path, (*quotas)[i], "value", /*required=*/true);
    if (!quota.target.empty() && !seen.insert(quota.target).second) {
      reader.Problem(JobReader::Below(path, "target"), {"已有配额", "has a quota already"});
    }
    quota.value = value.value_or(Decimal());
    job.quotas.push_back(std::move(quota));
  }
}

// Where the job names what the store does not know; empty when the error is another one.
std::string PlaceOfUnknownId(const ErrorDetail& detail, const Job& job) {
  if (detail.reason == "SCENARIO_NOT_FOUND" && !job.scenario.empty()) return "scenario";
  const auto id = detail.metadata.find("indicator");
  if (detail.reason != "INDICATOR_NOT_FOUND" || id == detail.metadata.end()) return "";
  for (size_t i = 0; i < job.factors.size(); ++i) {
    if (job.factors[i].indicator == id->second) {
      return JobReader::Below(JobReader::Item("factors", i), "indicator");
    }
  }
  const auto listed = std::find(job.indicators.begin(), job.indicators.end(), id->second);
  if (listed == job.indicators.end()) return "";
  return JobReader::Item("outputs.indicators",
                         static_cast<size_t>(listed - job.indicators.begin()));
}

}  // namespace

absl::StatusOr<Job> ParseJob(absl::string_view text, Language language) {
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  if (const size_t bad = client::FindNotUtf8(text); bad != absl::string_view::npos) {
    return FieldError(absl::StrCat("line ", client::LineOf(text, bad)),
                      Text{"不是 UTF-8 文字", "is not UTF-8"}.In(language), kJobFileInvalid);
  }
  RETURN_IF_ERROR(CheckJsonForm(text, language));
  const json root = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  Job job;
  JobReader reader(language);
  if (reader.Object("", root,
                    {"$schema", "description", "name", "scenario", "overlay", "area", "base_year",
                     "horizon", "data_revision", "publication_date", "design", "points", "seed",
                     "factors", "outputs", "quotas"})) {
    reader.TextAt("", root, "$schema");
    reader.TextAt("", root, "description");
    ReadFramePart(reader, root, job);
    ReadDesignPart(reader, root, job);
    ReadOutputs(reader, root, job);
    ReadQuotas(reader, root, job);
  }
  if (!reader.problems().empty()) return FieldErrors(reader.problems(), kJobFileInvalid);
  return job;
}

absl::StatusOr<Job> ReadJobFile(const std::string& path, Language language) {
  const absl::StatusOr<std::string> text = ReadWhole(path);
  if (!text.ok()) {
    const std::string shown = Shorten(path, 400);
    return BatchError(absl::StatusCode::kNotFound, kJobFileNotFound,
                      {absl::StrCat("无法读取任务文件 ", shown),
                       absl::StrCat("cannot read the job file ", shown)},
                      {"检查路径和权限", "check the path and its permissions"});
  }
  if (text->size() > kMaxJobBytes) {
    return FieldError("job", Text{"超过16 MiB", "is larger than 16 MiB"}.In(language),
                      kJobFileInvalid);
  }
  return ParseJob(*text, language);
}

absl::Status RequirePinned(const Job& job, Language language) {
  if (job.data_revision) return absl::OkStatus();
  return FieldError("data_revision",
                    Text{"缺少此项;运行须固定数据修订号,indicast-batch plan 会写好",
                         "is missing; a run needs a pinned revision, which indicast-batch plan "
                         "writes"}
                        .In(language),
                    kJobFileInvalid);
}

absl::Status InJobFields(const absl::Status& status, const Job& job) {
  if (const std::string field = PlaceOfUnknownId(DetailOf(status), job); !field.empty()) {
    ErrorDetail detail = DetailOf(status);
    absl::string_view what = status.message();
    absl::ConsumePrefix(&what, "indicators: ");
    detail.violations = {{field, std::string(what)}};
    return ErrorWithDetail(absl::StatusCode::kInvalidArgument, absl::StrCat(field, ": ", what),
                           std::move(detail));
  }
  // The longer paths first: a renamed one is not found again.
  constexpr std::array<std::pair<const char*, const char*>, 10> kFields = {{
      {"frame.scenario.scenario", "scenario"},
      {"frame.scenario.overlay", "overlay"},
      {"frame.scenario", "scenario"},
      {"frame.area", "area"},
      {"frame.base_year", "base_year"},
      {"frame.year", "horizon"},
      {"frame.indicators", "outputs.indicators"},
      {"frame.quotas", "quotas"},
      {"frame.as_of.revision", "data_revision"},
      {"frame.as_of.publication_date", "publication_date"},
  }};
  absl::Status renamed = status;
  for (const auto& [from, to] : kFields) renamed = RenameField(renamed, from, to);
  return renamed;
}

}  // namespace indicast::batch
