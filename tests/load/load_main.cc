// The client side of the load comparisons (tests/load/run.sh drives it).
//
//   indicast-load [--versions N] [--seed S] COMMAND ...
//     fill ADDRESS                          imports the generated country
//     request METHOD I FILE                 a POST body for h2load and for `ask`: GetObservation,
//                                           BatchGetObservations of the I-th figures
//                                           (--as_of_revision,
//                                           --as_of_bulletin) or StreamObservations of everything
//     head ADDRESS                          the newest revision
//     versions                              versions of the country
//     ask ADDRESS METHOD FILE ANSWER        calls; writes the answer, of a stream every message
//                                           after its length
//     stream ADDRESS METHOD FILE            reads a stream: seconds, messages and bytes
//     commits ADDRESS COUNT                 single durable commits
//     fdatasync DIRECTORY COUNT             4 KiB writes, each synced
//     watch ADDRESS WATCHERS COMMITS        how soon a commit reaches every watcher
//     etcd-fill ADDRESS KEYS BYTES          keys for etcd
//     etcd-request KEY FILE [serializable]  a POST body for its Range
//     makeup                                memory of a version by its parts
//     reads COUNT                           point reads within the process
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "tests/load/calls.h"
#include "tests/load/commit_load.h"
#include "tests/load/etcd_load.h"
#include "tests/load/generated_country.h"
#include "tests/load/memory_makeup.h"
#include "tests/load/sampled_times.h"

ABSL_FLAG(int64_t, versions, 100000, "at least so many versions of figures");
ABSL_FLAG(uint64_t, seed, 1, "seed of the country");
ABSL_FLAG(int64_t, as_of_revision, 0, "revision to read at; 0: unset");
ABSL_FLAG(bool, as_of_bulletin, false, "read at a date when only the bulletin was public");

namespace indicast::load {
namespace {

using Words = std::vector<std::string>;

constexpr int kBatch = 100;

CountrySize Size() { return SizeFor(absl::GetFlag(FLAGS_versions), absl::GetFlag(FLAGS_seed)); }

int64_t Number(const std::string& word) {
  int64_t number = 0;
  return absl::SimpleAtoi(word, &number) ? number : -1;
}

template <typename Message>
void SetRevision(Message& request) {
  const int64_t revision = absl::GetFlag(FLAGS_as_of_revision);
  if (revision != 0) request.mutable_as_of()->set_revision(revision);
}

// Any figure of the country, far from its neighbours in number. Returns its month.
template <typename Message>
int SetFigure(int64_t i, Message& named) {
  const CountrySize size = Size();
  const int64_t count = int64_t{size.areas} * size.indicators * size.months;
  const int64_t place = i * 999'983 % count;
  const auto month = static_cast<int>(place % size.months);
  const auto indicator = static_cast<int>(place / size.months % size.indicators);
  const auto area = static_cast<int>(place / size.months / size.indicators);
  *named.mutable_series() = GeneratedCountry(size).Series(area, indicator);
  named.mutable_period()->set_text(GeneratedCountry::Month(month));
  return month;
}

absl::Status Request(const Words& words) {
  const std::string& method = words[0];
  const int64_t i = Number(words[1]);
  std::string message;
  if (method == "GetObservation") {
    store::v1::GetObservationRequest request;
    const int month = SetFigure(i, request);
    SetRevision(request);
    if (absl::GetFlag(FLAGS_as_of_bulletin)) {
      request.mutable_as_of()->set_publication_date(GeneratedCountry::Month(month + 2) + "-01");
    }
    message = request.SerializeAsString();
  } else if (method == "BatchGetObservations") {
    store::v1::BatchGetObservationsRequest request;
    for (int k = 0; k < kBatch; ++k) SetFigure(i * kBatch + k, *request.add_observations());
    SetRevision(request);
    message = request.SerializeAsString();
  } else if (method == "StreamObservations") {
    store::v1::StreamObservationsRequest request;
    SetRevision(request);
    message = request.SerializeAsString();
  } else {
    return absl::InvalidArgumentError(absl::StrCat("no request for ", method));
  }
  return WriteFile(words[2], AsBody(message));
}

absl::StatusOr<std::string> MessageIn(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string body, ReadFile(path));
  return body.size() < 5 ? std::string() : body.substr(5);
}

// A path of another service as it is, a method of the store by its name.
std::string PathOf(const std::string& method) {
  return method.front() == '/' ? method : StorePath(method);
}

absl::Status Ask(const Words& words) {
  ASSIGN_OR_RETURN(const std::string message, MessageIn(words[2]));
  std::vector<std::string> answers;
  RETURN_IF_ERROR(CallServerStream(
      Connect(words[0]), PathOf(words[1]), message,
      [&](const grpc::ByteBuffer& answer) { answers.push_back(BytesOf(answer)); }));
  std::string bytes;
  const bool stream = words[1] == "StreamObservations";
  for (const std::string& answer : answers) bytes += stream ? Delimited(answer) : answer;
  return WriteFile(words[3], bytes);
}

absl::Status Stream(const Words& words) {
  ASSIGN_OR_RETURN(const std::string message, MessageIn(words[2]));
  const auto channel = Connect(words[0]);
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  size_t messages = 0;
  size_t bytes = 0;
  const auto start = SteadyClock::now();
  RETURN_IF_ERROR(
      CallServerStream(channel, PathOf(words[1]), message, [&](const grpc::ByteBuffer& part) {
        ++messages;
        bytes += part.Length();
      }));
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
  std::cout << absl::StrFormat("seconds=%.4f messages=%d bytes=%d\n", seconds, messages, bytes);
  return absl::OkStatus();
}

absl::Status PrintHead(const Words& words) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   CallUnary(Connect(words[0]), StorePath("GetServerInfo"), ""));
  store::v1::GetServerInfoResponse info;
  if (!info.ParseFromString(bytes)) return absl::DataLossError("no answer of GetServerInfo");
  std::cout << info.head().revision() << "\n";
  return absl::OkStatus();
}

absl::Status PrintVersions(const Words&) {
  std::cout << Size().versions() << "\n";
  return absl::OkStatus();
}

struct Command {
  size_t least;
  size_t most;
  std::function<absl::Status(const Words&)> run;
};

const std::map<std::string, Command>& Commands() {
  static const auto* const kCommands = new std::map<std::string, Command>{
      {"fill", {1, 1, [](const Words& w) { return Fill(w[0], Size()); }}},
      {"request", {3, 3, Request}},
      {"ask", {4, 4, Ask}},
      {"stream", {3, 3, Stream}},
      {"head", {1, 1, PrintHead}},
      {"versions", {0, 0, PrintVersions}},
      {"commits",
       {2, 2, [](const Words& w) { return Commit(w[0], Size(), static_cast<int>(Number(w[1]))); }}},
      {"fdatasync",
       {2, 2, [](const Words& w) { return WriteBare(w[0], static_cast<int>(Number(w[1]))); }}},
      {"watch",
       {3, 3,
        [](const Words& w) {
          return WatchCommits(w[0], Size(), static_cast<int>(Number(w[1])),
                              static_cast<int>(Number(w[2])));
        }}},
      {"etcd-fill",
       {3, 3, [](const Words& w) { return EtcdFill(w[0], Number(w[1]), Number(w[2])); }}},
      {"etcd-request",
       {2, 3,
        [](const Words& w) { return WriteFile(w[1], AsBody(EtcdRange(w[0], w.size() == 3))); }}},
      {"makeup", {0, 0, [](const Words&) { return PrintMakeUp(Size(), std::cout); }}},
      {"reads", {1, 1, [](const Words& w) {
                   return TimeReads(Size(), static_cast<int>(Number(w[0])), std::cout);
                 }}}};
  return *kCommands;
}

int Run(const std::vector<char*>& arguments) {
  Words words(arguments.begin() + 1, arguments.end());
  const auto command = words.empty() ? Commands().end() : Commands().find(words[0]);
  if (command != Commands().end()) words.erase(words.begin());
  if (command == Commands().end() || words.size() < command->second.least ||
      words.size() > command->second.most) {
    std::cerr << "usage: see the head of tests/load/load_main.cc\n";
    return 2;
  }
  const absl::Status status = command->second.run(words);
  if (status.ok()) return 0;
  std::cerr << "indicast-load: " << command->first << ": " << status << "\n";
  return 1;
}

}  // namespace
}  // namespace indicast::load

int main(int argc, char** argv) { return indicast::load::Run(absl::ParseCommandLine(argc, argv)); }
