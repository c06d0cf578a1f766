#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <iostream>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "tests/load/calls.h"
#include "tests/load/commit_load.h"
#include "tests/load/correction.h"
#include "tests/load/sampled_times.h"

namespace indicast::load {
namespace {

using store::v1::IndicatorStore;
using store::v1::WatchRequest;
using store::v1::WatchResponse;

constexpr int kWatchersPerConnection = 10;
constexpr std::chrono::seconds kPatience{30};

// What all watchers together have seen.
class Arrivals {
 public:
  explicit Arrivals(int watchers) : watchers_(watchers) {}

  void Ready() {
    const std::lock_guard lock(mutex_);
    ++ready_;
    changed_.notify_all();
  }
  void Whole(int64_t revision, SteadyClock::time_point at) {
    const std::lock_guard lock(mutex_);
    if (revision != expected_) {
      Break(absl::StrCat("revision ", revision, " came instead of ", expected_));
    }
    times_.push_back(at);
    changed_.notify_all();
  }
  void Ended(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    if (status.error_code() != grpc::StatusCode::CANCELLED) Break(status.error_message());
    changed_.notify_all();
  }

  absl::Status AwaitReady() {
    return Await([this] { return ready_ == watchers_; }, "watchers are ready");
  }
  void Expect(int64_t revision) {
    const std::lock_guard lock(mutex_);
    expected_ = revision;
    times_.clear();
  }
  absl::StatusOr<std::vector<SteadyClock::time_point>> AwaitAll() {
    RETURN_IF_ERROR(Await([this] { return static_cast<int>(times_.size()) >= watchers_; },
                          "watchers have the revision"));
    const std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  void Break(const std::string& why) {
    if (broken_.ok()) broken_ = absl::InternalError(absl::StrCat("a watcher failed: ", why));
  }
  template <typename Done>
  absl::Status Await(const Done& done, const char* what) {
    std::unique_lock lock(mutex_);
    const bool in_time =
        changed_.wait_for(lock, kPatience, [&] { return !broken_.ok() || done(); });
    if (!broken_.ok()) return broken_;
    return in_time ? absl::OkStatus()
                   : absl::DeadlineExceededError(absl::StrCat("not all ", what, " in time"));
  }

  const int watchers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int ready_ = 0;
  int64_t expected_ = 0;
  std::vector<SteadyClock::time_point> times_;
  absl::Status broken_;
};

class Watcher final : public grpc::ClientReadReactor<WatchResponse> {
 public:
  Watcher(const std::shared_ptr<grpc::Channel>& channel, Arrivals& arrivals)
      : stub_(IndicatorStore::NewStub(channel)), arrivals_(arrivals) {
    request_.set_include_records(true);
    stub_->async()->Watch(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }
  ~Watcher() override {
    context_.TryCancel();
    std::unique_lock lock(mutex_);
    done_changed_.wait(lock, [this] { return done_; });
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    const auto now = SteadyClock::now();
    if (response_.has_bookmark()) arrivals_.Ready();
    if (response_.has_revision() && response_.revision().last_part()) {
      arrivals_.Whole(response_.revision().info().revision(), now);
    }
    StartRead(&response_);
  }
  void OnDone(const grpc::Status& status) override {
    arrivals_.Ended(status);
    const std::lock_guard lock(mutex_);
    done_ = true;
    done_changed_.notify_all();
  }

 private:
  const std::unique_ptr<IndicatorStore::Stub> stub_;
  Arrivals& arrivals_;
  grpc::ClientContext context_;
  WatchRequest request_;
  WatchResponse response_;
  std::mutex mutex_;
  std::condition_variable done_changed_;
  bool done_ = false;
};

}  // namespace

absl::Status WatchCommits(const std::string& address, const CountrySize& size, int watchers,
                          int commits) {
  Arrivals arrivals(watchers);
  std::vector<std::unique_ptr<Watcher>> watching;
  std::shared_ptr<grpc::Channel> channel;
  for (int i = 0; i < watchers; ++i) {
    if (i % kWatchersPerConnection == 0) channel = Connect(address);
    watching.push_back(std::make_unique<Watcher>(channel, arrivals));
  }
  RETURN_IF_ERROR(arrivals.AwaitReady());
  channel = Connect(address);
  const auto stub = store::v1::IndicatorCuration::NewStub(channel);
  const auto info = IndicatorStore::NewStub(channel);
  grpc::ClientContext context;
  store::v1::GetServerInfoResponse server;
  if (!info->GetServerInfo(&context, {}, &server).ok()) {
    return absl::UnavailableError("the store does not answer");
  }
  int64_t revision = server.head().revision();
  Corrections corrections(size);
  SampledTimes from_call;
  SampledTimes from_answer;
  for (int i = 0; i < commits; ++i) {
    arrivals.Expect(++revision);
    const store::v1::ImportRecordsRequest request = corrections.Next();
    store::v1::ImportRecordsResponse answer;
    const auto sent = SteadyClock::now();
    RETURN_IF_ERROR(Import(*stub, request, answer));
    const auto acknowledged = SteadyClock::now();
    ASSIGN_OR_RETURN(const std::vector<SteadyClock::time_point> times, arrivals.AwaitAll());
    for (const SteadyClock::time_point time : times) {
      from_call.Add(time - sent);
      from_answer.Add(std::max(SteadyClock::duration::zero(), time - acknowledged));
    }
  }
  std::cout << absl::StrFormat(
      "deliveries=%d p50_ms=%.3f p99_ms=%.3f max_ms=%.3f acknowledged_p99_ms=%.3f\n",
      from_call.count(), from_call.Milliseconds(0.5), from_call.Milliseconds(0.99),
      from_call.Milliseconds(1), from_answer.Milliseconds(0.99));
  return absl::OkStatus();
}

}  // namespace indicast::load
