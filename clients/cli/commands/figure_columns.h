// Published figures as rows: the columns that `observation list`, `observation history` and
// `indicator show` share, and those that name a series in `diff` and `availability` too.
// Thread-safe free functions on values.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "clients/cli/output/figure.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/table.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli {

struct FigureView {
  const output::IndicatorNames& names;
  const output::UnitSymbols& symbols;
  bool show_name = true;        // to people; programs always see the id
  bool show_area = false;       // to people
  bool show_preferred = false;  // to people: which vintage is used, and why
};

std::vector<output::Column> FigureColumns(const FigureView& view);
std::vector<output::Cell> FigureRow(const store::v1::Observation& figure, const FigureView& view);

// 增速·可比价·口径cloud-and-platform; parts that go without saying are left out.
output::Text SeriesWords(const store::v1::SeriesKey& series);

// 2023-04-07, or 不晚于2024-04-30 / "by 2024-04-30" for an estimate.
output::Text PublicationWords(const type::v1::Publication& publication);

// What a reader must know about these figures: expected ones are no outcomes.
std::vector<output::Text> FigureNotes(const std::vector<store::v1::Observation>& figures);

// The columns that name a series, and its cells in their order.
std::vector<output::Column> SeriesColumns(bool show_name, bool show_area);
std::vector<output::Cell> SeriesCells(const store::v1::SeriesKey& series, const output::Text& name);

// True when the entries, which have a series each, are of more than one area.
template <typename Entry>
bool SeveralAreas(const std::vector<Entry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.series().area() != entries.front().series().area();
  });
}

}  // namespace indicast::cli
