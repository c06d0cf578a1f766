// The name of a path and the years of its table: shared by paths.cc and what_if.cc.
#pragma once

#include <set>
#include <vector>

#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::cli::output {

// 增速(可比价), 指数,2022年=100, ...: what the path is expressed in, and at which prices.
Text PathName(const projection::v1::IndicatorPath& path);

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

// A cell a year: the value, 缺数 where it cannot be computed, empty where the path has no point.
std::vector<Cell> YearCells(const projection::v1::IndicatorPath& path, const Years& years);

}  // namespace indicast::cli::output
