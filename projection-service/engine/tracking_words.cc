#include "projection-service/engine/tracking_words.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {
namespace {

constexpr std::array kMonthNames = {"January",   "February", "March",    "April",
                                    "May",       "June",     "July",     "August",
                                    "September", "October",  "November", "December"};

const char* MonthName(int month) { return kMonthNames.at(static_cast<size_t>(month - 1)); }

std::string Number(double value, int decimals) {
  const std::string text = absl::StrFormat("%.*f", decimals, value);
  // A rounded zero has no sign.
  return text.find_first_of("123456789") == std::string::npos && text[0] == '-' ? text.substr(1)
                                                                                : text;
}

LocalizedText SoFar(const YearTrack& track) {
  const LocalizedText months = MonthsWords(1, track.months);
  if (track.growth_so_far.has_value()) {
    const std::string growth = Number(*track.growth_so_far, 1);
    return {absl::StrCat(months.zh, "增长", growth, "%"),
            absl::StrCat(months.en, " grew ", growth, " %")};
  }
  const std::string level = absl::StrFormat("%.10g", track.level_so_far.value_or(0));
  return {absl::StrCat(months.zh, "为", level), absl::StrCat(months.en, ": ", level)};
}

LocalizedText RequiredWords(const YearTrack& track, const std::string& unit,
                            const InputSet& inputs) {
  if (track.required_kind == RequiredKind::kGrowth) {
    const std::string growth = Number(*track.required, 2);
    const std::string error = Number(track.required_error, 2);
    return {absl::StrCat("其余月份须增长", growth, "%(±", error, "个百分点)"),
            absl::StrCat("the rest must grow ", growth, " % (±", error, " points)")};
  }
  const Unit* known = inputs.FindUnit(unit);
  const std::string value = absl::StrFormat("%.6g", *track.required);
  const LocalizedText symbol = known == nullptr ? LocalizedText{unit, unit} : known->symbol;
  if (track.required_kind == RequiredKind::kMean) {
    return {absl::StrCat("其余月份平均须为", value, symbol.zh),
            absl::StrCat("the remaining months must average ", value, " ", symbol.en)};
  }
  return {absl::StrCat("其余每月须", value, symbol.zh),
          absl::StrCat("each remaining month needs ", value, " ", symbol.en)};
}

LocalizedText Judgement(Standing standing) {
  switch (standing) {
    case Standing::kAhead:
      return {"快于进度", "ahead, less than so far is enough"};
    case Standing::kOnCourse:
      return {"与进度一致(舍入误差之内)", "on course, within rounding"};
    case Standing::kBehind:
      return {"慢于进度", "behind, more than so far is needed"};
    case Standing::kOutOfReach:
      return {"已难以实现,概率不足5%", "out of reach, its probability is under 5 %"};
    case Standing::kReached:
      return {"已经达到", "reached"};
    case Standing::kMissed:
      return {"全年未达到", "missed for the year"};
    case Standing::kUnknown:
      return {"无法判断", "cannot be judged"};
  }
  return {};
}

LocalizedText ShareNote(const YearTrack& track) {
  const YearShare& share = *track.share;
  const std::string value = Number(share.value * 100, 2);
  const std::string sd = Number(share.sd * 100, 1);
  if (track.share_from_implied_base) {
    return {
        "上年公报没有同期数:上年同期由本期水平和增速反推,占上年的比重按上年全年公布数计算",
        "last year's months were not published: their level is implied by this year's level and "
        "growth, and their share is of last year's published total"};
  }
  if (share.source == ShareSource::kBaseYear) return {};  // published: nothing to explain
  if (share.source == ShareSource::kOtherYears) {
    return {absl::StrCat("上年各月未公布:比重取", share.years, "个年份的平均", value, "%(标准差",
                         sd, "个百分点)"),
            absl::StrCat("months of the year before are missing: share ", value, " % from ",
                         share.years, " other year(s), standard deviation ", sd, " points")};
  }
  return {absl::StrCat("没有任何年份的各月数:按时间进度(月数/12,", value,
                       "%),不是季节进度;假定标准差", sd, "个百分点"),
          absl::StrCat("no year has its months: a time schedule (months / 12, ", value,
                       " %), not a seasonal one; standard deviation taken as ", sd, " points")};
}

void AddSlotNotes(const YearTrack& track, std::vector<LocalizedText>& notes) {
  if (!track.slots.empty() && track.slots.front().last_month == 2) {
    notes.push_back(
        {"1—2月合并为一期,不拆分春节所在月",
         "January and February are one period: the spring festival moves between them"});
  }
}

}  // namespace

LocalizedText MonthsWords(int first, int last) {
  if (first == last) return {absl::StrCat(first, "月"), MonthName(first)};
  return {absl::StrCat(first, "—", last, "月"),
          absl::StrCat(MonthName(first), " to ", MonthName(last))};
}

std::string CodeOf(Standing standing) {
  switch (standing) {
    case Standing::kAhead:
      return kAheadOfGoal;
    case Standing::kOnCourse:
      return kOnCourseToGoal;
    case Standing::kBehind:
      return kBehindGoal;
    case Standing::kOutOfReach:
      return kGoalOutOfReach;
    case Standing::kReached:
      return kGoalReached;
    case Standing::kMissed:
      return kGoalMissed;
    case Standing::kUnknown:
      break;
  }
  return kNotTrackable;
}

LocalizedText StandingWords(const YearTrack& track, const std::string& unit,
                            const InputSet& inputs) {
  LocalizedText out = SoFar(track);
  if (track.required.has_value() && track.standing != Standing::kReached) {
    const LocalizedText required = RequiredWords(track, unit, inputs);
    out = {absl::StrCat(out.zh, ",", required.zh), absl::StrCat(out.en, "; ", required.en)};
  }
  const LocalizedText judgement = Judgement(track.standing);
  return {absl::StrCat(out.zh, ":", judgement.zh), absl::StrCat(out.en, ": ", judgement.en)};
}

std::vector<LocalizedText> TrackNotes(const TrackingInput& input, const YearTrack& track) {
  std::vector<LocalizedText> notes;
  if (track.share.has_value() && track.months < 12) {
    if (LocalizedText note = ShareNote(track); !note.empty()) notes.push_back(std::move(note));
  }
  if (track.base.has_value() && track.base->differs) {
    const std::string factor = Number(*track.base->scope_factor, 4);
    notes.push_back({absl::StrCat("同口径基数为上年公报数的", factor, "倍:增速按可比口径计算"),
                     absl::StrCat("the base that growth is measured on is ", factor,
                                  " times last year's published figure: another scope")});
  }
  const bool flow = input.course == Course::kFlow || input.course == Course::kCount;
  if (flow && !track.level_so_far.has_value()) {
    notes.push_back(
        {absl::StrCat("只有增速:以", input.year - 1, "年=100的指数计,不推算水平"),
         absl::StrCat("growth only: an index, ", input.year - 1, " = 100; no level is invented")});
  }
  if (track.growth_is_derived) {
    notes.push_back({"累计增速未公布,由两年公布的水平相除",
                     "cumulative growth was not published; it is the ratio of published levels"});
  }
  AddSlotNotes(track, notes);
  for (const ImpliedSlot& slot : track.slots) {
    if (!slot.growth_is_lost) continue;
    const LocalizedText months = MonthsWords(slot.first_month, slot.last_month);
    notes.push_back({absl::StrCat(months.zh, "单期增速低于舍入误差,不推算"),
                     absl::StrCat("growth of ", months.en,
                                  " is lost in the rounding of the cumulative figures")});
  }
  return notes;
}

LocalizedText PlanningErrorWords(const PlanningError& error, Measure measure) {
  if (error.source == ErrorSource::kNone) {
    return {absl::StrCat("计划误差:预计与实绩成对的只有", error.pairs, "个,不给区间"),
            absl::StrCat("planning error: only ", error.pairs,
                         " pair(s) of an expected figure and its outcome; no band")};
  }
  const bool level = measure == Measure::kLevel;
  const char* unit_zh = level ? "%" : "个百分点";
  const char* unit_en = level ? " %" : " points";
  const std::string bias = Number(error.bias, 2);
  const std::string sd = Number(error.sd, 2);
  const bool own = error.source == ErrorSource::kOwn;
  const std::string from_zh =
      own ? "本指标" : absl::StrCat("本指标不足", kOwnPairs, "对,合并", error.indicators, "个指标");
  const std::string from_en = own ? "of the indicator itself"
                                  : absl::StrCat("pooled over ", error.indicators,
                                                 " indicators, its own are fewer than ", kOwnPairs);
  return {
      absl::StrCat("计划误差(实绩减预计):平均", bias, unit_zh, ",标准差", sd, unit_zh, ";", from_zh,
                   "n=", error.pairs, ",", error.first_year, "—", error.last_year, "年"),
      absl::StrCat("planning error (outcome less expected): mean ", bias, unit_en,
                   ", standard deviation ", sd, unit_en, "; n = ", error.pairs, " ", from_en, ", ",
                   error.first_year, " to ", error.last_year)};
}

}  // namespace indicast::projection
