// A small consistent data set for tests of the store's rules and reads.
#pragma once

#include <memory>
#include <string>

#include "store-service/app/import.h"
#include "store-service/app/store.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/domain/test_records.h"

namespace indicast::store::testing {

inline constexpr char kReportText[] =
    "政府工作报告\n\n"
    "(三)坚持优平台、拓空间。开放提质增效。进出口总额下降15%,但跨境电商增长10%以上。\n\n"
    "二、2024年工作重点\n\n"
    "主要预期目标是:地区生产总值增长6%以上,进出口总额增长7%。改造项目15个。改造项目15个。";

// Empty request with its envelope.
inline ImportRequest TestRequest(std::string request_id) {
  ImportRequest request;
  request.request_id = std::move(request_id);
  request.author = "curator";
  request.reason = "first load";
  return request;
}

inline Indicator IndicatorWith(std::string id, std::string zh, std::string en, std::string unit) {
  Indicator indicator = TestIndicator(std::move(id), std::move(zh), std::move(en));
  indicator.unit = std::move(unit);
  return indicator;
}

// Trade growth of 2023 with a quote of the report.
inline Observation TradeGrowth() {
  Observation observation = TestObservation("2023", "-15");
  observation.series = {"imports-exports", "changsha", Measure::kGrowth, PriceBasis::kCurrent,
                        "total"};
  observation.published_text = "下降15%";
  observation.evidence.grounds = TextQuote{"进出口总额下降15%", "", ""};
  return observation;
}

// Areas, units, documents, indicators, three figures, a target and two scenarios; passes every
// rule over an empty store.
inline ImportRequest BaseImport(std::string request_id = "base") {
  ImportRequest request = TestRequest(std::move(request_id));
  request.areas = {TestArea("changsha", "hunan"), TestArea("hunan")};
  request.units = {
      TestUnit("percent", "percent"),      TestUnit("percentage-point", "percentage-point"),
      TestUnit("cny-1e8", "cny", 8),       TestUnit("cny", "cny"),
      TestUnit("usd-1e8", "usd", 8),       TestUnit("person", "person"),
      TestUnit("per-mille", "percent", -1)};
  Document report = TestDocument("report", kReportText);
  report.publication = Publication{Day("2024-01-31"), true};
  report.confidence = Confidence::kSeenPrimary;
  report.is_work_report = true;
  Document communique = TestDocument("communique");
  communique.publication = Publication{Day("2024-04-07"), false};
  request.documents = {report, communique};
  request.indicators = {
      IndicatorWith("gdp", "地区生产总值", "Gross regional product", "cny-1e8"),
      IndicatorWith("imports-exports", "进出口总额", "Imports and exports", "cny-1e8"),
      IndicatorWith("urban-share", "城镇化率", "Urban share", "percent")};
  request.observations = {TestObservation("2022", "4.5"), TestObservation("2023", "4.8"),
                          TradeGrowth()};
  Target target = TestTarget("gdp-2024");
  target.evidence.grounds = TextQuote{"地区生产总值增长6%以上", "", ""};
  request.targets = {target};
  request.scenarios = {TestScenario("hold"), TestScenario("cautious", "hold")};
  return request;
}

inline std::unique_ptr<StoreBackend> MemoryBackend() {
  return OpenSqlite({.directory = "", .in_memory = true, .accept_log = false}).value();
}

}  // namespace indicast::store::testing
