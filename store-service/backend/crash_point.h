// Named places where a test can kill the process, to show that a crash there loses nothing.
//
// Compiled in with INDICAST_CRASH_POINTS=ON only; otherwise CrashPoint is nothing. When the
// environment variable INDICAST_CRASH_AT is "name" or "name:n", the first (n-th) pass through
// CrashPoint("name") ends the process as kill -9 would; before that it adds the name as a line to
// the file that INDICAST_CRASH_COUNTER names, if any. Thread-safe.
#pragma once

namespace indicast::store {

#ifdef INDICAST_CRASH_POINTS
void CrashPoint(const char* name);
#else
inline void CrashPoint(const char*) {}
#endif

}  // namespace indicast::store
