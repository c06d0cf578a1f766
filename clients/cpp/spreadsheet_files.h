// Files of a data folder as tests write them: by column name, so that they hold whatever columns
// come. For tests alone.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cpp/data_folder.h"

namespace indicast::client {

using Cells = std::map<std::string, std::string>;

inline std::string Quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

inline std::string HeaderOf(const std::string& file) {
  return absl::StrCat(absl::StrJoin(DataFileColumns(file), ","), "\n");
}

// The cells in the order of the file's columns, `changes` over `cells`.
inline std::string RowOf(const std::string& file, Cells cells, const Cells& changes = {}) {
  for (const auto& [name, cell] : changes) cells[name] = cell;
  std::vector<std::string> row;
  for (const std::string& name : DataFileColumns(file)) row.push_back(Quoted(cells[name]));
  return absl::StrCat(absl::StrJoin(row, ","), "\n");
}

// A sound row of observations.csv, changed.
inline std::string Figure(const Cells& changes = {}) {
  return RowOf("observations.csv",
               {{"indicator", "gdp"},
                {"area", "changsha"},
                {"measure", "growth"},
                {"price_basis", "constant"},
                {"period", "2023"},
                {"value", "4.8"},
                {"unit", "percent"},
                {"qualifier", "equal"},
                {"published_text", "增长4.8%"},
                {"stage", "reported"},
                {"document", "report"},
                {"quote", "地区生产总值增长4.8%"}},
               changes);
}

// observations.csv with a sound row and then the rows given.
inline std::string Figures(const std::vector<Cells>& rows) {
  std::string text = absl::StrCat(HeaderOf("observations.csv"), Figure());
  for (const Cells& row : rows) text += Figure(row);
  return text;
}

inline void WriteFile(const std::filesystem::path& path, const std::string& content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace indicast::client
