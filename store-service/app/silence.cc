#include "store-service/app/silence.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/app/release_calendar.h"

namespace indicast::store {
namespace {

constexpr int kMaxUpcomingDays = 366;
constexpr int kMinRepeatedDigits = 3;
constexpr int kShanghaiSeconds = 8 * 3600;

int DaysBetween(const Date& from, const Date& to) {
  return static_cast<int>(absl::CivilDay(to.year(), to.month(), to.day()) -
                          absl::CivilDay(from.year(), from.month(), from.day()));
}

// Digits that a source must have meant.
int SignificantDigits(const Decimal& value) {
  Int128 rest = value.Abs().coefficient();
  while (value.scale() == 0 && rest != 0 && rest % 10 == 0) rest /= 10;
  int digits = 0;
  for (; rest != 0; rest /= 10) ++digits;
  return digits;
}

// The released figures of one series at one frequency, by place in the calendar.
using Released = std::map<int, std::shared_ptr<const Observation>>;

class SilenceFinder {
 public:
  SilenceFinder(const Snapshot& snapshot, const SilenceQuery& query, const AsOf& as_of,
                const Date& date)
      : snapshot_(snapshot), query_(query), as_of_(as_of), date_(date) {}

  std::vector<SilentSeries> Run() {
    for (const auto& [indicator, revision] : snapshot_.Indicators(as_of_)) {
      if (indicator->releases.empty() || !Wanted(query_.indicators, indicator->id)) continue;
      Judge(*indicator);
    }
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.series, a.kind) < std::tie(b.series, b.kind);
    });
    return std::move(found_);
  }

 private:
  static bool Wanted(const std::vector<std::string>& wanted, const std::string& id) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), id) != wanted.end();
  }

  void Judge(const Indicator& indicator) {
    std::map<SeriesKey, std::vector<std::shared_ptr<const Observation>>> series;
    ObservationQuery figures;
    figures.indicators = {indicator.id};
    figures.areas = query_.areas;
    snapshot_.Visit(figures, as_of_, [&](const VintageView& view) {
      const Observation& o = *view.observation;
      if (o.series.scope == "total" && IsOutcome(o.stage)) {
        series[o.series].push_back(view.observation);
      }
      return true;
    });
    for (const ReleaseRule& rule : indicator.releases) {
      bool published = false;
      for (const auto& [key, outcomes] : series) {
        if (key.measure != rule.measure || !Applies(indicator, rule, key.area)) continue;
        const Released released = ReleasedAt(rule.frequency, outcomes);
        if (released.empty()) continue;
        published = true;
        JudgeSeries(key, rule, released);
      }
      if (!published && !rule.area.empty() && Wanted(query_.areas, rule.area)) {
        JudgeUnpublished(indicator, rule);
      }
    }
  }

  static bool Applies(const Indicator& indicator, const ReleaseRule& rule,
                      const std::string& area) {
    if (!rule.area.empty()) return rule.area == area;
    return std::none_of(indicator.releases.begin(), indicator.releases.end(),
                        [&](const ReleaseRule& other) {
                          return other.area == area && other.frequency == rule.frequency &&
                                 other.measure == rule.measure;
                        });
  }

  static Released ReleasedAt(const std::string& frequency,
                             const std::vector<std::shared_ptr<const Observation>>& outcomes) {
    Released released;
    for (const auto& o : outcomes) {
      const auto index = PeriodIndex(frequency, o->period);
      if (index.has_value()) released.emplace(*index, o);
    }
    return released;
  }

  // nullopt beyond the calendar.
  static std::optional<Date> DueDate(const ReleaseRule& rule, const Period& period) {
    const auto due = period.last_day().AddDays(rule.due_days);
    return due.ok() ? std::optional<Date>(*due) : std::nullopt;
  }

  void Add(const SeriesKey& key, SilenceKind kind, const ReleaseRule& rule,
           const std::optional<Period>& last, const Period& expected, const Date& due,
           int missing) {
    found_.push_back({key, kind, rule, last, expected, due, DaysBetween(due, date_), missing});
  }

  void JudgeSeries(const SeriesKey& key, const ReleaseRule& rule, const Released& released) {
    const auto& [last_index, newest] = *released.rbegin();
    const Period& last = newest->period;
    const auto before = released.find(last_index - 1);
    if (before != released.end() && IsRepetition(*before->second, *newest)) {
      const auto due = DueDate(rule, last);
      if (due.has_value()) Add(key, SilenceKind::kRepeated, rule, last, last, *due, 0);
    }
    const auto next = PeriodAt(rule.frequency, last_index + 1);
    const auto due = next.has_value() ? DueDate(rule, *next) : std::nullopt;
    if (!due.has_value()) return;
    const int missing = OverdueAfter(rule, last_index);
    if (missing > 0) {
      const SilenceKind kind = missing > 1 ? SilenceKind::kStale : SilenceKind::kOverdue;
      Add(key, kind, rule, last, *next, *due, missing);
    } else if (IsUpcoming(*due)) {
      Add(key, SilenceKind::kUpcoming, rule, last, *next, *due, 0);
    }
  }

  bool IsUpcoming(const Date& due) const {
    return query_.upcoming_days > 0 && DaysBetween(date_, due) <= query_.upcoming_days;
  }

  // Periods after the place whose due date has passed. Due dates grow with the periods, so those
  // after the last period that ended in time are not asked.
  int OverdueAfter(const ReleaseRule& rule, int index) const {
    const int last = LastOverdue(rule);
    return std::max(0, last - index);
  }

  // The place of the last period whose due date has passed.
  int LastOverdue(const ReleaseRule& rule) const {
    const auto ended_by = date_.AddDays(-rule.due_days - 1);
    return ended_by.ok() ? LastIndexUpTo(rule.frequency, *ended_by) : -1;
  }

  void JudgeUnpublished(const Indicator& indicator, const ReleaseRule& rule) {
    const SeriesKey key = {indicator.id, rule.area, rule.measure, PriceBasis::kUnstated, "total"};
    const auto expected = PeriodAt(rule.frequency, LastOverdue(rule));
    if (!expected.has_value()) return;
    const auto due = DueDate(rule, *expected);
    if (due.has_value()) {
      Add(key, SilenceKind::kOverdue, rule, std::nullopt, *expected, *due, 1);
    }
  }

  const Snapshot& snapshot_;
  const SilenceQuery& query_;
  const AsOf& as_of_;
  const Date date_;
  std::vector<SilentSeries> found_;
};

// Later pages are judged at the day of the first one: positions are "date/place".
absl::StatusOr<Date> TakeDate(const Date& first, PageStart& start) {
  if (start.position.empty()) return first;
  const std::vector<std::string> parts = absl::StrSplit(start.position, '/');
  const auto date = Date::Parse(parts[0]);
  if (parts.size() != 2 || !date.ok()) {
    return FieldError("page_token", "is not one of this listing", "PAGE_TOKEN_INVALID");
  }
  start.position = parts[1];
  return *date;
}

std::string QueryText(const SilenceQuery& query) {
  return absl::StrCat(
      "silent\n", absl::StrJoin(query.indicators, ","), "\n", absl::StrJoin(query.areas, ","), "\n",
      query.date.has_value() ? query.date->ToString() : "", "\n", query.upcoming_days);
}

}  // namespace

Date DayInShanghai(absl::Time time) {
  const absl::CivilDay day(absl::ToCivilSecond(time, absl::FixedTimeZone(kShanghaiSeconds)));
  return Date::Create(static_cast<int>(day.year()), day.month(), day.day()).value_or(Date());
}

bool IsRepetition(const Observation& before, const Observation& newest) {
  return newest.series.measure == Measure::kLevel && before.value.has_value() &&
         newest.value.has_value() && before.unit == newest.unit &&
         before.qualifier == newest.qualifier && SameRepresentation(*before.value, *newest.value) &&
         SignificantDigits(*newest.value) >= kMinRepeatedDigits;
}

absl::StatusOr<SilencePage> ListSilentSeries(const Snapshot& snapshot, const SilenceQuery& query,
                                             const Date& today, const AsOf& as_of,
                                             const PageRequest& request) {
  if (query.upcoming_days < 0 || query.upcoming_days > kMaxUpcomingDays) {
    return FieldError("upcoming_days", absl::StrCat(query.upcoming_days, " is not in the range 0..",
                                                    kMaxUpcomingDays));
  }
  ASSIGN_OR_RETURN(PageStart start, StartPage(snapshot, request, as_of, QueryText(query)));
  const Date first = query.date.value_or(start.as_of.publication_date.value_or(today));
  SilencePage answer;
  ASSIGN_OR_RETURN(answer.date, TakeDate(first, start));
  ASSIGN_OR_RETURN(answer.page,
                   PageOf(start, SilenceFinder(snapshot, query, start.as_of, answer.date).Run()));
  if (!answer.page.next_token.empty()) {
    ASSIGN_OR_RETURN(const size_t begin, PagePosition(start));
    answer.page.next_token = NextPageToken(
        start, absl::StrCat(answer.date.ToString(), "/", begin + answer.page.items.size()));
  }
  return answer;
}

}  // namespace indicast::store
