// The command line of an operation, and its help.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/edit_distance/edit_distance.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/main/operations.h"

namespace indicast::store {
namespace {

struct Description {
  Operation operation;
  const char* name;
  std::vector<std::string> flags;  // those that must be given; the first is `from` but of restore
  const char* summary[2];          // English, Chinese
  const char* const* help;         // likewise
};

constexpr const char* kBackupHelp[] = {
    R"(Copies the database of one moment into a new directory. A store that serves the data
directory goes on reading and writing. The copy is verified from its first revision on and
appears whole or not at all.

  indicast-store backup --data-dir /var/lib/indicast --to /backup/indicast-2024-01-31

  --data-dir DIR   the data directory
  --to DEST        the backup; must not exist yet
)",
    R"(把某一时刻的数据库复制到新目录。正在提供服务的进程照常读写。副本从第一个修订起逐条核验,
要么完整出现,要么不出现。

  indicast-store backup --data-dir /var/lib/indicast --to /backup/indicast-2024-01-31

  --data-dir DIR   数据目录
  --to DEST        备份目录,不得已存在
)"};

constexpr const char* kVerifyHelp[] = {
    R"(Checks the database pages, the tables, every record against the chain of checksums from the
first revision on, and the end of the log against the head file. Changes nothing; a store may
serve the directory meanwhile. Exit code 0: sound; 65: damaged, and the message says where.

  indicast-store verify --data-dir /var/lib/indicast
  indicast-store verify --data-dir /backup/indicast-2024-01-31

  --data-dir DIR   a data directory or a backup
)",
    R"(核验数据库各页、各表、自第一个修订起校验和链上的每条记录,以及日志末尾与 head 文件是否一致。
不作任何改动,服务运行中亦可。退出码 0 表示完好;65 表示已损坏,信息指明位置。

  indicast-store verify --data-dir /var/lib/indicast
  indicast-store verify --data-dir /backup/indicast-2024-01-31

  --data-dir DIR   数据目录或备份
)"};

constexpr const char* kRestoreHelp[] = {
    R"(Verifies the backup, copies it, verifies the copy and puts it in place of the data directory,
which must be missing or empty. The backup stays as it is. Run it as the user of the store.

  mv /var/lib/indicast /var/lib/indicast.old
  indicast-store restore --from /backup/indicast-2024-01-31 --data-dir /var/lib/indicast

  --from BACKUP    the backup
  --data-dir DIR   the data directory; must be missing or empty
)",
    R"(先核验备份,再复制并核验副本,最后放到数据目录的位置;该目录必须不存在或为空。备份保持原样。
请以服务所用的用户运行。

  mv /var/lib/indicast /var/lib/indicast.old
  indicast-store restore --from /backup/indicast-2024-01-31 --data-dir /var/lib/indicast

  --from BACKUP    备份目录
  --data-dir DIR   数据目录,必须不存在或为空
)"};

const std::vector<Description>& Descriptions() {
  static const auto* const all = new std::vector<Description>{
      {Operation::kBackup,
       "backup",
       {"data-dir", "to"},
       {"copy a data directory, also while a store serves it", "备份数据目录,服务运行中亦可"},
       kBackupHelp},
      {Operation::kVerify,
       "verify",
       {"data-dir"},
       {"check every record of a data directory or a backup", "逐条核验数据目录或备份"},
       kVerifyHelp},
      {Operation::kRestore,
       "restore",
       {"from", "data-dir"},
       {"make a data directory from a backup", "由备份恢复数据目录"},
       kRestoreHelp}};
  return *all;
}

constexpr const char* kCommonHelp[] = {
    R"(  --lang zh|en     language of the words (default: INDICAST_LANG, then the locale)
  --help           this page
)",
    R"(  --lang zh|en     文字语言(默认依 INDICAST_LANG,其次依区域设置)
  --help           显示本页
)"};

const Description& DescriptionOf(Operation operation) {
  return *std::find_if(Descriptions().begin(), Descriptions().end(),
                       [&](const Description& d) { return d.operation == operation; });
}

absl::Status Invalid(absl::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, "CONFIGURATION_INVALID", message);
}

// "; did you mean 'backup'?" when one of them is near, else what there is.
std::string Suggestion(absl::string_view word, const std::vector<std::string>& known,
                       absl::string_view prefix) {
  for (const std::string& candidate : known) {
    const bool near = word.size() < 80 && EditDistance(word, candidate) <= 2;
    const bool begins = word.size() >= 2 && absl::StartsWith(candidate, word);
    if (near || begins) return absl::StrCat("; did you mean '", prefix, candidate, "'?");
  }
  return absl::StrCat("; there is ", prefix, absl::StrJoin(known, absl::StrCat(", ", prefix)),
                      "; see --help");
}

absl::StatusOr<const Description*> FindOperation(absl::string_view name) {
  std::vector<std::string> names;
  for (const Description& description : Descriptions()) {
    if (description.name == name) return &description;
    names.emplace_back(description.name);
  }
  return Invalid(
      absl::StrCat("unknown command '", Shorten(name), "'", Suggestion(name, names, "")));
}

absl::Status Take(const std::string& flag, absl::string_view value, OperationCall& call) {
  if (flag == "lang") {
    if (value != "zh" && value != "en") {
      return Invalid(absl::StrCat("--lang=", Shorten(value), ": want zh or en"));
    }
    call.language = LanguageOf(value);
    return absl::OkStatus();
  }
  const bool is_from = (flag == "data-dir") != (call.operation == Operation::kRestore);
  std::string& place = is_from || flag == "from" ? call.from : call.to;
  if (value.empty()) return Invalid(absl::StrCat("--", flag, " is empty: want a directory"));
  if (!place.empty()) return Invalid(absl::StrCat("--", flag, " is given twice"));
  place = std::string(value);
  return absl::OkStatus();
}

absl::Status CheckComplete(const Description& description, const OperationCall& call) {
  for (const std::string& flag : description.flags) {
    const bool is_from = flag == description.flags.front();
    if (!(is_from ? call.from : call.to).empty()) continue;
    return Invalid(
        absl::StrCat("--", flag, " is required: see indicast-store ", description.name, " --help"));
  }
  return absl::OkStatus();
}

}  // namespace

Language LanguageOf(absl::string_view locale) {
  return absl::StartsWith(locale, "zh") ? Language::kChinese : Language::kEnglish;
}

absl::StatusOr<OperationCall> ParseOperation(const std::vector<absl::string_view>& arguments,
                                             Language language) {
  ASSIGN_OR_RETURN(const Description* const description, FindOperation(arguments[0]));
  OperationCall call;
  call.operation = description->operation;
  call.language = language;
  std::vector<std::string> known = description->flags;
  known.insert(known.end(), {"lang", "help"});
  for (size_t i = 1; i < arguments.size(); ++i) {
    absl::string_view name = arguments[i];
    if (!absl::ConsumePrefix(&name, "--")) {
      return Invalid(absl::StrCat("unexpected argument '", Shorten(name), "'; see indicast-store ",
                                  description->name, " --help"));
    }
    const size_t equals = name.find('=');
    const std::string flag = absl::StrReplaceAll(name.substr(0, equals), {{"_", "-"}});
    if (std::find(known.begin(), known.end(), flag) == known.end()) {
      return Invalid(absl::StrCat("unknown flag '--", Shorten(flag), "' of ", description->name,
                                  Suggestion(flag, known, "--")));
    }
    if (flag == "help") {
      call.help = true;
      continue;
    }
    if (equals == absl::string_view::npos && ++i == arguments.size()) {
      return Invalid(absl::StrCat("--", flag, ": want a value"));
    }
    RETURN_IF_ERROR(Take(
        flag, equals == absl::string_view::npos ? arguments[i] : name.substr(equals + 1), call));
  }
  if (!call.help) RETURN_IF_ERROR(CheckComplete(*description, call));
  return call;
}

std::string OperationHelp(Operation operation, Language language) {
  const Description& description = DescriptionOf(operation);
  const auto index = static_cast<size_t>(language);
  return absl::StrCat("indicast-store ", description.name, ": ", description.summary[index], "\n\n",
                      description.help[index], kCommonHelp[index]);
}

std::string OperationsOverview() {
  std::string text;
  for (const Description& description : Descriptions()) {
    absl::StrAppend(&text, "  indicast-store ", description.name, " --help\n      ",
                    description.summary[0], " / ", description.summary[1], "\n");
  }
  return text;
}

}  // namespace indicast::store
