#include "clients/batch/program.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/batch/command_line.h"
#include "clients/batch/errors.h"
#include "clients/batch/files.h"
#include "clients/batch/folder_state.h"
#include "clients/batch/job_file.h"
#include "clients/batch/merge.h"
#include "clients/batch/plan.h"
#include "clients/batch/progress.h"
#include "clients/batch/reasons.h"
#include "clients/batch/shard_run.h"
#include "clients/batch/sweep_source.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "indicast_version.h"

namespace indicast::batch {
namespace {

constexpr int kIndent = 2;

class Program {
 public:
  Program(CommandLine line, const Surroundings& surroundings, Language language)
      : line_(std::move(line)), around_(surroundings), language_(language) {}

  absl::Status Run() {
    switch (line_.command) {
      case Command::kHelp:
        around_.out << line_.help;
        return absl::OkStatus();
      case Command::kVersion:
        around_.out << "indicast-batch " << INDICAST_VERSION << " (" << INDICAST_COMMIT << ")\n";
        return absl::OkStatus();
      case Command::kPlan:
        return PlanJob();
      case Command::kRun:
        return RunJob();
      case Command::kMerge:
        return MergeFolder();
      case Command::kStatus:
        return ShowFolder();
    }
    return absl::InternalError("no such command");
  }

 private:
  void Say(const Text& text) const { around_.out << text.In(language_) << '\n'; }

  absl::StatusOr<client::ConnectOptions> Connection() const {
    client::ConnectOptions options;
    options.address = line_.projection;
    if (options.address.empty()) {
      options.address = around_.variables("INDICAST_PROJECTION").value_or("");
    }
    if (options.address.empty()) {
      return BatchError(
          absl::StatusCode::kFailedPrecondition, kConfigurationAddress,
          {"不知道测算服务的地址", "the address of the projection service is not known"},
          {"用 --projection 或环境变量 INDICAST_PROJECTION 指明",
           "say it by --projection or the environment variable INDICAST_PROJECTION"});
    }
    options.deadline = line_.timeout;
    options.language = language_ == Language::kChinese ? "zh" : "en";
    options.tls = client::TlsFromEnvironment(
        [this](const std::string& name) { return around_.variables(name.c_str()).value_or(""); });
    return options;
  }

  Progress::Options ProgressOptions(const Text& unit) const {
    auto style = around_.stderr_is_terminal ? Progress::Style::kBar : Progress::Style::kLines;
    if (line_.quiet) style = Progress::Style::kNone;
    return {style, language_, &SystemClock(), unit};
  }

  absl::StatusOr<Shard> ChosenShard() const {
    return line_.shard.empty() ? ShardFromEnvironment(around_.variables) : ParseShard(line_.shard);
  }

  absl::Status PlanJob() const {
    ASSIGN_OR_RETURN(const Job job, ReadJobFile(line_.input, language_));
    ASSIGN_OR_RETURN(client::ConnectOptions connection, Connection());
    ServiceSource source(std::move(connection), around_.stop);
    Progress notes(around_.err, {});
    PlanOptions options;
    options.language = language_;
    options.patience.limit = line_.patience;
    options.patience.wait = [this](absl::Duration time) { return around_.stop.WaitFor(time); };
    options.patience.tell = [&notes](const Text& text) { notes.Say(text); };
    ASSIGN_OR_RETURN(const Plan plan, MakePlan(job, source, options));
    if (line_.output != "-") RETURN_IF_ERROR(WritePinned(plan.job));
    if (line_.json) {
      around_.out << ToJson(plan).dump(kIndent) << '\n';
    } else {
      around_.out << ToText(plan, language_);
      if (line_.output != "-") Say({"写入      " + PinnedPath(), "written   " + PinnedPath()});
    }
    return absl::OkStatus();
  }

  std::string PinnedPath() const {
    if (!line_.output.empty()) return line_.output;
    if (absl::EndsWith(line_.input, ".pinned.json")) return line_.input;
    return absl::StrCat(absl::StripSuffix(line_.input, ".json"), ".pinned.json");
  }

  absl::Status WritePinned(const Job& job) const {
    const std::string path = PinnedPath();
    const std::string text = ToJson(job).dump(kIndent) + "\n";
    const bool is_there = access(path.c_str(), F_OK) == 0;
    if (is_there && path != line_.input && !line_.force) {
      const auto there = ReadWhole(path);
      if (there.ok() && *there == text) return absl::OkStatus();
      return BatchError(absl::StatusCode::kAlreadyExists, kOutputNotCreated,
                        {path + " 已存在,内容不同", path + " exists with other content"},
                        {"加 --force 替换它,或换一个 --output",
                         "replace it with --force, or name another --output"});
    }
    return ReplaceFile(path, text);
  }

  absl::Status RunJob() const {
    ASSIGN_OR_RETURN(const Shard shard, ChosenShard());
    ASSIGN_OR_RETURN(const Job job, ReadJobFile(line_.input, language_));
    RETURN_IF_ERROR(RequirePinned(job, language_));
    ASSIGN_OR_RETURN(client::ConnectOptions connection, Connection());
    ServiceSource source(std::move(connection), around_.stop);
    Progress progress(around_.err, ProgressOptions({"行", "rows"}));
    ShardRunOptions options;
    options.folder = line_.output;
    options.shard = shard;
    options.force = line_.force;
    options.checkpoint_interval = line_.checkpoint_every;
    options.patience = line_.patience;
    options.language = language_;
    options.tell = [&progress](const Text& text) { progress.Say(text); };
    const int64_t total = RangeOf(shard, CountPoints(job)).size();
    options.on_progress = [&](int64_t rows) { progress.Advance(rows, total); };
    ShardRun run(job, options, source, around_.stop);
    ASSIGN_OR_RETURN(const ShardEnd end, run.Run());
    const std::string name = absl::StrCat(ToString(shard), " ", run.rows_path());
    if (end == ShardEnd::kWasDone) {
      Say({absl::StrCat("分片 ", name, " 早已完成,无事可做"),
           absl::StrCat("shard ", name, " was done already; nothing to do")});
    } else {
      Say({absl::StrCat("分片 ", name, " 完成:", total, " 行,其中无法计算 ", run.not_evaluated()),
           absl::StrCat("shard ", name, " is done: ", total, " rows, ", run.not_evaluated(),
                        " of them not evaluated")});
    }
    return absl::OkStatus();
  }

  absl::Status MergeFolder() const {
    ASSIGN_OR_RETURN(const ShardSet shards, FindShards(line_.input));
    Progress progress(around_.err, ProgressOptions({"字节", "bytes"}));
    MergeOptions options;
    options.output = line_.output;
    options.force = line_.force;
    options.on_progress = [&progress](int64_t done, int64_t total) {
      progress.Advance(done, total);
    };
    ASSIGN_OR_RETURN(const MergeEnd end, Merge(shards, options));
    const int64_t points = shards.receipts.front().points;
    if (end == MergeEnd::kWasDone) {
      Say({line_.output + " 早已合并,无事可做",
           line_.output + " was merged already; nothing to do"});
    } else {
      Say({absl::StrCat(line_.output, ":", shards.receipts.size(), " 个分片,", points, " 行"),
           absl::StrCat(line_.output, ": ", shards.receipts.size(), " shards, ", points, " rows")});
    }
    return absl::OkStatus();
  }

  absl::Status ShowFolder() const {
    ASSIGN_OR_RETURN(const auto shards, ReadFolder(line_.input));
    around_.out << (line_.json ? batch::ToJson(shards).dump(kIndent) + "\n"
                               : batch::ToText(shards, language_));
    return absl::OkStatus();
  }

  const CommandLine line_;
  const Surroundings& around_;
  const Language language_;
};

absl::Status RunParsed(const std::vector<std::string>& arguments, const Surroundings& surroundings,
                       Language language) {
  ASSIGN_OR_RETURN(CommandLine line, ParseCommandLine(arguments, language));
  RETURN_IF_ERROR(Program(std::move(line), surroundings, language).Run());
  surroundings.out.flush();
  if (surroundings.out) return absl::OkStatus();
  return FileFailed("stdout", EIO);
}

}  // namespace

ExitCode RunProgram(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  const Language language = LanguageOf(arguments, surroundings.variables);
  const absl::Status status = RunParsed(arguments, surroundings, language);
  if (!status.ok()) PrintError(status, language, surroundings.err);
  return ExitCodeOf(status);
}

}  // namespace indicast::batch
