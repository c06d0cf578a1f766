#include "projection-service/engine/issue.h"

#include <array>

#include "common/status/error.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {
namespace {

struct StandardText {
  const char* code;
  const char* zh;
  const char* en;
};

constexpr std::array kTexts = {
    StandardText{kNoAssumption, "情景未对该指标作出假设", "the scenario assumes nothing for it"},
    StandardText{kBaseMissing, "缺少基期公布数", "no base-year figure was published"},
    StandardText{kBaseTextOnly, "基期仅有文字表述", "the base year was published in words only"},
    StandardText{kBaseExpectedOnly, "基期仅有预计数,不作基数",
                 "only an expected figure exists for the base year; it is never a base"},
    StandardText{kBaseNotPositive, "基数不为正,增速无意义",
                 "growth is undefined on a base that is not positive"},
    StandardText{kLevelNotPublished, "未公布水平值,按水平的假设无法计算",
                 "no level was published, so a rule in levels cannot be computed"},
    StandardText{kGrowthUndefined, "水平值不为正,增速无意义",
                 "growth is undefined where the level is not positive"},
    StandardText{kBoundUndetermined, "基数只有界限,结果的界限无法确定",
                 "the base is only a bound and the result can be bounded neither way"},
    StandardText{kOutsideLogisticRange, "已公布的水平值超出饱和曲线的上下限",
                 "a published level lies outside the floor and ceiling of the logistic path"},
    StandardText{kSlopeUnknown, "没有口径不中断的连续两年水平值,无法推算饱和曲线的斜率",
                 "the slope of the logistic path needs two consecutive published levels without a "
                 "break between them"},
    StandardText{kValueOutOfRange, "结果超出可表示的范围", "the result is too large to state"},
    StandardText{kExternalQuotaUnknown, "上级下达的任务数未知", "the assigned quota is not known"},
    StandardText{kQualitativeTarget, "定性目标,由事后公布的结果判断",
                 "a promise in words; only a later statement of the outcome can judge it"},
    StandardText{kScopeDiffers, "基期数与目标口径不同,水平不可直接相比",
                 "the base covers another scope than the target, so the levels do not compare"},
    StandardText{kTargetOutsideHorizon, "目标年份不在所问年份之内",
                 "the target's year lies outside the years asked about"},
    StandardText{kBaseIsBound, "基数只有界限", "the base is only a bound"},
    StandardText{kStretchTarget, "力争目标,不作为硬性或预期性要求",
                 "a stretch target is no condition of the plan"},
    StandardText{kRelativeUnknown, "所比较的指标无法计算",
                 "the indicator it is compared with cannot be computed"},
    StandardText{kNotASum, "跨年目标,但这类指标的各年数值不能相加",
                 "a promise over several years whose yearly figures do not add up"},
    StandardText{kSumOverYears, "跨年累计目标,概率计算不含此类目标",
                 "a sum over several years; its chance is not computed here"},
    StandardText{kGoalReached, "截至基期已达到目标", "the goal is reached by the base year"},
    StandardText{kGoalMissed, "截至基期已超出目标上限", "the limit is passed by the base year"},
    StandardText{kShareOutOfRange, "上年同期占全年的比重不在0与1之间",
                 "the share of the months so far does not lie between 0 and 1"},
    StandardText{kNotTrackable, "没有按年内累计数跟踪这类目标的办法",
                 "cumulative figures say nothing about a target of this kind"},
    StandardText{kNoPartYearFigure, "没有该年的累计数",
                 "no cumulative figure of the year was published"},
};

}  // namespace

Issue MakeIssue(const std::string& code) {
  for (const StandardText& text : kTexts) {
    if (code == text.code) return {code, {text.zh, text.en}};
  }
  return {code, {code, code}};
}

Issue IssueOf(const absl::Status& status) { return MakeIssue(DetailOf(status).reason); }

}  // namespace indicast::projection
