// FakeStoreReader: a store of plain values for tests of the use cases. Set the members before the
// first call; counts say what was read. Thread-compatible.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "projection-service/store_client/store_reader.h"

namespace indicast::projection {

class FakeStoreReader final : public StoreReader {
 public:
  explicit FakeStoreReader(const InputParts& parts) : figures(parts.figures) {
    catalogue.units = parts.units;
    catalogue.indicators = parts.indicators;
    for (const Target& target : parts.targets) catalogue.targets.push_back({parts.area, target});
    catalogue.documents["report-2024"] = {parts.has_work_report, true};
  }

  absl::StatusOr<int64_t> ReadHead(const rpc::CallContext&) override {
    if (down) return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "down");
    return head;
  }
  // Cannot be followed: whoever wants its head asks for it.
  absl::Status FollowHead(std::optional<int64_t>, const std::function<void(int64_t)>&,
                          const std::stop_token&) override {
    return absl::UnimplementedError("the fake store is not followed");
  }
  absl::StatusOr<Catalogue> ReadCatalogue(const PinnedState& state,
                                          const rpc::CallContext&) override {
    ++catalogue_reads;
    states.push_back(state);
    return catalogue;
  }
  absl::StatusOr<std::vector<Figure>> ReadFigures(const PinnedState& state, const std::string&,
                                                  int last_year, const Catalogue&,
                                                  const rpc::CallContext&) override {
    ++figure_reads;
    states.push_back(state);
    last_year_asked = last_year;
    return figures;  // later years too: the domain must drop them
  }
  absl::StatusOr<std::vector<ScenarioLayer>> ReadScenario(const PinnedState& state,
                                                          const std::string& id,
                                                          const rpc::CallContext&) override {
    states.push_back(state);
    const auto found = scenarios.find(id);
    if (found == scenarios.end()) {
      return Error(absl::StatusCode::kNotFound, "SCENARIO_NOT_FOUND", absl::StrCat("no ", id));
    }
    return found->second;
  }
  const std::string& address() const override { return address_; }

  bool down = false;
  int64_t head = 7;
  Catalogue catalogue;
  std::vector<Figure> figures;
  std::map<std::string, std::vector<ScenarioLayer>> scenarios;
  int catalogue_reads = 0;
  int figure_reads = 0;
  int last_year_asked = 0;
  std::vector<PinnedState> states;

 private:
  const std::string address_ = "fake:1";
};

}  // namespace indicast::projection
