// Times of the simulation kernels and of Genz against plain counting, in one process: "name value"
// lines for simulation.sh. The reference job is 12 periods x 50 correlated indicators, 5 quantiles
// for each of the 600 cells.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "projection-service/engine/attainment.h"
#include "projection-service/engine/genz.h"
#include "projection-service/engine/monte_carlo.h"

ABSL_FLAG(int64_t, paths, 1000000, "paths of the reference job");
ABSL_FLAG(int, rounds, 5, "rounds; medians are printed");

namespace indicast::projection {
namespace {

constexpr int kIndicators = 50;
constexpr int kPeriods = 12;
constexpr double kQuantiles[] = {0.1, 0.25, 0.5, 0.75, 0.9};

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double Median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

PathModel ReferenceJob() {
  PathModel model;
  model.periods = kPeriods;
  model.correlation = Eigen::MatrixXd::Constant(kIndicators, kIndicators, 0.3);
  model.correlation.diagonal().setOnes();
  model.spreads = Eigen::MatrixXd::Constant(kIndicators, kPeriods, 0.03);
  for (int row = 0; row < kIndicators; ++row) {
    for (int period = 0; period < kPeriods; ++period) {
      model.quantiles.push_back({{row, period, true}, 0.03 * std::sqrt(period + 1)});
    }
  }
  return model;
}

// All 3,000 quantiles; their sum, so that nothing is optimised away.
double RunReference(const PathModel& model, uint64_t paths, int workers) {
  PathRun run;
  run.key = KeyOf(1, 1);
  run.paths = paths;
  run.workers = workers;
  const auto counts = SimulatePaths(model, run);
  if (!counts.ok()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (size_t cell = 0; cell < model.quantiles.size(); ++cell) {
    for (const double p : kQuantiles) sum += std::exp(QuantileOf(model, *counts, cell, p));
  }
  return sum;
}

struct alignas(kRowAlignment) BenchRow {
  float x[kRowStride];
};

// The parts of one block and period alone, each over the same buffers again and again: what any
// implementation with these kernels must spend.
struct BareParts {
  std::vector<BenchRow> z = std::vector<BenchRow>(kIndicators + kRowsTogether);
  std::vector<float> packed =
      std::vector<float>(static_cast<size_t>((kIndicators + kRowsTogether) * kRowsTogether), 0.1F);
  std::vector<uint32_t> counts = std::vector<uint32_t>(kIndicators * kBinsStored);
  const BlockKernels& kernels = BestKernels();

  void Draw(uint32_t block, uint32_t period) {
    for (uint32_t i = 0; i < kIndicators; ++i) {
      kernels.normals(block, {i, period, 1, {3, 4}}, z[i].x);
    }
  }
  void Multiply() {
    BenchRow out[kRowsTogether];
    for (int top = 0; top < kIndicators; top += kRowsTogether) {
      kernels.product(packed.data(), top + kRowsTogether, z[0].x, out[0].x);
    }
  }
  void Count() {
    struct alignas(kRowAlignment) {
      int32_t x[kBlockPaths];
    } bins;
    for (size_t i = 0; i < kIndicators; ++i) {
      kernels.bin(1.0F / 6, z[i].x, bins.x);
      uint32_t* row = &counts[i * kBinsStored];
      for (const int32_t bin : bins.x) ++row[bin];
    }
  }
};

// Seconds of each part over as many blocks and periods as the reference job has.
void TimeBareParts(uint64_t blocks, double (&seconds)[3]) {
  BareParts parts;
  const auto repeat = [blocks](const auto& work) {
    return Seconds([&] {
      for (uint32_t block = 0; block < blocks; ++block) {
        for (uint32_t period = 0; period < kPeriods; ++period) work(block, period);
      }
    });
  };
  seconds[0] = repeat([&](uint32_t block, uint32_t period) { parts.Draw(block, period); });
  seconds[1] = repeat([&](uint32_t, uint32_t) { parts.Multiply(); });
  seconds[2] = repeat([&](uint32_t, uint32_t) { parts.Count(); });
}

void BenchReference(uint64_t paths, int rounds) {
  const PathModel model = ReferenceJob();
  std::vector<double> two;
  std::vector<double> one;
  std::vector<double> gain;
  std::vector<double> overhead;
  std::vector<double> draws;
  std::vector<double> products;
  std::vector<double> bins;
  double check = 0;
  for (int round = 0; round < rounds; ++round) {
    two.push_back(Seconds([&] { check = RunReference(model, paths, 2); }));
    one.push_back(Seconds([&] { check -= RunReference(model, paths, 1); }));
    double parts[3];
    TimeBareParts(BlocksOf(paths), parts);
    gain.push_back(one.back() / two.back());
    overhead.push_back(one.back() / (parts[0] + parts[1] + parts[2]));
    draws.push_back(parts[0]);
    products.push_back(parts[1]);
    bins.push_back(parts[2]);
  }
  absl::PrintF("paths %d\n", paths);
  absl::PrintF("one_worker_s %.4f\ntwo_workers_s %.4f\n", Median(one), Median(two));
  absl::PrintF("two_against_one %.3f\n", Median(gain));
  absl::PrintF("draws_s %.4f\nproduct_s %.4f\nbins_s %.4f\n", Median(draws), Median(products),
               Median(bins));
  absl::PrintF("against_bare_parts %.3f\n", Median(overhead));
  absl::PrintF("equal_sums %d\n", check == 0);
  const double small = Seconds([&] { check = RunReference(model, 10000, 2); });
  absl::PrintF("ten_thousand_paths_ms %.2f\n", small * 1e3);
}

// Time for a standard error of 1e-5 of P(all n above their median) at correlation 1/2, whose exact
// value is 1 / (n + 1): Genz measured, counting by its time a path and the variance of a count.
void BenchGenz(int n, int rounds) {
  NormalBox box;
  box.covariance = Eigen::MatrixXd::Constant(n, n, 0.5);
  box.covariance.diagonal().setOnes();
  box.lower = Eigen::VectorXd::Zero(n);
  box.upper = Eigen::VectorXd::Constant(n, std::numeric_limits<double>::infinity());
  const double exact = 1.0 / (n + 1);
  std::vector<double> times;
  std::vector<double> squares;
  double points = 0;
  for (int round = 0; round < 8 * rounds; ++round) {
    GenzResult result;
    times.push_back(Seconds([&] {
      const GenzOptions options = {static_cast<uint64_t>(round), 1e-5, 1 << 16, {}};
      result = NormalBoxProbability(box, options).value();
    }));
    squares.push_back(std::pow(result.probability - exact, 2));
    points = static_cast<double>(result.points);
  }
  double mean_square = 0;
  for (const double square : squares) mean_square += square / static_cast<double>(squares.size());
  const double error = std::sqrt(mean_square);

  PathModel model;
  model.correlation = box.covariance;
  model.spreads = Eigen::MatrixXd::Ones(n, 1);
  std::vector<int> all;
  for (int i = 0; i < n; ++i) {
    model.limits.push_back({{i, 0, false}, 0, box.upper[i]});
    all.push_back(i);
  }
  model.together = {all};
  PathRun run;
  run.paths = 500000;
  std::vector<double> counting;
  double counted = 0;
  for (int round = 0; round < rounds; ++round) {
    counting.push_back(Seconds([&] {
      const auto counts = SimulatePaths(model, run);
      counted = static_cast<double>(counts->together[0]) / static_cast<double>(run.paths);
    }));
  }
  const double paths = exact * (1 - exact) / (error * error);
  const double seconds = Median(counting) / static_cast<double>(run.paths) * paths;
  absl::PrintF("genz%d_ms %.3f\ngenz%d_points %.0f\ngenz%d_rmse %.3g\n", n, Median(times) * 1e3, n,
               points, n, error);
  absl::PrintF("counting%d_paths %.3g\ncounting%d_s %.3f\ncounting%d_against_genz %.0f\n", n, paths,
               n, seconds, n, seconds / Median(times));
  absl::PrintF("counted%d_off %.2g\n", n, counted - exact);
}

int PeakMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!absl::StartsWith(line, "VmHWM:")) continue;
    const std::vector<std::string> words =
        absl::StrSplit(line.substr(6), absl::ByAnyChar(" \t"), absl::SkipEmpty());
    int kilobytes = 0;
    if (!words.empty() && absl::SimpleAtoi(words[0], &kilobytes)) return (kilobytes + 1023) / 1024;
  }
  return -1;
}

}  // namespace
}  // namespace indicast::projection

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  const int rounds = absl::GetFlag(FLAGS_rounds);
  indicast::projection::BenchReference(static_cast<uint64_t>(absl::GetFlag(FLAGS_paths)), rounds);
  absl::PrintF("peak_mb %d\n", indicast::projection::PeakMegabytes());
  indicast::projection::BenchGenz(8, rounds);
  indicast::projection::BenchGenz(50, rounds);
  return 0;
}
