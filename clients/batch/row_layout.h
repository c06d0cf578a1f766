// RowLayout: the columns of a job's rows and the CSV line of each (RFC 4180, LF, UTF-8):
//   index, one column a factor (its growth in percent), one a value of an indicator, gap and
//   verdict of each target, and why a point could not be evaluated, as code and in both languages.
// The bytes depend on the answers of the service alone, not on the reader's language or the shard.
// Immutable; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/batch/job.h"
#include "clients/batch/language.h"
#include "indicast/projection/v1/sweep.pb.h"

namespace indicast::batch {

struct Column {
  std::string name;
  std::string unit;  // unit id; empty for words and numbers without one
  bool operator==(const Column&) const = default;
};

class RowLayout {
 public:
  // kInvalidArgument (JOB_FILE_INVALID) for a target of the job that the service does not offer.
  static absl::StatusOr<RowLayout> Create(const Job& job,
                                          const projection::v1::SweepHeading& heading,
                                          Language language);

  const std::vector<Column>& columns() const { return columns_; }
  std::string HeaderLine() const;
  // Appends the line of the row. kInternal (SWEEP_ANSWER_INVALID), with nothing appended, when it
  // is not the row of that index or lacks values.
  absl::Status AppendRow(const projection::v1::SweepRow& row, int64_t index,
                         std::string& out) const;

 private:
  struct Output {
    int column = 0;   // in the answer
    int verdict = 0;  // in the answer; of targets
    bool is_target = false;
  };

  RowLayout() = default;
  void AddOutput(const projection::v1::SweepOutput& output, int column, int verdict);
  absl::Status Check(const projection::v1::SweepRow& row, int64_t index) const;

  std::vector<Column> columns_;
  std::vector<Output> chosen_;
  int factors_ = 0;
  int outputs_ = 0;   // in the answer
  int verdicts_ = 0;  // in the answer
};

}  // namespace indicast::batch
