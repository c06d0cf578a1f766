// One import request cut into the parts of a stream, for StoreClient::ImportRecordStream.
// Thread-compatible.
#pragma once

#include <cstddef>
#include <cstdint>

#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::client {

class ImportSplit {
 public:
  // Parts of about `part_bytes`; a record that is larger makes a part of its own. Paths of the
  // parts' fields count as in the request.
  ImportSplit(store::v1::ImportRecordsRequest request, size_t part_bytes);

  // Fills the next part, the first one also when there is no record; false at the end. The records
  // move out of the request.
  bool Next(store::v1::ImportRecordStreamRequest& message);

  // Of the whole request, and in the parts so far.
  int64_t record_count() const { return record_count_; }
  int64_t records_sent() const { return records_sent_; }

 private:
  template <typename Records>
  void Move(Records& from, Records& to);

  store::v1::ImportRecordsRequest request_;
  const size_t part_bytes_;
  const int64_t record_count_;
  int64_t records_sent_ = 0;
  bool begun_ = false;
  size_t bytes_ = 0;  // of the part under construction
  int list_ = 0;      // the list that is being moved, in the order of Next
  int next_ = 0;      // its first record that is still there
};

}  // namespace indicast::client
