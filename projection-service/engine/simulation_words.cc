#include "projection-service/engine/simulation_words.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace indicast::projection {
namespace {

LocalizedText FanWords(const SimulationOutcome& outcome, const SimulationOptions& options) {
  if (outcome.method != ComputedBy::kMonteCarlo) {
    return {"各指标对数增速服从正态分布,扇形区间由闭式公式给出",
            "Log growth of each indicator is normal, and the fans follow in closed form"};
  }
  const LocalizedText law =
      options.degrees_of_freedom > 0
          ? LocalizedText{absl::StrFormat("自由度%g的t分布", options.degrees_of_freedom),
                          absl::StrFormat("Student with %g degrees of freedom",
                                          options.degrees_of_freedom)}
          : LocalizedText{"正态分布", "normal"};
  return {absl::StrCat("各指标对数增速服从", law.zh, ",扇形区间由", outcome.paths,
                       "条模拟路径(Philox4x32-10,种子", options.seed, ")计数得出"),
          absl::StrCat("Log growth of each indicator is ", law.en, ", and the fans are counted on ",
                       outcome.paths, " simulated paths (Philox4x32-10, seed ", options.seed, ")")};
}

LocalizedText JointWords(const std::optional<Chance>& all) {
  if (!all.has_value()) {
    return {"没有可计算概率的目标", "There is no goal to give a probability of"};
  }
  switch (all->method) {
    case ComputedBy::kClosedForm:
      return {"目标概率为闭式解", "The probability of the goals is a closed form"};
    case ComputedBy::kGenz:
      return {absl::StrCat("全部目标同时实现的概率用Genz(1992)方法在", all->count,
                           "个扰动Sobol点上积分"),
              absl::StrCat("The probability that all goals hold together is integrated by Genz "
                           "(1992) over ",
                           all->count, " scrambled Sobol points")};
    case ComputedBy::kMonteCarlo:
      return {absl::StrCat("全部目标同时实现的概率由", all->count, "条路径计数,附95%威尔逊区间"),
              absl::StrCat("The probability that all goals hold together is counted on ",
                           all->count, " paths, with its 95 % Wilson interval")};
  }
  return {};
}

}  // namespace

LocalizedText SimulationWords(const SimulationOutcome& outcome, const SimulationOptions& options) {
  const LocalizedText fans = FanWords(outcome, options);
  const LocalizedText joint = JointWords(outcome.all);
  const LocalizedText centre =
      options.keep_mean ? LocalizedText{",情景路径为均值", "; the plan's path is the mean"}
                        : LocalizedText{",情景路径为中位数", "; the plan's path is the median"};
  return {absl::StrCat(fans.zh, centre.zh, "。", joint.zh, "。"),
          absl::StrCat(fans.en, centre.en, ". ", joint.en, ".")};
}

std::vector<LocalizedText> SystemAssumptions(const PlanSystem& system, const InputSet& inputs) {
  std::vector<LocalizedText> out;
  if (system.repair.has_value()) {
    const std::string changed = absl::StrCat(system.repair->changed);
    const std::string most = absl::StrFormat("%.3g", system.repair->largest_change);
    if (system.repair_kept_stated) {
      out.push_back({absl::StrCat("给定的相关系数与共同相关系数不相容:给定的保留,其余", changed,
                                  "个向零收缩,最多", most),
                     absl::StrCat("the stated correlations do not go with the common one: they are "
                                  "kept, ",
                                  changed, " others shrink, by ", most, " at most")});
    } else {
      out.push_back({absl::StrCat("给定的相关系数彼此不相容,已换成最近的相关矩阵(Higham 2002):"
                                  "改动",
                                  changed, "个,最多", most),
                     absl::StrCat("the stated correlations contradict one another and gave way to "
                                  "the nearest correlation matrix (Higham 2002): ",
                                  changed, " changed, by ", most, " at most")});
    }
  }
  const std::vector<std::string> loops = LoopNames(system, inputs);
  if (!loops.empty()) {
    const std::string names = absl::StrJoin(loops, "; ");
    out.push_back({absl::StrCat("弹性互为因果,已联立求解:", names),
                   absl::StrCat("elasticities in a loop, solved simultaneously: ", names)});
  }
  if (system.explodes) {
    out.push_back({"弹性反馈的谱半径不小于1:逐轮迭代会发散,联立解仍然存在",
                   "the feedback of the elasticities has a spectral radius of 1 or more: as an "
                   "iteration it would explode, the simultaneous solution still exists"});
  }
  return out;
}

}  // namespace indicast::projection
