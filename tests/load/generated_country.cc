#include "tests/load/generated_country.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace indicast::load {
namespace {

namespace v1 = store::v1;
namespace tv1 = type::v1;

constexpr size_t kPartBytes = 3 << 20;
constexpr int kFirstYear = 2015;
constexpr int kUnits = 4;

struct Word {
  const char* zh;
  const char* en;
};

// Two of them make the name of a city.
constexpr Word kSyllables[] = {
    {"长", "chang"}, {"沙", "sha"},   {"衡", "heng"}, {"阳", "yang"},  {"株", "zhu"},
    {"洲", "zhou"},  {"湘", "xiang"}, {"潭", "tan"},  {"岳", "yue"},   {"德", "de"},
    {"益", "yi"},    {"郴", "chen"},  {"永", "yong"}, {"怀", "huai"},  {"化", "hua"},
    {"娄", "lou"},   {"底", "di"},    {"邵", "shao"}, {"武", "wu"},    {"汉", "han"},
    {"宜", "yichu"}, {"昌", "cang"},  {"襄", "xian"}, {"荆", "jing"},  {"黄", "huang"},
    {"冈", "gang"},  {"孝", "xiao"},  {"感", "gan"},  {"十", "shi"},   {"堰", "yan"},
    {"南", "nan"},   {"宁", "ning"},  {"柳", "liu"},  {"桂", "gui"},   {"林", "lin"},
    {"梧", "wuzho"}, {"北", "bei"},   {"海", "hai"},  {"钦", "qin"},   {"贵", "guizh"},
    {"玉", "yu"},    {"百", "bai"},   {"色", "se"},   {"贺", "he"},    {"河", "hechi"},
    {"池", "chi"},   {"来", "lai"},   {"宾", "bin"},  {"崇", "chong"}, {"左", "zuo"}};
constexpr int kSyllableCount = static_cast<int>(std::size(kSyllables));

struct IndicatorWords {
  const char* id;
  const char* zh;
  const char* en;
  int unit;  // of kUnitRows
};

constexpr IndicatorWords kIndicators[] = {
    {"industrial-value-added", "规模以上工业增加值", "Industrial value added", 0},
    {"fixed-asset-investment", "固定资产投资", "Fixed asset investment", 0},
    {"retail-sales", "社会消费品零售总额", "Retail sales of consumer goods", 0},
    {"imports-exports", "进出口总额", "Imports and exports", 0},
    {"public-budget-revenue", "地方一般公共预算收入", "Local public budget revenue", 0},
    {"public-budget-expenditure", "一般公共预算支出", "Public budget expenditure", 0},
    {"deposit-balance", "金融机构本外币存款余额", "Deposits in all currencies", 0},
    {"loan-balance", "金融机构本外币贷款余额", "Loans in all currencies", 0},
    {"housing-sales", "商品房销售额", "Sales of commercial housing", 0},
    {"software-revenue", "软件业务收入", "Software revenue", 0},
    {"resident-population", "常住人口", "Resident population", 1},
    {"urban-employment-added", "城镇新增就业", "New urban employment", 1},
    {"tourist-arrivals", "接待游客", "Tourist arrivals", 1},
    {"air-passengers", "机场旅客吞吐量", "Airport passengers", 1},
    {"consumer-price-rise", "居民消费价格涨幅", "Consumer price rise", 2},
    {"survey-unemployment-rate", "城镇调查失业率", "Surveyed urban unemployment rate", 2},
    {"good-air-rate", "空气质量优良率", "Share of days with good air", 2},
    {"grain-output", "粮食产量", "Grain output", 3},
    {"steel-output", "钢材产量", "Steel output", 3},
    {"cargo-throughput", "港口货物吞吐量", "Port cargo throughput", 3}};
constexpr int kIndicatorCount = static_cast<int>(std::size(kIndicators));

struct UnitWords {
  const char* id;
  const char* zh;
  const char* en;
  const char* measure;
  int exponent;
};

constexpr UnitWords kUnitRows[kUnits] = {{"cny-1e8", "亿元", "hundred million yuan", "cny", 8},
                                         {"person-1e4", "万人", "ten thousand people", "person", 4},
                                         {"percent", "%", "%", "percent", 0},
                                         {"tonne-1e4", "万吨", "ten thousand tonnes", "tonne", 4}};

uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

uint64_t Mix(uint64_t seed, int a, int b, int c, int d) {
  for (const int part : {a, b, c, d}) seed = Mix(seed ^ static_cast<uint64_t>(part));
  return seed;
}

int YearOf(int month) { return kFirstYear + month / 12; }

const Word& First(int area) { return kSyllables[area / kSyllableCount % kSyllableCount]; }
const Word& Second(int area) { return kSyllables[area % kSyllableCount]; }

std::string AreaId(int area) { return absl::StrCat(First(area).en, "-", Second(area).en); }
std::string AreaName(int area) { return absl::StrCat(First(area).zh, Second(area).zh, "市"); }

const IndicatorWords& WordsOf(int indicator) { return kIndicators[indicator % kIndicatorCount]; }

// Beyond the list: its parts, numbered.
std::string IndicatorId(int indicator) {
  const int round = indicator / kIndicatorCount;
  return round == 0 ? WordsOf(indicator).id : absl::StrCat(WordsOf(indicator).id, "-part-", round);
}

std::string IndicatorName(int indicator) {
  const int round = indicator / kIndicatorCount;
  return round == 0 ? WordsOf(indicator).zh
                    : absl::StrCat(WordsOf(indicator).zh, "(第", round, "分项)");
}

const UnitWords& UnitOf(int indicator) { return kUnitRows[WordsOf(indicator).unit]; }

v1::Document DocumentOf(std::string id, std::string zh, std::string en, int area) {
  v1::Document document;
  document.set_id(std::move(id));
  document.mutable_title()->set_zh(std::move(zh));
  document.mutable_title()->set_en(std::move(en));
  document.set_publisher(AreaName(area) + "统计局");
  document.set_address(absl::StrCat("https://tjj.", First(area).en, Second(area).en, ".gov.cn/",
                                    document.id(), ".html"));
  document.set_confidence(tv1::CONFIDENCE_SEEN_PRIMARY);
  return document;
}

std::string BulletinId(int area, int month) {
  return absl::StrCat(AreaId(area), "-bulletin-", GeneratedCountry::Month(month));
}

// The volumes that later vintages stand in: one a year and area.
std::string VolumeId(int area, int month, int vintage) {
  return absl::StrCat(AreaId(area), vintage == 1 ? "-monthly-" : "-yearbook-", YearOf(month));
}

v1::Document Volume(int area, int month, int vintage) {
  const int year = YearOf(month);
  const bool monthly = vintage == 1;
  v1::Document document = DocumentOf(
      VolumeId(area, month, vintage),
      absl::StrCat(AreaName(area), monthly ? "统计月报汇编" : "统计年鉴", "(", year, ")"),
      absl::StrCat(monthly ? "Monthly statistics of " : "Statistical yearbook of ", AreaId(area),
                   " ", year),
      area);
  document.mutable_publication()->set_date(absl::StrCat(year + 1, monthly ? "-03-20" : "-10-28"));
  return document;
}

std::string Sentence(int area, int indicator, int month, absl::string_view published) {
  const uint64_t mood = Mix(7, area, indicator, month, 0);
  const auto tenth = static_cast<int>(mood % 97);
  return absl::StrFormat("%s%s,%s上月%s%d.%d个百分点", IndicatorName(indicator), published,
                         mood / 97 % 2 == 0 ? "增幅较" : "走势较", tenth % 2 == 0 ? "快" : "慢",
                         tenth / 10, tenth % 10);
}

}  // namespace

CountrySize SizeFor(int64_t versions, uint64_t seed) {
  CountrySize size;
  size.indicators = kIndicatorCount;
  size.months = 100;
  size.vintages = 4;
  size.seed = seed;
  const int64_t one_area = size.versions();
  size.areas = static_cast<int>(std::max<int64_t>(1, (versions + one_area - 1) / one_area));
  return size;
}

std::string GeneratedCountry::Month(int month) {
  return absl::StrFormat("%04d-%02d", YearOf(month), month % 12 + 1);
}

v1::SeriesKey GeneratedCountry::Series(int area, int indicator) const {
  v1::SeriesKey series;
  series.set_indicator(IndicatorId(indicator));
  series.set_area(AreaId(area));
  series.set_measure(tv1::MEASURE_LEVEL);
  series.set_price_basis(WordsOf(indicator).unit == 0 ? tv1::PRICE_BASIS_CURRENT
                                                      : tv1::PRICE_BASIS_NOT_APPLICABLE);
  series.set_scope("total");
  return series;
}

// Levels drift over the months; later vintages move the last digits.
std::string GeneratedCountry::ValueOf(int area, int indicator, int month, int vintage) const {
  const uint64_t base = Mix(size_.seed, area, indicator, -1, 0);
  const uint64_t noise = Mix(size_.seed, area, indicator, month, vintage);
  if (WordsOf(indicator).unit == 2) {
    return absl::StrFormat("%d.%d", 1 + static_cast<int>((base + noise) % 89),
                           static_cast<int>(noise / 89 % 10));
  }
  const int64_t start = 5000 + static_cast<int64_t>(base % 900000);
  const int64_t cents = start + start * month / 150 + static_cast<int64_t>(noise % 997) +
                        static_cast<int64_t>(vintage);
  return absl::StrFormat("%d.%02d", cents / 100, cents % 100);
}

v1::Observation GeneratedCountry::Figure(int area, int indicator, int month, int vintage) const {
  v1::Observation figure;
  *figure.mutable_series() = Series(area, indicator);
  figure.mutable_period()->set_text(Month(month));
  const std::string value = ValueOf(area, indicator, month, vintage);
  const UnitWords& unit = UnitOf(indicator);
  figure.mutable_value()->set_text(value);
  figure.set_published_text(absl::StrCat(value, unit.zh));
  figure.set_qualifier(tv1::QUALIFIER_EQUAL);
  figure.set_unit(unit.id);
  figure.set_status(vintage < 2 ? tv1::OBSERVATION_STATUS_PROVISIONAL
                                : tv1::OBSERVATION_STATUS_NORMAL);
  figure.set_stage(vintage == 0   ? tv1::STAGE_FLASH
                   : vintage == 1 ? tv1::STAGE_PRELIMINARY
                                  : tv1::STAGE_FINAL);
  tv1::Evidence& evidence = *figure.mutable_evidence();
  if (vintage == 0) {
    evidence.set_document(BulletinId(area, month));
    evidence.mutable_quote()->set_exact(Sentence(area, indicator, month, figure.published_text()));
    return figure;
  }
  const uint64_t place = Mix(size_.seed, area, indicator, YearOf(month), std::min(vintage, 2));
  evidence.set_document(VolumeId(area, month, vintage));
  evidence.set_no_quote_reason(
      absl::StrFormat("表%d-%d,行“%s”,列“%d月”,第%d页", 1 + static_cast<int>(place % 19),
                      1 + static_cast<int>(place / 19 % 31), IndicatorName(indicator),
                      month % 12 + 1, 12 + static_cast<int>(place / 589 % 700)));
  if (vintage > 2) {
    figure.mutable_note()->set_zh(absl::StrFormat(
        "第%d次更正:原印%s%s", vintage - 2, ValueOf(area, indicator, month, vintage - 1), unit.zh));
    figure.mutable_note()->set_en(absl::StrFormat("Correction %d; printed as %s", vintage - 2,
                                                  ValueOf(area, indicator, month, vintage - 1)));
  }
  return figure;
}

v1::Document GeneratedCountry::Bulletin(int area, int month) const {
  v1::Document document = DocumentOf(
      BulletinId(area, month),
      absl::StrFormat("%s%d年%d月国民经济运行情况", AreaName(area), YearOf(month), month % 12 + 1),
      absl::StrCat("Economy of ", AreaId(area), " in ", Month(month)), area);
  document.mutable_publication()->set_date(Month(month + 1) + "-18");
  std::string text = absl::StrCat(document.title().zh(), "\n\n据市统计局初步核算,");
  for (int i = 0; i < size_.indicators; ++i) {
    absl::StrAppend(&text, Sentence(area, i, month, Figure(area, i, month, 0).published_text()),
                    i % 5 == 4 ? "。\n\n" : ";");
  }
  document.set_text(std::move(text));
  return document;
}

void GeneratedCountry::AddCatalogue(v1::ImportRecordsRequest& part) const {
  for (const UnitWords& words : kUnitRows) {
    v1::Unit& unit = *part.add_units();
    unit.set_id(words.id);
    unit.mutable_symbol()->set_zh(words.zh);
    unit.mutable_symbol()->set_en(words.en);
    unit.set_measure(words.measure);
    unit.set_multiplier_exponent(words.exponent);
  }
  for (int i = 0; i < size_.indicators; ++i) {
    v1::Indicator& indicator = *part.add_indicators();
    indicator.set_id(IndicatorId(i));
    indicator.mutable_name()->set_zh(IndicatorName(i));
    indicator.mutable_name()->set_en(absl::StrCat(WordsOf(i).en,
                                                  i < kIndicatorCount ? "" : " part ",
                                                  i < kIndicatorCount ? "" : absl::StrCat(i)));
    indicator.set_unit(UnitOf(i).id);
    indicator.set_nature(WordsOf(i).unit == 2 ? tv1::NATURE_RATIO : tv1::NATURE_FLOW);
    indicator.set_direction(tv1::DIRECTION_NEUTRAL);
    indicator.set_domain("economy");
  }
  for (int i = 0; i < size_.areas; ++i) {
    v1::Area& area = *part.add_areas();
    area.set_id(AreaId(i));
    area.mutable_name()->set_zh(AreaName(i));
    area.mutable_name()->set_en(absl::StrCat("City of ", AreaId(i)));
  }
}

bool GeneratedCountry::AddStep(v1::ImportRecordsRequest& part, size_t& bytes) {
  if (month_ == size_.months) return false;
  if (vintage_ == 0) {
    v1::Document& bulletin = *part.add_documents();
    bulletin = Bulletin(area_, month_);
    bytes += bulletin.ByteSizeLong() + 4;
  } else if (vintage_ < 3 && month_ % 12 == 0) {
    v1::Document& volume = *part.add_documents();
    volume = Volume(area_, month_, vintage_);
    bytes += volume.ByteSizeLong() + 4;
  }
  for (int i = 0; i < size_.indicators; ++i) {
    v1::Observation& figure = *part.add_observations();
    figure = Figure(area_, i, month_, vintage_);
    bytes += figure.ByteSizeLong() + 4;
  }
  if (++area_ == size_.areas) {
    area_ = 0;
    ++month_;
  }
  return true;
}

bool GeneratedCountry::Next(v1::ImportRecordsRequest& part) {
  part.Clear();
  part.set_request_id(absl::StrCat("country-", size_.seed, "-", parts_));
  part.set_reason(absl::StrCat("vintage ", vintage_, ", part ", parts_));
  part.mutable_thresholds()->set_max_changed_count(size_.versions());
  part.mutable_thresholds()->mutable_max_level_factor()->set_text("1000000");
  if (parts_++ == 0) {
    AddCatalogue(part);
    return true;
  }
  size_t bytes = 0;
  // A step may add some tens of KiB after the last look.
  while (vintage_ < size_.vintages && bytes < kPartBytes - (kPartBytes >> 4)) {
    if (AddStep(part, bytes)) continue;
    ++vintage_;
    month_ = 0;
    if (bytes > 0) break;
  }
  return bytes > 0;
}

}  // namespace indicast::load
