#include "clients/batch/folder_state.h"

#include <unistd.h>

#include <array>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/batch/part_file.h"
#include "clients/batch/receipt.h"
#include "clients/batch/shard_files.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

constexpr std::array<ShardState, 4> kStates = {ShardState::kDone, ShardState::kRunning,
                                               ShardState::kStopped, ShardState::kMissing};

const char* NameOf(ShardState state) {
  switch (state) {
    case ShardState::kDone:
      return "done";
    case ShardState::kRunning:
      return "running";
    case ShardState::kStopped:
      return "stopped";
    case ShardState::kMissing:
      return "missing";
  }
  return "";
}

Text WordOf(ShardState state) {
  switch (state) {
    case ShardState::kDone:
      return {"完成", "done"};
    case ShardState::kRunning:
      return {"计算中", "running"};
    case ShardState::kStopped:
      return {"已停", "stopped"};
    case ShardState::kMissing:
      return {"缺少", "missing"};
  }
  return {};
}

absl::StatusOr<ShardProgress> ReadShard(const std::string& folder, const Shard& shard,
                                        const std::set<ShardFileKind>& kinds) {
  const ShardPaths paths = PathsOf(folder, shard);
  ShardProgress progress;
  progress.shard = shard;
  if (kinds.count(ShardFileKind::kReceipt) > 0 && kinds.count(ShardFileKind::kRows) > 0) {
    ASSIGN_OR_RETURN(const Receipt receipt, ReadReceipt(paths.receipt));
    progress.state = ShardState::kDone;
    progress.rows = receipt.range.size();
    progress.rows_wanted = progress.rows;
    progress.not_evaluated = receipt.not_evaluated;
    return progress;
  }
  if (kinds.count(ShardFileKind::kPart) == 0 && kinds.count(ShardFileKind::kCheckpoint) == 0) {
    return progress;
  }
  progress.state = IsHeld(paths.part) ? ShardState::kRunning : ShardState::kStopped;
  if (kinds.count(ShardFileKind::kCheckpoint) > 0) {
    // It may be replaced or removed just now.
    const auto checkpoint = ReadCheckpoint(paths.checkpoint);
    if (!checkpoint.ok()) return progress;
    progress.rows = checkpoint->next_index - checkpoint->range.begin;
    progress.rows_wanted = checkpoint->range.size();
    progress.not_evaluated = checkpoint->not_evaluated;
  }
  return progress;
}

// Missing neighbours share a line.
size_t EndOfRun(const std::vector<ShardProgress>& shards, size_t begin) {
  size_t end = begin + 1;
  if (shards[begin].state != ShardState::kMissing) return end;
  while (end < shards.size() && shards[end].state == ShardState::kMissing &&
         shards[end].shard.count == shards[begin].shard.count) {
    ++end;
  }
  return end;
}

std::string LineOf(const std::vector<ShardProgress>& shards, size_t begin, size_t end,
                   Language language) {
  const ShardProgress& shard = shards[begin];
  const bool chinese = language == Language::kChinese;
  std::string line = absl::StrCat(shard.shard.index);
  if (end - begin > 1) absl::StrAppend(&line, "-", shards[end - 1].shard.index);
  absl::StrAppend(&line, "/", shard.shard.count, "  ", WordOf(shard.state).In(language));
  if (shard.state != ShardState::kMissing) {
    absl::StrAppend(&line, "  ", shard.rows);
    if (shard.rows_wanted > 0) absl::StrAppend(&line, "/", shard.rows_wanted);
    absl::StrAppend(&line, chinese ? " 行" : " rows");
  }
  if (shard.not_evaluated > 0) {
    absl::StrAppend(&line, chinese ? ",无法计算 " : ", not evaluated ", shard.not_evaluated);
  }
  return line + "\n";
}

}  // namespace

absl::StatusOr<std::vector<ShardProgress>> ReadFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<ShardFile> files, ListShardFiles(folder));
  std::map<int64_t, std::map<int64_t, std::set<ShardFileKind>>> splits;
  for (const ShardFile& file : files) {
    splits[file.shard.count][file.shard.index].insert(file.kind);
  }
  std::vector<ShardProgress> shards;
  for (const auto& [count, there] : splits) {
    for (int64_t i = 0; i < count; ++i) {
      const auto found = there.find(i);
      if (found == there.end()) {
        shards.emplace_back();
        shards.back().shard = {i, count};
        continue;
      }
      ASSIGN_OR_RETURN(const ShardProgress progress, ReadShard(folder, {i, count}, found->second));
      shards.push_back(progress);
    }
  }
  return shards;
}

std::string ToText(const std::vector<ShardProgress>& shards, Language language) {
  const bool chinese = language == Language::kChinese;
  if (shards.empty()) return chinese ? "没有分片\n" : "no shards\n";
  std::string text;
  std::map<ShardState, int64_t> counts;
  int64_t rows = 0;
  for (size_t i = 0; i < shards.size();) {
    const size_t next = EndOfRun(shards, i);
    counts[shards[i].state] += static_cast<int64_t>(next - i);
    for (size_t k = i; k < next; ++k) rows += shards[k].rows;
    absl::StrAppend(&text, LineOf(shards, i, next, language));
    i = next;
  }
  std::vector<std::string> sums;
  for (const ShardState state : kStates) {
    if (counts[state] == 0) continue;
    sums.push_back(absl::StrCat(WordOf(state).In(language), " ", counts[state]));
  }
  absl::StrAppend(&text, absl::StrJoin(sums, chinese ? "," : ", "), chinese ? ";" : "; ", rows,
                  chinese ? " 行\n" : " rows\n");
  return text;
}

nlohmann::ordered_json ToJson(const std::vector<ShardProgress>& shards) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ShardProgress& shard : shards) {
    list.push_back({{"shard", shard.shard.index},
                    {"shards", shard.shard.count},
                    {"state", NameOf(shard.state)},
                    {"rows", shard.rows},
                    {"rows_wanted", shard.rows_wanted},
                    {"rows_not_evaluated", shard.not_evaluated}});
  }
  return {{"shards", std::move(list)}};
}

}  // namespace indicast::batch
