#include "clients/cli/output/path_words.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {

using projection::v1::IndicatorPath;
using projection::v1::PathPoint;

namespace {

Text WithPrices(const Text& name, const IndicatorPath& path) {
  if (path.price_basis() == type::v1::PRICE_BASIS_NOT_APPLICABLE ||
      path.price_basis() == type::v1::PRICE_BASIS_UNSPECIFIED) {
    return name;
  }
  const Text prices = WordOf(path.price_basis());
  return {absl::StrCat(name.In(Language::kChinese), "(", prices.zh, ")"),
          absl::StrCat(name.In(Language::kEnglish), " (", prices.en, ")")};
}

}  // namespace

Text PathName(const IndicatorPath& path) {
  const Text name = FromProto(path.base_name());
  return WithPrices(name.empty() ? WordOf(path.basis()) : name, path);
}

ShortName ShortPathName(const IndicatorPath& path) {
  if (path.basis() == projection::v1::PATH_BASIS_GROWTH) {
    return {WithPrices(WordOf(path.basis()), path), {}};
  }
  const bool level = path.basis() == projection::v1::PATH_BASIS_LEVEL;
  const bool chained = path.basis() == projection::v1::PATH_BASIS_CHAINED_LEVEL;
  if ((!level && !chained) || path.points().empty()) return {PathName(path), {}};
  const int start = path.points(0).year();
  return {{absl::StrCat("水平,自", start, "年公布数", chained ? "推算" : ""),
           absl::StrCat("level ", chained ? "carried " : "", "from the ", start, " figure")},
          PathName(path)};
}

void Years::Add(const IndicatorPath& path) {
  for (const PathPoint& point : path.points()) {
    all.insert(point.year());
    if (point.projected()) projected.insert(point.year());
  }
}

std::vector<Column> YearColumns(const Years& years) {
  std::vector<Column> columns;
  for (const int year : years.all) {
    const bool projected = years.projected.count(year) > 0;
    columns.push_back({.key = absl::StrCat("y", year),
                       .header = {absl::StrCat(year, projected ? "年测算" : "年"),
                                  absl::StrCat(year, projected ? " PROJECTED" : "")},
                       .align = Align::kDecimal,
                       .audience = Audience::kPeople});
  }
  return columns;
}

const PathPoint* PointAt(const IndicatorPath& path, int year) {
  const auto it = std::find_if(path.points().begin(), path.points().end(),
                               [year](const PathPoint& point) { return point.year() == year; });
  return it == path.points().end() ? nullptr : &*it;
}

std::vector<Cell> YearCells(const IndicatorPath& path, const Years& years) {
  std::vector<Cell> cells;
  for (const int year : years.all) {
    const PathPoint* point = PointAt(path, year);
    cells.push_back(point == nullptr
                        ? MissingCell({})
                        : ProjectedCell(point->value(), true, path.unit(), {"缺数", "missing"}));
  }
  return cells;
}

}  // namespace indicast::cli::output
