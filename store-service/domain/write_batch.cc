#include "store-service/domain/write_batch.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/domain/record_cells.h"

namespace indicast::store {
namespace {

constexpr char kFormat = 1;
constexpr char kInteger = 'i';
constexpr char kText = 't';

absl::Status Malformed(absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "RECORD_BYTES_INVALID",
               absl::StrCat("the bytes are not those of a record: ", what));
}

void PutVarint(std::string& out, uint64_t n) {
  for (; n >= 0x80; n >>= 7) out.push_back(static_cast<char>((n & 0x7f) | 0x80));
  out.push_back(static_cast<char>(n));
}

void PutText(std::string& out, absl::string_view text) {
  PutVarint(out, text.size());
  absl::StrAppend(&out, text);
}

void PutNumber(std::string& out, int64_t number) {
  auto bits = static_cast<uint64_t>(number);
  for (int i = 0; i < 8; ++i, bits >>= 8) out.push_back(static_cast<char>(bits & 0xff));
}

// Text is std::string in a CellRow and absl::string_view in a row of views.
template <typename Text, typename Row>
void PutRow(std::string& out, const TableLayout& layout, const Row& row) {
  const auto is_null = [](const auto& c) { return std::holds_alternative<std::monostate>(c); };
  PutVarint(out, row.size() - static_cast<size_t>(std::count_if(row.begin(), row.end(), is_null)));
  for (size_t i = 0; i < row.size(); ++i) {
    if (is_null(row[i])) continue;
    PutText(out, layout.columns[i].name);
    if (const auto* number = std::get_if<int64_t>(&row[i])) {
      out.push_back(kInteger);
      PutNumber(out, *number);
    } else {
      out.push_back(kText);
      PutText(out, std::get<Text>(row[i]));
    }
  }
}

// Takes parts off the front of `in`; every Take returns false when it is not there.
class ByteReader {
 public:
  explicit ByteReader(absl::string_view in) : in_(in) {}

  bool empty() const { return in_.empty(); }

  bool TakeByte(char& out) {
    if (in_.empty()) return false;
    out = in_.front();
    in_.remove_prefix(1);
    return true;
  }

  bool TakeVarint(uint64_t& out) {
    out = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      char byte = 0;
      if (!TakeByte(byte)) return false;
      const auto bits = static_cast<uint64_t>(static_cast<unsigned char>(byte));
      out |= (bits & 0x7f) << shift;
      if ((bits & 0x80) == 0) return shift == 0 || bits != 0;  // the shortest form only
    }
    return false;
  }

  bool TakeText(absl::string_view& out) {
    uint64_t size = 0;
    if (!TakeVarint(size) || size > in_.size()) return false;
    out = in_.substr(0, static_cast<size_t>(size));
    in_.remove_prefix(out.size());
    return true;
  }

  bool TakeNumber(int64_t& out) {
    if (in_.size() < 8) return false;
    uint64_t bits = 0;
    for (size_t i = 8; i-- > 0;) {
      bits = bits << 8 | static_cast<uint64_t>(static_cast<unsigned char>(in_[i]));
    }
    out = static_cast<int64_t>(bits);
    in_.remove_prefix(8);
    return true;
  }

  // A row whose columns come in the order of the layout.
  bool TakeRow(const TableLayout& layout, CellRow& row) {
    row.assign(layout.columns.size(), Cell());
    uint64_t count = 0;
    if (!TakeVarint(count) || count == 0 || count > row.size()) return false;
    size_t column = 0;
    for (; count > 0; --count, ++column) {
      absl::string_view name;
      if (!TakeText(name)) return false;
      while (column < row.size() && layout.columns[column].name != name) ++column;
      if (column == row.size() || !TakeCell(row[column])) return false;
    }
    return true;
  }

  bool TakeLists(const RecordLayout& layout, std::vector<std::vector<CellRow>>& lists) {
    lists.resize(layout.children.size());
    uint64_t count = 0;
    if (!TakeVarint(count) || count > lists.size()) return false;
    size_t list = 0;
    for (; count > 0; --count, ++list) {
      absl::string_view name;
      uint64_t rows = 0;
      if (!TakeText(name) || !TakeVarint(rows) || rows == 0) return false;
      while (list < lists.size() && layout.children[list].name != name) ++list;
      if (list == lists.size()) return false;
      for (; rows > 0; --rows) {
        if (!TakeRow(layout.children[list], lists[list].emplace_back())) return false;
      }
    }
    return true;
  }

 private:
  bool TakeCell(Cell& cell) {
    char type = 0;
    if (!TakeByte(type)) return false;
    if (type == kInteger) return TakeNumber(cell.emplace<int64_t>());
    absl::string_view text;
    if (type != kText || !TakeText(text)) return false;
    cell.emplace<std::string>(text);
    return true;
  }

  absl::string_view in_;
};

}  // namespace

std::string CanonicalBytes(const Record& record) {
  const RecordLayout& layout = LayoutOf(record.index());
  const RecordCells cells = ToCells(record);
  std::string out(1, kFormat);
  PutText(out, layout.table.name);
  PutRow<std::string>(out, layout.table, cells.row);
  const auto& lists = cells.children;
  PutVarint(out, static_cast<uint64_t>(std::count_if(
                     lists.begin(), lists.end(), [](const auto& rows) { return !rows.empty(); })));
  for (size_t i = 0; i < lists.size(); ++i) {
    if (lists[i].empty()) continue;
    PutText(out, layout.children[i].name);
    PutVarint(out, lists[i].size());
    for (const CellRow& row : lists[i]) PutRow<std::string>(out, layout.children[i], row);
  }
  return out;
}

CanonicalWriter::CanonicalWriter() : row_(std::make_unique<ObservationRow>()) {}
CanonicalWriter::~CanonicalWriter() = default;

absl::string_view CanonicalWriter::Write(const Observation& observation) {
  static const RecordLayout& layout = LayoutOf(Record(Observation()).index());
  bytes_.assign(1, kFormat);
  PutText(bytes_, layout.table.name);
  PutRow<absl::string_view>(bytes_, layout.table, row_->Read(observation));
  PutVarint(bytes_, 0);  // no lists
  return bytes_;
}

absl::string_view CanonicalWriter::Write(const Record& record) {
  if (const auto* observation = std::get_if<Observation>(&record)) return Write(*observation);
  bytes_ = CanonicalBytes(record);
  return bytes_;
}

absl::StatusOr<Record> DecodeRecord(absl::string_view bytes) {
  ByteReader in(bytes);
  char format = 0;
  absl::string_view table;
  if (!in.TakeByte(format) || format != kFormat) return Malformed("unknown format");
  if (!in.TakeText(table)) return Malformed("no table");
  size_t kind = 0;
  while (kind < kRecordKinds && LayoutOf(kind).table.name != table) ++kind;
  if (kind == kRecordKinds) return Malformed(absl::StrCat("unknown table ", Shorten(table)));
  RecordCells cells;
  if (!in.TakeRow(LayoutOf(kind).table, cells.row) ||
      !in.TakeLists(LayoutOf(kind), cells.children) || !in.empty()) {
    return Malformed(absl::StrCat("wrong cells of ", table));
  }
  absl::StatusOr<Record> record = FromCells(kind, std::move(cells));
  if (!record.ok()) return Malformed(record.status().message());
  return record;
}

std::string ChainChecksum(const LogEntry& entry, const std::string& previous_checksum) {
  return ChainChecksum(entry.revision, entry.batch, previous_checksum);
}

std::string ChainChecksum(Revision revision, const WriteBatch& batch,
                          const std::string& previous_checksum) {
  Sha256 hash;
  hash.PutString("indicast log 1")
      .PutString(previous_checksum)
      .PutInt(revision)
      .PutString(batch.request_id)
      .PutString(batch.request_digest)
      .PutString(batch.author)
      .PutString(batch.reason)
      .PutInt(absl::ToUnixNanos(batch.commit_time))
      .PutInt(static_cast<int64_t>(batch.records.size()));
  CanonicalWriter writer;
  for (const Record& record : batch.records) hash.PutString(writer.Write(record));
  return hash.Hex();
}

std::string GenesisChecksum() { return std::string(64, '0'); }

}  // namespace indicast::store
