#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "clients/cli/output/writers.h"
#include "nlohmann/json.hpp"

namespace indicast::cli::output {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const Text& text) {
  if (text.empty()) return nullptr;
  return Json{{"zh", text.In(Language::kChinese)}, {"en", text.In(Language::kEnglish)}};
}

struct ValueToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(int64_t value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const Text& value) const { return ToJson(value); }
  Json operator()(const Number& value) const {
    return Json{{"value", value.value},
                {"text", value.digits},
                {"qualifier", value.qualifier},
                {"unit", value.unit.empty() ? Json(nullptr) : Json(value.unit)}};
  }
  Json operator()(const std::vector<std::string>& value) const { return value; }
};

Json RowToJson(const Table& table, const std::vector<Cell>& row) {
  Json object = Json::object();
  for (size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].audience == Audience::kPeople) continue;
    object[table.columns[c].key] = std::visit(ValueToJson(), row[c].value);
  }
  return object;
}

Json TableToJson(const Table& table) {
  if (table.layout == Table::Layout::kRecord) {
    return table.rows.empty() ? Json(nullptr) : RowToJson(table, table.rows.front());
  }
  Json rows = Json::array();
  for (const auto& row : table.rows) rows.push_back(RowToJson(table, row));
  return rows;
}

void AddFooter(const Document& document, Json& object) {
  for (const FooterEntry& entry : document.footer) {
    if (entry.audience == Audience::kPeople) continue;
    object[entry.key] = std::visit(ValueToJson(), entry.cell.value);
  }
}

// Invalid UTF-8 is replaced, never thrown about. `indent` -1: one line.
std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void WriteJson(const Document& document, std::ostream& out) {
  Json root = Json::object();
  root["headline"] = ToJson(document.headline);
  for (const Table& table : document.tables) {
    if (table.audience != Audience::kPeople) root[table.key] = TableToJson(table);
  }
  Json notes = Json::array();
  for (const Text& note : document.notes) notes.push_back(ToJson(note));
  root["notes"] = std::move(notes);
  AddFooter(document, root);
  out << Dump(root, 2) << '\n';
}

void WriteNdjson(const Document& document, std::ostream& out) {
  for (const Table& table : document.tables) {
    if (table.audience == Audience::kPeople) continue;
    Json line = {{"table", table.key}};
    AddFooter(document, line);
    for (const auto& row : table.rows) {
      line["row"] = RowToJson(table, row);
      out << Dump(line, -1) << '\n';
      out.flush();
    }
  }
}

}  // namespace indicast::cli::output
