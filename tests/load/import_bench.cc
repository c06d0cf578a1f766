// How fast and how large a durable import of many figures is, against a bare loop of one prepared
// INSERT over the same rows, in the same tables, in one transaction with synchronous=FULL.
//
//   indicast-import-bench [--areas=50] [--indicators=40] [--months=250] [--vintages=2]
//                         [--rounds=3] [--directory=/tmp]
//
// Both run in turn on new data folders with the catalogue loaded; the one that goes first
// alternates. The bare loop is handed finished cells, whose making is not counted. Prints a line a
// round, then the medians, and how long the imported folder takes to open again.
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "store-service/app/store.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/domain/record_cells.h"
#include "tests/load/generated_import.h"

ABSL_FLAG(int, areas, 50, "areas");
ABSL_FLAG(int, indicators, 40, "indicators of each area");
ABSL_FLAG(int, months, 250, "months of each indicator");
ABSL_FLAG(int, vintages, 2, "figures of each month, 1..3");
ABSL_FLAG(int, rounds, 3, "rounds");
ABSL_FLAG(std::string, directory, "/tmp", "where the data folders are made and removed again");

namespace indicast::load {
namespace {

using store::Cell;
using store::CellRow;
using store::Column;
using store::ImportRequest;
using store::ImportResult;
using store::LayoutOf;
using store::LogSink;
using store::Observation;
using store::OpenSqlite;
using store::Record;
using store::Store;
using store::TableLayout;

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "indicast-import-bench: " << what << "\n";
  std::exit(1);
}

void Require(const absl::Status& status) {
  if (!status.ok()) Fail(std::string(status.message()));
}

template <typename T>
T Require(absl::StatusOr<T> value) {
  Require(value.status());
  return *std::move(value);
}

// Seconds on the clock, and of all cores.
struct Took {
  double wall = 0;
  double cpu = 0;
  Took& operator+=(const Took& other) {
    wall += other.wall;
    cpu += other.cpu;
    return *this;
  }
};

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Took Measure(const std::function<void()>& work) {
  const absl::Time begin = absl::Now();
  const double cpu = CpuSeconds();
  work();
  return {absl::ToDoubleSeconds(absl::Now() - begin), CpuSeconds() - cpu};
}

// "VmRSS" or "VmHWM" of this process in MiB; 0 when the kernel does not say.
int64_t MemoryMib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    int64_t kib = 0;
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(": \t"), absl::SkipEmpty());
    if (words.size() > 1 && words[0] == name && absl::SimpleAtoi(words[1], &kib)) return kib / 1024;
  }
  return 0;
}

void ResetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::path(absl::GetFlag(FLAGS_directory)) /
              absl::StrCat("indicast-import-bench-", getpid(), "-", name)) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<Store> OpenStore(const std::string& path) {
  return Require(Store::Open([&](const LogSink& verified) {
    return OpenSqlite({.directory = path, .in_memory = false, .accept_log = false}, verified);
  }));
}

// Runs one statement over rows of cells, as bare as SQLite allows.
class BareLoop {
 public:
  explicit BareLoop(const std::string& folder) {
    if (sqlite3_open((folder + "/indicast.db").c_str(), &db_) != SQLITE_OK) Fail("cannot open");
    Execute(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=1000; BEGIN IMMEDIATE");
    const TableLayout& layout = LayoutOf(Record(Observation()).index()).table;
    std::string sql = absl::StrCat("INSERT INTO ", layout.name, "(revision, position");
    for (const Column& column : layout.columns) absl::StrAppend(&sql, ", ", column.name);
    absl::StrAppend(&sql, ") VALUES(?, ?");
    for (size_t i = 0; i < layout.columns.size(); ++i) absl::StrAppend(&sql, ", ?");
    absl::StrAppend(&sql, ")");
    Check(sqlite3_prepare_v2(db_, sql.c_str(), -1, &insert_, nullptr));
  }
  ~BareLoop() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
  }

  void Insert(int64_t position, const CellRow& row) {
    sqlite3_bind_int64(insert_, 1, 2);
    sqlite3_bind_int64(insert_, 2, position);
    int parameter = 3;
    for (const Cell& cell : row) {
      if (const auto* text = std::get_if<std::string>(&cell)) {
        sqlite3_bind_text(insert_, parameter, text->data(), static_cast<int>(text->size()),
                          SQLITE_STATIC);
      } else if (const auto* number = std::get_if<int64_t>(&cell)) {
        sqlite3_bind_int64(insert_, parameter, *number);
      } else {
        sqlite3_bind_null(insert_, parameter);
      }
      ++parameter;
    }
    if (sqlite3_step(insert_) != SQLITE_DONE) Fail(sqlite3_errmsg(db_));
    sqlite3_reset(insert_);
  }
  void Execute(const char* sql) { Check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }

 private:
  void Check(int code) {
    if (code != SQLITE_OK) Fail(sqlite3_errmsg(db_));
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

Took RunBare(const CountrySize& size) {
  const Folder folder("bare");
  Require(OpenStore(folder.path())->Import(Catalogue(size)).status());
  ImportRequest figures = Figures(size);
  BareLoop loop(folder.path());
  Took took;
  constexpr size_t kChunk = 10000;
  std::vector<CellRow> rows;
  for (size_t begin = 0; begin < figures.observations.size(); begin += kChunk) {
    const size_t end = std::min(begin + kChunk, figures.observations.size());
    rows.clear();
    for (size_t i = begin; i < end; ++i) {
      rows.push_back(ToCells(Record(std::move(figures.observations[i]))).row);
    }
    took += Measure([&] {
      for (size_t i = begin; i < end; ++i) loop.Insert(static_cast<int64_t>(i), rows[i - begin]);
    });
  }
  took += Measure([&] { loop.Execute("COMMIT"); });
  return took;
}

struct ImportRun {
  Took written;
  Took reopen;             // backend and replay
  int64_t before_mib = 0;  // with the request in memory
  int64_t peak_mib = 0;
  int64_t stored_mib = 0;  // of the database
};

ImportRun RunImport(const CountrySize& size) {
  const Folder folder("import");
  ImportRun run;
  {
    const std::unique_ptr<Store> store = OpenStore(folder.path());
    Require(store->Import(Catalogue(size)).status());
    ImportRequest figures = Figures(size);
    run.before_mib = MemoryMib("VmRSS");
    ResetPeak();
    run.written = Measure([&] {
      const ImportResult result = Require(store->Import(std::move(figures)));
      if (result.report.added != size.versions()) Fail("not every figure was added");
    });
    run.peak_mib = MemoryMib("VmHWM");
    run.stored_mib = store->backend_bytes() >> 20;
  }
  run.reopen = Measure([&] {
    const std::unique_ptr<Store> store = OpenStore(folder.path());
    if (store->snapshot()->counts().observations != size.versions()) Fail("figures are missing");
  });
  return run;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::string Spread(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return absl::StrFormat("%.3f (%.3f..%.3f)", Median(values), *least, *most);
}

int Run() {
  CountrySize size;
  size.areas = absl::GetFlag(FLAGS_areas);
  size.indicators = absl::GetFlag(FLAGS_indicators);
  size.months = absl::GetFlag(FLAGS_months);
  size.vintages = absl::GetFlag(FLAGS_vintages);
  const auto count = static_cast<double>(size.versions());
  absl::PrintF("%d figures: %d areas, %d indicators, %d months, %d vintages\n", size.versions(),
               size.areas, size.indicators, size.months, size.vintages);
  absl::PrintF(
      "round  bare s (CPU)  import s (CPU)  ratio  rows/s  before MiB  peak MiB  disk MiB  "
      "reopen s (CPU)\n");
  std::vector<double> bares;
  std::vector<double> imports;
  std::vector<double> ratios;
  std::vector<double> reopens;
  for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
    Took bare;
    if (round % 2 == 0) bare = RunBare(size);
    const ImportRun run = RunImport(size);
    if (round % 2 != 0) bare = RunBare(size);
    bares.push_back(bare.wall);
    imports.push_back(run.written.wall);
    ratios.push_back(bare.wall / run.written.wall);
    reopens.push_back(run.reopen.wall);
    absl::PrintF("%5d  %6.2f (%4.2f)  %7.2f (%5.2f)  %5.3f  %6.0f  %10d  %8d  %8d  %6.2f (%5.2f)\n",
                 round + 1, bare.wall, bare.cpu, run.written.wall, run.written.cpu,
                 bare.wall / run.written.wall, count / run.written.wall, run.before_mib,
                 run.peak_mib, run.stored_mib, run.reopen.wall, run.reopen.cpu);
    std::fflush(stdout);
  }
  if (ratios.empty()) return 0;
  absl::PrintF("median: bare %s s, import %s s, ratio %s, reopen %s s\n", Spread(bares),
               Spread(imports), Spread(ratios), Spread(reopens));
  return 0;
}

}  // namespace
}  // namespace indicast::load

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return indicast::load::Run();
}
