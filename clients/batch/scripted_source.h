// A service for tests: answers a design by formula, and fails, changes or stops when told.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clients/batch/job.h"
#include "clients/batch/sweep_source.h"

namespace indicast::batch {

class ScriptedSource final : public SweepSource {
 public:
  int64_t points = 1000;
  int64_t rows_in_a_part = 60;
  std::string build = "1.0 (abc)";
  int64_t data_revision = 12;
  // Called before each row; an error ends the call as the service would.
  std::function<absl::Status(int64_t index)> before_row = [](int64_t) { return absl::OkStatus(); };
  // Changes parts before they are handed over.
  std::function<void(projection::v1::SweepResponse&)> spoil = [](auto&) {};
  std::vector<projection::v1::SweepRequest> requests;

  absl::Status Sweep(const projection::v1::SweepRequest& request, const OnPart& on_part) override {
    requests.push_back(request);
    const int64_t end = request.end() == 0 ? points : request.end();
    projection::v1::SweepResponse part;
    FillHeading(request, end, *part.mutable_heading());
    absl::Status status = Hand(part, on_part);
    for (int64_t at = request.begin(); status.ok() && at < end;) {
      part.Clear();
      const int64_t until = std::min(end, at + rows_in_a_part);
      absl::Status failure;
      for (; at < until && failure.ok(); ++at) {
        failure = before_row(at);
        if (failure.ok()) FillRow(at, *part.mutable_rows()->add_rows());
      }
      // What came before a failure has been sent.
      if (part.rows().rows_size() > 0) status = Hand(part, on_part);
      if (status.ok()) status = failure;
    }
    return status;
  }

  // Rows whose index is a multiple of it cannot be evaluated.
  static constexpr int64_t kInfeasible = 97;

 private:
  absl::Status Hand(projection::v1::SweepResponse& part, const OnPart& on_part) const {
    spoil(part);
    return on_part(part);
  }

  void FillHeading(const projection::v1::SweepRequest& request, int64_t end,
                   projection::v1::SweepHeading& heading) const {
    heading.set_points(points);
    heading.set_begin(request.begin());
    heading.set_end(end);
    auto& context = *heading.mutable_context();
    context.set_area("changsha");
    context.set_base_year(2023);
    context.set_year(2024);
    context.mutable_explanation()->set_zh("网格");
    context.mutable_explanation()->set_en("a grid");
    auto& receipt = *context.mutable_receipt();
    receipt.set_data_revision(data_revision);
    receipt.set_build(build);
    receipt.set_model_version("3");
    receipt.set_inputs_hash("f00d");
    auto& growth = *heading.add_outputs();
    growth.set_indicator("gdp");
    growth.set_basis(projection::v1::PATH_BASIS_GROWTH);
    growth.set_year(2024);
    growth.set_unit("percent");
    for (const char* target : {"gdp-2024", "trade-2024"}) {
      auto& gap = *heading.add_outputs();
      gap.set_target(target);
      gap.set_unit("percentage-point");
    }
  }

  static void FillRow(int64_t index, projection::v1::SweepRow& row) {
    row.set_index(index);
    row.add_inputs()->set_text(absl::StrCat(index % 10));
    if (index % kInfeasible == 0) {
      row.set_reason_code("GROWTH_UNDEFINED");
      row.mutable_reason()->set_zh("增速须高于-100%");
      row.mutable_reason()->set_en("growth must be above -100 %, \"always\"");
      return;
    }
    for (int i = 0; i < 3; ++i) row.add_outputs()->set_text(absl::StrCat(index, ".", i));
    row.add_verdicts(projection::v1::VERDICT_MET);
    row.add_verdicts(index % 2 == 0 ? projection::v1::VERDICT_MISSED
                                    : projection::v1::VERDICT_AT_RISK);
  }
};

// A pinned job of 1000 points, as ScriptedSource answers it.
inline Job ScriptedJob() {
  Job job;
  job.scenario = "plan";
  job.design = Design::kLatinHypercube;
  job.points = 1000;
  job.seed = 7;
  Factor factor;
  factor.indicator = "imports-exports";
  factor.low = Decimal::FromInt(-5);
  factor.high = Decimal::FromInt(8);
  job.factors = {factor};
  job.data_revision = 12;
  return job;
}

}  // namespace indicast::batch
