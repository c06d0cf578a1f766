// Targets and assumptions in words. Thread-safe free functions.
#pragma once

#include <map>
#include <string>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/table.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli::output {

// Names by indicator id; an id without a name shows as itself.
using IndicatorNames = std::map<std::string, Text>;
Text NameOf(const IndicatorNames& names, const std::string& indicator);

// The right side of a target with its comparator, without the unit (that is a column of its own):
// 6以上, 3左右, 高于地区生产总值增速, 省定, 15(省定).
Text GoalWords(const store::v1::Target& target, const IndicatorNames& names,
               const std::string& supplied_quota = "");

// The same for a sentence, unit included: "at least 6 %".
Text GoalWordsWithUnit(const store::v1::Target& target, const IndicatorNames& names,
                       const UnitSymbols& symbols);

// "constant", "relative", "external" or "none".
std::string GoalKind(const store::v1::Target& target);

// 省定 / "set by province" from the authority of an external goal.
Text AuthorityWords(const store::v1::ExternalGoal& external);

// An assumption's rule: 增长3%, 按公布目标, 比地区生产总值增速高0.5个百分点. `unit`: of the
// indicator's level, empty when not known.
Text RuleWords(const store::v1::AssumptionRule& rule, const IndicatorNames& names,
               const UnitSymbols& symbols, const std::string& unit);

// The years an assumption applies to: 2024年, 2024至2026年, 自2024年起, 各预测年.
Text YearsWords(const store::v1::Assumption& assumption);

}  // namespace indicast::cli::output
