// The parts of a streamed import, put together to the one request that they are.
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "store-service/app/import.h"
#include "store-service/rpc/field_reader.h"
#include "store-service/rpc/import_limits.h"

namespace indicast::store {

// Bytes of the parts that the open streams of a server hold. Thread-safe.
class StreamedBytes {
 public:
  explicit StreamedBytes(int64_t limit) : limit_(limit) {}
  // False, and nothing taken, when they would exceed the limit.
  [[nodiscard]] bool Take(int64_t bytes);
  void Return(int64_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }
  int64_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  const int64_t limit_;
  std::atomic<int64_t> held_{0};
};

// Thread-compatible. `bytes` must outlive it.
class ImportParts {
 public:
  ImportParts(const StreamedImportLimits& limits, StreamedBytes& bytes)
      : limits_(limits), bytes_(bytes) {}
  ImportParts(const ImportParts&) = delete;
  ImportParts& operator=(const ImportParts&) = delete;
  ~ImportParts() { bytes_.Return(taken_bytes_); }

  // kResourceExhausted: IMPORT_TOO_LARGE beyond the limits, SERVER_BUSY when other streams hold too
  // much. What is wrong with the records is kept for Finish.
  absl::Status Add(const v1::ImportRecordStreamRequest& message);
  // The whole request, once; kInvalidArgument with every wrong field, counted over all parts.
  absl::StatusOr<ImportRequest> Finish();

 private:
  void CheckPart(const v1::ImportRecordStreamRequest& message);
  absl::Status CheckSize(const v1::ImportRecordStreamRequest& message);

  const StreamedImportLimits limits_;
  StreamedBytes& bytes_;
  int64_t parts_ = 0;
  int64_t records_ = 0;
  int64_t taken_bytes_ = 0;
  FieldReader fields_;
  ImportRequest request_;
};

}  // namespace indicast::store
