// The real store as a process of its own with a catalogue, to be written to, killed and started
// again, and figures to write.
//
// StoreUnderTest is thread-safe but for Start, Restart and Stop, which one thread calls.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/store_client.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {

class StoreUnderTest {
 public:
  // Serves with data/changsha as revision 1. `options` for its flags and directory.
  static absl::StatusOr<std::unique_ptr<StoreUnderTest>> Start(ServiceOptions options = {});

  // The client of the process that runs now. A killed one leaves its clients behind.
  std::shared_ptr<client::StoreClient> client() const;
  Process& process() { return processes_->store(); }
  const ServiceAddress& address() const { return processes_->store_address(); }
  const std::string& data_directory() const { return processes_->data_directory(); }

  // kill -9.
  void Kill() { processes_->store().Kill(); }
  // After a kill or an end; the new process has a new port.
  absl::Status Restart();
  // SIGTERM; the exit code must be 0.
  absl::Status Stop();

  // Figures that can be the pattern of others: levels without a quote, of several indicators.
  const std::vector<store::v1::Observation>& patterns() const { return patterns_; }
  // A pattern's figure in the series `scope` for `year`.
  store::v1::Observation Figure(size_t pattern, const std::string& scope, int year,
                                int64_t value) const;

 private:
  StoreUnderTest() = default;
  absl::Status Connect();

  std::unique_ptr<ServiceProcesses> processes_;
  std::vector<store::v1::Observation> patterns_;
  mutable std::mutex mutex_;
  std::shared_ptr<client::StoreClient> client_;  // guarded by mutex_
};

// An import without content.
store::v1::ImportRecordsRequest EmptyImport(const std::string& request_id);

// The key that Watch gives this figure.
std::string WatchKey(const store::v1::Observation& figure);

// The log from `after` to the newest revision of now, as Watch tells it: keys by revision. Fails
// the test when a key comes twice in a revision.
absl::StatusOr<std::map<int64_t, std::set<std::string>>> ReadKeys(const client::StoreClient& client,
                                                                  int64_t after);

// The code of a call that a killed or stopping store did not answer.
bool IsUnanswered(const absl::Status& status);

}  // namespace indicast::testing
