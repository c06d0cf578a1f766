#include "clients/cpp/data_folder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cpp/column_names.h"
#include "clients/cpp/csv_source.h"
#include "clients/cpp/folder_files.h"
#include "clients/cpp/record_reader.h"
#include "clients/cpp/rule_text.h"
#include "clients/cpp/text_encoding.h"
#include "clients/cpp/tidy_cells.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast::client {
namespace {

namespace fs = std::filesystem;
namespace pb = ::indicast::store::v1;
namespace tp = ::indicast::type::v1;

constexpr uint64_t kMaxCsvBytes = 64U << 20U;
constexpr uint64_t kMaxTextBytes = 4U << 20U;
constexpr size_t kMaxProblems = 100;

struct FileFormat {
  const char* name;
  const char* columns;  // as in docs/data-format.md; "name?" may be left out and is then empty
};

constexpr std::array<FileFormat, 12> kFiles = {{
    {"areas.csv", "id,name_zh,name_en,parent"},
    {"area_boundaries.csv", "area,date,note_zh,note_en"},
    {"units.csv", "id,symbol_zh,symbol_en,measure,multiplier_exponent"},
    {"documents.csv",
     "id,title_zh,title_en,publisher,address,published,public_by,confidence,text_file,"
     "is_work_report,note_zh,note_en"},
    {"document_sections.csv", "document,id,title_zh,title_en,quote,prefix,suffix"},
    {"indicators.csv",
     "id,name_zh,name_en,aliases,unit,nature,direction,domain,definition_zh,definition_en,one_off"},
    {"indicator_links.csv", "indicator,relation,other,note_zh,note_en"},
    {"release_calendar.csv", "indicator,frequency,measure,due_days,only_area,note_zh,note_en"},
    {"observations.csv",
     "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,stage,"
     "status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,note_zh,note_en,"
     "formula?,inputs?"},
    {"targets.csv",
     "id,indicator,area,measure,price_basis,scope,base_scope,period,relation,goal,unit,kind,"
     "published_text,document,quote,prefix,suffix,section,position,office_zh,office_en,"
     "pair_note_zh,pair_note_en"},
    {"scenarios.csv", "id,parent,name_zh,name_en,description_zh,description_en"},
    {"assumptions.csv", "scenario,indicator,from_year,to_year,rule,reason_zh,reason_en"},
}};

std::vector<std::string> FileNames() {
  std::vector<std::string> names;
  names.reserve(kFiles.size());
  for (const FileFormat& format : kFiles) names.emplace_back(format.name);
  return names;
}

// Reads the files one after the other; problems are gathered, so that one run shows them all.
class FolderReader {
 public:
  explicit FolderReader(fs::path folder) : folder_(std::move(folder)) {}

  absl::StatusOr<DataFolder> Read() {
    RETURN_IF_ERROR(Open());
    ReadEach("areas.csv", "areas", [this](RecordReader& in) { ReadArea(in); });
    ReadBoundaries();
    ReadEach("units.csv", "units", [this](RecordReader& in) { ReadUnit(in); });
    ReadEach("documents.csv", "documents", [this](RecordReader& in) { ReadDocument(in); });
    ReadSections();
    ReadEach("indicators.csv", "indicators", [this](RecordReader& in) { ReadIndicator(in); });
    ReadLinks();
    ReadReleases();
    ReadEach("observations.csv", "observations", [this](RecordReader& in) { ReadObservation(in); });
    ReadEach("targets.csv", "targets", [this](RecordReader& in) { ReadTarget(in); });
    ReadEach("scenarios.csv", "scenarios", [this](RecordReader& in) { ReadScenario(in); });
    ReadAssumptions();
    if (problems_.empty()) return std::move(out_);
    if (only_csv_errors_ && problems_.size() == tidied_) {
      return FieldErrors(std::move(problems_), "CSV_INVALID");
    }
    DropRepeated();
    return FieldErrors(std::move(problems_), "DATA_FOLDER_INVALID");
  }

 private:
  absl::Status Open() {
    std::error_code failed;
    if (!fs::is_directory(folder_, failed)) {
      return Error(absl::StatusCode::kNotFound, "DATA_FOLDER_NOT_FOUND",
                   absl::StrCat("there is no folder ", folder_.string()));
    }
    for (const FileFormat& format : kFiles) {
      if (IsThere(folder_ / format.name)) OpenFile(format);
    }
    only_csv_errors_ = only_csv_errors_ && !problems_.empty();
    for (FieldViolation& misnamed : FindMisnamedFiles(folder_, FileNames())) {
      problems_.push_back(std::move(misnamed));
      only_csv_errors_ = false;
    }
    if (files_.empty() && problems_.empty()) {
      return Error(
          absl::StatusCode::kNotFound, "DATA_FOLDER_NOT_FOUND",
          absl::StrCat(folder_.string(), " holds none of ", absl::StrJoin(FileNames(), ", ")));
    }
    tidied_ = problems_.size();
    return absl::OkStatus();
  }

  void OpenFile(const FileFormat& format) {
    unread_.insert(format.name);
    auto bytes = ReadFileBelow(folder_, format.name, kMaxCsvBytes);
    if (!bytes.ok()) {
      only_csv_errors_ = false;
      problems_.push_back({format.name, std::string(bytes.status().message())});
      return;
    }
    auto source = ReadCsv(*std::move(bytes), format.name);
    if (!source.ok()) {
      for (FieldViolation& problem : DetailOf(source.status()).violations) {
        problems_.push_back(std::move(problem));
      }
      return;
    }
    Remark(format.name, source->encoding);
    const size_t before = problems_.size();
    if (NameColumns(format.name, absl::StrSplit(format.columns, ','), source->table, problems_)) {
      TidyCells(format.name, kMaxProblems, source->table, problems_);
      files_.emplace(format.name, RecordFile(format.name, std::move(source->table)));
      unread_.erase(format.name);
    }
    if (problems_.size() > before) only_csv_errors_ = false;
  }

  void Remark(const char* file, TextEncoding encoding) {
    if (encoding == TextEncoding::kUtf8) return;
    const absl::string_view name = NameOf(encoding);
    out_.remarks.push_back(
        {absl::StrCat(file, " 按 ", name, " 编码读取"), absl::StrCat(file, " was read as ", name)});
  }

  // A cell that could not be read is reported once, with what was wrong with it first.
  void DropRepeated() {
    std::set<std::string> seen;
    for (size_t i = 0; i < tidied_; ++i) seen.insert(problems_[i].field);
    const auto first = problems_.begin() + static_cast<std::ptrdiff_t>(tidied_);
    problems_.erase(std::remove_if(first, problems_.end(),
                                   [&](const FieldViolation& problem) {
                                     return seen.count(problem.field) > 0;
                                   }),
                    problems_.end());
  }

  const RecordFile* Find(const std::string& name) const {
    const auto it = files_.find(name);
    return it == files_.end() ? nullptr : &it->second;
  }

  bool Enough() const { return problems_.size() >= kMaxProblems; }

  template <typename ReadOne>
  void ReadEach(const std::string& name, const std::string& list, const ReadOne& read) {
    const RecordFile* file = Find(name);
    if (file == nullptr) return;
    int index = 0;
    for (const CsvRow& row : file->rows()) {
      if (Enough()) return;
      RecordReader in(*file, row, absl::StrCat(list, "[", index++, "]"), out_.sources, problems_);
      read(in);
    }
  }

  void ReadArea(RecordReader& in) {
    pb::Area& area = *out_.request.add_areas();
    area.set_id(in.Text("id"));
    in.Localized("name", "name", area, &pb::Area::mutable_name);
    area.set_parent(in.Text("parent"));
    areas_.emplace(area.id(), out_.request.areas_size() - 1);
  }

  void ReadUnit(RecordReader& in) {
    pb::Unit& unit = *out_.request.add_units();
    unit.set_id(in.Text("id"));
    in.Localized("symbol", "symbol", unit, &pb::Unit::mutable_symbol);
    unit.set_measure(in.Text("measure"));
    unit.set_multiplier_exponent(in.Whole("multiplier_exponent", "multiplier_exponent", 0));
  }

  void ReadDocument(RecordReader& in) {
    pb::Document& document = *out_.request.add_documents();
    document.set_id(in.Text("id"));
    in.Localized("title", "title", document, &pb::Document::mutable_title);
    document.set_publisher(in.Text("publisher"));
    document.set_address(in.Text("address"));
    const std::string& published = in.Text("published", "publication.date");
    const std::string& public_by = in.Text("public_by", "publication.estimated");
    // The server speaks of the date: lead it to the cell that holds one.
    if (published.empty() && !public_by.empty()) in.Move("publication.date", "public_by");
    in.Move("publication", published.empty() ? "public_by" : "published");
    if (!published.empty() && !public_by.empty()) {
      in.Problem("public_by", "give the printed date or the estimated one, not both");
    } else if (!published.empty() || !public_by.empty()) {
      document.mutable_publication()->set_date(published.empty() ? public_by : published);
      document.mutable_publication()->set_estimated(published.empty());
    }
    document.set_confidence(in.Code<Confidence, tp::Confidence>("confidence", "confidence"));
    document.set_is_work_report(in.Flag("is_work_report"));
    in.Localized("note", "note", document, &pb::Document::mutable_note);
    documents_.emplace(document.id(), out_.request.documents_size() - 1);
    ReadDocumentText(in, document);
  }

  void ReadDocumentText(RecordReader& in, pb::Document& document) {
    const std::string& file = in.Text("text_file", "text");
    if (file.empty()) return;
    const fs::path below(file);
    const bool outside =
        below.is_absolute() || std::find(below.begin(), below.end(), "..") != below.end();
    if (outside) {
      in.Problem("text_file", absl::StrCat("'", Shorten(file), "' is not below the folder"));
      return;
    }
    auto text = ReadFileBelow(folder_, below, kMaxTextBytes);
    if (!text.ok()) {
      in.Problem("text_file", absl::StrCat("'", Shorten(file), "': ", text.status().message()));
      return;
    }
    if (const size_t wrong = FindNotUtf8(*text); wrong != absl::string_view::npos) {
      in.Problem("text_file",
                 absl::StrCat("'", Shorten(file), "': line ", LineOf(*text, wrong), ", byte ",
                              wrong, " is not UTF-8; save the text as UTF-8"));
      return;
    }
    document.set_text(*std::move(text));
  }

  void ReadIndicator(RecordReader& in) {
    pb::Indicator& indicator = *out_.request.add_indicators();
    indicator.set_id(in.Text("id"));
    in.Localized("name", "name", indicator, &pb::Indicator::mutable_name);
    for (absl::string_view alias : absl::StrSplit(in.Text("aliases"), ';')) {
      alias = absl::StripAsciiWhitespace(alias);
      if (!alias.empty()) indicator.add_aliases(alias.data(), alias.size());
    }
    indicator.set_unit(in.Text("unit"));
    indicator.set_nature(in.Code<Nature, tp::Nature>("nature", "nature"));
    indicator.set_direction(in.Code<Direction, tp::Direction>("direction", "direction"));
    indicator.set_domain(in.Text("domain"));
    in.Localized("definition", "definition", indicator, &pb::Indicator::mutable_definition);
    indicator.set_one_off(in.Flag("one_off"));
    indicators_.emplace(indicator.id(), out_.request.indicators_size() - 1);
  }

  // Rows of `name` that are part of the record whose id stands in `column`; the record must be in
  // the folder, in `list`.csv. read(owner, file, row) for each.
  template <typename ReadOne>
  void ReadParts(const std::string& name, const std::string& column, const std::string& list,
                 const std::map<std::string, int>& owners, const ReadOne& read) {
    const RecordFile* file = Find(name);
    if (file == nullptr || unread_.count(list + ".csv") > 0) return;
    for (const CsvRow& row : file->rows()) {
      if (Enough()) return;
      const auto owner = owners.find(file->Cell(row, column));
      if (owner != owners.end()) {
        read(owner->second, *file, row);
        continue;
      }
      problems_.push_back({file->Place(row, column),
                           absl::StrCat("no ", column, " '", Shorten(file->Cell(row, column)),
                                        "' in ", list, ".csv")});
    }
  }

  void ReadSections() {
    ReadParts("document_sections.csv", "document", "documents", documents_,
              [this](int owner, const RecordFile& file, const CsvRow& row) {
                pb::Document& document = *out_.request.mutable_documents(owner);
                pb::DocumentSection& section = *document.add_sections();
                RecordReader in(file, row,
                                absl::StrCat("documents[", owner, "].sections[",
                                             document.sections_size() - 1, "]"),
                                out_.sources, problems_);
                section.set_id(in.Text("id"));
                in.Localized("title", "title", section, &pb::DocumentSection::mutable_title);
                section.mutable_start()->set_exact(in.Text("quote", "start.exact"));
                section.mutable_start()->set_prefix(in.Text("prefix", "start.prefix"));
                section.mutable_start()->set_suffix(in.Text("suffix", "start.suffix"));
              });
  }

  void ReadLinks() {
    ReadParts("indicator_links.csv", "indicator", "indicators", indicators_,
              [this](int owner, const RecordFile& file, const CsvRow& row) {
                pb::Indicator& indicator = *out_.request.mutable_indicators(owner);
                pb::IndicatorLink& link = *indicator.add_links();
                RecordReader in(
                    file, row,
                    absl::StrCat("indicators[", owner, "].links[", indicator.links_size() - 1, "]"),
                    out_.sources, problems_);
                link.set_relation(in.Text("relation"));
                link.set_indicator(in.Text("other", "indicator"));
                in.Localized("note", "note", link, &pb::IndicatorLink::mutable_note);
              });
  }

  void ReadBoundaries() {
    ReadParts("area_boundaries.csv", "area", "areas", areas_,
              [this](int owner, const RecordFile& file, const CsvRow& row) {
                pb::Area& area = *out_.request.mutable_areas(owner);
                pb::BoundaryChange& change = *area.add_boundary_changes();
                RecordReader in(file, row,
                                absl::StrCat("areas[", owner, "].boundary_changes[",
                                             area.boundary_changes_size() - 1, "]"),
                                out_.sources, problems_);
                change.set_date(in.Text("date"));
                in.Localized("note", "note", change, &pb::BoundaryChange::mutable_note);
              });
  }

  void ReadReleases() {
    ReadParts("release_calendar.csv", "indicator", "indicators", indicators_,
              [this](int owner, const RecordFile& file, const CsvRow& row) {
                pb::Indicator& indicator = *out_.request.mutable_indicators(owner);
                pb::ReleaseRule& rule = *indicator.add_releases();
                RecordReader in(file, row,
                                absl::StrCat("indicators[", owner, "].releases[",
                                             indicator.releases_size() - 1, "]"),
                                out_.sources, problems_);
                rule.set_frequency(in.Text("frequency"));
                rule.set_measure(in.Code<Measure, tp::Measure>("measure", "measure"));
                if (in.Text("due_days").empty()) {
                  in.Problem(
                      "due_days",
                      "missing: days from the last day of the period to the day the figure is due");
                }
                rule.set_due_days(in.Whole("due_days", "due_days", 0));
                rule.set_area(in.Text("only_area", "area"));
                in.Localized("note", "note", rule, &pb::ReleaseRule::mutable_note);
              });
  }

  static void ReadQuote(RecordReader& in, tp::Evidence& evidence) {
    evidence.set_document(in.Text("document", "evidence.document"));
    const std::string& quote = in.Text("quote", "evidence.quote");
    in.Move("evidence.grounds", "quote");
    const std::string& prefix = in.Text("prefix", "evidence.quote.prefix");
    const std::string& suffix = in.Text("suffix", "evidence.quote.suffix");
    if (quote.empty()) {
      if (!prefix.empty()) in.Problem("prefix", "a prefix needs a quote");
      if (!suffix.empty()) in.Problem("suffix", "a suffix needs a quote");
      return;
    }
    evidence.mutable_quote()->set_exact(quote);
    evidence.mutable_quote()->set_prefix(prefix);
    evidence.mutable_quote()->set_suffix(suffix);
  }

  static void ReadDerivation(RecordReader& in, pb::Observation& figure) {
    const std::string& inputs = in.Text("inputs", "derivation.inputs");
    in.Move("derivation", "formula");
    if (in.Text("formula", "derivation.formula").empty()) {
      if (!inputs.empty()) in.Problem("inputs", "inputs need a formula");
      return;
    }
    pb::Derivation& derivation = *figure.mutable_derivation();
    derivation.set_formula(
        in.Code<DerivationFormula, tp::DerivationFormula>("formula", "derivation.formula"));
    for (absl::string_view key : absl::StrSplit(inputs, ';', absl::SkipWhitespace())) {
      key = absl::StripAsciiWhitespace(key);
      in.Move(absl::StrCat("derivation.inputs[", derivation.inputs_size(), "]"), "inputs");
      derivation.add_inputs(key.data(), key.size());
    }
  }

  static std::string ScopeOf(const std::string& cell) { return cell.empty() ? "total" : cell; }

  void ReadObservation(RecordReader& in) {
    pb::Observation& figure = *out_.request.add_observations();
    pb::SeriesKey& series = *figure.mutable_series();
    series.set_indicator(in.Text("indicator", "series.indicator"));
    series.set_area(in.Text("area", "series.area"));
    series.set_measure(in.Code<Measure, tp::Measure>("measure", "series.measure"));
    series.set_price_basis(
        in.Code<PriceBasis, tp::PriceBasis>("price_basis", "series.price_basis"));
    series.set_scope(ScopeOf(in.Text("scope", "series.scope")));
    figure.mutable_period()->set_text(in.Text("period"));
    in.Number("value", figure, &pb::Observation::mutable_value);
    figure.set_unit(in.Text("unit"));
    figure.set_qualifier(in.Code<Qualifier, tp::Qualifier>("qualifier", "qualifier"));
    figure.set_published_text(in.Text("published_text"));
    figure.set_stage(in.Code<Stage, tp::Stage>("stage", "stage"));
    figure.set_status(in.Code<ObservationStatus, tp::ObservationStatus>("status", "status", "A"));
    ReadQuote(in, *figure.mutable_evidence());
    const std::string& reason = in.Text("no_quote_reason", "evidence.no_quote_reason");
    if (!reason.empty() && figure.evidence().has_quote()) {
      in.Problem("no_quote_reason", "give a quote or the reason why there is none, not both");
    } else if (!reason.empty()) {
      figure.mutable_evidence()->set_no_quote_reason(reason);
    }
    in.Number("lower_bound", figure, &pb::Observation::mutable_lower_bound);
    in.Number("upper_bound", figure, &pb::Observation::mutable_upper_bound);
    in.Localized("note", "note", figure, &pb::Observation::mutable_note);
    ReadDerivation(in, figure);
  }

  void ReadTarget(RecordReader& in) {
    pb::Target& target = *out_.request.add_targets();
    target.set_id(in.Text("id"));
    target.set_indicator(in.Text("indicator"));
    target.set_area(in.Text("area"));
    target.set_measure(in.Code<Measure, tp::Measure>("measure", "measure"));
    target.set_price_basis(in.Code<PriceBasis, tp::PriceBasis>("price_basis", "price_basis"));
    target.set_scope(ScopeOf(in.Text("scope")));
    target.set_base_scope(in.Text("base_scope"));
    target.mutable_period()->set_text(in.Text("period"));
    target.set_relation(in.Code<Relation, tp::Relation>("relation", "relation"));
    ReadGoal(in, *target.mutable_goal());
    target.set_unit(in.Text("unit"));
    target.set_kind(in.Code<TargetKind, tp::TargetKind>("kind", "kind"));
    target.set_published_text(in.Text("published_text"));
    ReadQuote(in, *target.mutable_evidence());
    target.set_section(in.Text("section"));
    target.set_position(in.Whole("position", "position", 0));
    in.Localized("office", "office", target, &pb::Target::mutable_office);
    in.Localized("pair_note", "pair_note", target, &pb::Target::mutable_pair_note);
  }

  // 7 | indicator:gdp | indicator:gdp+0.5 | external:湖南省|Hunan province | qualitative
  static void ReadGoal(RecordReader& in, pb::TargetGoal& goal) {
    absl::string_view text = in.Text("goal");
    if (absl::ConsumePrefix(&text, "external:")) {
      const size_t bar = text.find('|');
      auto& authority = *goal.mutable_external()->mutable_authority();
      const absl::string_view zh = absl::StripAsciiWhitespace(text.substr(0, bar));
      authority.set_zh(zh.data(), zh.size());
      if (bar != absl::string_view::npos) {
        const absl::string_view en = absl::StripAsciiWhitespace(text.substr(bar + 1));
        authority.set_en(en.data(), en.size());
      }
    } else if (absl::ConsumePrefix(&text, "indicator:")) {
      const size_t sign = text.find_last_of("+-");
      const bool margin = sign != absl::string_view::npos && Decimal::Parse(text.substr(sign)).ok();
      const absl::string_view indicator = margin ? text.substr(0, sign) : text;
      goal.mutable_relative()->set_indicator(indicator.data(), indicator.size());
      if (margin) {
        goal.mutable_relative()->mutable_margin()->set_text(
            Decimal::Parse(text.substr(sign))->ToString());
      }
    } else if (text == "qualitative") {
      goal.mutable_qualitative();
    } else if (text.empty()) {
      in.Problem("goal",
                 "missing: a number, indicator:ID, external:机构|authority, or qualitative");
    } else {
      goal.mutable_constant()->set_text(text.data(), text.size());
    }
  }

  void ReadScenario(RecordReader& in) {
    pb::Scenario& scenario = *out_.request.add_scenarios();
    scenario.set_id(in.Text("id"));
    scenario.set_parent(in.Text("parent"));
    in.Localized("name", "name", scenario, &pb::Scenario::mutable_name);
    in.Localized("description", "description", scenario, &pb::Scenario::mutable_description);
    scenarios_.emplace(scenario.id(), out_.request.scenarios_size() - 1);
  }

  void ReadAssumptions() {
    ReadParts("assumptions.csv", "scenario", "scenarios", scenarios_,
              [this](int owner, const RecordFile& file, const CsvRow& row) {
                pb::Scenario& scenario = *out_.request.mutable_scenarios(owner);
                pb::Assumption& assumption = *scenario.add_assumptions();
                RecordReader in(file, row,
                                absl::StrCat("scenarios[", owner, "].assumptions[",
                                             scenario.assumptions_size() - 1, "]"),
                                out_.sources, problems_);
                ReadAssumption(in, assumption);
              });
  }

  static void ReadAssumption(RecordReader& in, pb::Assumption& assumption) {
    assumption.set_indicator(in.Text("indicator"));
    Years years;
    if (const int32_t from = in.Whole("from_year", "from_year", 0); from != 0) years.from = from;
    if (const int32_t to = in.Whole("to_year", "to_year", 0); to != 0) years.to = to;
    if (years.from.has_value()) assumption.set_from_year(*years.from);
    if (years.to.has_value()) assumption.set_to_year(*years.to);
    auto rule = ParseRule(in.Text("rule"), years);
    if (rule.ok()) {
      *assumption.mutable_rule() = *std::move(rule);
    } else {
      in.Problem("rule", rule.status());
    }
    in.Localized("reason", "reason", assumption, &pb::Assumption::mutable_reason);
  }

  fs::path folder_;
  std::map<std::string, RecordFile> files_;
  std::map<std::string, int> areas_;
  std::map<std::string, int> documents_;
  std::map<std::string, int> indicators_;
  std::map<std::string, int> scenarios_;
  std::vector<FieldViolation> problems_;
  size_t tidied_ = 0;             // problems known before the records are read
  std::set<std::string> unread_;  // files that are there but could not be read
  bool only_csv_errors_ = true;
  DataFolder out_;
};

}  // namespace

std::vector<std::string> DataFileColumns(absl::string_view file) {
  for (const FileFormat& format : kFiles) {
    if (file != format.name) continue;
    std::vector<std::string> columns = absl::StrSplit(format.columns, ',');
    for (std::string& column : columns) column = std::string(absl::StripSuffix(column, "?"));
    return columns;
  }
  return {};
}

absl::StatusOr<DataFolder> ReadDataFolder(const fs::path& folder) {
  return FolderReader(folder).Read();
}

}  // namespace indicast::client
