#include "clients/cli/output/words.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace indicast::cli::output {
namespace {

using projection::v1::PathBasis;
using projection::v1::Verdict;

Text Unknown() { return {"未知值", "unknown value"}; }

// "RELATION_GREATER_OR_EQUAL" of enum Relation is "greater-or-equal".
std::string CodeFromName(const google::protobuf::EnumDescriptor& list, int number,
                         absl::string_view prefix) {
  const google::protobuf::EnumValueDescriptor* value = list.FindValueByNumber(number);
  if (value == nullptr) return "unknown";
  absl::string_view name = value->name();
  name.remove_prefix(prefix.size());
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}});
}

}  // namespace

Text WordOf(type::v1::Measure measure) {
  switch (measure) {
    case type::v1::MEASURE_LEVEL:
      return {"水平", "level"};
    case type::v1::MEASURE_GROWTH:
      return {"增速", "growth"};
    case type::v1::MEASURE_CHANGE:
      return {"增量", "change"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::PriceBasis basis) {
  switch (basis) {
    case type::v1::PRICE_BASIS_CURRENT:
      return {"现价", "current prices"};
    case type::v1::PRICE_BASIS_CONSTANT:
      return {"可比价", "comparable prices"};
    case type::v1::PRICE_BASIS_NOT_APPLICABLE:
      return {"不涉价格", "prices play no part"};
    case type::v1::PRICE_BASIS_UNSTATED:
      return {"价格口径未说明", "price basis not stated"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::Stage stage) {
  switch (stage) {
    case type::v1::STAGE_EXPECTED:
      return {"预计数", "expected"};
    case type::v1::STAGE_FLASH:
      return {"快报数", "flash"};
    case type::v1::STAGE_PRELIMINARY:
      return {"初步核算数", "preliminary"};
    case type::v1::STAGE_REPORTED:
      return {"公布数", "reported"};
    case type::v1::STAGE_FINAL:
      return {"最终核实数", "final"};
    case type::v1::STAGE_CENSUS:
      return {"普查数", "census"};
    case type::v1::STAGE_DERIVED:
      return {"推算数", "derived"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::ObservationStatus status) {
  switch (status) {
    case type::v1::OBSERVATION_STATUS_NORMAL:
      return {"正常", "normal"};
    case type::v1::OBSERVATION_STATUS_PROVISIONAL:
      return {"暂定", "provisional"};
    case type::v1::OBSERVATION_STATUS_ESTIMATED:
      return {"估计", "estimated"};
    case type::v1::OBSERVATION_STATUS_FORECAST:
      return {"预测", "forecast"};
    case type::v1::OBSERVATION_STATUS_BREAK:
      return {"口径中断", "series break"};
    case type::v1::OBSERVATION_STATUS_MISSING:
      return {"不存在", "missing"};
    case type::v1::OBSERVATION_STATUS_NOT_COLLECTED:
      return {"未收集", "not collected"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::Nature nature) {
  switch (nature) {
    case type::v1::NATURE_STOCK:
      return {"存量", "stock"};
    case type::v1::NATURE_FLOW:
      return {"流量", "flow"};
    case type::v1::NATURE_RATIO:
      return {"比率", "ratio"};
    case type::v1::NATURE_INDEX:
      return {"指数", "index"};
    case type::v1::NATURE_RANK:
      return {"位次", "rank"};
    case type::v1::NATURE_COUNT:
      return {"个数", "count"};
    case type::v1::NATURE_INCREMENT:
      return {"增量", "increment"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::Direction direction) {
  switch (direction) {
    case type::v1::DIRECTION_HIGHER_IS_BETTER:
      return {"越高越好", "higher is better"};
    case type::v1::DIRECTION_LOWER_IS_BETTER:
      return {"越低越好", "lower is better"};
    case type::v1::DIRECTION_NEUTRAL:
      return {"中性", "neutral"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::TargetKind kind) {
  switch (kind) {
    case type::v1::TARGET_KIND_EXPECTED:
      return {"预期性", "expected"};
    case type::v1::TARGET_KIND_BINDING:
      return {"约束性", "binding"};
    case type::v1::TARGET_KIND_STRETCH:
      return {"力争", "stretch"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::Relation relation) {
  switch (relation) {
    case type::v1::RELATION_EQUAL:
      return {"等于", "equal to"};
    case type::v1::RELATION_GREATER_OR_EQUAL:
      return {"以上", "at least"};
    case type::v1::RELATION_GREATER:
      return {"高于", "more than"};
    case type::v1::RELATION_ABOUT:
      return {"左右", "about"};
    case type::v1::RELATION_LESS_OR_EQUAL:
      return {"以内", "at most"};
    default:
      return Unknown();
  }
}

Text WordOf(store::v1::PreferenceReason reason) {
  switch (reason) {
    case store::v1::PREFERENCE_REASON_UNSPECIFIED:
      return {};
    case store::v1::PREFERENCE_REASON_ONLY_ONE:
      return {"仅此一数", "the only one"};
    case store::v1::PREFERENCE_REASON_OUTCOME:
      return {"实绩优先", "an outcome"};
    case store::v1::PREFERENCE_REASON_WORK_REPORT:
      return {"工作报告优先", "work report"};
    case store::v1::PREFERENCE_REASON_SEEN_PRIMARY:
      return {"官方原文优先", "official text"};
    case store::v1::PREFERENCE_REASON_STAGE:
      return {"版次优先", "stage"};
    case store::v1::PREFERENCE_REASON_LATER:
      return {"公布较晚", "published later"};
    case store::v1::PREFERENCE_REASON_DOCUMENT_ID:
      return {"来源编号在前", "document id"};
    default:
      return Unknown();
  }
}

Text WordOf(store::v1::ConflictKind kind) {
  switch (kind) {
    case store::v1::CONFLICT_KIND_ROUNDING:
      return {"取整之差", "rounding"};
    case store::v1::CONFLICT_KIND_DIFFERENT:
      return {"不一致", "different"};
    default:
      return Unknown();
  }
}

Text WordOf(store::v1::DifferenceKind kind) {
  switch (kind) {
    case store::v1::DIFFERENCE_KIND_ADDED:
      return {"新增", "added"};
    case store::v1::DIFFERENCE_KIND_REVISED:
      return {"修订", "revised"};
    case store::v1::DIFFERENCE_KIND_WITHDRAWN:
      return {"撤回", "withdrawn"};
    case store::v1::DIFFERENCE_KIND_NEWLY_PUBLIC:
      return {"新公布", "newly public"};
    default:
      return Unknown();
  }
}

Text WordOf(store::v1::RulerDifferenceKind kind) {
  switch (kind) {
    case store::v1::RULER_DIFFERENCE_KIND_MEASURE:
      return {"度量", "measure"};
    case store::v1::RULER_DIFFERENCE_KIND_UNIT:
      return {"单位", "unit"};
    case store::v1::RULER_DIFFERENCE_KIND_PRICE_BASIS:
      return {"价格基准", "price basis"};
    case store::v1::RULER_DIFFERENCE_KIND_PRICE_BASIS_UNSTATED:
      return {"价格基准未说明", "price basis unstated"};
    case store::v1::RULER_DIFFERENCE_KIND_SCOPE:
      return {"口径", "scope"};
    case store::v1::RULER_DIFFERENCE_KIND_VINTAGE:
      return {"版次", "vintage"};
    case store::v1::RULER_DIFFERENCE_KIND_BOUNDARY:
      return {"区划", "boundary"};
    case store::v1::RULER_DIFFERENCE_KIND_PERIOD:
      return {"时期", "period"};
    case store::v1::RULER_DIFFERENCE_KIND_BREAK:
      return {"口径中断", "break"};
    case store::v1::RULER_DIFFERENCE_KIND_INDICATOR:
      return {"指标", "indicator"};
    case store::v1::RULER_DIFFERENCE_KIND_AREA:
      return {"地区", "area"};
    default:
      return Unknown();
  }
}

Text WordOf(store::v1::SilenceKind kind) {
  switch (kind) {
    case store::v1::SILENCE_KIND_OVERDUE:
      return {"逾期", "overdue"};
    case store::v1::SILENCE_KIND_STALE:
      return {"久未更新", "stale"};
    case store::v1::SILENCE_KIND_REPEATED:
      return {"与上期相同", "repeated"};
    case store::v1::SILENCE_KIND_UPCOMING:
      return {"即将公布", "upcoming"};
    default:
      return Unknown();
  }
}

Text WordOf(type::v1::Confidence confidence) {
  switch (confidence) {
    case type::v1::CONFIDENCE_SEEN_PRIMARY:
      return {"官方原文", "official text"};
    case type::v1::CONFIDENCE_SEEN_SECONDARY:
      return {"转载", "reproduction"};
    default:
      return Unknown();
  }
}

Text WordOf(Verdict verdict) {
  switch (verdict) {
    case projection::v1::VERDICT_MET:
      return {"达到", "met"};
    case projection::v1::VERDICT_MISSED:
      return {"达不到", "missed"};
    case projection::v1::VERDICT_AT_RISK:
      return {"有风险", "at risk"};
    case projection::v1::VERDICT_UNKNOWN:
      return {"未知", "unknown"};
    default:
      return Unknown();
  }
}

Text WordOf(PathBasis basis) {
  switch (basis) {
    case projection::v1::PATH_BASIS_GROWTH:
      return {"增速", "growth"};
    case projection::v1::PATH_BASIS_INDEX:
      return {"指数", "index"};
    case projection::v1::PATH_BASIS_LEVEL:
      return {"水平", "level"};
    case projection::v1::PATH_BASIS_CHAINED_LEVEL:
      return {"推算水平", "chained level"};
    default:
      return Unknown();
  }
}

std::string CodeOf(type::v1::Measure v) {
  return CodeFromName(*type::v1::Measure_descriptor(), v, "MEASURE_");
}
std::string CodeOf(type::v1::PriceBasis v) {
  if (v == type::v1::PRICE_BASIS_NOT_APPLICABLE) return "na";
  return CodeFromName(*type::v1::PriceBasis_descriptor(), v, "PRICE_BASIS_");
}
std::string CodeOf(type::v1::Stage v) {
  return CodeFromName(*type::v1::Stage_descriptor(), v, "STAGE_");
}
std::string CodeOf(type::v1::ObservationStatus v) {
  switch (v) {
    case type::v1::OBSERVATION_STATUS_NORMAL:
      return "A";
    case type::v1::OBSERVATION_STATUS_PROVISIONAL:
      return "P";
    case type::v1::OBSERVATION_STATUS_ESTIMATED:
      return "E";
    case type::v1::OBSERVATION_STATUS_FORECAST:
      return "F";
    case type::v1::OBSERVATION_STATUS_BREAK:
      return "B";
    case type::v1::OBSERVATION_STATUS_MISSING:
      return "M";
    case type::v1::OBSERVATION_STATUS_NOT_COLLECTED:
      return "L";
    default:
      return CodeFromName(*type::v1::ObservationStatus_descriptor(), v, "OBSERVATION_STATUS_");
  }
}
std::string CodeOf(type::v1::Nature v) {
  return CodeFromName(*type::v1::Nature_descriptor(), v, "NATURE_");
}
std::string CodeOf(type::v1::Direction v) {
  switch (v) {
    case type::v1::DIRECTION_HIGHER_IS_BETTER:
      return "higher";
    case type::v1::DIRECTION_LOWER_IS_BETTER:
      return "lower";
    default:
      return CodeFromName(*type::v1::Direction_descriptor(), v, "DIRECTION_");
  }
}
std::string CodeOf(type::v1::TargetKind v) {
  return CodeFromName(*type::v1::TargetKind_descriptor(), v, "TARGET_KIND_");
}
std::string CodeOf(type::v1::Relation v) {
  return CodeFromName(*type::v1::Relation_descriptor(), v, "RELATION_");
}
std::string CodeOf(type::v1::Qualifier v) {
  return CodeFromName(*type::v1::Qualifier_descriptor(), v, "QUALIFIER_");
}
std::string CodeOf(type::v1::Confidence v) {
  return CodeFromName(*type::v1::Confidence_descriptor(), v, "CONFIDENCE_");
}
std::string CodeOf(store::v1::PreferenceReason v) {
  return CodeFromName(*store::v1::PreferenceReason_descriptor(), v, "PREFERENCE_REASON_");
}
std::string CodeOf(store::v1::ConflictKind v) {
  return CodeFromName(*store::v1::ConflictKind_descriptor(), v, "CONFLICT_KIND_");
}
std::string CodeOf(store::v1::DifferenceKind v) {
  return CodeFromName(*store::v1::DifferenceKind_descriptor(), v, "DIFFERENCE_KIND_");
}
std::string CodeOf(store::v1::RulerDifferenceKind v) {
  return CodeFromName(*store::v1::RulerDifferenceKind_descriptor(), v, "RULER_DIFFERENCE_KIND_");
}
std::string CodeOf(store::v1::SilenceKind v) {
  return CodeFromName(*store::v1::SilenceKind_descriptor(), v, "SILENCE_KIND_");
}
std::string CodeOf(Verdict v) {
  return CodeFromName(*projection::v1::Verdict_descriptor(), v, "VERDICT_");
}

Cell VerdictCell(Verdict verdict) {
  Cell cell = CodeCell(CodeOf(verdict), WordOf(verdict));
  switch (verdict) {
    case projection::v1::VERDICT_MET:
      cell.tone = Tone::kMet;
      break;
    case projection::v1::VERDICT_MISSED:
      cell.tone = Tone::kMissed;
      break;
    case projection::v1::VERDICT_AT_RISK:
      cell.tone = Tone::kAtRisk;
      break;
    default:
      cell.tone = Tone::kUnknown;
  }
  return cell;
}
std::string CodeOf(PathBasis v) {
  return CodeFromName(*projection::v1::PathBasis_descriptor(), v, "PATH_BASIS_");
}

Text Qualified(type::v1::Qualifier qualifier, const Text& digits) {
  switch (qualifier) {
    case type::v1::QUALIFIER_GREATER:
      return {absl::StrCat("超过", digits.zh), absl::StrCat("more than ", digits.en)};
    case type::v1::QUALIFIER_GREATER_OR_EQUAL:
      return {absl::StrCat(digits.zh, "以上"), absl::StrCat("at least ", digits.en)};
    case type::v1::QUALIFIER_LESS:
      return {absl::StrCat("不到", digits.zh), absl::StrCat("less than ", digits.en)};
    case type::v1::QUALIFIER_LESS_OR_EQUAL:
      return {absl::StrCat(digits.zh, "以内"), absl::StrCat("at most ", digits.en)};
    case type::v1::QUALIFIER_ABOUT:
      return {absl::StrCat("约", digits.zh), absl::StrCat("about ", digits.en)};
    default:
      return digits;
  }
}

Text Compared(type::v1::Relation relation, const Text& digits) {
  switch (relation) {
    case type::v1::RELATION_GREATER_OR_EQUAL:
      return {absl::StrCat(digits.zh, "以上"), absl::StrCat("at least ", digits.en)};
    case type::v1::RELATION_GREATER:
      return {absl::StrCat("高于", digits.zh), absl::StrCat("more than ", digits.en)};
    case type::v1::RELATION_ABOUT:
      return {absl::StrCat(digits.zh, "左右"), absl::StrCat("about ", digits.en)};
    case type::v1::RELATION_LESS_OR_EQUAL:
      return {absl::StrCat(digits.zh, "以内"), absl::StrCat("at most ", digits.en)};
    default:
      return digits;
  }
}

Text ComparedWith(type::v1::Relation relation, const Text& other) {
  switch (relation) {
    case type::v1::RELATION_GREATER_OR_EQUAL:
      return {absl::StrCat("不低于", other.zh), absl::StrCat("at least ", other.en)};
    case type::v1::RELATION_GREATER:
      return {absl::StrCat("高于", other.zh), absl::StrCat("above ", other.en)};
    case type::v1::RELATION_ABOUT:
      return {absl::StrCat("与", other.zh, "大致同步"), absl::StrCat("about as ", other.en)};
    case type::v1::RELATION_LESS_OR_EQUAL:
      return {absl::StrCat("不高于", other.zh), absl::StrCat("at most ", other.en)};
    default:
      return {absl::StrCat("与", other.zh, "同步"), absl::StrCat("same as ", other.en)};
  }
}

Text GroundsOf(const type::v1::Evidence& evidence) {
  if (evidence.has_quote()) return Same(evidence.quote().exact());
  const std::string& reason = evidence.no_quote_reason();
  const size_t slash = reason.find(" / ");
  if (slash == std::string::npos) return Same(reason);
  return {reason.substr(0, slash), reason.substr(slash + 3)};
}

Text FromProto(const type::v1::LocalizedText& text) { return Text{text.zh(), text.en()}; }

}  // namespace indicast::cli::output
