#include "tests/recipes/store_under_test.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/connect.h"
#include "common/status/status_macros.h"
#include "gtest/gtest.h"
#include "store-service/rpc/convert.h"

namespace indicast::testing {

absl::StatusOr<std::unique_ptr<StoreUnderTest>> StoreUnderTest::Start(ServiceOptions options) {
  std::unique_ptr<StoreUnderTest> store(new StoreUnderTest());
  options.projection = false;
  ASSIGN_OR_RETURN(store->processes_, ServiceProcesses::Start(options));
  RETURN_IF_ERROR(store->Connect());
  ASSIGN_OR_RETURN(const store::v1::ImportRecordsRequest data, ReadImport("data/changsha"));
  RETURN_IF_ERROR(store->client()->ImportRecords(data).status());
  std::set<std::string> indicators;
  for (const auto& o : data.observations()) {
    if (o.evidence().has_quote() || o.series().measure() != type::v1::MEASURE_LEVEL) continue;
    if (o.has_derivation() || !indicators.insert(o.series().indicator()).second) continue;
    store->patterns_.push_back(o);
  }
  if (store->patterns_.size() < 3) return absl::InternalError("too few patterns in data/changsha");
  return store;
}

std::shared_ptr<client::StoreClient> StoreUnderTest::client() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return client_;
}

absl::Status StoreUnderTest::Connect() {
  client::ConnectOptions connect;
  connect.address = processes_->store_address().address;
  connect.deadline = absl::Seconds(60);
  ASSIGN_OR_RETURN(std::shared_ptr<client::StoreClient> made,
                   client::StoreClient::Connect(connect));
  const std::lock_guard<std::mutex> lock(mutex_);
  client_ = std::move(made);
  return absl::OkStatus();
}

absl::Status StoreUnderTest::Restart() {
  RETURN_IF_ERROR(processes_->StartStore());
  return Connect();
}

absl::Status StoreUnderTest::Stop() {
  {
    // A client that is connected and silent holds up the end of the store.
    const std::lock_guard<std::mutex> lock(mutex_);
    client_ = nullptr;
  }
  return processes_->Stop();
}

store::v1::Observation StoreUnderTest::Figure(size_t pattern, const std::string& scope, int year,
                                              int64_t value) const {
  store::v1::Observation figure = patterns_[pattern % patterns_.size()];
  figure.mutable_series()->set_scope(scope);
  figure.mutable_period()->set_text(absl::StrCat(year));
  figure.mutable_value()->set_text(absl::StrCat(value));
  figure.set_published_text(absl::StrCat(value));
  return figure;
}

store::v1::ImportRecordsRequest EmptyImport(const std::string& request_id) {
  store::v1::ImportRecordsRequest request;
  request.set_request_id(request_id);
  request.set_reason(request_id);
  // Values here jump as no city's do.
  request.mutable_thresholds()->set_max_changed_count(1000000);
  request.mutable_thresholds()->mutable_max_level_factor()->set_text("1000000000000");
  return request;
}

std::string WatchKey(const store::v1::Observation& figure) {
  const auto record = store::FromProto(figure);
  EXPECT_TRUE(record.ok()) << record.status();
  return record.ok() ? store::KeyOf(*record) : "";
}

absl::StatusOr<std::map<int64_t, std::set<std::string>>> ReadKeys(const client::StoreClient& client,
                                                                  int64_t after) {
  std::map<int64_t, std::set<std::string>> keys;
  store::v1::WatchRequest request;
  request.set_start_after_revision(after);
  const absl::Status complete = absl::CancelledError("read up to the newest revision");
  const client::WatchEnd end = client.Watch(request, [&](const store::v1::WatchResponse& response) {
    if (response.has_bookmark()) return complete;
    for (const auto& change : response.revision().changes()) {
      EXPECT_TRUE(keys[response.revision().info().revision()].insert(change.key()).second)
          << change.key();
    }
    return absl::OkStatus();
  });
  if (end.status != complete) return end.status;
  return keys;
}

bool IsUnanswered(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status);
}

}  // namespace indicast::testing
