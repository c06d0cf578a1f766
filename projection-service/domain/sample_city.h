// A small city for tests: the headline figures and targets of the report in plain values. Tests
// change the parts before they build the InputSet.
#pragma once

#include <string>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/scenario.h"

namespace indicast::projection {

// Units, indicators, figures up to 2023 (and one of 2024 that must never be read), targets of 2024.
InputParts SampleCity();

// A figure with the usual fields; `value` empty: words only.
Figure SampleFigure(const std::string& indicator, Measure measure, int year,
                    const std::string& value);

// A growth target of 2024 with a constant goal.
Target SampleTarget(const std::string& indicator, Relation relation, const std::string& goal);

// The figures of one indicator removed, or its first target returned for a change.
void RemoveFigures(InputParts& parts, const std::string& indicator);
Target& TargetOf(InputParts& parts, const std::string& indicator);

// Parses or aborts; for literals in tests.
Decimal D(const std::string& text);
InputSet Build(InputParts parts);

// A stack of one layer that applies `rule` to `indicator` ("*" for all).
ScenarioStack OneRule(const std::string& indicator, Rule rule);
ScenarioStack Stack(std::vector<ScenarioLayer> layers);

}  // namespace indicast::projection
