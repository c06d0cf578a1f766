// The name of a path and the years of its table: shared by paths.cc and what_if.cc.
#pragma once

#include <set>
#include <vector>

#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::cli::output {

// The whole name as the service gives it, with the prices: 指数,2022年=100(可比价).
Text PathName(const projection::v1::IndicatorPath& path);

// The name for a table: growth in a word, and that of a level says where it starts
// (水平,自2023年公布数) and leaves the figure itself to a note, which is PathName. `note` is empty
// when the name is already whole.
struct ShortName {
  Text name;
  Text note;
};
ShortName ShortPathName(const projection::v1::IndicatorPath& path);

// The years of all points, and those in which a point is projected.
struct Years {
  std::set<int> all;
  std::set<int> projected;
  void Add(const projection::v1::IndicatorPath& path);
};

// One column a year: 2023年, 2024年测算 / "2023", "2024 PROJECTED". For people.
std::vector<Column> YearColumns(const Years& years);

// The point of a year; null when the path has none.
const projection::v1::PathPoint* PointAt(const projection::v1::IndicatorPath& path, int year);

// A cell a year: the value, 无法测算 or 缺数 where there is none, empty where the path has no
// point.
std::vector<Cell> YearCells(const projection::v1::IndicatorPath& path, const Years& years);

}  // namespace indicast::cli::output
