#include "tests/load/generated_country.h"

#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace indicast::store::load {
namespace {

constexpr int kFirstYear = 2000;
constexpr std::array<Stage, 4> kStages = {Stage::kPreliminary, Stage::kFinal, Stage::kReported,
                                          Stage::kFlash};

std::string AreaId(int area) { return absl::StrCat("area-", area); }
std::string IndicatorId(int indicator) { return absl::StrCat("indicator-", indicator); }
std::string IndicatorName(int indicator) { return absl::StrCat("第", indicator, "类商品零售额"); }
std::string MonthText(int month) {
  return absl::StrFormat("%04d-%02d", kFirstYear + month / 12, month % 12 + 1);
}

// The first vintage is quoted from a document of its month, the others stand in yearly tables.
std::string DocumentId(int area, int month, int vintage) {
  if (vintage == 0) return absl::StrCat("communique-", area, "-", MonthText(month));
  return absl::StrCat("yearbook-", area, "-", kFirstYear + month / 12, "-", vintage);
}

// Fixed, spread over four digits before the point and two after it.
std::string ValueText(int area, int indicator, int month, int vintage) {
  uint64_t bits = (static_cast<uint64_t>(area) << 40) ^ (static_cast<uint64_t>(indicator) << 24) ^
                  static_cast<uint64_t>(month * 4 + vintage);
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9ULL;
  bits ^= bits >> 27;
  return absl::StrFormat("%d.%02d", 1000 + bits % 9000, bits / 9000 % 100);
}

std::string Wording(const std::string& value) { return absl::StrCat(value, "亿元"); }

std::string Sentence(int area, int indicator, int month) {
  return absl::StrCat("全市", IndicatorName(indicator),
                      Wording(ValueText(area, indicator, month, 0)));
}

Document Communique(const CountrySize& size, int area, int month) {
  Document document;
  document.id = DocumentId(area, month, 0);
  document.title = {absl::StrCat(MonthText(month), "统计公报"), "Monthly communique"};
  document.publisher = "统计局";
  for (int i = 0; i < size.indicators; ++i) {
    absl::StrAppend(&document.text, Sentence(area, i, month), "。", i % 8 == 7 ? "\n\n" : "");
  }
  return document;
}

ImportRequest Envelope(std::string request_id) {
  ImportRequest request;
  request.request_id = std::move(request_id);
  request.author = "benchmark";
  request.reason = "generated country";
  return request;
}

Observation Figure(int area, int indicator, int month, int vintage) {
  Observation figure;
  figure.series = {IndicatorId(indicator), AreaId(area), Measure::kLevel, PriceBasis::kCurrent,
                   "total"};
  figure.period = Period::Parse(MonthText(month)).value();
  const std::string value = ValueText(area, indicator, month, vintage);
  figure.value = Decimal::Parse(value).value();
  figure.published_text = Wording(value);
  figure.unit = "cny-1e8";
  figure.stage = kStages[static_cast<size_t>(vintage)];
  figure.evidence.document = DocumentId(area, month, vintage);
  if (vintage == 0) {
    figure.evidence.grounds = TextQuote{Sentence(area, indicator, month), "", ""};
  } else {
    figure.evidence.grounds = absl::StrCat("表 ", indicator / 10 + 1, "-", indicator % 10 + 1,
                                           "，第", month % 12 + 1, "列");
  }
  return figure;
}

}  // namespace

ImportRequest Catalogue(const CountrySize& size) {
  ImportRequest request = Envelope("catalogue");
  request.units = {{"cny-1e8", {"亿元", "100 million yuan"}, "cny", 8}};
  for (int i = 0; i < size.indicators; ++i) {
    Indicator indicator;
    indicator.id = IndicatorId(i);
    indicator.name = {IndicatorName(i), absl::StrCat("Retail sales of class ", i)};
    indicator.unit = "cny-1e8";
    indicator.domain = "trade";
    request.indicators.push_back(std::move(indicator));
  }
  for (int area = 0; area < size.areas; ++area) {
    request.areas.push_back({AreaId(area), {absl::StrCat("第", area, "市"), AreaId(area)}, ""});
    for (int month = 0; month < size.months; ++month) {
      request.documents.push_back(Communique(size, area, month));
    }
    for (int vintage = 1; vintage < size.vintages; ++vintage) {
      for (int month = 0; month < size.months; month += 12) {
        Document yearbook;
        yearbook.id = DocumentId(area, month, vintage);
        yearbook.title = {"统计年鉴", "Yearbook"};
        request.documents.push_back(std::move(yearbook));
      }
    }
  }
  return request;
}

ImportRequest Figures(const CountrySize& size) {
  ImportRequest request = Envelope("figures");
  request.observations.reserve(static_cast<size_t>(size.figures()));
  for (int area = 0; area < size.areas; ++area) {
    for (int month = 0; month < size.months; ++month) {
      for (int indicator = 0; indicator < size.indicators; ++indicator) {
        for (int vintage = 0; vintage < size.vintages; ++vintage) {
          request.observations.push_back(Figure(area, indicator, month, vintage));
        }
      }
    }
  }
  return request;
}

}  // namespace indicast::store::load
