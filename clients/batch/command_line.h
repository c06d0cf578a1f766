// The command line of indicast-batch, parsed. Values; a thread-safe free function.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/batch/language.h"
#include "clients/batch/shard.h"

namespace indicast::batch {

enum class Command { kHelp, kVersion, kPlan, kRun, kMerge, kStatus };

struct CommandLine {
  Command command = Command::kHelp;
  std::string help;        // of kHelp: the text to print
  std::string input;       // job file of plan and run, folder of merge and status
  std::string output;      // job file of plan, folder of run, file of merge
  std::string shard;       // empty: by environment
  std::string projection;  // empty: by environment
  absl::Duration patience = absl::Minutes(5);
  absl::Duration timeout = absl::Minutes(2);
  absl::Duration checkpoint_every = absl::Seconds(2);
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// --lang wherever it stands, else INDICAST_LANG, LC_ALL, LC_MESSAGES, LANG ("zh..." is Chinese).
Language LanguageOf(const std::vector<std::string>& arguments, const Variables& variables);

// kInvalidArgument (USAGE).
absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments,
                                             Language language);

}  // namespace indicast::batch
