#include "common/metrics/metrics.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/metrics/process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGetLabels[] = R"(grpc_type="unary",grpc_service="a.S",grpc_method="Get")";

TEST(MetricsTest, EverySeriesOfAMethodExistsAtZero) {
  Metrics metrics("program", "1", "c");
  metrics.AddMethod("unary", "a.S", "Get");
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_started_total{", kGetLabels, "} 0\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_in_flight{", kGetLabels, "} 0\n")));
  for (const char* code : {"OK", "Canceled", "DeadlineExceeded", "Unauthenticated"}) {
    EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handled_total{", kGetLabels,
                                             ",grpc_code=\"", code, "\"} 0\n")));
  }
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handling_seconds_bucket{", kGetLabels,
                                           ",le=\"0.0005\"} 0\n")));
}

TEST(MetricsTest, CountsACallByCodeAndDuration) {
  Metrics metrics("program", "1", "c");
  CallMetrics& get = metrics.AddMethod("unary", "a.S", "Get");
  get.Started();
  get.Started();
  get.Started();
  get.Handled(5, absl::Milliseconds(2));
  get.Handled(99, absl::Seconds(30));
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_started_total{", kGetLabels, "} 3\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_in_flight{", kGetLabels, "} 1\n")));
  EXPECT_THAT(text, HasSubstr("grpc_code=\"NotFound\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("grpc_code=\"Unknown\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(",le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(",le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(",le=\"10\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(
      text, HasSubstr(absl::StrCat("grpc_server_handling_seconds_sum{", kGetLabels, "} 30.002\n")));
}

TEST(MetricsTest, ABucketIncludesItsUpperBound) {
  DurationHistogram histogram;
  histogram.Observe(absl::Microseconds(500));
  histogram.Observe(absl::Microseconds(501));
  histogram.Observe(absl::Nanoseconds(-5));
  EXPECT_EQ(histogram.Counts()[0], 2U);
  EXPECT_EQ(histogram.Counts()[1], 1U);
}

TEST(MetricsTest, AddingANameAgainGivesTheSameSeries) {
  Metrics metrics("program", "1", "c");
  EXPECT_EQ(&metrics.AddMethod("unary", "a.S", "Get"), &metrics.AddMethod("unary", "a.S", "Get"));
  EXPECT_NE(&metrics.AddMethod("unary", "a.S", "Get"), &metrics.AddMethod("unary", "a.S", "List"));
  EXPECT_EQ(&metrics.AddPool("p", [] { return 0.0; }), &metrics.AddPool("p", [] { return 0.0; }));
}

TEST(MetricsTest, GaugesAndPoolsAreAskedAtEachScrape) {
  Metrics metrics("program", "1", "c");
  double revision = 4;
  metrics.AddGauge("indicast_store_revision", "Newest revision.", [&] { return revision; });
  metrics.AddPool("storage", [] { return 3.0; }).rejected.fetch_add(2);
  EXPECT_THAT(metrics.Text(), HasSubstr("\nindicast_store_revision 4\n"));
  revision = 5;
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("\nindicast_store_revision 5\n"));
  EXPECT_THAT(text, HasSubstr("indicast_pool_queue_depth{pool=\"storage\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("indicast_pool_rejected_total{pool=\"storage\"} 2\n"));
}

TEST(MetricsTest, SaysWhatWasBuiltAndHowTheProcessIs) {
  const Metrics metrics("indicast-store", "1.2.3", "abc");
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("indicast_build_info{program=\"indicast-store\",version=\"1.2.3\","
                              "commit=\"abc\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE process_cpu_seconds_total counter\n"));
  EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0\n")));
  const ProcessStats stats = ReadProcessStats();
  EXPECT_GT(stats.open_fds, 2);
  EXPECT_GT(stats.start_time_seconds, 1.0e9);
}

TEST(MetricsTest, CountsFromManyThreadsAreComplete) {
  Metrics metrics("program", "1", "c");
  CallMetrics& get = metrics.AddMethod("unary", "a.S", "Get");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&get] {
      for (int i = 0; i < 1000; ++i) {
        get.Started();
        get.Handled(0, absl::Milliseconds(1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(get.started(), 4000U);
  EXPECT_EQ(get.handled(0), 4000U);
  EXPECT_DOUBLE_EQ(get.handling().SumSeconds(), 4.0);
}

}  // namespace
}  // namespace indicast
