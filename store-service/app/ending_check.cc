#include "store-service/app/ending_check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;
constexpr size_t kMaxNamed = 3;
constexpr size_t kKeyBytes = 200;

// What is there instead of the vintage.
std::string WhyNotCurrent(const VintageKey& key, const Snapshot& snapshot) {
  std::vector<std::string> current;
  Revision withdrawn = 0;
  for (const ObservationVersion& version : snapshot.History(key.series, key.period)) {
    const Observation& figure = *version.observation;
    const bool same = figure.stage == key.stage && figure.evidence.document == key.document;
    if (same && version.withdrawn) withdrawn = version.revision;
    if (version.current && !version.withdrawn && current.size() < kMaxNamed) {
      current.push_back(absl::StrCat(CodeOf(figure.stage), "|", figure.evidence.document));
    }
  }
  if (withdrawn != 0) return absl::StrCat("was withdrawn with revision ", withdrawn);
  if (current.empty()) return "no figure of this series and period is current";
  return absl::StrCat("current of this series and period: ", absl::StrJoin(current, ", "));
}

class EndingChecker {
 public:
  EndingChecker(const Snapshot& snapshot, const Endings& endings, const FigureIndex& figures,
                const AddViolation& add)
      : snapshot_(snapshot), endings_(endings), figures_(figures), add_(add) {}

  void CheckWithdrawal(const std::string& path, const VintageKey& withdrawn) {
    const std::string key = withdrawn.ToString();
    if (figures_.Find(withdrawn) != nullptr) {
      Add("DUPLICATE_KEY", path,
          absl::StrCat("'", Shorten(key, kKeyBytes),
                       "' is also among the observations; keep one of the two"));
    } else if (!endings_.keys.contains(key)) {
      Add("OBSERVATION_NOT_FOUND", path,
          absl::StrCat("'", Shorten(key, kKeyBytes),
                       "' is not current: ", WhyNotCurrent(withdrawn, snapshot_)));
    }
  }

  void CheckDerived(const EndedVintage& ended) {
    for (const std::string& derived : snapshot_.DerivedFrom(ended.key)) {
      const auto key = VintageKey::Parse(derived);
      if (!key.ok() || figures_.Find(*key) != nullptr || endings_.keys.contains(derived)) continue;
      if (!StillDerives(*key, ended.key)) continue;
      Add("DERIVATION_INPUT_WITHDRAWN", ended.field,
          absl::StrCat("ends '", Shorten(ended.key, kKeyBytes), "', from which '",
                       Shorten(derived, kKeyBytes), "' is derived; withdraw that one too"));
    }
  }

  bool full() const { return count_ >= kMaxViolations; }

 private:
  bool StillDerives(const VintageKey& derived, const std::string& input) const {
    const auto stored =
        snapshot_.FindVintage(derived.series, derived.period, derived.stage, derived.document);
    if (stored == nullptr || !stored->derivation.has_value()) return false;
    const std::vector<std::string>& inputs = stored->derivation->inputs;
    return std::find(inputs.begin(), inputs.end(), input) != inputs.end();
  }

  void Add(absl::string_view reason, std::string field, std::string description) {
    ++count_;
    add_(reason, std::move(field), std::move(description));
  }

  const Snapshot& snapshot_;
  const Endings& endings_;
  const FigureIndex& figures_;
  const AddViolation& add_;
  size_t count_ = 0;
};

}  // namespace

void CheckEndings(const ImportRequest& request, const Snapshot& snapshot, const Endings& endings,
                  const FigureIndex& figures, const AddViolation& add) {
  EndingChecker checker(snapshot, endings, figures, add);
  for (size_t i = 0; i < request.withdrawals.size() && !checker.full(); ++i) {
    checker.CheckWithdrawal(RecordPath("withdrawals", i), request.withdrawals[i]);
  }
  for (const EndedVintage& ended : endings.vintages) {
    if (checker.full()) return;
    checker.CheckDerived(ended);
  }
}

}  // namespace indicast::store
