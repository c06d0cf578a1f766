// Reasons of the errors that the program itself finds; docs/errors.md says what each means.
#pragma once

namespace indicast::batch {

inline constexpr char kBatchInterrupted[] = "BATCH_INTERRUPTED";
inline constexpr char kConfigurationShard[] = "CONFIGURATION_SHARD";
inline constexpr char kConfigurationAddress[] = "CONFIGURATION_ADDRESS";
inline constexpr char kFileFailed[] = "FILE_FAILED";
inline constexpr char kJobFileInvalid[] = "JOB_FILE_INVALID";
inline constexpr char kJobFileNotFound[] = "JOB_FILE_NOT_FOUND";
inline constexpr char kOutputNotCreated[] = "OUTPUT_NOT_CREATED";
inline constexpr char kReceiptsDiffer[] = "RECEIPTS_DIFFER";
inline constexpr char kServiceChanged[] = "SERVICE_CHANGED";
inline constexpr char kShardBusy[] = "SHARD_BUSY";
inline constexpr char kShardDamaged[] = "SHARD_DAMAGED";
inline constexpr char kShardsMissing[] = "SHARDS_MISSING";
inline constexpr char kShardsNotFound[] = "SHARDS_NOT_FOUND";
inline constexpr char kShardsOverlap[] = "SHARDS_OVERLAP";
inline constexpr char kSweepAnswerInvalid[] = "SWEEP_ANSWER_INVALID";
inline constexpr char kUsage[] = "USAGE";

}  // namespace indicast::batch
