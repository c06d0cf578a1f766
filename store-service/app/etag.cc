#include "store-service/app/etag.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;
constexpr absl::string_view kLists[] = {"areas",        "units",   "documents", "indicators",
                                        "observations", "targets", "scenarios", "withdrawals"};
constexpr size_t kMaxEtag = 19;  // digits of the largest revision

std::string FieldOf(const ExpectedEtag& expected) {
  return RecordPath(expected.list, expected.index) + ".etag";
}

class EtagChecker {
 public:
  EtagChecker(const ImportRequest& request, const Snapshot& snapshot)
      : request_(request), snapshot_(snapshot) {}

  absl::Status Run() {
    CheckList("areas", request_.areas);
    CheckList("units", request_.units);
    CheckList("documents", request_.documents);
    CheckList("indicators", request_.indicators);
    CheckList("observations", request_.observations);
    CheckList("targets", request_.targets);
    CheckList("scenarios", request_.scenarios);
    CheckList("withdrawals", request_.withdrawals);
    if (detail_.violations.empty()) return absl::OkStatus();
    const std::string message =
        absl::StrCat(detail_.violations[0].field, ": ", detail_.violations[0].description,
                     "; read it again, check the change, and repeat with the new etag");
    return ErrorWithDetail(absl::StatusCode::kAborted, message, std::move(detail_));
  }

 private:
  template <typename T>
  void CheckList(absl::string_view list, const std::vector<T>& records) {
    for (const ExpectedEtag& expected : request_.etags) {
      if (expected.list != list || expected.index >= records.size()) continue;
      const std::string current =
          EtagOf(snapshot_.VersionOf(records[expected.index], snapshot_.revision()));
      if (current == expected.etag || detail_.violations.size() >= kMaxViolations) continue;
      if (detail_.violations.empty()) {
        detail_.reason = "ETAG_MOVED";
        detail_.metadata["etag"] = current;
      }
      detail_.violations.push_back(
          {FieldOf(expected),
           absl::StrCat("is '", expected.etag, "', but the current version has '", current, "'")});
    }
  }

  const ImportRequest& request_;
  const Snapshot& snapshot_;
  ErrorDetail detail_;
};

}  // namespace

std::string EtagOf(Revision revision) { return absl::StrCat(revision); }

void CheckEtagForms(const ImportRequest& request, std::vector<FieldViolation>& violations) {
  for (const ExpectedEtag& expected : request.etags) {
    if (violations.size() >= kMaxViolations) return;
    const std::string& etag = expected.etag;
    const bool digits =
        std::all_of(etag.begin(), etag.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool leading = etag.size() > 1 && etag[0] == '0';
    if (!etag.empty() && etag.size() <= kMaxEtag && digits && !leading) continue;
    violations.push_back({FieldOf(expected), absl::StrCat("'", Shorten(etag),
                                                          "' is no etag of a read, nor \"0\" for a "
                                                          "record that is not there yet")});
  }
}

absl::Status CheckEtags(const ImportRequest& request, const Snapshot& snapshot) {
  return EtagChecker(request, snapshot).Run();
}

void PutEtags(const ImportRequest& request, Sha256& digest) {
  // By lists, so that it does not matter how a stream was split.
  for (const absl::string_view list : kLists) {
    for (const ExpectedEtag& expected : request.etags) {
      if (expected.list != list) continue;
      digest.PutString("etag").PutString(list).PutInt(static_cast<int64_t>(expected.index));
      digest.PutString(expected.etag);
    }
  }
}

}  // namespace indicast::store
