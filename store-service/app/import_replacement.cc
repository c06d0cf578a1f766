#include "store-service/app/import_replacement.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "store-service/app/figure_index.h"
#include "store-service/app/summary.h"
#include "store-service/domain/ids.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;

void CheckReplacement(const std::string& path, const ObservationReplacement& replacement,
                      std::vector<FieldViolation>& violations) {
  if (replacement.indicators.empty() && replacement.documents.empty()) {
    violations.push_back({path,
                          "names neither indicators nor documents, so it would end all that "
                          "is stored; name those that the request states completely"});
  }
  const auto count = [&](absl::string_view list, const std::vector<std::string>& ids) {
    if (ids.size() <= kMaxReplacementIds) return;
    violations.push_back({absl::StrCat(path, ".", list),
                          absl::StrCat("has ", ids.size(), " ids; at most ", kMaxReplacementIds)});
  };
  count("indicators", replacement.indicators);
  count("areas", replacement.areas);
  count("documents", replacement.documents);
  if (replacement.from_day.has_value() && replacement.to_day.has_value() &&
      *replacement.to_day < *replacement.from_day) {
    violations.push_back({path + ".to_period", "ends before from_period begins"});
  }
}

void PutList(Sha256& digest, const std::vector<std::string>& list) {
  digest.PutInt(static_cast<int64_t>(list.size()));
  for (const std::string& item : list) digest.PutString(item);
}

std::string DayText(const std::optional<Date>& day) {
  return day.has_value() ? day->ToString() : "";
}

ObservationQuery QueryOf(const ObservationReplacement& replacement) {
  ObservationQuery query;
  query.indicators = replacement.indicators;
  query.areas = replacement.areas;
  query.documents = replacement.documents;
  query.from_day = replacement.from_day;
  query.to_day = replacement.to_day;
  query.all_vintages = true;
  return query;
}

}  // namespace

void CheckVerbs(const ImportRequest& request, std::vector<FieldViolation>& violations) {
  for (size_t i = 0; i < request.withdrawals.size() && violations.size() < kMaxViolations; ++i) {
    const VintageKey& key = request.withdrawals[i];
    const std::string path = RecordPath("withdrawals", i);
    for (FieldViolation& v : DetailOf(PrefixField(Validate(key.series), "series")).violations) {
      violations.push_back({absl::StrCat(path, ".", v.field), std::move(v.description)});
    }
    if (!IsId(key.document)) {
      violations.push_back({path + ".document", absl::StrCat("'", Shorten(key.document),
                                                             "' is not an id of a document")});
    }
  }
  if (request.replacements.size() > kMaxReplacements) {
    violations.push_back({"replacements", absl::StrCat("has ", request.replacements.size(),
                                                       " entries; at most ", kMaxReplacements)});
    return;
  }
  for (size_t i = 0; i < request.replacements.size() && violations.size() < kMaxViolations; ++i) {
    CheckReplacement(RecordPath("replacements", i), request.replacements[i], violations);
  }
}

Endings FindEndings(const ImportRequest& request, const Snapshot& snapshot, const AsOf& as_of) {
  Endings endings;
  const auto end = [&](const std::shared_ptr<const Observation>& observation, std::string field,
                       bool replaced) {
    std::string key = KeyOf(*observation);
    if (!endings.keys.insert(key).second) return;
    endings.vintages.push_back({observation, std::move(key), std::move(field), replaced});
  };
  for (size_t i = 0; i < request.withdrawals.size(); ++i) {
    const VintageKey& key = request.withdrawals[i];
    const auto current =
        snapshot.FindVintage(key.series, key.period, key.stage, key.document, as_of);
    if (current != nullptr) end(current, RecordPath("withdrawals", i), false);
  }
  if (request.replacements.empty()) return endings;
  const FigureIndex held(request.observations);
  for (size_t i = 0; i < request.replacements.size(); ++i) {
    snapshot.Visit(QueryOf(request.replacements[i]), as_of, [&](const VintageView& view) {
      const Observation& stored = *view.observation;
      if (held.Find({stored.series, stored.period, stored.stage, stored.evidence.document}) ==
          nullptr) {
        end(view.observation, RecordPath("replacements", i), true);
      }
      return true;
    });
  }
  return endings;
}

void AddEndings(const Endings& endings, ImportPlan& plan) {
  plan.records.reserve(plan.records.size() + endings.vintages.size());
  for (const EndedVintage& ended : endings.vintages) {
    ++plan.report.withdrawn;
    if (plan.report.changes.size() < kMaxReportedChanges) {
      plan.report.changes.push_back(
          {std::string(KindOf(*ended.observation)), ended.key, Summary(*ended.observation), ""});
    }
    plan.records.emplace_back(Withdrawal{ended.key});
  }
}

void PutVerbs(const ImportRequest& request, Sha256& digest) {
  for (const VintageKey& key : request.withdrawals) {
    digest.PutString("withdrawal").PutString(key.ToString());
  }
  for (const ObservationReplacement& replacement : request.replacements) {
    digest.PutString("replacement");
    PutList(digest, replacement.indicators);
    PutList(digest, replacement.areas);
    PutList(digest, replacement.documents);
    digest.PutString(DayText(replacement.from_day)).PutString(DayText(replacement.to_day));
  }
}

}  // namespace indicast::store
