// The target board (完成情况表) and the target list as documents. Pure functions of what the
// services answered; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli::output {

// Every target of the result in the section ("all" for every one), in the order of the result:
//   指标 | 单位 | 2024年目标 | 上年实绩 | 测算 | 差距 | 结论 | 性质 | 注
// Reasons and remarks are numbered notes; equal ones share a number.
Document BoardDocument(const projection::v1::ProjectionResult& result, const std::string& section,
                       const UnitSymbols& symbols);

// True when a binding or expected target of the section is missed; a stretch target never counts.
bool MissesTarget(const projection::v1::ProjectionResult& result, const std::string& section);

// The targets as published, with comparator words and evidence.
Document TargetListDocument(const std::vector<store::v1::Target>& targets,
                            const IndicatorNames& names, const UnitSymbols& symbols,
                            int64_t revision, const std::string& publication_bound);

}  // namespace indicast::cli::output
