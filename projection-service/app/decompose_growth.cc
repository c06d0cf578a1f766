#include "projection-service/app/decompose_growth.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/app/nearest_ids.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/contribution.h"
#include "projection-service/engine/lmdi.h"

namespace indicast::projection {
namespace {

constexpr size_t kMaxParts = 100;

// The whole first, then the parts: growth in the year, levels to weigh them.
struct Member {
  size_t indicator = 0;
  double growth_percent = 0;
  std::optional<double> before;   // level of the year before
  std::optional<double> current;  // level of the year itself, published years only
};

absl::Status CheckIds(const DecomposeQuestion& question, const InputSet& inputs) {
  if (question.parts.size() < 2 || question.parts.size() > kMaxParts) {
    return FieldError(
        "parts", absl::StrCat("lists ", question.parts.size(), ", must list 2 to ", kMaxParts));
  }
  std::vector<std::string> known;
  for (const Indicator& indicator : inputs.indicators()) known.push_back(indicator.id);
  if (inputs.FindIndicator(question.whole) == nullptr) {
    return FieldError("whole", UnknownId(question.whole, known));
  }
  std::set<std::string> seen = {question.whole};
  for (size_t i = 0; i < question.parts.size(); ++i) {
    const std::string field = absl::StrCat("parts[", i, "]");
    if (inputs.FindIndicator(question.parts[i]) == nullptr) {
      return FieldError(field, UnknownId(question.parts[i], known));
    }
    if (!seen.insert(question.parts[i]).second) {
      return FieldError(field, absl::StrCat("\"", question.parts[i], "\" is named twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status Missing(const InputSet& inputs, size_t indicator, const char* what, int year) {
  const std::string& id = inputs.indicators()[indicator].id;
  return Error(absl::StatusCode::kFailedPrecondition, "IDENTITY_WITHOUT_BASE",
               absl::StrCat(id, " has no published ", what, " of ", year,
                            "; leave it out, or name parts that have one"),
               {{"indicator", id}});
}

std::vector<size_t> Members(const DecomposeQuestion& question, const InputSet& inputs) {
  std::vector<size_t> out = {inputs.PositionOf(question.whole)};
  for (const std::string& part : question.parts) out.push_back(inputs.PositionOf(part));
  return out;
}

std::optional<double> NumberOf(const InputSet& inputs, std::optional<size_t> figure) {
  if (!figure.has_value()) return std::nullopt;
  const Figure& found = inputs.figures()[*figure];
  if (found.qualifier != Qualifier::kEqual && found.qualifier != Qualifier::kAbout) {
    return std::nullopt;
  }
  return found.value->ToDouble();
}

BaseFigures FiguresOf(const InputSet& inputs, size_t indicator) {
  const Indicator& known = inputs.indicators()[indicator];
  return ChooseBaseFigures(inputs, known, inputs.FindTarget(known.id, inputs.base_year() + 1));
}

absl::StatusOr<std::vector<Member>> Published(const InputSet& inputs,
                                              const std::vector<size_t>& indicators) {
  std::vector<Member> members;
  for (const size_t indicator : indicators) {
    const BaseFigures base = FiguresOf(inputs, indicator);
    const auto growth = NumberOf(inputs, base.growth);
    if (!growth.has_value()) return Missing(inputs, indicator, "growth", inputs.base_year());
    members.push_back(
        {indicator, *growth, NumberOf(inputs, base.previous_level), NumberOf(inputs, base.level)});
  }
  return members;
}

// Levels carried from the base year by the growth in between.
std::vector<Member> Projected(const InputSet& inputs, const std::vector<size_t>& indicators,
                              const std::vector<GrowthOutlook>& outlooks, int year) {
  std::vector<Member> members;
  for (const size_t indicator : indicators) {
    Member member{indicator, 0, NumberOf(inputs, FiguresOf(inputs, indicator).level), std::nullopt};
    for (const GrowthOutlook& outlook : outlooks) {
      if (outlook.indicator != indicator) continue;
      if (outlook.year == year) member.growth_percent = outlook.MedianPercent();
      if (outlook.year < year && member.before.has_value()) {
        *member.before *= std::exp(outlook.median);
      }
    }
    members.push_back(member);
  }
  return members;
}

bool AllHave(const std::vector<Member>& members, std::optional<double> Member::*level) {
  for (const Member& member : members) {
    if (!(member.*level).has_value()) return false;
  }
  return true;
}

absl::Status DecomposeSum(const InputSet& inputs, const std::vector<Member>& members,
                          DecomposeAnswer& answer) {
  const bool by_base = AllHave(members, &Member::before);
  if (!by_base && !AllHave(members, &Member::current)) {
    for (const Member& member : members) {
      if (!member.before.has_value() && !member.current.has_value()) {
        return Missing(inputs, member.indicator, "level", answer.year - 1);
      }
    }
    return Missing(inputs, members.front().indicator, "level in the same year as its parts",
                   answer.year - 1);
  }
  std::vector<GrowingLevel> levels;
  levels.reserve(members.size());
  for (const Member& member : members) {
    levels.push_back({by_base ? *member.before : *member.current, member.growth_percent});
  }
  ASSIGN_OR_RETURN(const GrowthDecomposition done,
                   DecomposeGrowth(levels.front(), absl::MakeConstSpan(levels).subspan(1),
                                   by_base ? LevelYear::kBase : LevelYear::kCurrent));
  answer.residual_points = done.residual_points;
  for (size_t i = 0; i < done.parts.size(); ++i) {
    const PartContribution& part = done.parts[i];
    answer.parts.push_back({members[i + 1].indicator, part.share_percent / 100,
                            members[i + 1].growth_percent, part.pull_points, part.rate_percent});
  }
  if (!by_base) {
    answer.context.assumptions.push_back({"上年水平未公布:权重由当年水平按各自增速倒推",
                                          "levels of the year before were not published: weights "
                                          "are levels of the year itself taken "
                                          "back by their growth"});
  }
  return absl::OkStatus();
}

absl::Status DecomposeFactors(const std::vector<Member>& members, DecomposeAnswer& answer) {
  std::vector<Factor> factors;
  for (size_t i = 1; i < members.size(); ++i) {
    factors.push_back({1, 1 + members[i].growth_percent / 100});
  }
  ASSIGN_OR_RETURN(const ProductDecomposition done, DecomposeProduct(factors));
  const double growth = members.front().growth_percent;
  double pulls = 0;
  for (size_t i = 0; i < done.parts.size(); ++i) {
    PartOfGrowth part{members[i + 1].indicator, std::nullopt, members[i + 1].growth_percent,
                      done.parts[i] * 100, std::nullopt};
    if (growth != 0) part.rate_percent = part.pull_points / growth * 100;
    pulls += part.pull_points;
    answer.parts.push_back(part);
  }
  answer.residual_points = growth - pulls;
  return absl::OkStatus();
}

LocalizedText Explain(const DecomposeQuestion& question, const DecomposeAnswer& answer,
                      bool published) {
  const bool sum = question.kind == IdentityKind::kSum;
  const std::string source_zh = published ? "已公布的增速" : "情景和短历史趋势的增速";
  const std::string source_en =
      published ? "published growth" : "growth of the scenario and the short-history trend";
  return {
      absl::StrCat(answer.year, "年按", source_zh,
                   sum ? "计算:拉动=上年权重×增速,贡献率=拉动÷总体增速。"
                       : "计算:各因素按对数平均(LMDI)分解,不留交叉项。",
                   "各部分之和与总体之差如实列出,不分摊。"),
      absl::StrCat("For ", answer.year, " from ", source_en,
                   sum ? ": pull is the weight of the year before times growth, the contribution "
                         "rate is pull over the growth of the whole. "
                       : ": factors by logarithmic means (LMDI), without a mixed term. ",
                   "What the parts leave of the whole is shown and not spread.")};
}

std::string CanonicalText(const DecomposeQuestion& question) {
  std::string text = absl::StrCat(static_cast<int>(question.kind), " ", question.whole);
  for (const std::string& part : question.parts) absl::StrAppend(&text, " ", part);
  return text;
}

// Where nothing is assumed for the whole it follows from its parts.
void DeriveWhole(IdentityKind kind, std::vector<Member>& members, DecomposeAnswer& answer) {
  Member& whole = members.front();
  const auto outlook =
      std::find_if(answer.context.outlooks.begin(), answer.context.outlooks.end(),
                   [&](const GrowthOutlook& one) {
                     return one.indicator == whole.indicator && one.year == answer.year;
                   });
  const bool assumed =
      outlook->source == OutlookSource::kScenario || outlook->source == OutlookSource::kGiven;
  const bool sum = kind == IdentityKind::kSum;
  if (assumed || (sum && !AllHave(members, &Member::before))) return;
  double growth = sum ? 0 : 1;
  for (size_t i = 1; i < members.size(); ++i) {
    if (sum) {
      growth += *members[i].before / *whole.before * members[i].growth_percent;
    } else {
      growth *= 1 + members[i].growth_percent / 100;
    }
  }
  whole.growth_percent = sum ? growth : (growth - 1) * 100;
  outlook->median = std::log1p(whole.growth_percent / 100);
  outlook->source = OutlookSource::kIdentity;
  outlook->explanation = {"由各部分推出", "follows from its parts"};
  answer.context.assumptions.push_back({"情景没有设定总体的增速:由各部分推出,故无残差",
                                        "the scenario assumes nothing for the whole: it follows "
                                        "from its parts, so nothing is left"});
}

// The baseline to the year asked about, and the growth it gives to every member.
absl::StatusOr<std::vector<Member>> PrepareMembers(Projector& projector,
                                                   const DecomposeQuestion& question,
                                                   const std::vector<size_t>& indicators,
                                                   Projector::Setting& setting, bool published,
                                                   DecomposeAnswer& answer,
                                                   const rpc::CallContext& call) {
  setting.options.indicators = {question.parts.begin(), question.parts.end()};
  setting.options.indicators.insert(question.whole);
  auto baseline = projector.RunPlanBaseline(question.plan.scenario, setting, call);
  if (!baseline.ok()) return PrefixField(baseline.status(), "frame");
  PlanSetting plan;
  plan.baseline = *std::move(baseline);
  plan.structure = question.plan.structure;
  answer.context.receipt = PlanReceipt(plan, "DecomposeGrowth", CanonicalText(question), 0);
  if (published) return Published(*answer.inputs, indicators);
  answer.context.outlooks = BuildOutlooks(*answer.inputs, plan.baseline.projection,
                                          question.plan.structure.priors, indicators, answer.year);
  std::vector<Member> members =
      Projected(*answer.inputs, indicators, answer.context.outlooks, answer.year);
  DeriveWhole(question.kind, members, answer);
  return members;
}

}  // namespace

absl::StatusOr<DecomposeAnswer> DecomposeGrowth(Projector& projector,
                                                const DecomposeQuestion& question,
                                                const rpc::CallContext& call) {
  if (question.kind == IdentityKind::kRatio) {
    return FieldError("kind", "is a ratio; take apart a sum or a product");
  }
  Frame frame = question.plan.frame;
  const int asked = frame.horizon_year;
  frame.horizon_year = 0;
  auto setting = projector.PreparePlanInputs(frame, call);
  if (!setting.ok()) return PrefixField(setting.status(), "frame");
  DecomposeAnswer answer;
  answer.inputs = setting->inputs;
  const bool published = asked == answer.inputs->base_year();
  answer.year = asked == 0 ? answer.inputs->base_year() + 1 : asked;
  if (!published && asked != 0) {
    frame.horizon_year = asked;
    setting = projector.PreparePlanInputs(frame, call);
    if (!setting.ok()) return PrefixField(setting.status(), "frame");
  }
  RETURN_IF_ERROR(CheckIds(question, *answer.inputs));
  RETURN_IF_ERROR(
      PrefixField(Validate(question.plan.structure, *answer.inputs), "frame.structure"));
  const std::vector<size_t> indicators = Members(question, *answer.inputs);
  ASSIGN_OR_RETURN(
      const std::vector<Member> members,
      PrepareMembers(projector, question, indicators, *setting, published, answer, call));
  answer.growth_percent = members.front().growth_percent;
  RETURN_IF_ERROR(question.kind == IdentityKind::kProduct
                      ? DecomposeFactors(members, answer)
                      : DecomposeSum(*answer.inputs, members, answer));
  answer.context.explanation = Explain(question, answer, published);
  return answer;
}

}  // namespace indicast::projection
