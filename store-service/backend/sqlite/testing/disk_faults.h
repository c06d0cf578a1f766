// A disk that fails on command. Linked into a test, it takes the place of the C library's write,
// pwrite64, fsync, fdatasync and rename for the whole process, SQLite included; files outside the
// watched directory are not touched. Thread-safe; one watch at a time.
#pragma once

#include <string>
#include <vector>

namespace indicast::store {

class DiskFaults {
 public:
  enum class Call { kWrite, kSync, kRename };

  // Records from now on what is done to files of `directory`.
  explicit DiskFaults(const std::string& directory);
  DiskFaults(const DiskFaults&) = delete;
  DiskFaults& operator=(const DiskFaults&) = delete;
  ~DiskFaults();

  // The n-th such call from now (1 = the next) on any file, and with `forever` all after it, fails
  // with `error_number` and does nothing.
  void Fail(Call call, int n, int error_number, bool forever = false);
  // As above, of the file with this name alone.
  void FailFile(const std::string& file, Call call, int error_number);
  // No failures from now on.
  void Heal();
  // Whether a planned failure took place.
  bool failed() const;

  // Such as "sync head.next", in order; "." is the directory itself. Starts over at each call.
  std::vector<std::string> TakeCalls();
};

}  // namespace indicast::store
