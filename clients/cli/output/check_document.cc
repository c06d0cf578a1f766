#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/output/plan_context.h"
#include "clients/cli/output/plan_documents.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr int kBarWidth = 10;

double NumberOf(const type::v1::Decimal& value) {
  double number = 0;
  return absl::SimpleAtod(value.text(), &number) ? number : 0;
}

std::string MethodCode(pb::Method method) {
  switch (method) {
    case pb::METHOD_CLOSED_FORM:
      return "closed-form";
    case pb::METHOD_GENZ:
      return "genz";
    case pb::METHOD_MONTE_CARLO:
      return "monte-carlo";
    default:
      return "unspecified";
  }
}

Table TargetTable(const pb::CheckPlanResponse& answer, BarStyle bars) {
  Table table;
  table.key = "targets";
  table.title = {"各项目标", "Targets"};
  table.columns = {
      {.key = "row", .audience = Audience::kMachines},
      {.key = "text", .header = {"目标", "TARGET"}},
      {.key = "kind", .header = {"性质", "KIND"}},
      {.key = "alone", .header = {"单独实现%", "ALONE %"}, .align = Align::kDecimal},
      {.key = "bar", .header = {"", ""}, .audience = Audience::kPeople},
      {.key = "distance_share", .header = {"占偏离%", "SHARE OF D² %"}, .align = Align::kDecimal},
      {.key = "gain_from_relaxing",
       .header = {"放宽1点可增%", "1 pp LESS GAINS %"},
       .align = Align::kDecimal},
      {.key = "joint_without",
       .header = {"没有它时全部实现%", "ALL OTHERS %"},
       .align = Align::kDecimal},
      {.key = "weakest", .header = {"", ""}},
      {.key = "alone_low", .audience = Audience::kMachines},
      {.key = "alone_high", .audience = Audience::kMachines},
      {.key = "alone_method", .audience = Audience::kMachines}};
  for (const pb::TargetCheck& target : answer.targets()) {
    const bool kind = target.kind() != type::v1::TARGET_KIND_UNSPECIFIED;
    const bool weakest = target.row() == answer.weakest_link();
    const pb::Probability& alone = target.alone();
    table.rows.push_back(
        {PlainCell(target.row()), TextCell(FromProto(target.text())),
         kind ? CodeCell(CodeOf(target.kind()), WordOf(target.kind())) : MissingCell({}),
         ShareCell(alone.value(), alone.has_value()),
         PlainCell(Bar(NumberOf(alone.value()), 1, kBarWidth, bars)),
         ShareCell(target.distance_share(), target.has_distance_share()),
         ShareCell(target.gain_from_relaxing(), target.has_gain_from_relaxing()),
         ShareCell(target.joint_without(), target.has_joint_without()),
         BoolCell(weakest, weakest ? Text{"最薄弱", "weakest"} : Text{}),
         ShareCell(alone.low(), alone.has_low()), ShareCell(alone.high(), alone.has_high()),
         PlainCell(MethodCode(alone.method()))});
  }
  return table;
}

// One probability with its interval in a record.
void AddChance(const char* key, Text header, const pb::Probability& chance, bool is_set,
               Table& table) {
  const std::string name = key;
  table.columns.push_back({.key = name, .header = std::move(header)});
  table.columns.push_back({.key = name + "_low", .audience = Audience::kMachines});
  table.columns.push_back({.key = name + "_high", .audience = Audience::kMachines});
  table.columns.push_back({.key = name + "_method", .audience = Audience::kMachines});
  std::vector<Cell>& row = table.rows.front();
  row.push_back(ShareCell(chance.value(), is_set && chance.has_value()));
  row.push_back(ShareCell(chance.low(), is_set && chance.has_low()));
  row.push_back(ShareCell(chance.high(), is_set && chance.has_high()));
  row.push_back(is_set ? PlainCell(MethodCode(chance.method())) : MissingCell({}));
}

Table SummaryTable(const pb::CheckPlanResponse& answer) {
  Table table;
  table.key = "summary";
  table.layout = Table::Layout::kRecord;
  Cell feasible =
      BoolCell(answer.feasible(), answer.feasible() ? Text{"可以", "yes"} : Text{"不可以", "no"});
  feasible.tone = answer.feasible() ? Tone::kMet : Tone::kMissed;
  table.columns = {{.key = "feasible", .header = {"能否同时实现", "ALL CAN BE TRUE"}},
                   {.key = "distance_squared", .header = {"偏离D²", "DISTANCE D²"}},
                   {.key = "degrees_of_freedom", .header = {"自由度", "DEGREES OF FREEDOM"}},
                   {.key = "plausibility", .header = {"可能性%", "PLAUSIBILITY %"}}};
  table.rows = {{feasible,
                 PlainNumberCell(answer.distance_squared(), answer.has_distance_squared(), 3),
                 IntCell(answer.degrees_of_freedom()),
                 ShareCell(answer.plausibility(), answer.has_plausibility())}};
  AddChance("all", {"全部实现的概率%", "ALL MET, PROBABILITY %"}, answer.all(), answer.has_all(),
            table);
  AddChance("binding", {"约束性目标全部实现的概率%", "ALL BINDING ONES MET, PROBABILITY %"},
            answer.binding(), answer.has_binding(), table);
  return table;
}

}  // namespace

Document CheckDocument(const pb::CheckPlanResponse& answer, BarStyle bars) {
  Document document;
  document.headline = FromProto(answer.context().explanation());
  document.tables.push_back(TargetTable(answer, bars));
  if (answer.has_conflict()) AddConflict(answer.conflict(), document);
  document.tables.push_back(SummaryTable(answer));
  document.notes.push_back(
      {"概率按各指标的增长规律计算;目标从不作为自己实现与否的依据。",
       "Probabilities follow the laws of growth; a target is never the prior of its own "
       "attainment."});
  AddContext(answer.context(), document);
  return document;
}

}  // namespace indicast::cli::output
