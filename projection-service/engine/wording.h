// Numbers, rules and comparators in the two languages. Pure functions.
#pragma once

#include <string>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/engine/issue.h"

namespace indicast::projection {

// A number at most 12 significant digits long; unset number when there is none or it is too large.
Value ToValue(const Computed& computed, int display_decimals);

// The number rounded for print, without its qualifier: "1560".
std::string Printed(const Value& value);

// With qualifier and unit: 超过1560亿元 / more than 1560 100 m yuan; 7.0% / 7.0 %. The number must
// be set.
LocalizedText Words(const Value& value, absl::string_view unit, const InputSet& inputs);

// A published figure: its number as published, with qualifier and unit.
LocalizedText Words(const Figure& figure, const InputSet& inputs);

// A goal with its comparator: 6%以上 / at least 6 %. The number must be set.
LocalizedText GoalWords(Relation relation, const Value& goal, absl::string_view unit,
                        const InputSet& inputs);

// What a rule does: 按公布目标 / as targeted; 年增速3% / 3 % a year.
LocalizedText RuleWords(const Rule& rule, int year, const Indicator& indicator,
                        const InputSet& inputs);

// A shock with its year: 2025年起一次性冲击-5%(永久) / one-off shock of -5 % in 2025 that stays.
LocalizedText ShockWords(const ShockRule& shock, int impact_year);

LocalizedText PriceWords(PriceBasis basis);

}  // namespace indicast::projection
