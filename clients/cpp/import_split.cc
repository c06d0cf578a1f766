#include "clients/cpp/import_split.h"

#include <utility>

namespace indicast::client {

namespace pb = ::indicast::store::v1;

namespace {

constexpr int kLists = 9;

int64_t CountRecords(const pb::ImportRecordsRequest& request) {
  const auto count = [](const auto&... lists) { return (int64_t{lists.size()} + ...); };
  return count(request.areas(), request.units(), request.documents(), request.indicators(),
               request.observations(), request.targets(), request.scenarios(),
               request.withdrawals(), request.replacements());
}

}  // namespace

ImportSplit::ImportSplit(pb::ImportRecordsRequest request, size_t part_bytes)
    : request_(std::move(request)),
      part_bytes_(part_bytes),
      record_count_(CountRecords(request_)) {}

// Until the part is full or the list at its end.
template <typename Records>
void ImportSplit::Move(Records& from, Records& to) {
  for (; next_ < from.size(); ++next_) {
    const size_t bytes = from[next_].ByteSizeLong() + 6;  // tag and length
    if (bytes_ > 0 && bytes_ + bytes > part_bytes_) return;
    bytes_ += bytes;
    to.Add()->Swap(from.Mutable(next_));
    ++records_sent_;
  }
  from.Clear();
  next_ = 0;
  ++list_;
}

bool ImportSplit::Next(pb::ImportRecordStreamRequest& message) {
  message.Clear();
  if (begun_ && records_sent_ == record_count_) return false;
  pb::ImportRecordsRequest& part = *message.mutable_part();
  if (!begun_) {
    part.set_request_id(request_.request_id());
    part.set_reason(request_.reason());
    part.set_validate_only(request_.validate_only());
    if (request_.has_expected_revision()) {
      part.set_expected_revision(request_.expected_revision());
    }
    if (request_.has_thresholds()) *part.mutable_thresholds() = request_.thresholds();
    part.set_confirmed_plan(request_.confirmed_plan());
  }
  begun_ = true;
  bytes_ = 0;
  for (int before = -1; before != list_ && list_ < kLists;) {
    before = list_;
    switch (list_) {
      case 0:
        Move(*request_.mutable_areas(), *part.mutable_areas());
        break;
      case 1:
        Move(*request_.mutable_units(), *part.mutable_units());
        break;
      case 2:
        Move(*request_.mutable_documents(), *part.mutable_documents());
        break;
      case 3:
        Move(*request_.mutable_indicators(), *part.mutable_indicators());
        break;
      case 4:
        Move(*request_.mutable_observations(), *part.mutable_observations());
        break;
      case 5:
        Move(*request_.mutable_targets(), *part.mutable_targets());
        break;
      case 6:
        Move(*request_.mutable_scenarios(), *part.mutable_scenarios());
        break;
      case 7:
        Move(*request_.mutable_withdrawals(), *part.mutable_withdrawals());
        break;
      default:
        Move(*request_.mutable_replacements(), *part.mutable_replacements());
        break;
    }
  }
  return true;
}

}  // namespace indicast::client
