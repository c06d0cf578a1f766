// A check of a history of operations on registers that all take their place by a revision: is there
// one order of all operations in which every one sees what came before it, and which agrees with
// real time?
//
// The order is not searched for. Every operation names the revision it took place at, so there is
// one candidate, and it is checked: O(n log n). Thread-compatible.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace indicast::testing {

struct Operation {
  enum class Kind {
    kRead,     // saw `value` of `key` in the state of `revision`; 0: nothing there
    kWrite,    // wrote `value` as `revision` over `expected`
    kRefused,  // a write over `expected` that was refused, because the state had moved
  };
  Kind kind = Kind::kRead;
  int key = 0;
  int64_t value = 0;
  int64_t revision = 0;
  int64_t expected = 0;
  int64_t begin = 0;                                  // by one steady clock
  int64_t end = std::numeric_limits<int64_t>::max();  // never answered
};

// What contradicts a single order, one line each; empty when nothing does. `first` is the revision
// that the history begins after; every later one was made by one of its writes.
std::vector<std::string> Contradictions(const std::vector<Operation>& history, int64_t first);

}  // namespace indicast::testing
