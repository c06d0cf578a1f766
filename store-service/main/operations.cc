#include "store-service/main/operations.h"

#include <algorithm>
#include <csignal>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/status/error.h"
#include "store-service/backend/sqlite/backup.h"
#include "store-service/main/options.h"

namespace indicast::store {
namespace {

constexpr absl::Duration kRedraw = absl::Milliseconds(100);

struct Words {
  const char* in[2];  // English, Chinese
};

constexpr Words kBackedUp = {{"backup", "备份"}};
constexpr Words kSound = {{"sound", "完好"}};
constexpr Words kRestored = {{"restored", "已恢复"}};
constexpr Words kRevision = {{"revision", "修订"}};
constexpr Words kChecksum = {{"checksum", "校验和"}};
constexpr Words kHeadFile = {{"head file", "head 文件"}};
constexpr Words kSchema = {{"schema", "表结构版本"}};
constexpr Words kSize = {{"size", "大小"}};
constexpr Words kBytes = {{"bytes", "字节"}};
constexpr Words kRecords = {{"records", "记录数"}};
constexpr Words kTime = {{"time", "用时"}};
constexpr Words kSeconds = {{"s", "秒"}};
constexpr Words kCopying = {{"copying pages", "正在复制页"}};
constexpr Words kVerifying = {{"verifying revisions", "正在核验修订"}};

// One line on a terminal, drawn over and wiped at the end; and the place where a signal ends the
// operation.
class Observer {
 public:
  Observer(std::ostream& err, bool shown, Language language)
      : err_(err), shown_(shown), language_(language) {}
  ~Observer() {
    if (drawn_) err_ << "\r\x1b[K" << std::flush;
  }

  absl::Status Tell(OperationStep step, int64_t done, int64_t total) {
    sigset_t pending;
    sigpending(&pending);
    if (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1) {
      return Error(absl::StatusCode::kCancelled, "OPERATION_INTERRUPTED",
                   "ended by a signal; nothing half-made is left behind, run it again");
    }
    if (shown_) Draw(step == OperationStep::kCopyPages ? kCopying : kVerifying, done, total);
    return absl::OkStatus();
  }

 private:
  void Draw(const Words& words, int64_t done, int64_t total) {
    const absl::Time now = absl::Now();
    if (now - last_ < kRedraw && done < total) return;
    last_ = now;
    drawn_ = true;
    err_ << "\r\x1b[K" << words.in[static_cast<size_t>(language_)] << " " << done << "/" << total
         << std::flush;
  }

  std::ostream& err_;
  const bool shown_;
  const Language language_;
  bool drawn_ = false;
  absl::Time last_ = absl::InfinitePast();
};

class Printer {
 public:
  Printer(std::ostream& out, Language language) : out_(out), language_(language) {}

  const char* In(const Words& words) const { return words.in[static_cast<size_t>(language_)]; }
  void Line(const Words& name, absl::string_view value) { Line(In(name), value); }
  void Line(absl::string_view name, absl::string_view value) {
    out_ << name << ": " << value << "\n";
  }

 private:
  std::ostream& out_;
  const Language language_;
};

void Print(const OperationCall& call, const LogReport& report, absl::Duration time,
           std::ostream& out) {
  Printer printer(out, call.language);
  switch (call.operation) {
    case Operation::kBackup:
      printer.Line(kBackedUp, call.to);
      break;
    case Operation::kVerify:
      printer.Line(kSound, call.from);
      break;
    case Operation::kRestore:
      printer.Line(kRestored, call.to);
      break;
  }
  printer.Line(kRevision, absl::StrCat(report.head.revision));
  printer.Line(kChecksum, report.head.checksum);
  if (call.operation == Operation::kVerify && report.acknowledged.has_value()) {
    printer.Line(kHeadFile,
                 absl::StrCat(printer.In(kRevision), " ", report.acknowledged->revision));
  }
  printer.Line(kSchema, absl::StrCat(report.schema_version));
  printer.Line(kSize, absl::StrCat(report.bytes, " ", printer.In(kBytes)));
  printer.Line(kRecords, absl::StrCat(report.records));
  if (call.operation == Operation::kVerify) {
    for (const RecordCount& count : report.counts) {
      printer.Line("  " + count.table, absl::StrCat(count.rows));
    }
  }
  printer.Line(kTime,
               absl::StrFormat("%.2f %s", absl::ToDoubleSeconds(time), printer.In(kSeconds)));
}

absl::StatusOr<LogReport> Perform(const OperationCall& call, const OperationProgress& progress) {
  switch (call.operation) {
    case Operation::kBackup:
      return BackUp(call.from, call.to, progress);
    case Operation::kVerify:
      return VerifyDirectory(call.from, progress);
    case Operation::kRestore:
      return Restore(call.from, call.to, progress);
  }
  return absl::InternalError("no such operation");
}

}  // namespace

int RunOperation(const OperationCall& call, bool err_is_terminal, std::ostream& out,
                 std::ostream& err) {
  if (call.help) {
    out << OperationHelp(call.operation, call.language);
    return 0;
  }
  const absl::Time start = absl::Now();
  absl::StatusOr<LogReport> report = absl::UnknownError("");
  {
    Observer observer(err, err_is_terminal, call.language);
    report = Perform(call, [&](OperationStep step, int64_t done, int64_t total) {
      return observer.Tell(step, done, total);
    });
  }
  if (!report.ok()) {
    err << "indicast-store: " << report.status().message() << "\n";
    return ExitCodeOf(report.status());
  }
  Print(call, *report, absl::Now() - start, out);
  out.flush();
  return out.good() ? 0 : 1;
}

}  // namespace indicast::store
