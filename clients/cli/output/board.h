// The target board (完成情况表) and the target list as documents. Pure functions of what the
// services answered; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli::output {

// Which targets a board shows; empty lists do not narrow.
struct BoardFilter {
  std::string section = "headline";  // "all": every one
  std::vector<projection::v1::Verdict> verdicts{};
  std::vector<type::v1::TargetKind> kinds{};
};

// The sections of the documents that the targets come from, in the order of the text.
using SectionTitles = std::vector<std::pair<std::string, Text>>;

// The targets of the result that the filter leaves, a table a section in report order:
//   指标 | 单位 | 2024年目标 | 上年实绩 | 测算 | 差距 | 结论 | 性质 | 责任单位 | 注
// Offices have a column when a target names one. Reasons and remarks are numbered notes; equal ones
// share a number. Programs get all rows as one table.
Document BoardDocument(const projection::v1::ProjectionResult& result, const BoardFilter& filter,
                       const SectionTitles& titles, const UnitSymbols& symbols);

// True when a binding or expected target on the board is missed; a stretch target never counts.
bool MissesTarget(const projection::v1::ProjectionResult& result, const BoardFilter& filter);

// The targets as published, with comparator words and evidence.
Document TargetListDocument(const std::vector<store::v1::Target>& targets,
                            const IndicatorNames& names, const UnitSymbols& symbols,
                            int64_t revision, const std::string& publication_bound);

}  // namespace indicast::cli::output
