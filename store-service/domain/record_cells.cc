#include "store-service/domain/record_cells.h"

#include <array>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "store-service/domain/record_flat.h"

namespace indicast::store {
namespace {

// An archive is called as archive("column", member) for every field in order, and as
// archive.Rows("table", vector) for every list. There are three: one collects the layout, one
// writes cells, one reads them. `R` is const when writing.
template <typename R, typename T>
concept Is = std::is_same_v<std::remove_const_t<R>, T>;

// An archive that keeps references instead of copies.
template <typename A>
concept Viewing = requires {
  A::kViewing;
};

// Passes a member through its flat form.
template <typename A, typename T>
void Flat(A& archive, T& value) {
  if constexpr (Viewing<A> && Is<T, Evidence>) {
    EvidenceView view = ViewOf(value);
    ListFields(archive, view);
  } else if constexpr (A::kReading) {
    decltype(Flatten(value)) flat;
    ListFields(archive, flat);
    archive.Keep(value, [&] { return Restore(std::move(flat)); });
  } else {
    auto flat = Flatten(value);
    ListFields(archive, flat);
  }
}

template <typename A, typename R>
requires Is<R, FlatEvidence> || Is<R, EvidenceView>
void ListFields(A& archive, R& r) {
  archive("document", r.document);
  archive("quote", r.quote);
  archive("quote_prefix", r.quote_prefix);
  archive("quote_suffix", r.quote_suffix);
  archive("no_quote_reason", r.no_quote_reason);
}

template <typename A, Is<FlatDerivation> R>
void ListFields(A& archive, R& r) {
  archive("formula", r.formula);
  archive("formula_inputs", r.inputs);
}

template <typename A, Is<FlatGoal> R>
void ListFields(A& archive, R& r) {
  archive("goal", r.kind);
  archive("goal_value", r.value);
  archive("goal_indicator", r.indicator);
  archive("goal_margin", r.margin);
  archive("goal_authority_zh", r.authority_zh);
  archive("goal_authority_en", r.authority_en);
}

template <typename A, Is<FlatAssumption> R>
void ListFields(A& archive, R& r) {
  archive("indicator", r.indicator);
  archive("from_year", r.from_year);
  archive("to_year", r.to_year);
  archive("rule", r.rule);
  archive("growth_percent", r.growth_percent);
  archive("step", r.step);
  archive("long_run_growth_percent", r.long_run_growth_percent);
  archive("phi", r.phi);
  archive("initial_growth_percent", r.initial_growth_percent);
  archive("floor", r.floor);
  archive("ceiling", r.ceiling);
  archive("kappa", r.kappa);
  archive("level", r.level);
  archive("year", r.year);
  archive("style", r.style);
  archive("relative_to", r.relative_to);
  archive("margin", r.margin);
  archive("reason", r.reason);
  archive("prior_growth_percent", r.prior_growth_percent);
  archive("prior_strength", r.prior_strength);
  archive("size_percent", r.size_percent);
  archive("shock_kind", r.shock_kind);
  archive("persistence", r.persistence);
  archive("catch_up_share", r.catch_up_share);
  archive("catch_up_years", r.catch_up_years);
}

template <typename A, Is<FlatPoint> R>
void ListFields(A& archive, R& r) {
  archive("assumption", r.assumption);
  archive("year", r.year);
  archive("measure", r.measure);
  archive("value", r.value);
}

template <typename A, Is<FlatAssumptions> R>
void ListFields(A& archive, R& r) {
  archive.Rows("scenario_assumptions", r.assumptions);
  archive.Rows("scenario_points", r.points);
}

template <typename A, Is<std::string> R>
void ListFields(A& archive, R& alias) {
  archive("alias", alias);
}

template <typename A, Is<IndicatorLink> R>
void ListFields(A& archive, R& r) {
  archive("relation", r.relation);
  archive("other", r.indicator);
  archive("note", r.note);
}

template <typename A, Is<DocumentSection> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("title", r.title);
  archive("starts_with", r.start.exact);
  archive("start_prefix", r.start.prefix);
  archive("start_suffix", r.start.suffix);
}

template <typename A, Is<BoundaryChange> R>
void ListFields(A& archive, R& r) {
  archive("date", r.date);
  archive("note", r.note);
}

template <typename A, Is<ReleaseRule> R>
void ListFields(A& archive, R& r) {
  archive("frequency", r.frequency);
  archive("measure", r.measure);
  archive("due_days", r.due_days);
  archive("area", r.area);
  archive("note", r.note);
}

template <typename A, Is<Area> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("name", r.name);
  archive("parent", r.parent);
  archive.Rows("area_boundary_changes", r.boundary_changes);
}

template <typename A, Is<Unit> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("symbol", r.symbol);
  archive("measure", r.measure);
  archive("multiplier_exponent", r.multiplier_exponent);
}

template <typename A, Is<Document> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("title", r.title);
  archive("publisher", r.publisher);
  archive("address", r.address);
  archive("publication", r.publication);
  archive("confidence", r.confidence);
  archive("text", r.text);
  archive("is_work_report", r.is_work_report);
  archive("note", r.note);
  archive.Rows("document_sections", r.sections);
}

template <typename A, Is<Indicator> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("name", r.name);
  archive("unit", r.unit);
  archive("nature", r.nature);
  archive("direction", r.direction);
  archive("domain", r.domain);
  archive("definition", r.definition);
  archive("one_off", r.one_off);
  archive.Rows("indicator_aliases", r.aliases);
  archive.Rows("indicator_links", r.links);
  archive.Rows("indicator_releases", r.releases);
}

template <typename A, Is<Observation> R>
void ListFields(A& archive, R& r) {
  archive("indicator", r.series.indicator);
  archive("area", r.series.area);
  archive("measure", r.series.measure);
  archive("price_basis", r.series.price_basis);
  archive("scope", r.series.scope);
  archive("period", r.period);
  archive("value", r.value);
  archive("published_text", r.published_text);
  archive("qualifier", r.qualifier);
  archive("lower_bound", r.lower_bound);
  archive("upper_bound", r.upper_bound);
  archive("unit", r.unit);
  archive("status", r.status);
  archive("stage", r.stage);
  Flat(archive, r.evidence);
  archive("note", r.note);
  Flat(archive, r.derivation);
}

template <typename A, Is<Target> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("indicator", r.indicator);
  archive("area", r.area);
  archive("measure", r.measure);
  archive("price_basis", r.price_basis);
  archive("scope", r.scope);
  archive("base_scope", r.base_scope);
  archive("period", r.period);
  archive("relation", r.relation);
  Flat(archive, r.goal);
  archive("unit", r.unit);
  archive("kind", r.kind);
  archive("published_text", r.published_text);
  Flat(archive, r.evidence);
  archive("section", r.section);
  archive("position_in_section", r.position);
  archive("office", r.office);
  archive("pair_note", r.pair_note);
}

template <typename A, Is<Scenario> R>
void ListFields(A& archive, R& r) {
  archive("id", r.id);
  archive("name", r.name);
  archive("parent", r.parent);
  archive("description", r.description);
  Flat(archive, r.assumptions);
}

template <typename A, Is<Withdrawal> R>
void ListFields(A& archive, R& r) {
  archive("observation_key", r.observation_key);
}

// Fields that are several columns, for all archives.
template <typename Derived>
class ArchiveBase {
 protected:
  template <typename T>
  void Localized(const char* name, T& text) {
    self()(absl::StrCat(name, "_zh").c_str(), text.zh);
    self()(absl::StrCat(name, "_en").c_str(), text.en);
  }

 private:
  Derived& self() { return static_cast<Derived&>(*this); }
};

class LayoutCollector : public ArchiveBase<LayoutCollector> {
 public:
  static constexpr bool kReading = false;

  explicit LayoutCollector(RecordLayout& layout)
      : layout_(layout), columns_(layout.table.columns) {}
  LayoutCollector(RecordLayout& layout, size_t child)
      : layout_(layout), columns_(layout.children[child].columns) {}

  void operator()(const char* name, const LocalizedText& text) { Localized(name, text); }
  void operator()(const char* name, const std::optional<Publication>&) {
    columns_.push_back({absl::StrCat(name, "_date"), false, true});
    columns_.push_back({absl::StrCat(name, "_estimated"), true, true});
  }
  void operator()(const char* name, const int&) { columns_.push_back({name, true, false}); }
  void operator()(const char* name, const bool&) { columns_.push_back({name, true, false}); }
  void operator()(const char* name, const std::optional<int>&) {
    columns_.push_back({name, true, true});
  }
  template <typename T>
  void operator()(const char* name, const std::optional<T>&) {
    columns_.push_back({name, false, true});
  }
  template <typename T>
  void operator()(const char* name, const T&) {
    columns_.push_back({name, false, false});
  }
  template <typename T>
  void Rows(const char* table, const std::vector<T>&) {
    layout_.children.push_back({table, {}});
    LayoutCollector child(layout_, layout_.children.size() - 1);
    const T empty{};
    ListFields(child, empty);
  }

 private:
  RecordLayout& layout_;
  std::vector<Column>& columns_;
};

class Writer : public ArchiveBase<Writer> {
 public:
  static constexpr bool kReading = false;

  Writer(CellRow& row, std::vector<std::vector<CellRow>>* children)
      : row_(row), children_(children) {}

  void operator()(const char*, const std::string& v) { row_.emplace_back(v); }
  void operator()(const char*, const int& v) { row_.emplace_back(int64_t{v}); }
  void operator()(const char*, const bool& v) { row_.emplace_back(int64_t{v ? 1 : 0}); }
  void operator()(const char*, const Decimal& v) { row_.emplace_back(v.ToString()); }
  void operator()(const char*, const Period& v) { row_.emplace_back(v.ToString()); }
  void operator()(const char*, const Date& v) { row_.emplace_back(v.ToString()); }
  void operator()(const char*, const LocalizedText& v) {
    row_.emplace_back(v.zh);
    row_.emplace_back(v.en);
  }
  void operator()(const char*, const std::optional<Publication>& v) {
    row_.emplace_back(v.has_value() ? Cell(v->date.ToString()) : Cell());
    row_.emplace_back(v.has_value() ? Cell(int64_t{v->estimated ? 1 : 0}) : Cell());
  }
  template <typename E>
  requires std::is_enum_v<E>
  void operator()(const char*, const E& v) { row_.emplace_back(std::string(CodeOf(v))); }
  template <typename T>
  void operator()(const char* name, const std::optional<T>& v) {
    if (v.has_value()) {
      (*this)(name, *v);
    } else {
      row_.emplace_back();
    }
  }
  template <typename T>
  void Rows(const char*, const std::vector<T>& items) {
    std::vector<CellRow>& rows = children_->emplace_back();
    rows.reserve(items.size());
    for (const T& item : items) {
      Writer child(rows.emplace_back(), nullptr);
      ListFields(child, item);
    }
  }

 private:
  CellRow& row_;
  std::vector<std::vector<CellRow>>* children_;  // null within a list
};

// Writes views, and keeps the texts that it has to make.
class Viewer {
 public:
  static constexpr bool kReading = false;
  static constexpr bool kViewing = true;

  Viewer(std::vector<CellView>& row, std::deque<std::string>& made) : row_(row), made_(made) {}

  void operator()(const char*, const std::string& v) { row_.emplace_back(absl::string_view(v)); }
  void operator()(const char*, absl::string_view v) { row_.emplace_back(v); }
  void operator()(const char*, const Decimal& v) { Keep(v.ToString()); }
  void operator()(const char*, const Period& v) { Keep(v.ToString()); }
  void operator()(const char*, const LocalizedText& v) {
    row_.emplace_back(absl::string_view(v.zh));
    row_.emplace_back(absl::string_view(v.en));
  }
  template <typename E>
  requires std::is_enum_v<E>
  void operator()(const char*, const E& v) { row_.emplace_back(CodeOf(v)); }
  void operator()(const char*, const std::optional<absl::string_view>& v) {
    row_.push_back(v.has_value() ? CellView(*v) : CellView());
  }
  void operator()(const char*, const std::optional<Decimal>& v) {
    if (v.has_value()) {
      Keep(v->ToString());
    } else {
      row_.emplace_back();
    }
  }
  // Of a flat form that dies with this call.
  void operator()(const char*, const std::optional<std::string>& v) {
    if (v.has_value()) {
      Keep(*v);
    } else {
      row_.emplace_back();
    }
  }

 private:
  // A deque, so that views of short texts stay valid while it grows.
  void Keep(std::string text) {
    if (used_ == made_.size()) made_.emplace_back();
    made_[used_] = std::move(text);
    row_.emplace_back(absl::string_view(made_[used_++]));
  }

  std::vector<CellView>& row_;
  std::deque<std::string>& made_;
  size_t used_ = 0;
};

// Keeps the first error and ignores the rest of the row after it.
class Reader : public ArchiveBase<Reader> {
 public:
  static constexpr bool kReading = true;

  Reader(CellRow& row, std::vector<std::vector<CellRow>>* children, absl::Status& status)
      : row_(row), children_(children), status_(status) {}

  void operator()(const char* name, std::string& v) {
    if (Cell* cell = Next(name)) TakeText(name, *cell, v);
  }
  void operator()(const char* name, int& v) {
    if (Cell* cell = Next(name)) TakeInt(name, *cell, v);
  }
  void operator()(const char* name, bool& v) {
    int number = 0;
    (*this)(name, number);
    if (number != 0 && number != 1) Fail(name, "is neither 0 nor 1");
    v = number == 1;
  }
  void operator()(const char* name, Decimal& v) { Parsed(name, v, Decimal::Parse); }
  void operator()(const char* name, Period& v) { Parsed(name, v, Period::Parse); }
  void operator()(const char* name, Date& v) { Parsed(name, v, Date::Parse); }
  void operator()(const char* name, LocalizedText& v) {
    // The names are only for errors: not put together before there is one.
    if (HasTexts(2)) {
      v.zh = std::move(std::get<std::string>(row_[next_++]));
      v.en = std::move(std::get<std::string>(row_[next_++]));
    } else {
      Localized(name, v);
    }
  }
  void operator()(const char* name, std::optional<Publication>& v) {
    std::optional<Date> date;
    std::optional<bool> estimated;
    (*this)(absl::StrCat(name, "_date").c_str(), date);
    (*this)(absl::StrCat(name, "_estimated").c_str(), estimated);
    if (date.has_value() != estimated.has_value()) return Fail(name, "is half given");
    if (date.has_value()) v = Publication{*date, *estimated};
  }
  template <typename E>
  requires std::is_enum_v<E>
  void operator()(const char* name, E& v) {
    std::string code;
    (*this)(name, code);
    Keep(v, [&] { return ParseCode<E>(code); });
    if (status_.ok() && CodeOf(v) != code) Fail(name, "is another spelling of its code");
  }
  template <typename T>
  void operator()(const char* name, std::optional<T>& v) {
    if (next_ < row_.size() && std::holds_alternative<std::monostate>(row_[next_])) {
      ++next_;
      v.reset();
    } else {
      (*this)(name, v.emplace());
    }
  }
  template <typename T>
  void Rows(const char* table, std::vector<T>& items) {
    if (children_ == nullptr || next_child_ >= children_->size()) return Fail(table, "is missing");
    for (CellRow& row : (*children_)[next_child_++]) {
      Reader child(row, nullptr, status_);
      ListFields(child, items.emplace_back());
      child.Finish();
    }
  }
  // Assigns what `make` returns, or keeps its error. Does nothing after an error.
  template <typename T, typename F>
  void Keep(T& value, F make) {
    if (!status_.ok()) return;
    auto made = make();
    if (made.ok()) {
      value = *std::move(made);
    } else {
      status_ = absl::DataLossError(made.status().message());
    }
  }
  void Finish() {
    if (next_ != row_.size()) Fail("the row", "has more cells than columns");
    if (children_ != nullptr && next_child_ != children_->size()) {
      Fail("the record", "has more lists than it should");
    }
  }

 private:
  void Fail(absl::string_view name, absl::string_view what) {
    if (status_.ok()) status_ = absl::DataLossError(absl::StrCat("column ", name, " ", what));
  }
  bool HasTexts(size_t count) const {
    if (!status_.ok() || row_.size() - next_ < count) return false;
    for (size_t i = next_; i < next_ + count; ++i) {
      if (!std::holds_alternative<std::string>(row_[i])) return false;
    }
    return true;
  }
  Cell* Next(const char* name) {
    if (!status_.ok()) return nullptr;
    if (next_ >= row_.size()) {
      Fail(name, "is missing");
      return nullptr;
    }
    return &row_[next_++];
  }
  void TakeText(const char* name, Cell& cell, std::string& v) {
    auto* text = std::get_if<std::string>(&cell);
    if (text == nullptr) return Fail(name, "is not text");
    v = std::move(*text);
  }
  void TakeInt(const char* name, const Cell& cell, int& v) {
    const auto* number = std::get_if<int64_t>(&cell);
    if (number == nullptr) return Fail(name, "is not a whole number");
    if (*number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max()) {
      return Fail(name, "is out of range");
    }
    v = static_cast<int>(*number);
  }
  // A value with a text of its own; any other spelling of it is refused.
  template <typename T>
  void Parsed(const char* name, T& v, absl::StatusOr<T> (*parse)(absl::string_view)) {
    std::string text;
    (*this)(name, text);
    Keep(v, [&] { return parse(text); });
    if (status_.ok() && v.ToString() != text) Fail(name, "is another spelling of its value");
  }

  CellRow& row_;
  std::vector<std::vector<CellRow>>* children_;
  absl::Status& status_;
  size_t next_ = 0;
  size_t next_child_ = 0;
};

template <typename T>
RecordLayout MakeLayout(const char* table) {
  RecordLayout layout{{table, {}}, {}};
  LayoutCollector collector(layout);
  const T empty{};
  ListFields(collector, empty);
  return layout;
}

template <typename T>
absl::StatusOr<Record> Read(RecordCells& cells) {
  T record{};
  absl::Status status;
  Reader reader(cells.row, &cells.children, status);
  ListFields(reader, record);
  reader.Finish();
  if (!status.ok()) return status;
  return record;
}

using ReadFunction = absl::StatusOr<Record> (*)(RecordCells&);

template <size_t... I>
constexpr std::array<ReadFunction, kRecordKinds> Readers(std::index_sequence<I...>) {
  return {&Read<std::variant_alternative_t<I, Record>>...};
}

}  // namespace

const RecordLayout& LayoutOf(size_t kind) {
  // In the order of Record. The names are part of the canonical bytes.
  static const auto* const layouts =
      new std::array<RecordLayout, kRecordKinds>{MakeLayout<Area>("area_versions"),
                                                 MakeLayout<Unit>("unit_versions"),
                                                 MakeLayout<Document>("document_versions"),
                                                 MakeLayout<Indicator>("indicator_versions"),
                                                 MakeLayout<Observation>("observation_versions"),
                                                 MakeLayout<Target>("target_versions"),
                                                 MakeLayout<Scenario>("scenario_versions"),
                                                 MakeLayout<Withdrawal>("withdrawals")};
  return (*layouts)[kind];
}

const std::vector<CellView>& ObservationRow::Read(const Observation& observation) {
  row_.clear();
  Viewer viewer(row_, made_);
  ListFields(viewer, observation);
  return row_;
}

RecordCells ToCells(const Record& record) {
  RecordCells cells;
  cells.row.reserve(LayoutOf(record.index()).table.columns.size());
  Writer writer(cells.row, &cells.children);
  std::visit([&](const auto& r) { ListFields(writer, r); }, record);
  return cells;
}

absl::StatusOr<Record> FromCells(size_t kind, RecordCells cells) {
  static constexpr auto kReaders = Readers(std::make_index_sequence<kRecordKinds>());
  if (kind >= kRecordKinds) return absl::DataLossError("unknown kind of record");
  absl::StatusOr<Record> record = kReaders[kind](cells);
  if (!record.ok()) {
    return absl::DataLossError(
        absl::StrCat("table ", LayoutOf(kind).table.name, ": ", record.status().message()));
  }
  return record;
}

}  // namespace indicast::store
