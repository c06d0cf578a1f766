// The answer of Sweep for people (shares of the targets, a strip or a heat map, the first points)
// and for programs (all rows). Pure functions over messages; thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/shade.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/sweep.pb.h"

namespace indicast::cli::output {

struct SweepAnswer {
  projection::v1::SweepRequest request;
  projection::v1::SweepHeading heading;
  std::vector<projection::v1::SweepRow> rows;  // ascending index
};

struct SweepNames {
  IndicatorNames indicators;
  std::map<std::string, std::string> target_indicators;  // indicator id by target id
};

Document SweepDocument(const SweepAnswer& answer, const SweepNames& names, ShadeStyle style);

}  // namespace indicast::cli::output
