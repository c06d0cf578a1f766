#include "clients/batch/plan.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/batch/job_file.h"
#include "clients/batch/reasons.h"
#include "clients/batch/shard.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr int64_t kSampleRows = 1000;
constexpr double kSecondsPerShard = 300;
constexpr size_t kColumnsShown = 60;

// Takes the first rows of a job and measures them.
class Sample {
 public:
  Sample(const Job& job, const PlanOptions& options) : job_(job), options_(options) {}

  absl::Status OnPart(const pb::SweepResponse& part) {
    local_ = part.has_heading() ? OnHeading(part.heading()) : OnRows(part.rows());
    return local_;
  }
  const absl::Status& local() const { return local_; }

  absl::StatusOr<Plan> ToPlan() const {
    if (!layout_.has_value() || next_ == 0) {
      return Error(absl::StatusCode::kInternal, kSweepAnswerInvalid,
                   "the answer of the service has no heading or no rows");
    }
    Plan plan;
    plan.job = Pinned();
    plan.job_hash = HashOf(plan.job);
    plan.points = heading_.points();
    plan.columns = layout_->columns();
    plan.sample_rows = next_;
    plan.sample_not_evaluated = not_evaluated_;
    const auto points = static_cast<double>(plan.points);
    const double share = points / static_cast<double>(next_);
    plan.bytes = static_cast<double>(bytes_) * share;
    plan.seconds = absl::ToDoubleSeconds(options_.clock->Now() - rows_from_) * share;
    const double shards = std::ceil(plan.seconds / kSecondsPerShard);
    plan.shards = static_cast<int64_t>(std::clamp(shards, 1.0, std::min(points, 10'000.0)));
    for (const auto& text : heading_.context().assumptions()) {
      plan.assumptions.push_back({text.zh(), text.en()});
    }
    return plan;
  }

 private:
  absl::Status OnHeading(const pb::SweepHeading& heading) {
    if (heading.points() != CountPoints(job_)) {
      return Error(absl::StatusCode::kInternal, kSweepAnswerInvalid,
                   absl::StrCat("the service counts ", heading.points(), " points, not ",
                                CountPoints(job_)));
    }
    heading_ = heading;
    ASSIGN_OR_RETURN(layout_, RowLayout::Create(job_, heading, options_.language));
    rows_from_ = options_.clock->Now();
    next_ = 0;
    bytes_ = 0;
    not_evaluated_ = 0;
    return absl::OkStatus();
  }

  absl::Status OnRows(const pb::SweepRows& rows) {
    if (!layout_.has_value()) {
      return Error(absl::StatusCode::kInternal, kSweepAnswerInvalid, "rows before the heading");
    }
    std::string lines;
    for (const pb::SweepRow& row : rows.rows()) {
      RETURN_IF_ERROR(layout_->AppendRow(row, next_, lines));
      ++next_;
      if (!row.reason_code().empty()) ++not_evaluated_;
    }
    bytes_ += static_cast<int64_t>(lines.size());
    return absl::OkStatus();
  }

  // The job with what the service filled in, so that no later default can change it.
  Job Pinned() const {
    const pb::PlanContext& context = heading_.context();
    Job job = job_;
    job.data_revision = context.receipt().data_revision();
    job.area = context.area();
    job.base_year = context.base_year();
    job.horizon = context.year();
    for (Factor& factor : job.factors) {
      if (factor.from_year == 0) factor.from_year = job.base_year + 1;
      if (factor.to_year == 0) factor.to_year = job.horizon;
    }
    return job;
  }

  const Job& job_;
  const PlanOptions& options_;
  pb::SweepHeading heading_;
  std::optional<RowLayout> layout_;
  absl::Time rows_from_;
  int64_t next_ = 0;
  int64_t bytes_ = 0;
  int64_t not_evaluated_ = 0;
  absl::Status local_;
};

std::string Bytes(double bytes) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  if (unit == 0) return absl::StrFormat("%.0f B", bytes);
  return absl::StrFormat("%.1f %s", bytes, kUnits[unit]);
}

Text Time(double seconds) {
  if (seconds < 120) {
    const std::string number = absl::StrFormat("%.0f", std::ceil(seconds));
    return {number + "秒", number + " s"};
  }
  const std::string minutes = absl::StrFormat("%.0f", std::ceil(seconds / 60));
  return {minutes + "分钟", minutes + " min"};
}

}  // namespace

absl::StatusOr<Plan> MakePlan(const Job& job, SweepSource& source, const PlanOptions& options) {
  Sample sample(job, options);
  const pb::SweepRequest request = ToRequest(job, 0, std::min(CountPoints(job), kSampleRows));
  Patience patience(options.patience);
  for (;;) {
    const absl::Status status = source.Sweep(
        request, [&sample](const pb::SweepResponse& part) { return sample.OnPart(part); });
    if (!sample.local().ok()) return sample.local();
    if (status.ok()) return sample.ToPlan();
    if (!Patience::Passes(status)) return InJobFields(status, job);
    RETURN_IF_ERROR(patience.AfterFailure(status));
  }
}

std::string ToText(const Plan& plan, Language language) {
  const auto line = [language](const Text& text) { return text.In(language) + "\n"; };
  const Text time = Time(plan.seconds);
  const std::string revision = absl::StrCat(plan.job.data_revision.value_or(0));
  std::string text = absl::StrCat(
      line({absl::StrCat("点数      ", plan.points), absl::StrCat("points    ", plan.points)}),
      line({absl::StrCat("列数      ", plan.columns.size()),
            absl::StrCat("columns   ", plan.columns.size())}),
      line({absl::StrCat("大小      约 ", Bytes(plan.bytes)),
            absl::StrCat("size      about ", Bytes(plan.bytes))}),
      line({absl::StrCat("时间      一个分片约 ", time.zh),
            absl::StrCat("time      about ", time.en, " in one shard")}),
      line({absl::StrCat("分片      建议 ", plan.shards, " 个"),
            absl::StrCat("shards    ", plan.shards, " suggested")}),
      line({absl::StrCat("数据      修订 ", revision),
            absl::StrCat("data      revision ", revision)}),
      line({absl::StrCat("任务      ", plan.job_hash), absl::StrCat("job       ", plan.job_hash)}));
  if (plan.sample_not_evaluated > 0) {
    text += line({absl::StrCat("前 ", plan.sample_rows, " 行中 ", plan.sample_not_evaluated,
                               " 行无法计算,原因在行内"),
                  absl::StrCat(plan.sample_not_evaluated, " of the first ", plan.sample_rows,
                               " rows cannot be evaluated; each says why")});
  }
  for (const Text& assumption : plan.assumptions) {
    text += line({"假定      " + assumption.zh, "assumed   " + assumption.en});
  }
  for (size_t i = 0; i < plan.columns.size() && i < kColumnsShown; ++i) {
    const Column& column = plan.columns[i];
    const std::string unit = column.unit.empty() ? "" : absl::StrCat(" (", column.unit, ")");
    text += absl::StrCat("  ", column.name, unit, "\n");
  }
  if (plan.columns.size() > kColumnsShown) {
    const size_t more = plan.columns.size() - kColumnsShown;
    text += line({absl::StrCat("  另有 ", more, " 列"), absl::StrCat("  and ", more, " more")});
  }
  return text;
}

nlohmann::ordered_json ToJson(const Plan& plan) {
  nlohmann::ordered_json columns = nlohmann::ordered_json::array();
  for (const Column& column : plan.columns) {
    columns.push_back({{"name", column.name}, {"unit", column.unit}});
  }
  return {{"points", plan.points},
          {"estimated_bytes", static_cast<int64_t>(plan.bytes)},
          {"estimated_seconds", plan.seconds},
          {"suggested_shards", plan.shards},
          {"job_hash", plan.job_hash},
          {"job", ToJson(plan.job)},
          {"columns", std::move(columns)}};
}

}  // namespace indicast::batch
