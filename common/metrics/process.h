// What the kernel knows of this process, for the process_* metrics. Thread-safe. Reads /proc/self;
// values that cannot be read are zero.
#pragma once

namespace indicast {

struct ProcessStats {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double start_time_seconds = 0;  // since the epoch
  double open_fds = 0;
};

ProcessStats ReadProcessStats();

}  // namespace indicast
