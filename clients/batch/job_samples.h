// Job files that are right and wrong, for the tests of the parser and of the published schema.
#pragma once

#include <string>
#include <vector>

namespace indicast::batch {

struct SampleJob {
  std::string text;
  std::string field;         // path of what is wrong; empty: it is right
  bool schema_knows = true;  // false: only the program can see it
};

inline std::vector<SampleJob> SampleJobs() {
  const auto grid = [](const std::string& rest) {
    return R"({"design": "grid", "factors": [{"indicator": "a", "values": [1, 2]}])" + rest + "}";
  };
  const auto factor = [](const std::string& text) {
    return R"({"design": "grid", "factors": [{"indicator": "a", "values": [1]}, )" + text + "]}";
  };
  const auto sobol = [](const std::string& rest, const std::string& factor_text) {
    return R"({"design": "sobol", )" + rest + R"("factors": [)" + factor_text + "]}";
  };
  const std::string range = R"({"indicator": "a", "low": 1, "high": 2})";
  return {
      {grid(""), ""},
      {grid(R"(, "name": "n", "scenario": "plan", "overlay": ["gdp=3%"], "area": "x")"), ""},
      {grid(R"(, "base_year": 2023, "horizon": 2053, "data_revision": 1)"), ""},
      {grid(R"(, "publication_date": "2024-01-31")"), ""},
      {grid(R"(, "outputs": {"indicators": ["a", "b"], "targets": []})"), ""},
      {grid(R"(, "quotas": [{"target": "t", "value": "1.50"}])"), ""},
      {grid(R"(, "$schema": "job.schema.json", "description": "d")"), ""},
      {factor(R"({"indicator": "b", "low": 1, "high": 2.5, "step": "0.5"})"), ""},
      {factor(R"({"indicator": "b", "low": 1, "high": 1, "step": 1})"), ""},
      {factor(
           R"({"indicator": "b", "values": ["-0.50", 1e1], "from_year": 2024, "to_year": 2024})"),
       ""},
      {sobol(R"("points": 16, )", range), ""},
      {sobol(R"("points": 10000000, "seed": 9223372036854775807, )", range), ""},
      {R"({"design": "latin-hypercube", "points": 4.0, "factors": [)" + range + "]}", ""},

      {"[]", "job"},
      {"{}", "design"},
      {R"({"design": "grid"})", "factors"},
      {R"({"factors": [)" + range + "]}", "design"},
      {R"({"design": "Grid", "factors": [)" + range + "]}", "design"},
      {R"({"design": 1, "factors": [)" + range + "]}", "design"},
      {R"({"design": "grid", "factors": []})", "factors"},
      {R"({"design": "grid", "factors": {}})", "factors"},
      {grid(R"(, "horizont": 2024)"), "horizont"},
      {grid(R"(, "name": "")"), "name"},
      {grid(R"(, "scenario": null)"), "scenario"},
      {grid(R"(, "area": 5)"), "area"},
      {grid(R"(, "overlay": "gdp=3%")"), "overlay"},
      {grid(R"(, "overlay": ["gdp=3%", "gdp=3%"])"), "overlay[1]"},
      {grid(R"(, "overlay": ["gdp 3%"])"), "overlay[0]", false},
      {grid(R"(, "base_year": 999)"), "base_year"},
      {grid(R"(, "base_year": "2023")"), "base_year"},
      {grid(R"(, "horizon": 2023.5)"), "horizon"},
      {grid(R"(, "base_year": 2023, "horizon": 2023)"), "horizon", false},
      {grid(R"(, "base_year": 2023, "horizon": 2054)"), "horizon", false},
      {grid(R"(, "data_revision": 0)"), "data_revision"},
      {grid(R"(, "data_revision": 18446744073709551615)"), "data_revision"},
      {grid(R"(, "publication_date": "2024-1-31")"), "publication_date"},
      {grid(R"(, "publication_date": "2024-02-30")"), "publication_date", false},
      {grid(R"(, "points": 2)"), "points"},
      {grid(R"(, "seed": 2)"), "seed"},
      {grid(R"(, "outputs": [])"), "outputs"},
      {grid(R"(, "outputs": {"target": []})"), "outputs.target"},
      {grid(R"(, "outputs": {"indicators": ["a", ""]})"), "outputs.indicators[1]"},
      {grid(R"(, "outputs": {"targets": [1]})"), "outputs.targets[0]"},
      {grid(R"(, "quotas": [{"target": "t"}])"), "quotas[0].value"},
      {grid(R"(, "quotas": [{"value": 1}])"), "quotas[0].target"},
      {grid(R"(, "quotas": [{"target": "t", "value": 1, "unit": "x"}])"), "quotas[0].unit"},
      {grid(R"(, "quotas": [{"target": "t", "value": 1}, {"target": "t", "value": 2}])"),
       "quotas[1].target", false},
      {grid(R"(, "area": "x", "area": "y")"), "area", false},
      {factor("5"), "factors[1]"},
      {factor(R"({"values": [1]})"), "factors[1].indicator"},
      {factor(R"({"indicator": "b"})"), "factors[1].low"},
      {factor(R"({"indicator": "b", "low": 1, "high": 2})"), "factors[1].step"},
      {factor(R"({"indicator": "b", "low": 1, "hihg": 2, "step": 1})"), "factors[1].hihg"},
      {factor(R"({"indicator": "b", "low": 3, "high": 2, "step": 1})"), "factors[1].high", false},
      {factor(R"({"indicator": "b", "low": 1, "high": 2, "step": 0})"), "factors[1].step", false},
      {factor(R"({"indicator": "b", "low": 1, "high": 2, "step": 0.3})"), "factors[1].step", false},
      {factor(R"({"indicator": "b", "low": 0, "high": 1, "step": 0.0001})"), "factors[1].step",
       false},
      {factor(R"({"indicator": "b", "values": []})"), "factors[1].values"},
      {factor(R"({"indicator": "b", "values": [1, "2,5"]})"), "factors[1].values[1]"},
      {factor(R"({"indicator": "b", "values": [1, true]})"), "factors[1].values[1]"},
      {factor(R"({"indicator": "b", "values": ["1e3"]})"), "factors[1].values[0]"},
      {factor(R"({"indicator": "b", "values": [1], "step": 1})"), "factors[1].step"},
      {factor(R"({"indicator": "b", "values": [1], "from_year": 2025, "to_year": 2024})"),
       "factors[1].to_year", false},
      {sobol("", range), "points"},
      {sobol(R"("points": 0, )", range), "points"},
      {sobol(R"("points": 10000001, )", range), "points"},
      {sobol(R"("points": 16, "seed": -1, )", range), "seed"},
      {sobol(R"("points": 16, )", R"({"indicator": "a", "low": 1})"), "factors[0].high"},
      {sobol(R"("points": 16, )", R"({"indicator": "a", "low": 1, "high": 2, "step": 1})"),
       "factors[0].step"},
      {sobol(R"("points": 16, )", R"({"indicator": "a", "values": [1]})"), "factors[0].values"},
  };
}

}  // namespace indicast::batch
