#include "clients/cli/commands/import_verbs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/errors.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/vocabulary/vocabulary.h"
#include "common/wire/wire.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;

absl::Status WrongCondition(const Context& context, const std::string& text) {
  const std::string shown = Shorten(text);
  return UsageError(
      context.Say(absl::StrCat("--replace ", shown,
                               ":写成 documents=编号[,编号]、indicators=...、areas=...、from="
                               "期间或 to=期间"),
                  absl::StrCat("--replace ", shown,
                               ": write documents=ID[,ID], indicators=..., areas=..., "
                               "from=PERIOD or to=PERIOD")));
}

absl::Status AddCondition(const Context& context, const std::string& text,
                          pb::ObservationReplacement& out) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const auto& [name, value] = parts;
  if (value.empty()) return WrongCondition(context, text);
  if (name == "from" || name == "to") {
    if (!Period::Parse(value).ok()) return WrongCondition(context, text);
    (name == "from" ? out.mutable_from_period() : out.mutable_to_period())->set_text(value);
    return absl::OkStatus();
  }
  google::protobuf::RepeatedPtrField<std::string>* list = nullptr;
  if (name == "documents") list = out.mutable_documents();
  if (name == "indicators") list = out.mutable_indicators();
  if (name == "areas") list = out.mutable_areas();
  if (list == nullptr) return WrongCondition(context, text);
  for (const absl::string_view id : absl::StrSplit(value, ',', absl::SkipEmpty())) {
    *list->Add() = std::string(id);
  }
  return absl::OkStatus();
}

// As the reports and `watch` write the key.
absl::StatusOr<pb::ObservationWithdrawal> ParseKey(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '|');
  const std::vector<std::string> series = absl::StrSplit(parts[0], '.');
  if (parts.size() != 4 || series.size() != 5) {
    return absl::InvalidArgumentError("wrong number of parts");
  }
  pb::ObservationWithdrawal out;
  out.mutable_series()->set_indicator(series[0]);
  out.mutable_series()->set_area(series[1]);
  ASSIGN_OR_RETURN(const Measure measure, ParseCode<Measure>(series[2]));
  ASSIGN_OR_RETURN(const PriceBasis price_basis, ParseCode<PriceBasis>(series[3]));
  ASSIGN_OR_RETURN(const Stage stage, ParseCode<Stage>(parts[2]));
  RETURN_IF_ERROR(Period::Parse(parts[1]).status());
  out.mutable_series()->set_measure(wire::ToProto(measure));
  out.mutable_series()->set_price_basis(wire::ToProto(price_basis));
  out.mutable_series()->set_scope(series[4]);
  out.mutable_period()->set_text(parts[1]);
  out.set_stage(wire::ToProto(stage));
  out.set_document(parts[3]);
  return out;
}

}  // namespace

void AddVerbOptions(CLI::App& command, const Context& context, VerbOptions& options) {
  command
      .add_option("--replace", options.replace,
                  context.Say("文件夹完整地给出这些数值,库中其余的撤回:documents=编号[,编号]、"
                              "indicators=...、areas=...、from=期间、to=期间;可重复,同时满足",
                              "the folder holds all figures of documents=ID[,ID], "
                              "indicators=..., areas=..., from=PERIOD, to=PERIOD; others there "
                              "are withdrawn; repeat it to narrow"))
      ->type_name("CONDITION")
      ->allow_extra_args(false)
      ->take_all();
  command
      .add_option("--withdraw", options.withdraw,
                  context.Say("撤回一个数值,键同报告所列:序列|期间|阶段|文件;可重复",
                              "withdraw one figure by its key as reports write it: "
                              "SERIES|PERIOD|STAGE|DOCUMENT; may be repeated"))
      ->type_name("KEY")
      ->allow_extra_args(false)
      ->take_all();
}

absl::StatusOr<pb::ImportRecordsRequest> ParseVerbs(const Context& context,
                                                    const VerbOptions& options) {
  pb::ImportRecordsRequest verbs;
  for (const std::string& text : options.replace) {
    if (verbs.replacements().empty()) verbs.add_replacements();
    RETURN_IF_ERROR(AddCondition(context, text, *verbs.mutable_replacements(0)));
  }
  for (const std::string& text : options.withdraw) {
    absl::StatusOr<pb::ObservationWithdrawal> withdrawal = ParseKey(text);
    if (!withdrawal.ok()) {
      return UsageError(context.Say(
          absl::StrCat("--withdraw ", Shorten(text, 200),
                       ":写成 'gdp.changsha.growth.constant.total|2023|reported|文件编号'"),
          absl::StrCat("--withdraw ", Shorten(text, 200),
                       ": write 'gdp.changsha.growth.constant.total|2023|reported|DOCUMENT'")));
    }
    *verbs.add_withdrawals() = *std::move(withdrawal);
  }
  return verbs;
}

}  // namespace indicast::cli
