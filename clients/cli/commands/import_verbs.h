// What an import ends besides what it writes: --replace and --withdraw. Thread-compatible.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"

namespace indicast::cli {

struct VerbOptions {
  std::vector<std::string> replace;   // "documents=report-2024"
  std::vector<std::string> withdraw;  // "SERIES|PERIOD|STAGE|DOCUMENT"

  bool empty() const { return replace.empty() && withdraw.empty(); }
};

void AddVerbOptions(CLI::App& command, const Context& context, VerbOptions& options);

// A request with the withdrawals and, when there are conditions, one replacement of all of them. A
// wrong text is a usage error in the language of the user.
absl::StatusOr<store::v1::ImportRecordsRequest> ParseVerbs(const Context& context,
                                                           const VerbOptions& options);

}  // namespace indicast::cli
