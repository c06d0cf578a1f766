#include "clients/cli/output/sweep.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"
#include "common/decimal/decimal.h"

namespace indicast::cli::output {
namespace {

using projection::v1::SweepOutput;
using projection::v1::SweepRow;
using projection::v1::Verdict;

constexpr size_t kPointsForPeople = 20;
constexpr size_t kNamesInACell = 3;
constexpr size_t kMostAxisSteps = 48;
constexpr size_t kBins = 24;

std::string Percent(const std::string& digits) { return absl::StrCat(digits, "%"); }

std::string KeyOf(const std::string& text) {
  return absl::StrReplaceAll(text, {{"-", "_"}, {".", "_"}});
}

double NumberOf(const type::v1::Decimal& text) {
  const auto value = Decimal::Parse(text.text());
  return value.ok() ? value->ToDouble() : 0;
}

// met 1, at risk a half, missed 0; nothing for what cannot be judged.
std::optional<double> ScoreOf(int verdict) {
  switch (verdict) {
    case projection::v1::VERDICT_MET:
      return 1;
    case projection::v1::VERDICT_AT_RISK:
      return 0.5;
    case projection::v1::VERDICT_MISSED:
      return 0;
    default:
      return std::nullopt;
  }
}

// The steps of one factor along a chart: its levels, or bins of its range.
class Axis {
 public:
  Axis(const SweepAnswer& answer, size_t factor) : factor_(static_cast<int>(factor)) {
    for (const SweepRow& row : answer.rows) levels_.push_back(NumberOf(row.inputs(factor_)));
    std::sort(levels_.begin(), levels_.end());
    levels_.erase(std::unique(levels_.begin(), levels_.end()), levels_.end());
    if (levels_.empty()) levels_.push_back(0);
    binned_ = levels_.size() > kMostAxisSteps;
  }

  size_t steps() const { return binned_ ? kBins : levels_.size(); }
  size_t StepOf(const SweepRow& row) const {
    const double at = NumberOf(row.inputs(factor_));
    if (!binned_) {
      return static_cast<size_t>(std::lower_bound(levels_.begin(), levels_.end(), at) -
                                 levels_.begin());
    }
    const double share = (at - low()) / (high() - low());
    return std::min(kBins - 1, static_cast<size_t>(share * static_cast<double>(kBins)));
  }
  // The level, or the middle of the bin.
  std::string Label(size_t step) const {
    if (!binned_) return Percent(absl::StrFormat("%g", levels_[step]));
    const double width = (high() - low()) / static_cast<double>(kBins);
    return Percent(absl::StrFormat("%.1f", low() + width * (static_cast<double>(step) + 0.5)));
  }
  std::string Ends() const { return absl::StrCat(Label(0), " .. ", Label(steps() - 1)); }

 private:
  double low() const { return levels_.front(); }
  double high() const { return levels_.back(); }

  int factor_;
  std::vector<double> levels_;
  bool binned_ = false;
};

// Mean scores by step.
class Shares {
 public:
  explicit Shares(size_t steps) : sums_(steps), counts_(steps) {}
  void Add(size_t step, std::optional<double> score) {
    if (!score.has_value()) return;
    sums_[step] += *score;
    ++counts_[step];
  }
  std::vector<std::optional<double>> Means() const {
    std::vector<std::optional<double>> means(sums_.size());
    for (size_t i = 0; i < sums_.size(); ++i) {
      if (counts_[i] > 0) means[i] = sums_[i] / counts_[i];
    }
    return means;
  }

 private:
  std::vector<double> sums_;
  std::vector<int> counts_;
};

class Writer {
 public:
  Writer(const SweepAnswer& answer, const SweepNames& names, ShadeStyle style)
      : answer_(answer), names_(names), style_(style) {
    for (const SweepOutput& output : answer.heading.outputs()) {
      if (!output.target().empty()) targets_.push_back(output.target());
    }
  }

  Document Write() const {
    Document document;
    document.headline = Headline();
    document.tables.push_back(RowTable());
    document.tables.push_back(TargetTable());
    if (answer_.request.factors_size() == 2 && !targets_.empty()) {
      document.tables.push_back(HeatTable());
    }
    document.tables.push_back(PointTable());
    projection::v1::ProjectionResult result;
    *result.mutable_receipt() = answer_.heading.context().receipt();
    document.tables.push_back(ReceiptTable({&result}));
    AddNotes(document);
    document.footer = ReceiptFooter(answer_.heading.context().receipt());
    return document;
  }

 private:
  Text FactorName(int f) const { return NameOf(names_.indicators, Factor(f).indicator()); }
  const projection::v1::SweepFactor& Factor(int f) const { return answer_.request.factors(f); }
  Text TargetName(const std::string& target) const {
    const auto found = names_.target_indicators.find(target);
    return found == names_.target_indicators.end() ? Same(target)
                                                   : NameOf(names_.indicators, found->second);
  }

  Text Headline() const {
    size_t all_met = 0;
    size_t judged = 0;
    for (const SweepRow& row : answer_.rows) {
      if (!row.reason_code().empty()) continue;
      ++judged;
      const auto& verdicts = row.verdicts();
      all_met += std::all_of(verdicts.begin(), verdicts.end(),
                             [](int verdict) { return verdict == projection::v1::VERDICT_MET; });
    }
    const std::string points = absl::StrCat(answer_.rows.size(), "/", answer_.heading.points());
    if (targets_.empty()) {
      return {absl::StrCat("情景扫描:", points, " 个点"),
              absl::StrCat("Sweep: ", points, " points")};
    }
    const std::string share = absl::StrFormat(
        "%.1f",
        judged == 0 ? 0.0 : 100.0 * static_cast<double>(all_met) / static_cast<double>(judged));
    return {absl::StrCat("情景扫描:", points, " 个点;全部", targets_.size(), "个目标同时达到的有",
                         all_met, "个点(", share, "%)"),
            absl::StrCat("Sweep: ", points, " points; all ", targets_.size(), " targets met in ",
                         all_met, " of them (", share, " %)")};
  }

  // Everything, for programs.
  Table RowTable() const {
    Table table;
    table.key = "rows";
    table.audience = Audience::kMachines;
    table.columns.push_back({.key = "index"});
    for (const auto& factor : answer_.request.factors()) {
      std::string key = absl::StrCat("input_", KeyOf(factor.indicator()));
      if (factor.from_year() != 0) absl::StrAppend(&key, "_", factor.from_year());
      table.columns.push_back({.key = std::move(key)});
    }
    for (const SweepOutput& output : answer_.heading.outputs()) {
      table.columns.push_back(
          {.key = output.target().empty()
                      ? absl::StrCat(KeyOf(output.indicator()), "_", KeyOf(CodeOf(output.basis())),
                                     "_", output.year())
                      : absl::StrCat("gap_", KeyOf(output.target()))});
    }
    for (const std::string& target : targets_) {
      table.columns.push_back({.key = absl::StrCat("verdict_", KeyOf(target))});
    }
    table.columns.push_back({.key = "reason_code"});
    table.columns.push_back({.key = "reason"});
    for (const SweepRow& row : answer_.rows) table.rows.push_back(MachineRow(row));
    return table;
  }

  std::vector<Cell> MachineRow(const SweepRow& row) const {
    std::vector<Cell> cells = {IntCell(row.index())};
    for (const auto& input : row.inputs()) cells.push_back(PlainCell(input.text()));
    for (int o = 0; o < answer_.heading.outputs_size(); ++o) {
      const bool there = o < row.outputs_size() && !row.outputs(o).text().empty();
      cells.push_back(there ? PlainCell(row.outputs(o).text()) : MissingCell({}));
    }
    for (size_t t = 0; t < targets_.size(); ++t) {
      const int at = static_cast<int>(t);
      cells.push_back(at < row.verdicts_size()
                          ? PlainCell(CodeOf(static_cast<Verdict>(row.verdicts(at))))
                          : MissingCell({}));
    }
    cells.push_back(PlainCell(row.reason_code()));
    cells.push_back(TextCell(FromProto(row.reason())));
    return cells;
  }

  // How often each target is met; with one factor a strip from its low to its high end.
  Table TargetTable() const {
    Table table;
    table.key = "targets";
    table.title = {"目标达到的情况", "How often each target is met"};
    table.when_empty = {"没有可判断的目标。", "No target can be judged."};
    table.columns = {{.key = "target_id", .audience = Audience::kMachines},
                     {.key = "name", .header = {"目标", "TARGET"}}};
    const bool strip = answer_.request.factors_size() == 1;
    const Axis axis(answer_, 0);
    if (strip) {
      const Text factor = FactorName(0);
      table.columns.push_back({.key = "strip",
                               .header = {absl::StrCat(factor.zh, " ", axis.Ends()),
                                          absl::StrCat(factor.en, " ", axis.Ends())},
                               .audience = Audience::kPeople});
    }
    const auto count = [&](const char* key, Text header) {
      table.columns.push_back({.key = key, .header = std::move(header), .align = Align::kRight});
    };
    count("met", {"达到", "MET"});
    count("at_risk", {"有风险", "AT RISK"});
    count("missed", {"未达到", "MISSED"});
    count("unknown", {"无法判断", "UNKNOWN"});
    for (size_t t = 0; t < targets_.size(); ++t) {
      std::map<int, int64_t> counts;
      Shares shares(axis.steps());
      for (const SweepRow& row : answer_.rows) {
        if (static_cast<int>(t) >= row.verdicts_size()) continue;
        const int verdict = row.verdicts(static_cast<int>(t));
        ++counts[verdict];
        shares.Add(axis.StepOf(row), ScoreOf(verdict));
      }
      std::vector<Cell> cells = {PlainCell(targets_[t]), TextCell(TargetName(targets_[t]))};
      if (strip) cells.push_back(PlainCell(Strip(shares.Means(), style_)));
      for (const Verdict verdict :
           {projection::v1::VERDICT_MET, projection::v1::VERDICT_AT_RISK,
            projection::v1::VERDICT_MISSED, projection::v1::VERDICT_UNKNOWN}) {
        cells.push_back(IntCell(counts[verdict]));
      }
      table.rows.push_back(std::move(cells));
    }
    return table;
  }

  // Share of the targets met: the first factor downwards, the second one to the right.
  Table HeatTable() const {
    const Axis down(answer_, 0);
    const Axis across(answer_, 1);
    std::vector<Shares> shares(down.steps(), Shares(across.steps()));
    for (const SweepRow& row : answer_.rows) {
      for (const int verdict : row.verdicts()) {
        shares[down.StepOf(row)].Add(across.StepOf(row), ScoreOf(verdict));
      }
    }
    const Text first = FactorName(0);
    const Text second = FactorName(1);
    Table table;
    table.key = "heat";
    table.audience = Audience::kPeople;
    table.title = {"目标达到的份额", "Share of the targets met"};
    table.columns = {{.key = "level", .header = {first.zh, first.en}, .align = Align::kRight},
                     {.key = "strip",
                      .header = {absl::StrCat(second.zh, " ", across.Ends()),
                                 absl::StrCat(second.en, " ", across.Ends())}}};
    const int repeat = across.steps() <= kBins ? 2 : 1;
    for (size_t step = down.steps(); step-- > 0;) {
      table.rows.push_back(
          {PlainCell(down.Label(step)), PlainCell(Strip(shares[step].Means(), style_, repeat))});
    }
    return table;
  }

  Table PointTable() const {
    Table table;
    table.key = "points";
    table.audience = Audience::kPeople;
    table.title = {"各点", "Points"};
    table.columns = {{.key = "index", .header = {"序号", "INDEX"}, .align = Align::kRight}};
    for (int f = 0; f < answer_.request.factors_size(); ++f) {
      table.columns.push_back(
          {.key = absl::StrCat("input_", f), .header = FactorName(f), .align = Align::kDecimal});
    }
    table.columns.push_back({.key = "met", .header = {"达到", "MET"}, .align = Align::kRight});
    table.columns.push_back({.key = "missed", .header = {"未达到或有风险", "MISSED OR AT RISK"}});
    for (size_t r = 0; r < std::min(answer_.rows.size(), kPointsForPeople); ++r) {
      table.rows.push_back(PersonRow(answer_.rows[r]));
    }
    return table;
  }

  std::vector<Cell> PersonRow(const SweepRow& row) const {
    std::vector<Cell> cells = {IntCell(row.index())};
    for (const auto& input : row.inputs()) {
      cells.push_back(TextCell({Percent(input.text()), absl::StrCat(input.text(), " %")}));
    }
    if (!row.reason_code().empty()) {
      cells.push_back(MissingCell({}));
      cells.push_back(TextCell(FromProto(row.reason())));
      return cells;
    }
    int met = 0;
    std::vector<std::string> zh;
    std::vector<std::string> en;
    for (int t = 0; t < row.verdicts_size(); ++t) {
      if (row.verdicts(t) == projection::v1::VERDICT_MET) ++met;
      if (row.verdicts(t) != projection::v1::VERDICT_MISSED &&
          row.verdicts(t) != projection::v1::VERDICT_AT_RISK) {
        continue;
      }
      const Text name = TargetName(targets_[static_cast<size_t>(t)]);
      zh.push_back(name.In(Language::kChinese));
      en.push_back(name.In(Language::kEnglish));
    }
    const size_t more = zh.size() > kNamesInACell ? zh.size() - kNamesInACell : 0;
    zh.resize(zh.size() - more);
    en.resize(en.size() - more);
    Text missed{absl::StrJoin(zh, "、"), absl::StrJoin(en, ", ")};
    if (more > 0) {
      absl::StrAppend(&missed.zh, "等", zh.size() + more, "项");
      absl::StrAppend(&missed.en, " and ", more, " more");
    }
    cells.push_back(PlainCell(absl::StrCat(met, "/", row.verdicts_size())));
    cells.push_back(TextCell(std::move(missed)));
    return cells;
  }

  void AddNotes(Document& document) const {
    const auto& context = answer_.heading.context();
    document.notes.push_back(FromProto(context.explanation()));
    for (const auto& assumption : context.assumptions()) {
      document.notes.push_back(FromProto(assumption));
    }
    if (answer_.request.factors_size() <= 2 && !targets_.empty()) {
      document.notes.push_back(ShadeLegend(style_));
    }
    if (answer_.rows.size() > kPointsForPeople) {
      document.notes.push_back(
          {absl::StrCat("表中只列前", kPointsForPeople, "个点;全部见 -o csv 或 -o json"),
           absl::StrCat("only the first ", kPointsForPeople,
                        " points are listed; all of them with -o csv or -o json")});
    }
    AddLeftOut(document);
  }

  // One note a reason.
  void AddLeftOut(Document& document) const {
    std::vector<std::pair<Text, Text>> reasons;  // and the names it holds for
    for (const auto& left : answer_.heading.context().left_out()) {
      const Text name = left.target().empty() ? NameOf(names_.indicators, left.indicator())
                                              : TargetName(left.target());
      const Text reason = FromProto(left.reason());
      const auto known = std::find_if(reasons.begin(), reasons.end(),
                                      [&](const auto& entry) { return entry.first == reason; });
      if (known == reasons.end()) {
        reasons.emplace_back(reason, name);
      } else {
        absl::StrAppend(&known->second.zh, "、", name.In(Language::kChinese));
        absl::StrAppend(&known->second.en, "; ", name.In(Language::kEnglish));
      }
    }
    for (const auto& [reason, names] : reasons) {
      document.notes.push_back({absl::StrCat("未计入(", reason.zh, "):", names.zh),
                                absl::StrCat("left out (", reason.en, "): ", names.en)});
    }
  }

  const SweepAnswer& answer_;
  const SweepNames& names_;
  const ShadeStyle style_;
  std::vector<std::string> targets_;  // ids, in the order of the verdicts
};

}  // namespace

Document SweepDocument(const SweepAnswer& answer, const SweepNames& names, ShadeStyle style) {
  return Writer(answer, names, style).Write();
}

}  // namespace indicast::cli::output
