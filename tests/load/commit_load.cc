#include "tests/load/commit_load.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "tests/load/calls.h"
#include "tests/load/correction.h"
#include "tests/load/sampled_times.h"

namespace indicast::load {
namespace {

void Print(SampledTimes& times, double seconds) {
  std::cout << absl::StrFormat("per_second=%.1f p50_ms=%.3f p99_ms=%.3f max_ms=%.3f\n",
                               static_cast<double>(times.count()) / seconds,
                               times.Milliseconds(0.5), times.Milliseconds(0.99),
                               times.Milliseconds(1));
}

double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

}  // namespace

absl::Status Fill(const std::string& address, const CountrySize& size) {
  const auto stub = store::v1::IndicatorCuration::NewStub(Connect(address));
  GeneratedCountry country(size);
  store::v1::ImportRecordsRequest part;
  const auto start = SteadyClock::now();
  int64_t versions = 0;
  int parts = 0;
  while (country.Next(part)) {
    store::v1::ImportRecordsResponse answer;
    RETURN_IF_ERROR(Import(*stub, part, answer));
    if (!answer.changed()) return absl::InternalError("a part of the country changed nothing");
    versions += part.observations_size();
    ++parts;
  }
  if (versions != size.versions()) return absl::InternalError("versions are missing");
  std::cout << absl::StrFormat("versions=%d parts=%d seconds=%.1f\n", versions, parts,
                               SecondsSince(start));
  return absl::OkStatus();
}

absl::Status Commit(const std::string& address, const CountrySize& size, int count) {
  const auto stub = store::v1::IndicatorCuration::NewStub(Connect(address));
  Corrections corrections(size);
  SampledTimes times;
  const auto start = SteadyClock::now();
  for (int i = 0; i < count; ++i) {
    const store::v1::ImportRecordsRequest request = corrections.Next();
    store::v1::ImportRecordsResponse answer;
    const auto sent = SteadyClock::now();
    RETURN_IF_ERROR(Import(*stub, request, answer));
    times.Add(SteadyClock::now() - sent);
    if (!answer.changed()) return absl::InternalError("a correction changed nothing");
  }
  Print(times, SecondsSince(start));
  return absl::OkStatus();
}

absl::Status WriteBare(const std::string& directory, int count) {
  const std::string path = directory + "/fdatasync-loop";
  const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, path);
  const std::string page(4096, 'x');
  SampledTimes times;
  absl::Status status;
  const auto start = SteadyClock::now();
  for (int i = 0; i < count && status.ok(); ++i) {
    const auto sent = SteadyClock::now();
    if (::write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size()) ||
        ::fdatasync(file) != 0) {
      status = absl::ErrnoToStatus(errno, path);
    }
    times.Add(SteadyClock::now() - sent);
  }
  const double seconds = SecondsSince(start);
  ::close(file);
  ::unlink(path.c_str());
  RETURN_IF_ERROR(status);
  Print(times, seconds);
  return absl::OkStatus();
}

}  // namespace indicast::load
