// Small valid records for tests of the store. Each names only what matters to the test that
// changes it; every record passes Validate().
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "store-service/domain/records.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store::testing {

inline Decimal Number(absl::string_view text) { return Decimal::Parse(text).value(); }
inline Period Span(absl::string_view text) { return Period::Parse(text).value(); }
inline Date Day(absl::string_view text) { return Date::Parse(text).value(); }

inline Area TestArea(std::string id, std::string parent = "") {
  return {std::move(id), {"长沙市", "Changsha"}, std::move(parent)};
}

inline Unit TestUnit(std::string id, std::string measure, int exponent = 0) {
  const bool percent = measure == "percent" && exponent == 0;
  return {std::move(id), percent ? LocalizedText{"%", "%"} : LocalizedText{"单位", "unit"},
          std::move(measure), exponent};
}

inline Document TestDocument(std::string id, std::string text = "") {
  Document document;
  document.id = std::move(id);
  document.title = {"政府工作报告", "Work report"};
  document.text = std::move(text);
  return document;
}

inline Indicator TestIndicator(std::string id, std::string zh = "指标",
                               std::string en = "Indicator") {
  Indicator indicator;
  indicator.id = std::move(id);
  indicator.name = {std::move(zh), std::move(en)};
  indicator.unit = "cny-1e8";
  indicator.domain = "economy";
  return indicator;
}

inline SeriesKey GrowthOf(std::string indicator) {
  return {std::move(indicator), "changsha", Measure::kGrowth, PriceBasis::kConstant, "total"};
}

// Growth of gdp in percent, without a quote.
inline Observation TestObservation(absl::string_view period, absl::string_view value,
                                   std::string document = "report",
                                   Stage stage = Stage::kReported) {
  Observation observation;
  observation.series = GrowthOf("gdp");
  observation.period = Span(period);
  observation.value = Number(value);
  observation.published_text = absl::StrCat("增长", value, "%");
  observation.unit = "percent";
  observation.stage = stage;
  observation.evidence = {std::move(document), std::string("table row")};
  return observation;
}

inline Target TestTarget(std::string id, absl::string_view value = "6") {
  Target target;
  target.id = std::move(id);
  target.indicator = "gdp";
  target.area = "changsha";
  target.price_basis = PriceBasis::kConstant;
  target.period = Span("2024");
  target.relation = Relation::kGreaterOrEqual;
  target.goal = Number(value);
  target.unit = "percent";
  target.published_text = "增长6%以上";
  target.evidence = {"report", std::string("table row")};
  target.section = "headline";
  target.position = 1;
  return target;
}

inline Scenario TestScenario(std::string id, std::string parent = "") {
  Scenario scenario;
  scenario.id = std::move(id);
  scenario.name = {"情景", "Scenario"};
  scenario.parent = std::move(parent);
  scenario.assumptions = {{"*", std::nullopt, std::nullopt, HoldRule{}, {}}};
  return scenario;
}

// A log entry whose checksum is its revision number: enough for what does not verify the chain.
inline LogEntry TestEntry(Revision revision, std::vector<Record> records) {
  LogEntry entry;
  entry.revision = revision;
  entry.batch.request_id = absl::StrCat("request-", revision);
  entry.batch.author = "curator";
  entry.batch.reason = "test";
  entry.batch.commit_time = absl::FromUnixSeconds(1700000000 + revision);
  entry.batch.records = std::move(records);
  entry.checksum = absl::StrCat(revision);
  return entry;
}

}  // namespace indicast::store::testing
