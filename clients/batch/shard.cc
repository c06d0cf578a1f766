#include "clients/batch/shard.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/batch/errors.h"
#include "clients/batch/reasons.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::batch {
namespace {

constexpr char kIndexVariable[] = "JOB_COMPLETION_INDEX";
constexpr char kCountVariable[] = "JOB_COMPLETION_COUNT";
constexpr char kTaskVariable[] = "SLURM_ARRAY_TASK_ID";
constexpr char kTaskCountVariable[] = "SLURM_ARRAY_TASK_COUNT";
constexpr char kTaskMinVariable[] = "SLURM_ARRAY_TASK_MIN";
constexpr char kTaskStepVariable[] = "SLURM_ARRAY_TASK_STEP";

// Digits only: no sign, no blanks.
std::optional<int64_t> ToWhole(absl::string_view text) {
  int64_t number = 0;
  const bool is_digits =
      absl::c_all_of(text, [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (!is_digits || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

bool IsShard(const Shard& shard) {
  return shard.count >= 1 && shard.count <= kMaxShards && shard.index >= 0 &&
         shard.index < shard.count;
}

absl::Status EnvironmentError(const Text& what) {
  return BatchError(
      absl::StatusCode::kFailedPrecondition, kConfigurationShard, what,
      {"改正环境变量,或用 --shard i/n 指明", "correct the environment, or say --shard i/n"});
}

// The number in a variable; `otherwise` where it is not set.
absl::StatusOr<int64_t> NumberIn(const Variables& variables, const char* name,
                                 std::optional<int64_t> otherwise = std::nullopt) {
  const std::optional<std::string> text = variables(name);
  if (!text.has_value()) {
    if (otherwise) return *otherwise;
    return EnvironmentError({absl::StrCat("未设环境变量 ", name),
                             absl::StrCat("the environment variable ", name, " is not set")});
  }
  if (const auto number = ToWhole(*text)) return *number;
  const std::string shown = Shorten(*text);
  return EnvironmentError({absl::StrCat(name, " 须为整数,现为 '", shown, "'"),
                           absl::StrCat(name, " must be a whole number, not '", shown, "'")});
}

absl::StatusOr<Shard> Checked(const Shard& shard, const char* name) {
  if (IsShard(shard)) return shard;
  return EnvironmentError(
      {absl::StrCat(name, " 给出分片 ", ToString(shard), ";序号须从 0 到份数减 1"),
       absl::StrCat(name, " makes shard ", ToString(shard),
                    "; the index goes from 0 to the count minus one")});
}

}  // namespace

IndexRange RangeOf(const Shard& shard, int64_t points) {
  const auto bound = [&](int64_t i) {
    return static_cast<int64_t>(static_cast<Int128>(points) * i / shard.count);
  };
  return {bound(shard.index), bound(shard.index + 1)};
}

absl::StatusOr<Shard> ParseShard(absl::string_view text) {
  const size_t slash = text.find('/');
  if (slash != absl::string_view::npos) {
    const auto index = ToWhole(text.substr(0, slash));
    const auto count = ToWhole(text.substr(slash + 1));
    if (index && count && IsShard({*index, *count})) return Shard{*index, *count};
  }
  const std::string shown = Shorten(text);
  return BatchError(
      absl::StatusCode::kInvalidArgument, kUsage,
      {absl::StrCat("--shard ", shown, " 不是分片;写成 i/n,i 从 0 到 n-1,n 至多 ", kMaxShards),
       absl::StrCat("--shard ", shown, " is no shard; write i/n with i from 0 to n-1, n at most ",
                    kMaxShards)});
}

absl::StatusOr<Shard> ShardFromEnvironment(const Variables& variables) {
  if (variables(kIndexVariable)) {
    ASSIGN_OR_RETURN(const int64_t index, NumberIn(variables, kIndexVariable));
    ASSIGN_OR_RETURN(const int64_t count, NumberIn(variables, kCountVariable));
    return Checked({index, count}, kIndexVariable);
  }
  if (variables(kTaskVariable)) {
    ASSIGN_OR_RETURN(const int64_t task, NumberIn(variables, kTaskVariable));
    ASSIGN_OR_RETURN(const int64_t count, NumberIn(variables, kTaskCountVariable));
    ASSIGN_OR_RETURN(const int64_t first, NumberIn(variables, kTaskMinVariable, 0));
    ASSIGN_OR_RETURN(const int64_t step, NumberIn(variables, kTaskStepVariable, 1));
    if (step < 1 || (task - first) % step != 0) {
      return EnvironmentError({absl::StrCat(kTaskVariable, "、", kTaskMinVariable, " 与 ",
                                            kTaskStepVariable, " 不相合"),
                               absl::StrCat(kTaskVariable, ", ", kTaskMinVariable, " and ",
                                            kTaskStepVariable, " do not fit")});
    }
    return Checked({(task - first) / step, count}, kTaskVariable);
  }
  return Shard{};
}

std::string ToString(const Shard& shard) { return absl::StrCat(shard.index, "/", shard.count); }

}  // namespace indicast::batch
