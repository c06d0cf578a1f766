#include "store-service/app/import_findings.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "store-service/app/wording_check.h"

namespace indicast::store {
namespace {

bool IsPlain(const Observation& figure) {
  return figure.value.has_value() && figure.qualifier == Qualifier::kEqual &&
         IsOutcome(figure.stage);
}

// Half a unit of the last digit.
Decimal Rounding(const Decimal& value) {
  return Decimal::Create(5, value.scale() + 1).value_or(Decimal());
}

// A sum that knows how far rounding may have moved it. Invalid once it does not fit a Decimal.
class RoundedSum {
 public:
  void Add(const Decimal& value) { Put(sum_.Add(value), value); }
  void Subtract(const Decimal& value) { Put(sum_.Subtract(value), value); }

  // Further from zero than rounding explains.
  bool IsAbove() const { return valid_ && sum_ > slack_; }
  bool IsBelow() const { return valid_ && sum_.Negate() > slack_; }
  const Decimal& sum() const { return sum_; }

 private:
  void Put(absl::StatusOr<Decimal> next, const Decimal& value) {
    const auto slack = slack_.Add(Rounding(value));
    valid_ = valid_ && next.ok() && slack.ok();
    if (!valid_) return;
    sum_ = *next;
    slack_ = *slack;
  }

  Decimal sum_;
  Decimal slack_;
  bool valid_ = true;
};

// The observations of a request, some of which may have moved into the records of a plan.
struct Figures {
  const std::vector<Observation>& requested;
  const std::vector<Record>* records = nullptr;
  const std::vector<uint32_t>* places = nullptr;

  size_t size() const { return places == nullptr ? requested.size() : places->size(); }
  const Observation& operator[](size_t i) const {
    if (records == nullptr || (*places)[i] == kNotWritten) return requested[i];
    return std::get<Observation>((*records)[(*places)[i]]);
  }
};

class Findings {
 public:
  // `wordings` may be empty.
  Findings(const Figures& figures, const std::vector<Target>& targets,
           const std::vector<WordingVerdict>& wordings, const Snapshot& next, ImportReport& report)
      : figures_(figures), targets_(targets), wordings_(wordings), next_(next), report_(report) {
    for (const auto& [indicator, revision] : next.Indicators()) {
      for (const IndicatorLink& link : indicator->links) {
        if (link.relation == "part-of") wholes_.emplace(indicator->id, link.indicator);
        if (link.relation == "component-of") components_[link.indicator].push_back(indicator->id);
      }
    }
  }

  void Run() {
    for (size_t i = 0; i < figures_.size(); ++i) {
      const Observation& figure = figures_[i];
      const RecordPlace place = {"observations", i};
      if (!wordings_.empty() && wordings_[i] == WordingVerdict::kAgrees) {
        ++report_.wordings_checked;
      } else {
        Wording(place, figure);
      }
      if (!IsPlain(figure)) continue;
      Change(place, figure);
      Part(place, figure);
      Components(place, figure);
    }
    for (size_t i = 0; i < targets_.size(); ++i) Wording(RecordPlace{"targets", i}, targets_[i]);
  }

 private:
  void Add(absl::string_view code, std::string field, std::string text) {
    ++report_.finding_count;
    if (report_.findings.size() < kMaxReportedFindings) {
      report_.findings.push_back({std::string(code), std::move(field), std::move(text)});
    }
  }

  const Unit* FindUnit(const std::string& id) {
    const auto [it, is_new] = units_.try_emplace(id);
    if (is_new) it->second = next_.FindUnit(id);
    return it->second.get();
  }

  template <typename Record>
  void Wording(const RecordPlace& place, const Record& record) {
    const Unit* const unit = FindUnit(record.unit);
    if (unit == nullptr) return;
    WordingCheck check = CheckWording(record, *unit);
    if (check.verdict == WordingVerdict::kAgrees) ++report_.wordings_checked;
    if (check.verdict == WordingVerdict::kUnchecked) {
      Add(kWordingUnchecked, place.Field(".published_text"), std::move(check.text));
    }
    if (check.verdict == WordingVerdict::kDiffers) {
      Add(kWordingDiffers, place.Field(absl::StrCat(".", check.field)), std::move(check.text));
    }
  }

  // The figure of the same document and stage in a sibling series; null unless it is a plain number
  // in the same unit.
  std::shared_ptr<const Observation> Sibling(const Observation& figure,
                                             const std::string& indicator, Measure measure,
                                             const Period& period) const {
    SeriesKey series = figure.series;
    series.indicator = indicator;
    series.measure = measure;
    auto found = next_.FindVintage(series, period, figure.stage, figure.evidence.document);
    const bool usable = found != nullptr && IsPlain(*found) && found->unit == figure.unit;
    return usable ? found : nullptr;
  }

  // L(t) - C(t) against the level in use for t-1.
  void Change(const RecordPlace& place, const Observation& figure) {
    if (figure.series.measure != Measure::kChange || !figure.period.is_year()) return;
    const auto level = Sibling(figure, figure.series.indicator, Measure::kLevel, figure.period);
    const auto before = Period::Year(figure.period.year() - 1);
    if (level == nullptr || !before.ok()) return;
    SeriesKey levels = figure.series;
    levels.measure = Measure::kLevel;
    const auto previous = next_.Preferred(levels, *before);
    if (!previous.has_value() || !IsPlain(*previous->observation) ||
        previous->observation->unit != figure.unit) {
      return;
    }
    RoundedSum rest;
    rest.Add(*level->value);
    rest.Subtract(*figure.value);
    rest.Subtract(*previous->observation->value);
    if (!rest.IsAbove() && !rest.IsBelow()) return;
    Add(kChangeDoesNotFit, place.Field(".value"),
        absl::StrCat("level ", level->value->ToString(), " less change ", figure.value->ToString(),
                     " is not the level ", previous->observation->value->ToString(), " of ",
                     before->ToString(), " (", previous->observation->evidence.document,
                     "); off by ", rest.sum().ToString()));
  }

  void Part(const RecordPlace& place, const Observation& figure) {
    if (figure.series.measure != Measure::kLevel) return;
    const auto [first, last] = wholes_.equal_range(figure.series.indicator);
    for (auto it = first; it != last; ++it) {
      const auto whole = Sibling(figure, it->second, Measure::kLevel, figure.period);
      if (whole == nullptr) continue;
      RoundedSum rest;
      rest.Add(*figure.value);
      rest.Subtract(*whole->value);
      if (!rest.IsAbove()) continue;
      Add(kPartsDoNotAddUp, place.Field(".value"),
          absl::StrCat(figure.value->ToString(), " exceeds ", it->second,
                       ", of which it is a part: ", whole->value->ToString()));
    }
  }

  // Once a whole, at its own row.
  void Components(const RecordPlace& place, const Observation& whole) {
    if (whole.series.measure != Measure::kLevel) return;
    const auto found = components_.find(whole.series.indicator);
    if (found == components_.end()) return;
    RoundedSum rest;
    for (const std::string& component : found->second) {
      const auto part = Sibling(whole, component, Measure::kLevel, whole.period);
      if (part == nullptr) return;
      rest.Add(*part->value);
    }
    rest.Subtract(*whole.value);
    if (!rest.IsAbove() && !rest.IsBelow()) return;
    Add(kPartsDoNotAddUp, place.Field(".value"),
        absl::StrCat("the components of ", whole.series.indicator, " of ", whole.period.ToString(),
                     " add up to ", rest.sum().ToString(), " more than ", whole.value->ToString(),
                     ", which rounding does not explain"));
  }

  const Figures figures_;
  const std::vector<Target>& targets_;
  const std::vector<WordingVerdict>& wordings_;
  const Snapshot& next_;
  ImportReport& report_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Unit>> units_;  // those met so far
  std::multimap<std::string, std::string> wholes_;                       // part > whole
  std::map<std::string, std::vector<std::string>> components_;           // whole > components
};

}  // namespace

void AddFindings(const ImportRequest& request, const Snapshot& next, ImportReport& report) {
  Findings({request.observations}, request.targets, {}, next, report).Run();
}

void AddFindings(const ImportRequest& request, const std::vector<Record>& records,
                 const std::vector<uint32_t>& places, const std::vector<WordingVerdict>& wordings,
                 const Snapshot& next, ImportReport& report) {
  Findings({request.observations, &records, &places}, request.targets, wordings, next, report)
      .Run();
}

}  // namespace indicast::store
