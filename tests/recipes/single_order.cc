#include "tests/recipes/single_order.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"

namespace indicast::testing {
namespace {

using Kind = Operation::Kind;

std::string Name(const Operation& o) {
  const char* const kinds[] = {"read", "write", "refused write"};
  return absl::StrCat(kinds[static_cast<int>(o.kind)], " of key ", o.key, " value ", o.value,
                      " at revision ", o.revision);
}

// Every revision after `first` is one write, over the one before it.
void CheckWrites(const std::map<int64_t, const Operation*>& writes, size_t count, int64_t first,
                 std::vector<std::string>& found) {
  if (writes.size() != count) found.push_back("two writes have one revision");
  int64_t revision = first;
  for (const auto& [at, write] : writes) {
    if (at != ++revision) {
      found.push_back(absl::StrCat("revision ", revision, " is nobody's write"));
      revision = at;
    }
    if (write->expected != at - 1) {
      found.push_back(absl::StrCat(Name(*write), " was let through over ", write->expected));
    }
  }
}

// Every read sees the last write to its key.
void CheckReads(const std::vector<Operation>& history,
                const std::map<int64_t, const Operation*>& writes,
                std::vector<std::string>& found) {
  std::vector<const Operation*> reads;
  for (const Operation& o : history) {
    if (o.kind == Kind::kRead) reads.push_back(&o);
  }
  std::sort(reads.begin(), reads.end(),
            [](const Operation* a, const Operation* b) { return a->revision < b->revision; });
  std::map<int, int64_t> state;
  auto next = writes.begin();
  for (const Operation* read : reads) {
    for (; next != writes.end() && next->first <= read->revision; ++next) {
      state[next->second->key] = next->second->value;
    }
    if (state[read->key] != read->value) {
      found.push_back(absl::StrCat(Name(*read), " while the last write was ", state[read->key]));
    }
  }
}

// Whatever ended before another began has no later revision; a write has an earlier one.
void CheckRealTime(const std::vector<Operation>& history, std::vector<std::string>& found) {
  std::vector<const Operation*> by_end;
  std::vector<const Operation*> by_begin;
  for (const Operation& o : history) {
    if (o.kind == Kind::kRefused) continue;
    by_end.push_back(&o);
    by_begin.push_back(&o);
  }
  std::sort(by_end.begin(), by_end.end(),
            [](const Operation* a, const Operation* b) { return a->end < b->end; });
  std::sort(by_begin.begin(), by_begin.end(),
            [](const Operation* a, const Operation* b) { return a->begin < b->begin; });
  const Operation* newest = nullptr;
  auto ended = by_end.begin();
  for (const Operation* o : by_begin) {
    for (; ended != by_end.end() && (*ended)->end < o->begin; ++ended) {
      if (newest == nullptr || (*ended)->revision > newest->revision) newest = *ended;
    }
    if (newest == nullptr) continue;
    const bool back =
        o->kind == Kind::kWrite ? o->revision <= newest->revision : o->revision < newest->revision;
    if (back) found.push_back(absl::StrCat(Name(*o), " began after the end of ", Name(*newest)));
  }
}

// A refusal is right when some other write over the same revision had begun.
void CheckRefusals(const std::vector<Operation>& history,
                   const std::map<int64_t, const Operation*>& writes,
                   std::vector<std::string>& found) {
  for (const Operation& o : history) {
    if (o.kind != Kind::kRefused) continue;
    const auto winner = writes.find(o.expected + 1);
    if (winner == writes.end() || winner->second->begin > o.end) {
      found.push_back(absl::StrCat(Name(o), " over ", o.expected, " although nothing had moved"));
    }
  }
}

}  // namespace

std::vector<std::string> Contradictions(const std::vector<Operation>& history, int64_t first) {
  std::vector<std::string> found;
  std::map<int64_t, const Operation*> writes;
  size_t count = 0;
  for (const Operation& o : history) {
    if (o.kind != Kind::kWrite) continue;
    ++count;
    writes.emplace(o.revision, &o);
  }
  CheckWrites(writes, count, first, found);
  CheckReads(history, writes, found);
  CheckRealTime(history, found);
  CheckRefusals(history, writes, found);
  return found;
}

}  // namespace indicast::testing
