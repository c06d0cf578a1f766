// The way of an import from the bytes of a request to a new state of the store.

#include <memory>
#include <type_traits>
#include <utility>

#include "clients/cpp/import_split.h"
#include "common/status/error.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "store-service/app/import.h"
#include "store-service/app/import_check.h"
#include "store-service/domain/snapshot.h"
#include "store-service/domain/write_batch.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/import_parts.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

// A refusal that tells the caller which fields are wrong.
void RequireRefusal(const absl::Status& status) {
  REQUIRE(status.code() == absl::StatusCode::kInvalidArgument);
  REQUIRE(!DetailOf(status).reason.empty() && !DetailOf(status).violations.empty());
}

template <typename Domain, typename Proto>
void RequireRoundTrip(const Domain& record, Proto proto) {
  if constexpr (std::is_same_v<Domain, store::Document>) {
    store::ToProto(record, store::DocumentText::kWith, &proto);
  } else {
    store::ToProto(record, &proto);
  }
  const absl::StatusOr<Domain> again = store::FromProto(proto);
  REQUIRE(again.ok() && store::CanonicalBytes(*again) == store::CanonicalBytes(record));
}

struct MessageOf {
  store::v1::Area operator()(const store::Area&) const { return {}; }
  store::v1::Unit operator()(const store::Unit&) const { return {}; }
  store::v1::Document operator()(const store::Document&) const { return {}; }
  store::v1::Indicator operator()(const store::Indicator&) const { return {}; }
  store::v1::Observation operator()(const store::Observation&) const { return {}; }
  store::v1::Target operator()(const store::Target&) const { return {}; }
  store::v1::Scenario operator()(const store::Scenario&) const { return {}; }
};

// Writing what the plan says makes the state in which the same request changes nothing.
void RequireImportSettles(const store::ImportRequest& request) {
  const std::shared_ptr<const store::Snapshot> empty = store::Snapshot::Empty();
  store::ImportPlan plan = store::PlanImport(request, *empty, {});
  if (plan.records.empty()) return;
  store::LogEntry entry;
  entry.revision = 1;
  entry.batch.records = std::move(plan.records);
  const auto state = empty->Apply(entry);
  REQUIRE(state.ok());
  REQUIRE(store::CheckImport(request, **state).ok());
  REQUIRE(store::PlanImport(request, **state, {}).records.empty());
}

}  // namespace

void FuzzImportRequest(absl::string_view input) {
  store::v1::ImportRecordsRequest message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  absl::StatusOr<store::ImportRequest> request = store::FromProto(message);
  if (!request.ok()) return RequireRefusal(request.status());
  request->author = "fuzzer";
  store::ForEachRecord(*request, [](absl::string_view, size_t, const auto& record) {
    REQUIRE(store::Validate(record).ok());
    RequireRoundTrip(record, MessageOf()(record));
  });
  if (const absl::Status valid = store::ValidateRequest(*request); !valid.ok()) {
    return RequireRefusal(valid);
  }
  if (const absl::Status fits = store::CheckImport(*request, *store::Snapshot::Empty());
      !fits.ok()) {
    return RequireRefusal(fits);
  }
  RequireImportSettles(*request);
}

// The input is one request, whose first byte says how many records a part holds: the parts make the
// same request, or are refused for the same fields.
void FuzzImportParts(absl::string_view input) {
  if (input.empty()) return;
  const auto per_part = static_cast<size_t>(static_cast<unsigned char>(input[0])) % 16 + 1;
  store::v1::ImportRecordsRequest message;
  if (!message.ParseFromArray(input.data() + 1, static_cast<int>(input.size() - 1))) return;
  store::StreamedBytes bytes(int64_t{1} << 30);
  {
    store::ImportParts parts({}, bytes);
    client::ImportSplit split(message, per_part * 64);
    store::v1::ImportRecordStreamRequest part;
    while (split.Next(part)) REQUIRE(parts.Add(part).ok());
    const absl::StatusOr<store::ImportRequest> joined = parts.Finish();
    const absl::StatusOr<store::ImportRequest> whole = store::FromProto(message);
    REQUIRE(joined.ok() == whole.ok());
    if (whole.ok()) {
      REQUIRE(joined->request_id == whole->request_id);
      REQUIRE(store::RequestDigest(*joined) == store::RequestDigest(*whole));
    } else {
      RequireRefusal(joined.status());
    }
  }
  REQUIRE(bytes.held() == 0);
}

}  // namespace indicast::fuzz
